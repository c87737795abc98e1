"""Packs and their measures in the database, on both servers."""

from dataclasses import replace
from datetime import date

import psycopg
import pytest

from entrepot.kernel.errors import InputError
from entrepot.region.law import Measure
from entrepot.region.model import Region
from entrepot.store import packs


def measure(**changes: object) -> Measure:
    """A measure that differs in what is given."""
    plain = Measure(
        note="", source="an act", status="synthetic", id="m1", market="XA", kind="duty",
        regime="MFN", hs_code="220890", origins=(), excluded_origins=(), duty="5 %",
        source_text="5", valid_from=date(2026, 1, 1), valid_to=None, vintage="2026",
    )  # fmt: skip
    return replace(plain, **changes)


@pytest.fixture
def folder() -> packs.Folder:
    return packs.read_folder(packs.find_folder("upland"))


def ids_of(tx: psycopg.Connection, pack: packs.Pack) -> set[str]:
    """Ids of the measures kept of a pack."""
    rows = tx.execute("select id from measure where pack_id = %s", [pack.id]).fetchall()
    return {row["id"] for row in rows}


def with_measures(region: Region, *measures: Measure, version: str = "v1") -> Region:
    return replace(region, measures=measures, version=version)


def test_a_loaded_pack_gives_back_its_texts_and_so_its_region(
    tx: psycopg.Connection, region: Region, folder: packs.Folder
) -> None:
    pack = packs.load_pack(tx, region, folder)

    assert packs.current_pack(tx, region.id) == pack
    assert packs.read_region(packs.read_loaded(tx, pack)).region == region


def test_the_same_version_again_changes_nothing(
    tx: psycopg.Connection, region: Region, folder: packs.Folder
) -> None:
    first = packs.load_pack(tx, region, folder)
    second = packs.load_pack(tx, region, folder)

    assert first == second
    assert tx.execute("select count(*) as n from pack").fetchone() == {"n": 1}


def test_a_newer_version_takes_over_and_an_older_one_can_come_back(
    tx: psycopg.Connection, region: Region, folder: packs.Folder
) -> None:
    old = packs.load_pack(tx, with_measures(region, measure(), version="v1"), folder)
    new = packs.load_pack(tx, with_measures(region, version="v2"), folder)
    back = packs.load_pack(tx, with_measures(region, measure(), version="v1"), folder)

    assert (new.id != old.id, back.id) == (True, old.id)
    assert packs.current_pack(tx, region.id).version == "v1"
    assert ids_of(tx, back) == {"m1"}


def test_a_region_has_one_pack_in_use(
    tx: psycopg.Connection, region: Region, folder: packs.Folder
) -> None:
    packs.load_pack(tx, region, folder)

    with pytest.raises(psycopg.errors.UniqueViolation):
        tx.execute("insert into pack (region, version, texts) values (%s, 'x', '{}')", [region.id])


def test_two_measures_of_one_kind_line_and_day_are_refused_and_the_pack_in_use_stays(
    tx: psycopg.Connection, region: Region, folder: packs.Folder
) -> None:
    packs.load_pack(tx, with_measures(region, measure(), version="v1"), folder)
    ends_late = measure(id="m2", valid_from=date(2025, 1, 1), valid_to=date(2026, 1, 2))
    with pytest.raises(InputError, match="two measures of one market"), tx.transaction():
        packs.load_pack(tx, with_measures(region, measure(), ends_late, version="v2"), folder)

    assert packs.current_pack(tx, region.id).version == "v1"


@pytest.mark.parametrize(
    "other",
    [
        measure(id="m2", valid_from=date(2025, 1, 1), valid_to=date(2026, 1, 1)),
        measure(id="m2", market="XB"),
        measure(id="m2", kind="additional"),
        measure(id="m2", regime="GSP"),
        measure(id="m2", hs_code="22089022"),
        measure(id="m2", origins=("XB", "XC")),
    ],
    ids=["next day", "market", "kind", "regime", "line", "origins"],
)
def test_measures_that_differ_in_one_thing_may_stand_together(
    tx: psycopg.Connection, region: Region, folder: packs.Folder, other: Measure
) -> None:
    pack = packs.load_pack(tx, with_measures(region, measure(), other), folder)

    assert tx.execute("select count(*) as n from measure where pack_id = %s", [pack.id]).fetchone()[
        "n"
    ] == 2  # fmt: skip


def test_measures_are_kept_as_they_were_read(
    tx: psycopg.Connection, region: Region, folder: packs.Folder
) -> None:
    odd = measure(
        origins=("XC", "XB"), excluded_origins=("XD",), duty="", source_text='1;"2"\t\\N\n酒',
        valid_from=None, valid_to=date(2027, 1, 1), note="n",
    )  # fmt: skip
    pack = packs.load_pack(tx, with_measures(region, odd), folder)

    row = tx.execute("select * from measure where pack_id = %s", [pack.id]).fetchone()

    assert row["origins"] == "XB;XC"
    assert row["source_text"] == odd.source_text
    assert (row["duty"], row["note"], row["status"]) == ("", "n", "synthetic")
    assert (row["valid"].lower, row["valid"].upper) == (None, date(2027, 1, 1))
