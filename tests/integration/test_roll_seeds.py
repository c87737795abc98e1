"""What each pack brings to the registers is fit for them."""

import shutil
from pathlib import Path

import pytest

from entrepot.kernel.roll import read_rows
from entrepot.service.panels import ROLLS
from entrepot.service.regions import check_region
from entrepot.service.roll_seeds import seeds_of
from entrepot.store.packs import find_folder, list_regions
from entrepot.store.reference import open_reference


@pytest.mark.parametrize("region", list_regions())
def test_rows_of_a_pack_meet_their_registers(region: str) -> None:
    pack = open_reference(region)
    held = {name: seeds_of(pack, name) for name in ROLLS}
    known = {**{name: rows.keys() for name, rows in held.items()},
             "place": {row.id for row in pack.table("places")}}  # fmt: skip
    for name, rows in held.items():
        header = list(dict.fromkeys(key for cells in rows.values() for key in cells))
        if rows:
            _, problems = read_rows(ROLLS[name], header, list(rows.values()), known)

            assert [str(one) for one in problems] == []
            assert all(cells.get("source") and cells.get("status") for cells in rows.values())


@pytest.mark.parametrize("region", list_regions())
def test_files_of_rows_of_a_pack_are_sound(region: str) -> None:
    assert check_region(region)["problems"] == []


def test_the_check_of_a_pack_names_each_wrong_row_of_its_registers(tmp_path: Path) -> None:
    pack = tmp_path / "upland"
    shutil.copytree(find_folder("upland"), pack)
    (pack / "rolls").mkdir(exist_ok=True)
    (pack / "rolls/talent_posts.csv").write_text(
        "id,title,skill,wanted,place\nP1,Clerk,filing,two,nowhere\n", "utf-8"
    )
    (pack / "rolls/riddles.csv").write_text("id\n1\n", "utf-8")

    assert [one["where"] for one in check_region(str(pack))["problems"]] == [
        "rolls/riddles.csv", "rolls/talent_posts.csv row 1, wanted",
        "rolls/talent_posts.csv row 1, place",
    ]  # fmt: skip
