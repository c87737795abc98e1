"""Templates and reference come from the columns and nothing else."""

import tomllib

import pytest

from entrepot.region.model import TABLES, columns_of
from entrepot.region.pack import read_pack
from entrepot.region.reference import describe_pack
from entrepot.region.template import new_pack, write_table


def test_a_new_pack_has_every_table_with_its_header(columns):
    files = new_pack(columns, "hill")

    for table in TABLES:
        assert files[f"{table}.csv"] == ",".join(columns_of(table)) + "\n"


def test_the_settings_of_a_new_pack_are_whole(columns):
    settings = tomllib.loads(new_pack(columns, "hill")["region.toml"])

    assert settings["id"] == settings["root"] == "hill"
    assert settings["centre"] == [0.0, 0.0]


def test_a_new_pack_lacks_only_its_country_its_money_and_its_first_places(columns):
    reading = read_pack(columns, {}, new_pack(columns, "hill"))

    lacking = ["country", "currency", "home", "root"]
    assert [p.where for p in reading.problems] == [f"region.toml, {key}" for key in lacking]


def test_a_new_pack_becomes_a_region_with_its_first_places(columns):
    files = new_pack(columns, "hill")
    for key, word in (("country", "XU"), ("currency", "XTS")):
        files["region.toml"] = files["region.toml"].replace(f'{key} = ""', f'{key} = "{word}"')
    files["places.csv"] = (
        "id,name,kind,country,parent,lat,lon,source,status\n"
        "hill,Hill,region,XU,,0,0,a map,published\n"
        "my_town,Town,town,XU,hill,0.1,0.1,a map,published\n"
    )

    assert read_pack(columns, {}, files).region is not None


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_reference_tells_every_column(columns, language):
    text = describe_pack(columns, language)

    for column in columns:
        meaning = column.meaning_en if language == "en" else column.meaning_zh
        assert meaning.replace("|", "\\|") in text
    for table in TABLES:
        assert f"## {table}.csv" in text


def test_the_reference_marks_what_must_be_filled(columns):
    lines = describe_pack(columns).splitlines()

    assert any(line.startswith("| **from_place** | ref |") for line in lines)
    assert any(line.startswith("| km | number | km | from 0.01;") for line in lines)


def test_rows_are_written_below_the_header(columns):
    text = write_table(
        columns["gauges"].values(), [("XA", "1435", "", "", "a book, 2020", "published")]
    )

    assert (
        text == 'country,gauge_mm,note,note_zh,source,status\nXA,1435,,,"a book, 2020",published\n'
    )
