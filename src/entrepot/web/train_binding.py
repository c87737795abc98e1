"""The verbs of trains and messages over a desk."""

from collections.abc import Callable
from datetime import datetime
from functools import cache

from entrepot.service import edifact, train_bookings, train_filling, trains
from entrepot.service.desk import Desk
from entrepot.web.train_verbs import Document, TrainVerbs

_WORKERS = 4  # of one request; others want connections too


def bind_trains(desk: Desk, now: Callable[[], datetime]) -> TrainVerbs:
    """Bind the service's functions to a desk and to a clock."""
    window, database = desk.window, desk.database

    def act(verb: Callable[..., Document]) -> Callable[..., Document]:
        return lambda who, *given, **told: verb(database, *given, by=who, at=now(), **told)

    return TrainVerbs(
        now=now,
        zone=lambda: window.reference.zone,
        services=cache(lambda: _services(desk)),
        board=lambda: trains.list_trains(database, at=now()),
        open=lambda who, fields: trains.open_train(
            desk.schedule, database, fields, at=now(), by=who
        ),
        show=act(trains.show_train),
        book=lambda who, train, fields: trains.book_train(
            database, train, fields, at=now(), by=who, schedule=desk.schedule
        ),
        book_lines=lambda who, train, lines: train_bookings.book_lines(
            database, train, lines, workers=_WORKERS, at=now(), by=who
        ),
        cancel=act(trains.cancel_train),
        fill=act(train_filling.fill_train),
        plan=act(train_filling.show_plan),
        read=lambda who, data: edifact.read_file(window, data, by=who, at=now()),
        write=lambda who, kind, reference: edifact.write_message(
            window, kind, reference, at=now(), by=who
        ),
    )


def _services(desk: Desk) -> list[Document]:
    """Services by rail that start within the region, the others behind them."""
    schedule, places = desk.schedule, desk.region.places
    rail = [row for row in desk.region.services if row.mode == "rail"]
    rail.sort(key=lambda row: (not schedule.is_own(row.from_place), row.id))
    return [
        {"id": row.id, "name": row.name, "name_zh": row.name_zh,
         "from_name": places[row.from_place].name, "from_name_zh": places[row.from_place].name_zh,
         "to_name": places[row.to_place].name, "to_name_zh": places[row.to_place].name_zh}
        for row in rail
    ]  # fmt: skip
