"""The verbs of traders and brokers, bound to a desk and the clock."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from entrepot.kernel.errors import InputError, Problem
from entrepot.service import (
    attachments,
    bulk,
    calendars,
    consignments,
    customs,
    estimates,
    firms,
    notes,
    oversight,
    proofs,
    sandbox,
    versions,
)
from entrepot.service.contents import contents_document
from entrepot.service.desk import Desk
from entrepot.service.labels import labels
from entrepot.web.trader_verbs import Document, TraderVerbs
from entrepot.window.codec import to_xml
from entrepot.window.documents import FLOWS, TYPES, Flow
from entrepot.window.schema import json_schema
from entrepot.window.tabular import template
from entrepot.window.xmlschema import xml_schema

T = TypeVar("T")


def bind_traders(desk: Desk, now: Callable[[], datetime]) -> TraderVerbs:
    """Bind the service's functions.

    Args:
        desk: Where.
        now: Tells the instant.
    """
    window = desk.window

    def act(verb: Callable[..., T]) -> Callable[..., T]:
        return lambda who, *given, **told: verb(window, *given, by=who, at=now(), **told)

    def ask(verb: Callable[..., T]) -> Callable[..., T]:
        return lambda *given, **told: verb(window, *given, at=now(), **told)

    def ground() -> Document:
        settings = window.reference.settings
        today = now().astimezone(window.reference.zone).date()
        return {
            "country": settings.country, "currency": settings.currency, "today": today,
            "currencies": sorted(desk.exchange.currencies), "zone": window.reference.zone,
        }  # fmt: skip

    return TraderVerbs(
        has_offices=lambda: bool(window.offices),
        dictionary=lambda: window.dictionary,
        labels=lambda: labels(window),
        contents=lambda contents: contents_document(window, contents),
        ground=ground,
        list_firms=act(firms.list_firms),
        purse=act(firms.purse),
        list_declarations=act(consignments.list_declarations),
        count_tabs=act(consignments.count_tabs),
        show=act(consignments.show),
        details=act(oversight.details),
        contents_of=act(versions.contents_of),
        to_xml=lambda contents: to_xml(contents, window.dictionary),
        compare=act(versions.compare),
        check=ask(estimates.check),
        save_draft=act(consignments.save_draft),
        lodge=act(consignments.lodge),
        copy=act(consignments.copy),
        withdraw=act(consignments.withdraw),
        ask_amendment=act(consignments.ask_amendment),
        ask_cancellation=act(consignments.ask_cancellation),
        complete=act(consignments.complete),
        answer=act(consignments.answer),
        appeal=act(customs.appeal),
        bring_proof=act(proofs.bring_proof),
        secure=act(customs.secure),
        attach=act(attachments.attach),
        get_attachment=act(attachments.get_attachment),
        note=act(notes.note),
        take=act(bulk.take),
        report=ask(bulk.report),
        template=lambda flow, kind: template(window.dictionary, *_known(flow, kind)),
        calculate=lambda raw: estimates.calculate(window, raw),
        count_workdays=lambda raw: calendars.workdays(window, raw),
        json_schema=lambda flow, kind: json_schema(window.dictionary, *_known(flow, kind)),
        xml_schema=lambda: xml_schema(window.dictionary),
        outcomes=sandbox.outcomes,
    )


def _known(flow: str, kind: str) -> tuple[Flow, str]:
    """A flow and a type that a declaration may have.

    Raises:
        InputError: With everything that is unknown.
    """
    found: list[Flow] = [known for known in FLOWS.values() if known == flow]
    problems = [
        Problem("input.unknown", where, f"{word!r} is not known.", f"One of: {', '.join(words)}.",
                message_zh=f"“{word}”无法识别，可用：{'、'.join(words)}。")
        for where, word, words in (("flow", flow, tuple(FLOWS.values())), ("type", kind, TYPES))
        if word not in words
    ]  # fmt: skip
    if problems:
        raise InputError(problems)
    return found[0], kind
