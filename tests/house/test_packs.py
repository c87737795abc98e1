"""Every pack of the house loads, and the columns say what the model says."""

import csv
import tomllib
from collections import Counter
from datetime import date
from decimal import Decimal
from importlib.resources import files
from pathlib import Path
from types import NoneType
from typing import get_args, get_origin, get_type_hints

import pytest

from entrepot.corridors.timetable import weekly_departures
from entrepot.kernel.codes import MODES
from entrepot.kernel.source import STATUSES
from entrepot.region.columns import parse_columns
from entrepot.region.model import TABLES, columns_of
from entrepot.region.pack import read_pack
from entrepot.service.timetables import find_zone

REGIONS = Path(__file__).parents[2] / "regions"
PACKS = sorted(path.parent.name for path in REGIONS.glob("*/region.toml"))
TEXT = files("entrepot.region").joinpath("columns.csv").read_text(encoding="utf-8")
COLUMNS = parse_columns(TEXT)
DESCRIBED = list(csv.DictReader(TEXT.splitlines()))
ALL_TABLES = "*"
COMMON = ("note", "note_zh", "source", "status")
NAMES = {float: "number", int: "integer", Decimal: "decimal", date: "date", bool: "flag"}
TEXTS = {"id", "ref", "text", "word", "unit"}


def texts(pack: str) -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in (REGIONS / pack).glob("*.*")}


def test_the_columns_are_those_of_the_model_in_its_order():
    described: dict[str, list[str]] = {}
    for row in (row for row in DESCRIBED if row["column"]):
        described.setdefault(row["table"], []).append(row["column"])

    assert described.pop(ALL_TABLES) == list(COMMON)
    assert described == {name: list(columns_of(name)[: -len(COMMON)]) for name in TABLES}


@pytest.mark.parametrize("table", TABLES)
def test_the_types_of_a_table_are_those_of_the_model(table):
    hints = get_type_hints(TABLES[table])

    for column in COLUMNS[table].values():
        kinds = {kind for kind in get_args(hints[column.name]) if kind is not NoneType}
        kind = hints[column.name] if NoneType not in get_args(hints[column.name]) else kinds.pop()
        is_list = get_origin(kind) is tuple
        item = get_args(kind)[0] if is_list else kind

        assert column.is_list == is_list, column.name
        if item in NAMES:
            assert column.base == NAMES[item], column.name
        else:
            assert column.base in TEXTS, column.name


@pytest.mark.parametrize("table", TABLES)
def test_a_column_that_cannot_be_unknown_is_required_or_has_a_default(table):
    for column in COLUMNS[table].values():
        if column.base not in TEXTS and not column.is_list and not column.nullable:
            assert column.required or column.default, column.name
        if column.nullable:
            assert not column.required, column.name


def test_every_column_is_explained_in_both_languages():
    for column in COLUMNS:
        where = f"{column.table}.{column.name}"
        assert column.meaning_en.endswith("."), where
        assert column.meaning_zh.endswith("。"), where
        assert column.meaning_en.isascii(), where


def test_every_table_is_explained_in_both_languages():
    for table, (english, chinese) in COLUMNS.meanings.items():
        assert english == (TABLES[table].__doc__ or "").partition("\n")[0]
        assert chinese.endswith("。"), table


def test_rules_of_a_column_name_columns_and_tables_that_exist():
    for column in COLUMNS:
        others = {column.not_above, column.before, column.not_equal} - {""}
        others |= {column.plausible_if[0], "unit", "geography"} if column.plausible_if else set()
        assert others <= set(COLUMNS[column.table]), column
        assert set(column.refers_to) <= {*TABLES, "*"}, column
        assert column.base != "ref" or column.refers_to, column


def test_modes_and_status_words_are_those_of_the_kernel():
    assert COLUMNS["links"]["mode"].choices == MODES
    assert COLUMNS["links"]["status"].choices == STATUSES


def test_every_table_has_a_key():
    assert all(COLUMNS.key_of(table) for table in TABLES)


def test_the_default_region_is_one_of_the_packs():
    default = tomllib.loads((REGIONS / "region.toml").read_text(encoding="utf-8"))["default"]

    assert default in PACKS


@pytest.mark.parametrize("pack", PACKS)
def test_a_pack_loads_over_the_world(pack):
    reading = read_pack(COLUMNS, texts("world"), texts(pack))

    assert [str(problem) for problem in reading.problems] == []
    assert reading.region is not None
    assert reading.region.id == pack


def test_the_world_checks_out_alone():
    reading = read_pack(COLUMNS, texts("world"), None)

    assert [str(problem) for problem in reading.problems] == []
    assert reading.rows["places"] > 0


@pytest.mark.parametrize("pack", PACKS)
def test_the_invented_is_called_so_and_the_real_is_not(pack):
    region = read_pack(COLUMNS, texts("world"), texts(pack)).region
    status = Counter(place.status for place in region.places.values())

    assert (status["synthetic"] > 0) == (pack == "upland")


@pytest.mark.parametrize("pack", PACKS)
def test_rows_of_a_timetable_made_from_a_frequency_leave_as_often_and_say_so(pack):
    reading = read_pack(COLUMNS, texts("world"), texts(pack))
    region = reading.region
    services = {service.id: service for service in region.services}
    rows = {}
    for row in region.timetable:
        rows.setdefault(row.service, []).append(row)
        find_zone(row.zone)

        assert row.week < row.every_weeks, row.id
        assert row.days or row.dates, row.id
    for name, own in rows.items():
        if all(row.status in ("modelled", "synthetic") for row in own):
            assert weekly_departures(tuple(own)) == pytest.approx(
                services[name].departures_per_week
            ), name
            assert all("assumed" in row.note or row.status == "synthetic" for row in own), name
