"""Single tables of a pack, read when they are asked for."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from entrepot.kernel.errors import InputError, MissingError
from entrepot.store import packs
from entrepot.store.reference import WindowReference, open_reference


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A copy of the invented region's settings and offices beside an empty world."""
    own = tmp_path / "own"
    own.mkdir()
    for name in ("region.toml", "offices.csv"):
        shutil.copy(packs.find_folder("upland") / name, own)
    (tmp_path / "world").mkdir()
    return own


def write(pack: Path, name: str, *lines: str) -> None:
    (pack / name).write_text("\n".join([*lines, ""]), encoding="utf-8")


def test_a_table_is_that_of_the_whole_region() -> None:
    region = packs.read_region(packs.read_folder(packs.find_folder("upland"))).region
    reference = open_reference("upland")
    assert region is not None

    for name in ("offices", "codes", "transitions", "legal", "calendar", "trade_terms"):
        assert reference.table(name) == region.table(name), name
        assert reference.table(name) is reference.table(name)


def test_a_row_of_the_region_takes_the_place_of_the_worlds(pack: Path) -> None:
    head = "country,year,note,source,status"
    write(pack.parent / "world", "calendar_years.csv", head, "XU,2025,world,s,synthetic",
          "XU,2026,world,s,synthetic")  # fmt: skip
    write(pack, "calendar_years.csv", head, "XU,2026,own,s,synthetic")

    found = WindowReference(pack, pack.parent / "world").table("calendar_years")

    assert [(row.year, row.note) for row in found] == [(2025, "world"), (2026, "own")]


def test_the_calendar_and_the_law_are_those_of_the_packs_country(pack: Path) -> None:
    write(pack, "calendar_years.csv", "country,year,source,status", "XU,2026,one,synthetic",
          "XV,2027,other,synthetic")  # fmt: skip
    write(pack, "calendar.csv", "country,day,kind,name,name_zh,source,status",
          "XU,2026-05-01,holiday,Rest,休,one,synthetic",
          "XU,2026-05-02,makeup,Rest,休,one,synthetic",
          "XV,2026-05-05,holiday,Rest,休,other,synthetic")  # fmt: skip
    head = "jurisdiction,name,label_en,label_zh,value,source,status"
    write(pack, "legal.csv", head, "XU,n,N,数,1,one,synthetic", "XV,n,N,数,2,other,synthetic")

    reference = WindowReference(pack, pack.parent / "world")
    working = [reference.calendar.is_working(date(2026, 5, day)) for day in (1, 2, 5)]

    assert working == [False, True, True]
    assert (set(reference.calendar.years), reference.calendar.source) == ({2026}, "one")
    assert reference.legal.days("n", date(2026, 5, 1)) == 1


def test_a_faulty_table_is_told_with_all_its_problems(pack: Path) -> None:
    write(pack, "legal.csv", "jurisdiction,name,label_en,label_zh,value,source,status",
          "XU,n,N,数,1,one,synthetic", "XU,n,N,数,,one,guessed")  # fmt: skip
    reference = WindowReference(pack, pack.parent / "world")
    with pytest.raises(InputError) as caught:
        reference.table("legal")

    assert [(problem.code, problem.where) for problem in caught.value.problems] == [
        ("pack.duplicate", "legal.csv row 3, jurisdiction"),
        ("pack.choice", "legal.csv row 3, status"),
        ("pack.overlap", "legal.csv row 3, valid_from"),
        ("pack.missing", "legal.csv row 3, value"),
    ]


def test_the_settings_are_those_of_the_pack() -> None:
    settings = open_reference("upland").settings

    assert (settings.id, settings.country, settings.currency) == ("upland", "XU", "EUR")


def test_faulty_settings_are_told(pack: Path) -> None:
    (pack / "region.toml").unlink()
    with pytest.raises(InputError, match=r"region\.toml"):
        _ = WindowReference(pack, pack.parent / "world").settings


def test_the_time_zone_is_that_of_the_office_at_home_or_of_the_first(pack: Path) -> None:
    world = pack.parent / "world"
    head = "office,kind,label_en,label_zh,place,side,zone,source,status"
    far = "far,land border,Far,远,b,border,Asia/Tokyo,s,synthetic"
    home = "home,clearance site,Home,近,averlund_landport,inland,Europe/Paris,s,synthetic"
    write(pack, "offices.csv", head, far, home)
    at_home = WindowReference(pack, world).zone.key
    write(pack, "offices.csv", head, far)

    assert (at_home, WindowReference(pack, world).zone.key) == ("Europe/Paris", "Asia/Tokyo")


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("", "office.missing"),
        ("o,land border,O,关,b,border,Nowhere/Else,s,synthetic", "office.zone"),
    ],
)
def test_without_an_office_or_with_an_unknown_zone_there_is_no_legal_day(
    pack: Path, row: str, code: str
) -> None:
    write(pack, "offices.csv", "office,kind,label_en,label_zh,place,side,zone,source,status", row)
    with pytest.raises(MissingError) as caught:
        _ = WindowReference(pack, pack.parent / "world").zone

    assert caught.value.problems[0].code == code


def test_the_region_comes_from_the_environment_where_none_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("ENTREPOT_REGION", "upland")

    assert open_reference().settings.id == "upland"


def test_an_unknown_region_is_missing() -> None:
    with pytest.raises(MissingError):
        open_reference("atlantis")
