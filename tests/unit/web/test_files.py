"""Files of ours: what is collected from packages, and letters in print."""

from pathlib import Path

import pytest

from entrepot.web.collect import FILES, collect
from entrepot.web.lettering import HAN, lettered, register_faces


def modules(folder: Path) -> Path:
    """A node_modules folder with every file that is collected."""
    for name in FILES:
        file = folder / "node_modules" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("code();\n//# sourceMappingURL=far.map\n", "utf-8")
    return folder / "node_modules"


def test_files_are_collected_without_the_address_of_a_source_map(tmp_path) -> None:
    written = collect(modules(tmp_path), tmp_path / "vendor")

    assert sorted(path.name for path in written) == sorted(FILES.values())
    assert (tmp_path / "vendor" / "echarts.js").read_text("utf-8") == "code();\n"


def test_a_missing_file_is_named_and_nothing_is_written(tmp_path) -> None:
    found = modules(tmp_path)
    (found / "echarts/NOTICE").unlink()

    with pytest.raises(FileNotFoundError, match="echarts/NOTICE"):
        collect(found, tmp_path / "vendor")

    assert not (tmp_path / "vendor").exists()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a < b & c", "a &lt; b &amp; c"),
        ("Łódź", "Łódz"),
        ("港 A", '<font name="NotoSansSC">港</font> A'),
        ("😀", "?"),
    ],
)
def test_letters_are_put_into_a_face_that_has_them(text, expected) -> None:
    register_faces()

    assert lettered(text) == expected


def test_the_chinese_face_lends_what_it_lacks() -> None:
    register_faces()

    assert lettered("港 Łó", HAN) == '港 <font name="Vera">Ł</font>ó'
