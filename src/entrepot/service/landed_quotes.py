"""Landed costs that are kept: told again to the cent, and what has changed since."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from entrepot.service.desk import Desk
from entrepot.service.landed import answer_landed
from entrepot.service.tariff_desk import within
from entrepot.service.tariff_law import TariffLaw
from entrepot.store import landed as landed_store

Document = dict[str, Any]
_LAW = ("on", "measures", "fx", "profile")  # what may change while the question stays the same


def make_landed(
    desk: Desk, law: TariffLaw, raw: Mapping[str, object], *, at: datetime, keep: bool
) -> Document:
    """Answer a landed cost; where the question was kept before, tell what has changed since.

    Args:
        desk: The desk.
        law: The law of its region.
        raw: The case; see `landed_request.parse_landed_case`.
        at: The instant, which gives the legal day where the case names none.
        keep: Whether to keep the answer under a reference.

    Raises:
        InputError: With every fault of the case.
        MissingError: There is no such market.
    """
    asked = {"on": at.date().isoformat(), **raw}
    question = landed_store.question_of({k: v for k, v in raw.items() if k not in _LAW})
    with desk.database.transaction() as tx:
        document = answer_landed(within(law, tx), raw, today=at.date())
        before = landed_store.find_newest_landed(tx, question)
    document["changed"] = list(_changes(before.document, document)) if before else []
    document["since"] = before and {
        "id": before.reference, "made_at": before.made_at.isoformat(timespec="seconds"),
    }  # fmt: skip
    document["asked"] = dict(raw)
    if keep:
        document["id"] = landed_store.new_landed_reference()
        document["made_at"] = at.isoformat(timespec="seconds")
        kept = landed_store.KeptLanded(
            document["id"], at, desk.region.id, desk.region.version, question, asked, document
        )
        desk.database.run_repeatable(lambda tx: landed_store.save_landed(tx, kept))
    return document


def tell_again(desk: Desk, reference: str) -> Document:
    """A landed cost as it was told, to the cent, whatever has changed since.

    Raises:
        MissingError: There is no such landed cost.
    """
    with desk.database.transaction() as tx:
        return landed_store.get_landed(tx, reference).document


def _changes(before: Document, after: Document) -> Iterator[Document]:
    """Lines of which the state, the amount or the reason is another than before."""
    if before["total"] != after["total"]:
        yield _change("total", "", before["total"], after["total"], "")
    for item, was in _by_item(before).items():
        now = _by_item(after).get(item, {})
        for what in dict.fromkeys((*was, *now)):
            yield from _changed(what, item, was.get(what), now.get(what))


def _by_item(document: Document) -> dict[str, dict[str, Document]]:
    return {
        item["id"]: {f"{line['what']} {line['regime']}".strip(): line for line in item["lines"]}
        for item in document["items"]
    }


def _changed(
    what: str, item: str, was: Document | None, now: Document | None
) -> Iterator[Document]:
    told = [(one or {}).get("rate") or (one or {}).get("state") or "none" for one in (was, now)]
    amounts = [(one or {}).get("amount") for one in (was, now)]
    if told[0] != told[1] or amounts[0] != amounts[1]:
        why = f"{told[0]}, then {told[1]}" if told[0] != told[1] else "another base"
        yield _change(what, item, amounts[0], amounts[1], why)


def _change(
    what: str, item: str, before: Document | None, after: Document | None, why: str
) -> Document:
    return {"what": what, "item": item, "before": before, "after": after, "why": why}
