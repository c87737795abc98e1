"""What each pack brings to the registers is fit for them."""

import pytest

from entrepot.kernel.roll import read_rows
from entrepot.service.panels import ROLLS
from entrepot.service.roll_seeds import seeds_of
from entrepot.store.packs import list_regions
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


def test_files_of_rows_in_a_pack_are_of_registers_there_are() -> None:
    for region in list_regions():
        folder = open_reference(region).folder / "rolls"
        assert {path.stem for path in folder.glob("*")} <= set(ROLLS)
