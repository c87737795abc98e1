"""The verbs that need no store, as they are called; `offices` of the default region."""

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.program import Program

Called = subprocess.CompletedProcess[str]


@pytest.fixture
def call(program: Program, tmp_path: Path) -> Callable[..., Called]:
    """Calls a verb with a data folder that it must leave alone."""
    home = tmp_path / "home"
    environment = os.environ | {"ENTREPOT_HOME": str(home), "ENTREPOT_REGION": ""}

    def run(*arguments: str, **more: str) -> Called:
        done = program(*arguments, env=environment | more)
        assert not home.exists()
        return done

    return run


def codes(done: Called) -> list[str]:
    return [problem["code"] for problem in json.loads(done.stderr)["problems"]]


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        ("ucr", "6CN91520100MA6DABCD12-EXP0001", None),
        ("container", "CSQU3054383", "3"),
        ("uscc", "91110000600037341L", "L"),
    ],
)
def test_a_valid_identifier(call, kind: str, value: str, expected: str | None) -> None:
    done = call("ids", "check", kind, value, "--json")

    assert done.returncode == 0
    assert json.loads(done.stdout) == {
        "kind": kind, "value": value, "is_valid": True, "expected_check": expected, "problems": [],
    }  # fmt: skip


def test_an_invalid_identifier_prints_its_document_and_ends_with_2(call) -> None:
    done = call("ids", "check", "container", "CSQU3054384", "--json")

    assert (done.returncode, done.stderr) == (2, "")
    assert json.loads(done.stdout) == {
        "kind": "container", "value": "CSQU3054384", "is_valid": False, "expected_check": "3",
        "problems": [
            {
                "code": "equipment.check_digit",
                "message": "Container CSQU3054384: check digit should be 3.",
            }
        ],
    }  # fmt: skip


def test_an_unknown_kind_of_identifier(call) -> None:
    done = call("ids", "check", "isbn", "1", "--json")

    assert (done.returncode, done.stdout, codes(done)) == (2, "", ["input.unknown"])


def test_working_days(call) -> None:
    done = call("workdays", "--from", "2026-02-13", "--n", "3", "--json")
    document = json.loads(done.stdout)

    assert list(document) == ["from", "n", "due", "counted", "source"]
    assert (document["from"], document["n"], document["due"]) == ("2026-02-13", 3, "2026-02-25")
    assert document["counted"] == ["2026-02-14", "2026-02-24", "2026-02-25"]
    assert "chinesecalendar" in document["source"]


def test_a_year_without_calendar_ends_with_5_and_names_the_table(call) -> None:
    done = call("workdays", "--from", "2026-12-30", "--n", "5", "--json")

    assert (done.returncode, codes(done)) == (5, ["calendar.unpublished"])
    assert "calendar.csv" in done.stderr


def test_every_fault_of_a_question_is_told_at_once(call) -> None:
    done = call("workdays", "--from", "2026-02-30", "--n", "-1", "--json")

    assert (done.returncode, codes(done)) == (2, ["input.date", "input.whole"])


@pytest.mark.parametrize(
    "asked",
    [("2026-03",), ("--at", "2026-02-28T16:00:00Z"), ("--at", "2026-03-31T23:59:59.5+08:00")],
)
def test_the_rates_of_a_month_by_its_name_or_an_instant_of_the_offices_day(
    call, asked: tuple[str, ...]
) -> None:
    done = call("fx", "month", *asked, "--json")
    document = json.loads(done.stdout)

    assert list(document) == ["month", "fixing_date", "office_zone", "rates", "source"]
    assert document["month"] == "2026-03"
    assert document["fixing_date"] == "2026-02-25"
    assert document["office_zone"] == "Asia/Shanghai"
    assert document["rates"]["USD"] == "6.8695"
    assert document["rates"]["JPY"] == "0.0438278"
    assert "CNY" not in document["rates"]
    assert "stand in for the central parity" in document["source"]


def test_the_instant_just_before_belongs_to_the_month_before(call) -> None:
    done = call("fx", "month", "--at", "2026-02-28T15:59:59Z", "--json")

    assert json.loads(done.stdout)["month"] == "2026-02"


@pytest.mark.parametrize(
    ("asked", "code", "exit_code"),
    [
        (("2026-13",), "input.month", 2),
        ((), "input.month", 2),
        (("2026-03", "--at", "2026-02-28T16:00:00Z"), "input.month", 2),
        (("--at", "2026-02-28T16:00:00"), "input.instant", 2),
        (("--at", "2026-02-30T16:00:00Z"), "input.instant", 2),
        (("2027-03",), "calendar.unpublished", 5),
        (("2026-12",), "exchange.table_ends", 5),
        (("2005-02",), "exchange.no_rate", 5),
    ],
)
def test_a_month_without_an_answer(call, asked: tuple[str, ...], code: str, exit_code: int) -> None:
    done = call("fx", "month", *asked, "--json")

    assert (done.returncode, codes(done)) == (exit_code, [code])


def test_a_surcharge_for_late_payment(call) -> None:
    done = call("charges", "late-payment", "--tax", "10000", "--notified", "2026-02-02",
                "--paid", "2026-03-10", "--json")  # fmt: skip

    assert json.loads(done.stdout) == {
        "due_on": "2026-02-24",
        "days_late": 14,
        "calculated": {"amount": "70.00", "currency": "CNY"},
        "due": {"amount": "70.00", "currency": "CNY"},
        "waived": False,
    }


def test_a_charge_for_late_declaration_that_is_waived(call) -> None:
    done = call("charges", "late-declaration", "--value", "99999.99", "--arrived", "2026-03-02",
                "--declared", "2026-03-17", "--json")  # fmt: skip

    assert json.loads(done.stdout) == {
        "due_on": "2026-03-16",
        "days_late": 1,
        "calculated": {"amount": "49.00", "currency": "CNY"},
        "due": {"amount": "0.00", "currency": "CNY"},
        "waived": True,
    }


def test_every_fault_of_a_charge_is_told_at_once(call) -> None:
    done = call("charges", "late-payment", "--tax", "1.005", "--notified", "tomorrow", "--json")

    assert done.returncode == 2
    assert codes(done) == ["input.decimals", "input.date", "input.missing"]


def test_a_region_whose_law_is_not_in_the_table_has_no_answer(call) -> None:
    done = call("charges", "late-payment", "--tax", "10", "--notified", "2026-02-02",
                "--paid", "2026-03-10", "--region", "laos", "--json")  # fmt: skip

    assert (done.returncode, codes(done)) == (5, ["legal.missing"])


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("ids", "check", "uscc", "91110000600037341M"), "not valid"),
        (("workdays", "--from", "2026-02-13", "--n", "1"), "2026-02-14"),
        (("fx", "month", "2026-03"), "8.0950"),
        (("charges", "late-payment", "--tax", "9998", "--notified", "2026-03-10",
          "--paid", "2026-04-04"), "49.99 CNY"),
    ],
)  # fmt: skip
def test_people_are_told_in_text(call, asked: tuple[str, ...], said: str) -> None:
    assert said in call(*asked).stdout
