"""A brief: the same bytes for the same input, in both languages, with what is unknown told."""

import json
import re

import pytest

from entrepot.cli import main
from entrepot.service.brief import brief_of
from entrepot.store.reference import open_reference
from entrepot.web.brief_files import brief_html, brief_pdf
from entrepot.web.brief_view import sections
from entrepot.web.language import Language

CASE = {
    "code": "x", "currency": "EUR", "scale": 1e9, "periods": 2, "discount_rate": 0.05,
    "budget": {"per_period": [5, 5], "rule": "yearly"},
    "projects": [
        {"id": "RAIL", "region": "A", "type": "corridor", "duration": 1, "cost": [5], "benefit": 9},
        {"id": "YARD", "region": "B", "type": "yard", "duration": 1, "cost": [6], "benefit": 7},
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    case = tmp_path_factory.mktemp("brief") / "case.json"
    case.write_text(json.dumps(CASE))
    return brief_of(open_reference("upland"), "upland", portfolio=str(case))


@pytest.mark.parametrize("code", ["en", "zh"])
@pytest.mark.parametrize("write", [brief_pdf, brief_html])
def test_the_same_brief_has_the_same_bytes(found, code, write):
    language = Language(code)

    assert write(found, language) == write(found, Language(code))
    assert len(write(found, language)) > 2000


def test_it_tells_goals_plan_growth_and_sources(found):
    parts = {one.title: one for one in sections(found, Language("en"))}

    assert list(parts) == ["Assessment", "Goals", "What asks for attention", "Review of growth",
                           "Portfolio", "Sources"]  # fmt: skip
    assert parts["Assessment"].notes == ("No index was given to this brief.",)
    assert len(parts["Goals"].grids[0].rows) == len(found["targets"]) > 0
    assert parts["Portfolio"].notes[-1] == "Not chosen: YARD"
    assert parts["Portfolio"].grids[0].rows == [("RAIL", "0")]


def test_every_source_is_counted(found):
    used = [one["source"] for one in found["targets"]]
    used += [row["source"] for series in found["growth"]["series"] for step in series["steps"]
             for row in step["figures"]]  # fmt: skip

    assert sum(one["uses"] for one in found["sources"]) == len(used)
    assert {one["source"] for one in found["sources"]} == {*used}


def test_chinese_speaks_chinese(found):
    page = brief_html(found, Language("zh")).decode()

    assert '<html lang="zh-Hans">' in page
    titles = re.findall(r'<h2 id="part-\d">(.+)</h2>', page)
    assert len(titles) == 6
    assert not [one for one in titles if re.search("[A-Za-z]", one)]


def test_the_command_writes_the_file_and_names_all_that_is_wrong(tmp_path, capsys):
    out = tmp_path / "brief.html"
    code = main.call(["brief", "upland", "--region", "upland", "--lang", "zh", "--out", str(out)])
    wrong = main.call(["brief", "upland", "--out", str(tmp_path / "b.doc"), "--lang", "fr",
                       "--scheme", "s.toml"])  # fmt: skip
    told = capsys.readouterr().err

    assert (code, wrong) == (0, 2)
    assert out.read_bytes().startswith(b"<!doctype html>")
    assert all(one in told for one in ("brief.kind", "brief.language", "brief.index"))
    assert not (tmp_path / "b.doc").exists()
