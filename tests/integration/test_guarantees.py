"""Guarantees on the real database: races, keys, recounts, and declarations that lean on them."""

import json
import random
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from tests.integration.conftest import copy_of

from entrepot.kernel.errors import EntrepotError, InputError, MissingError, RefusedError
from entrepot.kernel.money import Money
from entrepot.service import guarantees
from entrepot.service.accounts import RoleError
from entrepot.service.demo_hub import demo_hub
from entrepot.service.guarantee_ends import note_last_day, tell_ends
from entrepot.service.guarantee_moves import make_moves
from entrepot.service.security import Security
from entrepot.service.window import Window
from entrepot.store import covers
from entrepot.store.covers import CHAIN
from entrepot.store.db import Database
from entrepot.store.home import Home
from entrepot.store.queries import queries
from entrepot.store.reference import open_reference
from entrepot.store.server import Server
from entrepot.store.window import acting, acting_system

AT = datetime(2026, 3, 10, 4, tzinfo=UTC)
INLAND, AIRFIELD = "ul_landport", "ul_airfield"


def hub(database: Database) -> None:
    demo_hub(database, open_reference("upland"), at=AT)


@pytest.fixture(scope="module")
def window(server: Server, template_of, tmp_path_factory) -> Iterator[Window]:
    with copy_of(template_of(server, hub), server) as database:
        home = Home(tmp_path_factory.mktemp("home"), region="upland")
        yield Window(home, database, open_reference("upland"))


def opened(window: Window, limit: str = "500.00", *, by: str = "bank", **more: Any) -> str:
    raw = {"kind": "bank-letter", "issuer": "Example Bank", "limit": limit,
           "from": "2026-01-01", "to": "2026-12-31", **more}  # fmt: skip
    return str(guarantees.open_guarantee(window, raw, by=by, at=AT)["guarantee"])


def active(window: Window, limit: str = "500.00", **more: Any) -> str:
    reference = opened(window, limit, **more)
    guarantees.activate_guarantee(window, reference, by="officer", at=AT)
    return reference


def move(window: Window, reference: str, kind: str, amount: str, ref: str = "D1",
         **more: Any) -> dict[str, str]:  # fmt: skip
    asked = {"amount": amount, "ref": ref, **({"key": more.pop("key")} if "key" in more else {})}
    by = more.pop("by", "officer")
    told = guarantees.move_guarantee(window, reference, kind, asked, by=by, at=AT, **more)
    return {name: one["amount"] for name, one in told["balance"].items()}


def code(caught: pytest.ExceptionInfo[EntrepotError]) -> str:
    return caught.value.problems[0].code


def is_sound(window: Window, reference: str) -> bool:
    return bool(guarantees.verify_guarantee(window, reference, by="officer", at=AT)["ok"])


def test_a_letter_from_the_register_to_the_paid_claim(window: Window) -> None:
    reference = opened(window)
    with pytest.raises(RefusedError) as caught:
        move(window, reference, "reserve", "200.00")
    assert code(caught) == "guarantee.not_active"

    told = guarantees.activate_guarantee(window, reference, by="officer", at=AT)
    assert (told["state"], told["balance"]["available"]["amount"]) == ("active", "500.00")
    assert move(window, reference, "reserve", "200.00")["available"] == "300.00"
    assert move(window, reference, "use", "150.00")["used"] == "150.00"
    assert move(window, reference, "free", "50.00")["reserved"] == "0.00"
    assert move(window, reference, "claim", "150.00") == {
        "limit": "500.00", "reserved": "0.00", "used": "0.00", "claimed": "150.00",
        "available": "350.00",
    }  # fmt: skip

    (claim,) = guarantees.show_guarantee(window, reference, by="bank", at=AT)["claims"]
    # Five working days after Tuesday 10 March, Cloud Day of the 18th among none of them.
    assert (claim["due_on"], claim["paid_at"]) == ("2026-03-17", None)
    with pytest.raises((RefusedError, RoleError, MissingError)):
        guarantees.pay_claim(window, claim["id"], by="insurer", at=AT)
    guarantees.pay_claim(window, claim["id"], by="bank", at=AT)
    with pytest.raises(RefusedError) as paid:
        guarantees.pay_claim(window, claim["id"], by="bank", at=AT)
    assert code(paid) == "guarantee.paid"
    assert is_sound(window, reference)


def test_expired_covers_nothing_new_and_what_was_reserved_stays(window: Window) -> None:
    reference, later = active(window), date(2027, 1, 1)
    move(window, reference, "reserve", "100.00")
    with pytest.raises(RefusedError) as caught:
        move(window, reference, "reserve", "1.00", on=later)

    assert code(caught) == "guarantee.expired"
    assert move(window, reference, "use", "60.00", on=later)["used"] == "60.00"
    shown = guarantees.show_guarantee(window, reference, by="officer", at=AT, on=later)
    assert shown["state"] == "expired"


def test_two_reservations_at_once_beyond_the_limit_and_one_wins(window: Window) -> None:
    reference = active(window)
    start, told = threading.Barrier(2), []

    def reserve(ref: str) -> None:
        start.wait()
        try:
            move(window, reference, "reserve", "300.00", ref)
            told.append("applied")
        except RefusedError as error:
            told.append(error.problems[0].code)

    threads = [threading.Thread(target=reserve, args=(f"D{n}",)) for n in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()

    assert sorted(told) == ["applied", "guarantee.limit"]
    assert is_sound(window, reference)


def test_a_guarantee_is_unknown_to_moves_only_until_its_opening_is_committed(
    window: Window,
) -> None:
    written, asked = threading.Event(), threading.Event()
    told: list[str] = []

    def open_slowly() -> None:
        with acting_system(window.database) as book:
            told.append(covers.add_guarantee(
                book.tx, org=None, kind="bank-letter", currency="EUR", ceiling=9, issuer=None,
                issuer_name="B", state="active", first_day=None, last_day=None, office=None,
                by="bank", at=AT,
            ))  # fmt: skip
            written.set()
            asked.wait(10)

    opening = threading.Thread(target=open_slowly)
    opening.start()
    written.wait(10)
    (reference,) = told
    line = json.dumps({"key": "k", "kind": "reserve", "ref": "D1", "amount": "1.00"})
    with pytest.raises(MissingError) as early:
        make_moves(window, reference, [line], workers=2, by="officer", at=AT)
    asked.set()
    opening.join()

    assert code(early) == "guarantee.unknown"
    assert make_moves(window, reference, [line], workers=2, by="officer", at=AT)["applied"] == 1


def test_moves_on_a_connection_that_a_stranger_left_see_their_guarantee(window: Window) -> None:
    """One connection for all: what one sets for row security, the next neither keeps nor lacks."""
    reference = active(window)
    database = Database(window.database.url, window.database.admin_url, most=1)
    narrow = Window(window.home, database, window.reference)
    found: list[str] = []

    def ask(by: str, number: int) -> None:
        try:
            move(narrow, reference, "reserve", "1.00", by=by, key=f"{by}{number}")
            found.append(f"{by} applied")
        except (EntrepotError, RoleError) as error:
            found.append(f"{by} {error.problems[0].code}")

    asks = [(by, number) for number in range(12) for by in ("officer", "rival", "bank", "nobody")]
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda one: ask(*one), asks))
    database.close()

    assert Counter(found)["officer applied"] == 12
    assert {one for one in found if one.startswith("officer")} == {"officer applied"}
    assert Counter(found)["rival guarantee.unknown"] == 12
    assert is_sound(window, reference)


def test_a_file_of_moves_keeps_its_answers_and_counts_up(window: Window) -> None:
    reference, chance = active(window, "5000.00"), random.Random(6)
    kinds = ["reserve", "reserve", "free", "use", "claim"]
    moves = [
        {"key": f"k{n}", "kind": chance.choice(kinds), "ref": chance.choice("ABC"),
         "amount": f"{chance.randint(1, 90_000) / 100:.2f}"}
        for n in range(120)
    ]  # fmt: skip
    lines = [json.dumps(one) for one in moves]
    first = make_moves(window, reference, [*lines, lines[0]], workers=8, by="officer", at=AT)
    again = make_moves(window, reference, lines, workers=8, by="officer", at=AT)

    assert first["applied"] + first["refused"] == 121
    assert {one["code"] for one in first["results"]} >= {None, "guarantee.nothing_reserved"}
    assert again["results"] == first["results"][:-1]
    assert first["results"][-1] == first["results"][0]
    assert again["balance"] == first["balance"]
    assert is_sound(window, reference)


def test_a_line_that_cannot_be_read_stops_no_other(window: Window) -> None:
    reference = active(window)
    lines = [
        "{", "[]", '{"key":"a","kind":"reserve","ref":"D1","amount":1.5}',
        '{"key":"b","kind":"seize","ref":"D1","amount":"1.00"}',
        '{"key":"c","kind":"reserve","ref":"D1","amount":"1.00"}', "",
        '{"key":"c","kind":"reserve","ref":"D1","amount":"2.00"}',
    ]  # fmt: skip
    told = make_moves(window, reference, lines, workers=1, by="officer", at=AT)

    assert [(one["key"], one["code"]) for one in told["results"]] == [
        (None, "input.json"), (None, "input.object"), ("a", "money.float"),
        ("b", "input.unknown"), ("c", None), ("c", "guarantee.key_reused"),
    ]  # fmt: skip
    assert (told["applied"], told["refused"]) == (1, 5)
    assert told["balance"]["reserved"]["amount"] == "1.00"


def test_who_may_not_see_a_guarantee_finds_none_and_a_firm_moves_nothing(window: Window) -> None:
    reference = active(window, firm="exporter")

    assert guarantees.show_guarantee(window, reference, by="exporter", at=AT)["firm"]
    for stranger in ("rival", "insurer", "zone"):
        with pytest.raises(MissingError):
            guarantees.show_guarantee(window, reference, by=stranger, at=AT)
    with pytest.raises(RoleError):
        move(window, reference, "reserve", "1.00", by="exporter")
    with pytest.raises(RefusedError) as caught:
        opened(window, by="insurer")
    assert code(caught) == "guarantee.issuer"


# Offices


@pytest.fixture(scope="module")
def airfield(window: Window) -> str:
    """A document officer of another office."""
    with acting_system(window.database) as book:
        book.save_account(id="airfield", name="Airfield", name_zh="机场", kind="person")
        book.save_membership(
            account="airfield", organisation="sandbox_inland", roles=["document_officer"],
            offices=[AIRFIELD], agency="", granted_by="admin",
        )  # fmt: skip
    return "airfield"


def seen(window: Window, by: str) -> set[str]:
    rows = guarantees.list_guarantees(window, by=by, at=AT)["guarantees"]
    return {one["guarantee"] for one in rows}


def test_an_office_sees_what_serves_there_and_moves_nothing_else(
    window: Window, airfield: str
) -> None:
    here, there = opened(window, office=INLAND), opened(window, office=AIRFIELD)
    anywhere = opened(window)

    assert {here, there, anywhere} & seen(window, "officer") == {here, anywhere}
    assert {here, there, anywhere} & seen(window, airfield) == {there, anywhere}
    assert {here, there, anywhere} <= seen(window, "bank") & seen(window, "auditor")
    for act in (guarantees.show_guarantee, guarantees.activate_guarantee):
        with pytest.raises(MissingError) as caught:
            act(window, there, by="officer", at=AT)
        assert code(caught) == "guarantee.unknown"
    told = guarantees.activate_guarantee(window, there, by=airfield, at=AT)
    assert (told["office"], told["state"]) == (AIRFIELD, "active")
    with pytest.raises(MissingError):
        move(window, there, "reserve", "1.00")
    assert move(window, there, "reserve", "1.00", by=airfield)["reserved"] == "1.00"
    with pytest.raises(InputError) as unknown:
        opened(window, office="nowhere")
    assert code(unknown) == "input.office"


# The end of its days


def test_the_end_of_its_days_is_told_the_morning_after_and_once(window: Window) -> None:
    reference = active(window, to="2026-06-30")
    move(window, reference, "reserve", "100.00")
    zone = window.reference.zone
    evening = datetime(2026, 6, 30, 23, 59, tzinfo=zone)
    morning = datetime(2026, 7, 1, 6, tzinfo=zone)

    assert reference not in tell_ends(window, at=evening)
    assert reference in tell_ends(window, at=morning)
    assert reference not in tell_ends(window, at=morning)
    with window.as_system() as book:
        told = list(queries("finance").list_chain(book.tx, chain=CHAIN + reference))
    (ended,) = (one for one in told if one["kind"] == "guarantee_expired")
    assert (ended["at"], json.loads(ended["body"])["reserved"]) == (morning, "100.00")
    with pytest.raises(RefusedError) as caught:
        move(window, reference, "reserve", "1.00", on=date(2026, 7, 1))
    assert code(caught) == "guarantee.expired"
    assert move(window, reference, "use", "100.00", on=date(2026, 7, 1))["used"] == "100.00"
    assert is_sound(window, reference)


def test_the_morning_job_waits_once_for_an_instrument_and_its_day(window: Window) -> None:
    reference = opened(window, to="2027-02-28")
    with window.as_system() as book:
        note_last_day(window, book.tx, reference, date(2027, 2, 28))
        rows = book.tx.execute(
            "select scheduled_at, queueing_lock from jobs.procrastinate_jobs"
            " where queueing_lock like %s", [f"%{reference}%"],
        ).fetchall()  # fmt: skip

    assert [row["queueing_lock"] for row in rows] == [f"guarantee ended {reference} 2027-03-01"]
    due = rows[0]["scheduled_at"].astimezone(window.reference.zone)
    assert (due.date(), due.hour) == (date(2027, 3, 1), 6)


# Declarations


def secured(
    window: Window, amount: str, declaration: int, office: str = INLAND
) -> list[tuple[int, str]]:
    """Parts that a declaration would set aside; nothing of it is kept."""
    money = Money(Decimal(amount), "EUR")

    class Undone(Exception):  # noqa: N818 - it is no error
        pass

    try:
        with acting(window.database, "exporter", AT) as (book, actor):
            parts = Security(
                book, actor.organisation, declaration, "D", "EUR", office, AT.date(), AT
            ).reserve(money)  # fmt: skip
            raise Undone
    except Undone:
        return [(id, str(part.amount)) for id, part in parts]


def test_a_declaration_does_not_lean_on_what_is_lodged_at_another_office(window: Window) -> None:
    active_there = opened(window, "7000000.00", firm="exporter", office=AIRFIELD)
    with acting_system(window.database) as book:
        book.tx.execute("update cover set state = 'active' where reference = %s", [active_there])

    assert secured(window, "6000000.00", 1, AIRFIELD)
    with pytest.raises(RefusedError) as caught:
        secured(window, "6000000.00", 1)
    assert code(caught) == "guarantee.limit"


def test_a_declaration_leans_on_every_instrument_of_its_firm(window: Window) -> None:
    active(window, "50.00", firm="exporter")
    opened(window, "9000000.00", firm="exporter")  # not active: nobody leans on it
    free = sum(
        Decimal(one["balance"]["available"]["amount"])
        for one in guarantees.list_guarantees(window, by="exporter", at=AT)["guarantees"]
        if one["state"] == "active" and one["office"] in (None, INLAND)
    )

    assert len(secured(window, "10.00", 1)) == 1
    assert len(secured(window, str(free), 1)) > 1
    with pytest.raises(RefusedError) as caught:
        secured(window, str(free + 1), 1)
    assert code(caught) == "guarantee.limit"
