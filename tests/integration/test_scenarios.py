"""Kept scenarios: a version once and for good, seen by its owner alone, removed and put back."""

from collections.abc import Iterator
from datetime import UTC, datetime
from types import SimpleNamespace

import psycopg
import pytest
from tests.crosscheck.packs import real_region, sea_lanes

from entrepot.corridors.network import build_network
from entrepot.corridors.survey import Survey
from entrepot.kernel.errors import InputError, MissingError
from entrepot.region.gazetteer import Gazetteer
from entrepot.service import kept_scenarios as kept
from entrepot.service.desk import Desk
from entrepot.store.db import Database
from entrepot.store.window import acting

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
OD = {"origin": "averlund", "destination": "corvane_quay", "teu": 1}
DEAR = {"name": "Dear trucks", "edit": [{"scale": "tariff:road", "cost": 2}]}


@pytest.fixture(scope="module")
def desk(rehearsal: Database) -> Iterator[Desk]:
    region = real_region("upland")
    made = Desk(SimpleNamespace(folder=None), rehearsal, region)  # type: ignore[arg-type]
    made.__dict__["sea"] = sea_lanes()
    made.__dict__["survey"] = Survey()
    made.__dict__["gazetteer"] = Gazetteer(region.places.values())
    assert build_network(region, sea_lanes(), on=NOON.date()).arcs
    return made


def keep(desk: Desk, *scenarios: dict, by: str = "exporter") -> list[dict]:
    raw = {"od": [OD], "scenario": list(scenarios)}
    return kept.keep_scenarios(desk, raw, by=by, at=NOON)["scenarios"]


def test_the_same_edits_keep_their_version_and_others_make_a_new_one(desk: Desk) -> None:
    (first,) = keep(desk, DEAR)
    (again,) = keep(desk, DEAR)
    (other,) = keep(desk, DEAR | {"edit": [{"scale": "tariff:road", "cost": 3}]})

    assert (first["version"], again["version"], other["version"]) == (1, 1, 2)
    assert first["reference"] == again["reference"] != other["reference"]
    runs = kept.show_scenario(desk, first["reference"], by="exporter", at=NOON)["runs"]
    assert [run["result"] for run in runs] == [first["od"], first["od"]]


def test_a_kept_scenario_tells_its_edits_and_what_came_of_them(desk: Desk) -> None:
    (made,) = keep(desk, DEAR | {"name": "told"})
    found = kept.show_scenario(desk, made["reference"].lower(), by="exporter", at=NOON)

    assert found["edits"] == [{"scale": "tariff:road", "cost": 2.0}]
    assert found["hash"] == made["hash"]
    assert found["runs"][0]["od"] == [OD]
    assert found["runs"][0]["result"][0]["diff"]["cost_usd"] > 0


def test_nobody_sees_or_removes_the_scenario_of_another(desk: Desk) -> None:
    (made,) = keep(desk, DEAR | {"name": "mine"})
    for act in (kept.show_scenario, kept.remove_scenario, kept.restore_scenario):
        with pytest.raises(MissingError):
            act(desk, made["reference"], by="rival", at=NOON)

    listed = kept.list_scenarios(desk, by="rival", at=NOON)["scenarios"]
    assert made["reference"] not in [one["reference"] for one in listed]


def test_what_is_removed_can_be_put_back(desk: Desk) -> None:
    (made,) = keep(desk, DEAR | {"name": "passing"})

    def names() -> list[str]:
        return [
            one["name"] for one in kept.list_scenarios(desk, by="exporter", at=NOON)["scenarios"]
        ]

    assert "passing" in names()
    gone = kept.remove_scenario(desk, made["reference"], by="exporter", at=NOON)
    assert gone["removed_at"]
    assert "passing" not in names()
    with pytest.raises(MissingError):
        kept.remove_scenario(desk, made["reference"], by="exporter", at=NOON)
    assert kept.restore_scenario(desk, made["reference"], by="exporter", at=NOON)[
        "removed_at"
    ] is None  # fmt: skip
    assert "passing" in names()


def test_a_scenario_once_kept_cannot_be_changed(desk: Desk) -> None:
    keep(desk, DEAR | {"name": "fixed"})
    for statement in ("update scenario set name = 'x'", "delete from scenario",
                      "update scenario_run set od = '[]'", "delete from scenario_run"):  # fmt: skip
        with (
            pytest.raises(psycopg.errors.InsufficientPrivilege),
            acting(desk.database, "exporter", NOON) as (book, _),
        ):
            book.tx.execute(statement)


def test_a_name_that_is_there_twice_is_refused(desk: Desk) -> None:
    with pytest.raises(InputError, match="is there twice"):
        keep(desk, DEAR, DEAR)


def test_an_unknown_reference_is_missing(desk: Desk) -> None:
    for reference in ("S0000000000000", "", "%", "S\0", "x" * 5000):
        with pytest.raises(MissingError, match="you keep no scenario"):
            kept.show_scenario(desk, reference, by="exporter", at=NOON)


def test_a_server_takes_only_so_much_at_once(desk: Desk) -> None:
    with pytest.raises(InputError, match="at most 60 are taken"):
        kept.keep_scenarios(desk, {"od": [OD] * 61, "scenario": [DEAR]}, by="exporter", at=NOON)
