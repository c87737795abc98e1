"""Measures, factors, targets and parks at the command line."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from entrepot.cli.main import app
from entrepot.kernel.errors import InputError

RUN = CliRunner()
VERBS = [("measures", "match", "Together: export_share, young_exporter, 12000.00 CNY"),
         ("factors", "serve", "40 MW are missing until 2027-07-01."),
         ("recruit", "list", "Probabilities: uncalibrated, 2 outcomes"),
         ("place", "match", "60 needed, 100 free."),
         ("readiness", "score", "Ready: unknown: 40 to 80 of 100")]  # fmt: skip


@pytest.mark.parametrize(("noun", "verb", "told"), VERBS)
def test_the_example_is_answered_as_a_table_and_as_json(
    noun: str, verb: str, told: str, tmp_path: Path
) -> None:
    case = tmp_path / "case.json"
    case.write_text(RUN.invoke(app, [noun, "example"]).stdout, encoding="utf-8")
    shown = RUN.invoke(app, [noun, verb, str(case)])
    document = RUN.invoke(app, [noun, verb, str(case), "--json"])

    assert shown.exit_code == document.exit_code == 0
    assert told in shown.stdout
    assert "message_zh" in json.dumps(json.loads(document.stdout))


@pytest.mark.parametrize(("noun", "verb"), [one[:2] for one in VERBS])
def test_a_case_that_cannot_be_used_exits_with_2(noun: str, verb: str, tmp_path: Path) -> None:
    case = tmp_path / "case.json"
    case.write_text("{}", encoding="utf-8")

    found = RUN.invoke(app, [noun, verb, str(case)])

    assert isinstance(found.exception, InputError)
    assert found.exception.exit_code == 2


def test_a_watch_list_shows_who_passed_and_who_is_near(tmp_path: Path) -> None:
    case = tmp_path / "case.json"
    case.write_text(RUN.invoke(app, ["readiness", "watch-example"]).stdout, encoding="utf-8")

    shown = RUN.invoke(app, ["readiness", "watch", str(case)])

    assert shown.exit_code == 0
    assert "graduate" in shown.stdout
    assert "3000000" in shown.stdout
