"""Packs and their measures in the database, on both servers."""

from dataclasses import replace
from datetime import date

import psycopg
import pytest

from entrepot.kernel.errors import InputError
from entrepot.region.model import Measure, Region
from entrepot.store import packs, tariffs


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
    assert tariffs.list_measures(tx, back.id, "XA", "220890", None) == (measure(),)


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


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("220890220", {"chapter", "six", "eight", "nine"}),
        ("22089022", {"chapter", "six", "eight", "nine"}),
        ("220890", {"chapter", "six", "eight", "nine", "other"}),
        ("220890990", {"chapter", "six", "other"}),
        ("220891", {"chapter"}),
    ],
)
def test_a_line_meets_the_measures_above_and_below_it(
    tx: psycopg.Connection, region: Region, folder: packs.Folder, asked: str, found: set[str]
) -> None:
    measures = (
        measure(id="chapter", hs_code="22"),
        measure(id="six", hs_code="220890"),
        measure(id="eight", hs_code="22089022"),
        measure(id="nine", hs_code="220890220"),
        measure(id="other", hs_code="220890990"),
        measure(id="elsewhere", hs_code="22089022", market="XB"),
        measure(id="heading beside", hs_code="2209"),
    )
    pack = packs.load_pack(tx, with_measures(region, *measures), folder)

    listed = tariffs.list_measures(tx, pack.id, "XA", asked, date(2026, 11, 20))

    assert {one.id for one in listed} == found


@pytest.mark.parametrize(
    ("day", "found"),
    [
        (date(2025, 12, 31), set()),
        (date(2026, 1, 1), {"m1"}),
        (date(2026, 6, 30), {"m1"}),
        (date(2026, 7, 1), {"m2"}),
        (None, {"m1", "m2"}),
    ],
)
def test_a_measure_holds_from_its_first_day_to_the_day_before_its_last(
    tx: psycopg.Connection, region: Region, folder: packs.Folder, day: date | None, found: set[str]
) -> None:
    measures = (
        measure(valid_to=date(2026, 7, 1)),
        measure(id="m2", valid_from=date(2026, 7, 1), origins=("XC", "XB"), excluded_origins=()),
    )
    pack = packs.load_pack(tx, with_measures(region, *measures), folder)

    listed = tariffs.list_measures(tx, pack.id, "XA", "220890", day)

    assert {one.id for one in listed} == found


def test_measures_come_back_as_they_went_in(
    tx: psycopg.Connection, region: Region, folder: packs.Folder
) -> None:
    odd = measure(
        origins=("XB", "XC"), excluded_origins=("XD",), duty="", source_text='1;"2"\t\\N\n酒',
        valid_from=None, valid_to=date(2027, 1, 1), note="n",
    )  # fmt: skip
    pack = packs.load_pack(tx, with_measures(region, odd), folder)

    assert tariffs.list_measures(tx, pack.id, "XA", "220890", date(1990, 1, 1)) == (odd,)
