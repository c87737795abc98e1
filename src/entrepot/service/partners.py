"""The circle of friends of a place on a day, as a document: from the pack, or from a file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from typing import Any, Protocol

from entrepot.kernel.errors import InputError, MissingError, Problem
from entrepot.partners.agreements import (
    KINDS,
    Anniversary,
    Instrument,
    Kind,
    anniversaries,
    by_year,
    count_kinds,
    following,
    in_force,
    signed_by,
    states_on,
)
from entrepot.partners.circle import (
    Change,
    Circle,
    Partner,
    Stated,
    changes,
    first_contact,
    stated_by,
)
from entrepot.partners.days import Day, read_day
from entrepot.partners.exchanges import Commitment, Contact, is_dormant, last_two_way, overdue

Document = dict[str, Any]


class Pack(Protocol):
    """What is read of a region."""

    def table(self, name: str) -> tuple[Any, ...]: ...  # noqa: D102


def homes_of(pack: Pack) -> list[str]:
    """Places of the region that have instruments or contacts, the one with most first."""
    rows = [*pack.table("instruments"), *pack.table("contacts")]
    found = [row.home for row in rows]
    return sorted({*found}, key=lambda home: (-found.count(home), home))


def home_of(pack: Pack, home: str) -> str:
    """Whose partners are meant where nobody says: the region's home, else who has most."""
    homes = homes_of(pack)
    return home if home in homes or not homes else homes[0]


def circle_of(pack: Pack, home: str) -> Circle:
    """The circle of a place by the tables of the region.

    Raises:
        MissingError: The region holds nothing of that place.
    """
    if home not in homes_of(pack):
        raise MissingError(
            Problem("partners.unknown_home", home, "has no partners on record.",
                    f"Places that have: {', '.join(homes_of(pack)) or 'none'}.",
                    message_zh="没有该地的伙伴记录。")
        )  # fmt: skip
    papers = [row for row in pack.table("instruments") if row.home == home]
    contacts = [row for row in pack.table("contacts") if row.home == home]
    partners = {_id(row): Partner(_id(row), row.name, row.country, row.name_zh)
                for row in (*contacts, *papers)}  # fmt: skip
    return Circle(
        home, list(partners.values()), _instruments(papers),
        [Contact(row.id, _id(row), read_day(row.on), row.kind, row.two_way, row.what, row.what_zh,
                 row.cited)
         for row in contacts],
        (), stated_of(pack, home),
    )  # fmt: skip


def stated_of(pack: Pack, home: str) -> list[Stated]:
    """How many friends of a place somebody said there were."""
    return [Stated(read_day(row.on), row.count, row.source, row.status, row.name, row.name_zh)
            for row in pack.table("friend_counts") if row.home == home]  # fmt: skip


def partners_document(circle: Circle, day: date, partner: str = "") -> Document:
    """How the circle stands on a day.

    Args:
        circle: Who one is tied to.
        day: The legal day.
        partner: Only this one; empty is all.

    Raises:
        MissingError: There is no such partner.
    """
    records = _records(circle)
    files = [_partner(one, records[one.id], day) for one in _asked(circle, partner)]
    return {
        "as_of": day.isoformat(), "home": circle.home,
        "stated": [_stated(one) for one in stated_by(circle.stated, day)],
        "counts": {"in_force": count_kinds(in_force(circle.instruments, day))},
        "signed_by_year": [{"year": year, **count_kinds(papers)} for year, papers
                           in by_year(signed_by(circle.instruments, day)).items()],
        "changes": [_change(one) for one in changes(circle, day)],
        "partners": [one for one in files if one is not None],
        "anniversaries": [_anniversary(one) for one in anniversaries(circle.instruments, day)],
        "dormant": [one.id for one in circle.partners
                    if is_dormant(records[one.id].papers, records[one.id].contacts, day)],
        "commitments_overdue": [one.id for one in overdue(circle.commitments, day)],
    }  # fmt: skip


def read_as_of(text: str) -> date:
    """A legal day as it was written.

    Raises:
        InputError: It is none.
    """
    try:
        return date.fromisoformat(text) if text.isascii() else date.fromisoformat("")
    except ValueError:
        raise InputError(
            Problem("input.day", "as_of", f"{text!r} is no day.", "Write it as 2021-12-31.",
                    message_zh="不是有效日期。")
        ) from None  # fmt: skip


def superseded(rows: Sequence[Any]) -> Mapping[str, frozenset[str]]:
    """The papers that each takes the place of: of one agreement the one before."""
    papers: dict[str, list[tuple[str, Day]]] = {}
    for row in rows:
        if row.agreement:
            papers.setdefault(row.agreement, []).append((row.id, read_day(row.signed)))
    return {id_: gone for one in papers.values() for id_, gone in following(one).items()}


def _instruments(rows: Sequence[Any]) -> list[Instrument]:
    before = superseded(rows)
    return [
        Instrument(row.id, _id(row), row.kind, read_day(row.signed), _maybe(row.expires),
                   _maybe(row.ended), before.get(row.id, frozenset()), row.fields, row.cited)
        for row in rows
    ]  # fmt: skip


def _asked(circle: Circle, partner: str) -> Sequence[Partner]:
    if not partner:
        return sorted(circle.partners, key=lambda one: one.id)
    found = [one for one in circle.partners if one.id == partner]
    if found:
        return found
    near = get_close_matches(partner, [one.id for one in circle.partners], n=3, cutoff=0.5)
    hint = f"Nearest: {', '.join(near)}." if near else "Look into the list of partners."
    raise MissingError(Problem("partners.unknown", partner, "is no partner here.", hint,
                               message_zh="没有该伙伴。"))  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Records:
    """What there is of one partner."""

    papers: list[Instrument] = field(default_factory=list)
    contacts: list[Contact] = field(default_factory=list)
    promises: list[Commitment] = field(default_factory=list)


def _records(circle: Circle) -> Mapping[str, _Records]:
    """What there is of each partner, gone through once however many partners there are."""
    found = {one.id: _Records() for one in circle.partners}
    for paper in circle.instruments:
        found[paper.partner].papers.append(paper)
    for contact in circle.contacts:
        found[contact.partner].contacts.append(contact)
    for promise in circle.commitments:
        found[promise.partner].promises.append(promise)
    return found


def _partner(partner: Partner, records: _Records, day: date) -> Document | None:
    """A partner's file; None where all that is known of it is later."""
    papers, contacts = records.papers, records.contacts
    states = states_on(papers, day)
    signed = signed_by(papers, day)
    met = [one for one in contacts if one.on.last <= day]
    if (papers or contacts) and not (signed or met):
        return None
    last, first = last_two_way(papers, contacts, day), first_contact(signed, met)
    return {
        "partner": partner.id, "name": partner.name, "name_zh": partner.name_zh or None,
        "country": partner.country or None, "first_contact": first.text if first else None,
        "instruments": [_instrument(one, states[one.id]) for one in signed],
        "timeline": _timeline(signed, met),
        "last_two_way": last.text if last else None,
        "dormant": is_dormant(papers, contacts, day),
        "commitments": [
            {"id": one.id, "owner": one.owner or None, "text": one.text, "due": one.due.text,
             "is_done": one.is_done_by(day), "is_overdue": one in overdue([one], day),
             "evidence": one.evidence or None}
            for one in records.promises
        ],
    }  # fmt: skip


def _instrument(one: Instrument, state: str) -> Document:
    return {"id": one.id, "kind": one.kind, "signed": one.signed.text, "state": state,
            "expires": one.expires.text if one.expires else None,
            "supersedes": sorted(one.supersedes), "about": one.text or None,
            **_cited(one)}  # fmt: skip


def _timeline(signed: Sequence[Instrument], met: Sequence[Contact]) -> list[Document]:
    """What was signed and what passed, the earliest first."""
    rows = [(one.signed, {"kind": one.kind, "text": one.text, "text_zh": "", "two_way": True,
                          **_cited(one)})
            for one in signed]  # fmt: skip
    rows += [(one.on, {"kind": one.kind, "text": one.text, "text_zh": one.text_zh,
                       "two_way": one.is_two_way, **_cited(one)}) for one in met]  # fmt: skip
    rows.sort(key=lambda row: row[0].last)
    return [{"on": on.text, **told} for on, told in rows]


def _cited(one: Instrument | Contact) -> Document:
    told = one.cited
    return {"source": told and told.text, "status": told and told.status}


def _stated(one: Stated) -> Document:
    return {"year": one.on.year, "on": one.on.text, "count": one.count, "name": one.name or None,
            "name_zh": one.name_zh or None, "status": one.status, "source": one.source}  # fmt: skip


def _change(one: Change) -> Document:
    signed: dict[Kind, list[str]] = {}
    for kind in KINDS:
        named = [paper.partner for paper in one.signed if paper.kind == kind]
        if named:
            signed[kind] = named
    return {"year": one.after.on.year, "name": one.after.name or None,
            "stated_from": one.before.count, "stated_to": one.after.count, "signed": signed,
            "explained": one.explained, "unexplained": one.unexplained}  # fmt: skip


def _anniversary(one: Anniversary) -> Document:
    return {"partner": one.instrument.partner, "kind": one.instrument.kind, "on": one.on.text,
            "years": one.years}  # fmt: skip


def _id(row: Any) -> str:
    return str(row.partner or row.id)


def _maybe(text: str) -> Day | None:
    return read_day(text) if text else None
