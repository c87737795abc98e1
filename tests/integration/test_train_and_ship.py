"""The journey of an export by train and ship: booked, released, loaded, let out, told onwards."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from tests.integration.conftest import copy_of
from tests.integration.test_trains import rehearse_hub

from entrepot.kernel.errors import RefusedError
from entrepot.service import demo_export, port_gates
from entrepot.service.bookings import show_booking
from entrepot.service.edifact import read_interchange, write_message
from entrepot.service.port_figures import throughput
from entrepot.service.timetables import Schedule
from entrepot.service.train_filling import fill_train
from entrepot.service.trains import book_train, cancel_train, open_train, show_train
from entrepot.service.window import Window
from entrepot.store.home import open_home
from entrepot.store.reference import open_reference

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
LEAVES = datetime(2026, 3, 17, 0, 30, tzinfo=UTC)
SHIP = "US05@2026-03-28T18:00"


@pytest.fixture(scope="module")
def window(server, template_of) -> Iterator[Window]:
    """A window over the rehearsal of the hub."""
    with copy_of(template_of(server, rehearse_hub), server) as database:
        yield Window(open_home(), database, open_reference("upland"))


def test_an_export_by_train_and_ship_under_one_document(window: Window, region) -> None:
    database, schedule = window.database, Schedule(region)
    told = demo_export.rehearse_hub(window, at=NOON)
    free = [one["container"] for one in told["containers"] if one["released"]]
    [held] = [one["container"] for one in told["containers"] if not one["released"]]

    # Who runs the train opens it; the exporter puts train and ship under one document.
    raw = {"train": "J1", "service": "US01", "departs": LEAVES.isoformat(),
           "cutoff": (LEAVES - timedelta(hours=12)).isoformat(), "capacity_teu": "6",
           "capacity_t": "120", "wagons": ["flat:2:61:0x3"]}  # fmt: skip
    open_train(schedule, database, raw, at=NOON, by="operator")
    load = {"teu": "4", "tonnes": "42", "boxes": ["2", "2"], "key": "EXPORT-1", "onto": SHIP}
    booked = book_train(database, "J1", load, at=NOON, by="exporter", schedule=schedule)
    waits = book_train(
        database, "J1", {"teu": "3", "tonnes": "20", "key": "R1"}, at=NOON, by="rival"
    )
    legs = show_booking(schedule, database, "EXPORT-1", at=NOON, by="exporter")

    assert (booked["state"], waits["state"]) == ("confirmed", "waitlisted")
    assert [leg["mode"] for leg in legs["legs"]] == ["rail", "sea"]
    assert legs["transfers"][0]["available_h"] >= legs["transfers"][0]["minimum_h"]

    # Its boxes are put on wagons, and leave under the one release; the held one stays.
    plan = fill_train(database, "J1", at=NOON, by="operator")
    for box in free:
        port_gates.move_out(window, box, by="site", at=NOON, route="J1")
    with pytest.raises(RefusedError, match=r"\[gate\.not_released\]"):
        port_gates.move_out(window, held, by="site", at=NOON, route="J1")
    moved = throughput(window, NOON.date(), NOON.date())["rows"]

    assert (plan["teu"], plan["wagons_used"], plan["left_out"]) == (4, 2, [])
    assert sum(row["boxes"] for row in moved if row["direction"] == "out") == len(free)
    assert {row["route"] for row in moved if row["direction"] == "out"} == {"J1"}

    # Carrier and port at the coast are told in their own messages.
    gone = write_message(window, "codeco", free[0], at=NOON, by="site")["text"]
    answer = write_message(window, "cusres", told["declaration"], at=NOON, by="exporter")["text"]

    assert read_interchange(gone.encode()).faults == ()
    assert "BGM+36+" in gone
    assert "TDT+1+J1'" in gone
    assert all(f"EQD+CN+{box}'" in answer for box in free)
    assert f"EQD+CN+{held}'" not in answer

    # Plans change: the places go to who waited.
    cancel_train(database, booked["booking"], at=NOON, by="exporter")

    assert show_train(database, "J1", at=NOON, by="operator")["waitlist"] == []
