"""Looking into a declaration: all of it, why it was chosen, whether it holds when run again."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from entrepot.kernel.errors import RefusedError
from entrepot.service.control import inspection_document
from entrepot.service.files import open_file
from entrepot.service.officers import need_role
from entrepot.service.proceeding import Proceeding
from entrepot.service.tellings import STAMPS, declaration_document, plain
from entrepot.service.window import Window
from entrepot.store.window import acting
from entrepot.window import evidence
from entrepot.window.amendment import diff
from entrepot.window.risk import compile_rules
from entrepot.window.risk import replay as run_again
from entrepot.window.risk_definition import read_rule
from entrepot.window.risk_facts import decode_facts
from entrepot.window.risk_hits import hit_rates as rates_of
from entrepot.window.trs import Case, Code, Excluded, Stamp, cases_of, hide_small, study_groups

Document = dict[str, Any]
OVERSEERS = ("supervisor", "auditor")
OFFICERS = (*OVERSEERS, "document_officer", "inspector", "quarantine_officer", "market_officer")


def details(window: Window, reference: str, *, by: str, at: datetime) -> Document:
    """Everything of one declaration that who asks may see.

    Raises:
        MissingError: There is no such declaration for these eyes.
    """
    with open_file(window, reference, by=by, at=at, lock=False) as proceeding:
        book, id_ = proceeding.book, proceeding.row["id"]
        parts = {
            name: plain([dict(row) for row in read(declaration_id=id_)])
            for name, read in {
                "assessments": book.list_assessments, "payments": book.list_payments,
                "queries": book.list_queries, "amendments": book.list_amendments,
                "attachments": book.list_attachments, "equipment": book.list_equipment,
                "tasks": book.list_tasks, "cases": book.list_legal_cases,
                "movements": book.list_own_movements,
            }.items()
        }  # fmt: skip
        parts["messages"] = plain(
            [dict(row) for row in book.list_case_messages(declaration_id=id_,
                                                          receiver=proceeding.row["org_id"])]
        )  # fmt: skip
        parts["versions"] = list(_versions(proceeding))
        return {
            **declaration_document(proceeding), **inspection_document(proceeding), **parts,
            "contents": dict(proceeding.raw), "organisation": proceeding.row["org_id"],
            "broker": proceeding.row["broker_id"], "paid": f"{proceeding.paid():f}",
            "due": f"{proceeding.due():f}",
        }  # fmt: skip


def _versions(proceeding: Proceeding) -> Iterator[Document]:
    rows = list(proceeding.book.list_versions(declaration_id=proceeding.row["id"]))
    before: Mapping[str, Any] = {}
    for row in rows:
        changes = list(diff(before, row["payload"])) if before else []
        yield {
            "n": row["n"], "sha256": row["sha256"], "reason": row["reason"],
            "author": row["author"], "at": row["at"].isoformat(), "changes": changes,
        }  # fmt: skip
        before = row["payload"]


def events(window: Window, reference: str, *, by: str, at: datetime) -> Document:
    """The chain of a declaration with its hashes, and whether each fits the one before."""
    with open_file(window, reference, by=by, at=at, lock=False) as proceeding:
        need_role(window, proceeding.actor, *OFFICERS)
        rows = [dict(row) for row in proceeding.book.list_chain(chain=proceeding.reference)]
    told, before = [], evidence.GENESIS
    for row in rows:
        again = evidence.link(
            row["chain"], row["seq"], before, row["at"], row["kind"], row["party"],
            row["account"], json.loads(row["body"]),
        )  # fmt: skip
        fits = bytes(row["hash"]) == again.hash and bytes(row["prev_hash"]) == before
        told.append(
            {
                "seq": row["seq"], "at": row["at"].isoformat(), "kind": row["kind"],
                "party": row["party"], "account": row["account"],
                "body": json.loads(row["body"]), "hash": bytes(row["hash"]).hex(), "fits": fits,
            }
        )  # fmt: skip
        before = bytes(row["hash"])
    return {"reference": reference, "rows": told, "ok": all(one["fits"] for one in told)}


def explain(window: Window, reference: str, *, by: str, at: datetime) -> Document:
    """Why a declaration got its channel: all of it for supervisors and auditors.

    Officers see which rules fired and the channel, not the draw; a trader sees the channel
    and what he has to do, never the reason.
    """
    with open_file(window, reference, by=by, at=at, lock=False) as proceeding:
        roles = proceeding.actor.roles
        document: Document = {"reference": reference, "channel": proceeding.standing.channel}
        if roles & set(OFFICERS):
            rows = proceeding.book.list_risk_results(declaration_id=proceeding.row["id"])
            document["screenings"] = [_screening(row, full=bool(roles & set(OVERSEERS)))
                                      for row in rows]  # fmt: skip
        return document


def _screening(row: Mapping[str, Any], *, full: bool) -> Document:
    result = row["result"]
    labels = {one["id"]: (one["label_en"], one["label_zh"]) for one in _rules(row)}
    fired = [
        {**one, "label": labels.get(one["rule"], ("", ""))[0],
         "label_zh": labels.get(one["rule"], ("", ""))[1]}
        for one in result["fired"]
    ]  # fmt: skip
    told: Document = {
        "version": row["version"], "n": row["n"], "channel": row["channel"],
        "score": row["score"], "fired": fired, "at": row["at"].isoformat(),
    }  # fmt: skip
    if full:
        told |= {"ruleset": row["ruleset"], "hash": row["hash"], "draw_bp": row["draw_bp"],
                 "result": result, "facts": row["facts"]}  # fmt: skip
    return told


def _rules(row: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    rules: list[Mapping[str, Any]] = row["rules"]
    return rules


def replay(window: Window, reference: str, *, by: str, at: datetime) -> Document:
    """Run every screening of a declaration again, from its record alone.

    The rules, the facts, the number and the key of the day are those of then; the result must
    be the same to the last bit.

    Raises:
        RefusedError: The account is neither supervisor nor auditor, or the key of the day is
            still secret to it.
    """
    with open_file(window, reference, by=by, at=at, lock=False) as proceeding:
        need_role(window, proceeding.actor, *OVERSEERS)
        rows = list(proceeding.book.list_risk_results(declaration_id=proceeding.row["id"]))
        keys = {day: proceeding.book.find_daykey(day=day) for day in {_day_of(row) for row in rows}}
    if not rows:
        raise RefusedError(window.reasons.problem("risk.nothing", reference))
    told = [_again(row, keys[_day_of(row)]["key"].encode()) for row in rows]
    return {
        "reference": reference,
        "identical": all(one["identical"] for one in told),
        "screenings": told,
    }


def _day_of(row: Mapping[str, Any]) -> date:
    return date.fromisoformat(row["result"]["on"])


def _again(row: Mapping[str, Any], day_key: bytes) -> Document:
    rules = compile_rules([read_rule(one, one["version"]) for one in _rules(row)])
    facts = decode_facts(json.dumps(row["facts"]))
    again = run_again(row["result"], facts, rules, day_key=day_key)
    return {
        "version": row["version"],
        "n": row["n"],
        "identical": again.hash == row["hash"],
        "hash": row["hash"],
        "again": again.hash,
        "differences": list(diff(row["result"], again.document())),
    }


def hit_rates(window: Window, *, by: str, at: datetime) -> Document:
    """How often each rule was right, against the random stratum.

    Raises:
        RefusedError: The account is neither supervisor nor auditor.
    """
    with acting(window.database, by, at) as (book, actor):
        need_role(window, actor, *OVERSEERS, "administrator")
        rows = list(book.list_findings())
    screened = [_Screened(row["number"], row["result"]) for row in rows]
    findings = {row["number"]: row["was_wrong"] for row in rows}
    return {"rows": [asdict(one) for one in rates_of(screened, findings)]}


@dataclass(frozen=True, slots=True)
class _Screened:
    """A stored screening, as the hit rates read it."""

    number: str
    result: Mapping[str, Any]

    @property
    def is_random(self) -> bool:
        return bool(self.result["is_random"])

    @property
    def fired(self) -> tuple["_Named", ...]:
        return tuple(_Named(one["rule"]) for one in self.result["fired"])


@dataclass(frozen=True, slots=True)
class _Named:
    rule: str


def study(
    window: Window, *, flow: str = "", since: date | None = None, until: date | None = None,
    group: str = "flow", at: datetime,
) -> Document:  # fmt: skip
    """Clearance times from the events themselves, for the public: small groups are hidden.

    Args:
        window: The window.
        flow: import or export; empty is both.
        since: First day of release.
        until: First day of release that is outside.
        group: flow, channel or month.
        at: Instant.

    Source:
        WCO Time Release Study guide, version 3 (2018); WTO TFA article 7.6.
    """
    cases, excluded, rows = released_cases(window, flow=flow, since=since, until=until)
    of = {reference: _group(row, group) for reference, row in rows.items()}
    groups = study_groups(cases, lambda case: of[case.declaration])
    smallest = window.legal.days("smallest_group", at.astimezone(window.reference.zone).date())
    shown = hide_small(groups, smallest)
    return {
        "group": group,
        "groups": {name: one and one.document() for name, one in sorted(shown.items())},
        "hidden": sum(1 for one in shown.values() if one is None),
        "excluded": len(excluded),
        "smallest_group": smallest,
    }


def released_cases(
    window: Window,
    *,
    flow: str = "",
    since: date | None = None,
    until: date | None = None,
    codes: Iterable[Code] | None = None,
) -> tuple[tuple[Case, ...], tuple[Excluded, ...], dict[str, Mapping[str, Any]]]:
    """The clearance of each released declaration, whom it leaves out, and a row of each.

    Args:
        window: The window.
        flow: import or export; empty is both.
        since: First day of release.
        until: First day of release that is outside.
        codes: For whom each interval counts; those of the pack by default.
    """
    with window.as_system() as book:
        rows = list(book.list_stamps(flow=flow, since=since, until=until))
    stamps = [
        Stamp(row["reference"], row["flow"], code, row["at"])
        for row in rows
        if (code := STAMPS.get(row["kind"], {}).get(row["flow"]))
    ]
    cases, excluded = cases_of(stamps, codes or window.reference.table("event_codes"))
    return cases, excluded, {row["reference"]: row for row in rows}


def _group(row: Mapping[str, Any], group: str) -> str:
    if group == "channel":
        return str(row["channel"])
    return f"{row['released_at']:%Y-%m}" if group == "month" else str(row["flow"])
