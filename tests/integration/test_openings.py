"""Opening of ports and areas: recorded, changed and confirmed by two officers, told to all."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from tests.integration.conftest import copy_of
from tests.integration.test_trains import rehearse_hub

from entrepot.kernel.errors import InputError, MissingError, RefusedError
from entrepot.service.accounts import RoleError
from entrepot.service.port_openings import change, confirm, list_openings, record
from entrepot.service.window import Window
from entrepot.store.home import open_home
from entrepot.store.reference import open_reference
from entrepot.store.window import acting_system

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
STEP = {
    "zone": "corvane_pilot", "kind": "approval", "step": "Designated area for fruit",
    "goods": "fruit", "doer": "customs", "state": "applied", "due_on": "2026-06-30",
}  # fmt: skip
DONE = {"doer": "customs", "state": "done", "since": "2026-03-09", "evidence": "Act 7, synthetic"}


@pytest.fixture(scope="module")
def window(server, template_of) -> Iterator[Window]:
    """A window over the rehearsal of the hub."""
    with copy_of(template_of(server, rehearse_hub), server) as database:
        yield Window(open_home(), database, open_reference("upland"))


def told(window: Window, by: str = ""):
    return list_openings(window, by=by, at=NOON)


def test_a_step_is_recorded_changed_and_confirmed_by_two_officers(window: Window) -> None:
    made = record(window, STEP, by="officer", at=NOON)
    number = made["id"]
    before = told(window)
    with pytest.raises(RefusedError) as early:
        confirm(window, number, by="supervisor", at=NOON)
    change(window, number, DONE, by="officer", at=NOON)
    with pytest.raises(RefusedError) as own:
        confirm(window, number, by="officer", at=NOON)
    done = confirm(window, number, by="supervisor", at=NOON)
    with acting_system(window.database) as book:
        events = book.tx.execute(
            "select kind from event where chain = %s order by seq", (f"opening:{number}",)
        ).fetchall()

    assert number not in [one["id"] for one in before["rows"]]
    assert before["areas"][0]["open"] == []
    assert early.value.problems[0].code == "opening.not_done"
    assert own.value.problems[0].code == "opening.same_person"
    assert (done["state"], done["confirmed_by"], done["status"]) == ("done", "supervisor", None)
    assert [one["kind"] for one in events] == [
        "opening_recorded", "opening_changed", "opening_confirmed",
    ]  # fmt: skip
    assert told(window)["areas"][0]["open"][0]["since"] == "2026-03-09"
    assert number in [one["id"] for one in told(window)["rows"]]


def test_readiness_tells_what_is_missing(window: Window) -> None:
    record(window, STEP | {"step": "Cold store", "kind": "readiness"}, by="officer", at=NOON)
    found = {one["zone"]: one for one in told(window, "officer")["readiness"]}

    assert [one["step"] for one in found["corvane_pilot"]["missing"]][-1:] == ["Cold store"]
    assert "Cold store" not in str(told(window))


def test_a_changed_step_is_to_be_confirmed_anew(window: Window) -> None:
    made = record(window, STEP | DONE | {"step": "Fence"}, by="officer", at=NOON)
    confirm(window, made["id"], by="supervisor", at=NOON)
    again = change(window, made["id"], DONE | {"evidence": "Act 8"}, by="supervisor", at=NOON)

    assert (again["confirmed_by"], again["status"]) == (None, "unverified")


def test_everything_that_is_wrong_is_told_at_once(window: Window) -> None:
    with pytest.raises(InputError) as wrong:
        record(window, {"zone": "nowhere", "kind": "x", "state": "done", "more": "1"},
               by="officer", at=NOON)  # fmt: skip
    record(window, STEP | {"step": "Twice"}, by="officer", at=NOON)
    with pytest.raises(InputError) as twice:
        record(window, STEP | {"step": "Twice"}, by="officer", at=NOON)

    assert {one.where for one in wrong.value.problems} >= {
        "zone", "kind", "step", "doer", "since", "evidence", "more",
    }  # fmt: skip
    assert [one.code for one in twice.value.problems] == ["input.twice"]
    with pytest.raises(MissingError):
        confirm(window, 10**9, by="officer", at=NOON)
    with pytest.raises(RoleError):
        record(window, STEP | {"step": "Not mine"}, by="exporter", at=NOON)
