"""A stand-in for what officers ask: one invented declaration, and what was asked of it."""

import copy
import json
from collections.abc import Callable
from dataclasses import fields, replace
from datetime import UTC
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import pytest

from entrepot.kernel.errors import EntrepotError, MissingError, Problem
from entrepot.service.accounts import Visitor
from entrepot.service.attachments import Stored
from entrepot.service.labels import labels
from entrepot.service.window import Window
from entrepot.store.reference import open_reference
from entrepot.web.officer_verbs import OfficerVerbs
from entrepot.window.actor import Actor

HERE = Path(__file__).parent
REFERENCE = "DTEST000000001"
BOX = "MSCU1234566"
ACCOUNTS = {
    "documents": Actor("officer", "office", roles=frozenset({"document_officer"}),
                       offices=("ul_landport",)),
    "inspector": Actor("inspector", "office", roles=frozenset({"inspector"}),
                       offices=("ul_landport",)),
    "quarantine": Actor("quarantine", "agency", roles=frozenset({"quarantine_officer"}),
                        offices=("ul_landport",), agency="quarantine"),
    "supervisor": Actor("supervisor", "office", roles=frozenset({"supervisor"}),
                        offices=("ul_landport",)),
    "coast": Actor("coast", "port", roles=frozenset({"coast_officer"}),
                   offices=("ul_marenport",)),
    "site": Actor("site", "site", roles=frozenset({"port_operator"}),
                  offices=("averlund_landport",)),
    "auditor": Actor("auditor", "house", roles=frozenset({"auditor"})),
    "admin": Actor("admin", "house", roles=frozenset({"administrator"})),
    "bank": Actor("bank", "bank", roles=frozenset({"bank"})),
    "exporter": Actor("exporter", "firm", roles=frozenset({"trader"})),
}  # fmt: skip


def load(name: str) -> Any:
    """A sample by its name; every figure in it is invented."""
    return json.loads((HERE / f"sample_{name}.json").read_text("utf-8"))


@cache
def known_labels() -> Any:
    """The names of codes in the invented region."""
    return labels(Window(None, None, open_reference("upland")))  # type: ignore[arg-type]


class FakeOfficers:
    """Answers every verb with its sample, and remembers what was asked.

    Attributes:
        asked: Verb, arguments and named arguments, in order.
        answers: Answer of each verb; that of a change is the declaration.
        fault: What every change raises from now on.
    """

    def __init__(self) -> None:
        self.asked: list[tuple[str, tuple[Any, ...], dict[str, Any]]] = []
        self.fault: EntrepotError | None = None
        self.case = load("case")
        self.answers: dict[str, Any] = {
            "labels": known_labels(),
            "questions": [
                {"code": "value.too_low", "name": "Show <why>.", "name_zh": "请提供证明。"}
            ],
            "form": {"sections": [_SECTION]},
            "worklist": load("work"),
            "explain": load("why"),
            "inspection": load("inspection"),
            "board": load("board"),
            "attach": {"sha256": "0" * 64, "revision": 8},
            "get_attachment": Stored("a b.png", "image/png", b"\x89PNG"),
            "arrive": {"container": BOX, "site": "averlund_landport",
                       "at": "2026-11-26T08:00:00+00:00", "released": [REFERENCE]},
            "check_gate": load("stop"),
            "list_approvals": load("approvals"),
            "list_rules": load("rules"),
            "hit_rates": {"rows": []},
            "replay": load("replay"),
            "events": load("events"),
            "verify": {"ok": True, "chains": 2, "events": 30, "roots": 1, "first_bad": None,
                       "events_per_s": 1},
            "study": {"group": "month", "groups": {"2026-01": _STUDY, "2026-02": None},
                      "hidden": 1, "excluded": 2, "smallest_group": 5},
            "times": {"rows": [_TIME], "left_out": 3, "excluded": 2},
            "check_note": {"is_valid": True, "code": "stands", "reason": "It stands.",
                           "reason_zh": "现行有效。", "note": None, "release_no": "R1",
                           "released_at": "2026-11-26T08:00:00+00:00"},
            "draws": {"today": "2026-11-26", "rows": [
                {"day": "2026-11-26", "commitment": "ab" * 32, "key": None},
                {"day": "2026-11-25", "commitment": "cd" * 32, "key": "told"}]},
            "draw": {"day": "2026-11-25", "number": "N1", "draw_bp": 172, "of": 10000,
                     "commitment": "cd" * 32, "key": "told"},
        }  # fmt: skip

    def verbs(self) -> OfficerVerbs:
        named = {field.name: self._verb(field.name) for field in fields(OfficerVerbs)}
        named |= {"zone": lambda: UTC, "details": self._details}
        acts = ("make_account", "set_password", "close_account", "grant_role", "take_role",
                "propose_suspension", "decide_proposal")  # fmt: skip
        named["administration"] = {  # type: ignore[assignment]
            "list_accounts": lambda _who: {"rows": _ACCOUNTS},
            "list_firms": lambda _who: {"rows": _FIRMS},
            "list_proposals": lambda _who, **_told: {"rows": _PROPOSALS},
            **{name: self._verb(name) for name in acts},
        }
        return OfficerVerbs(**named)  # type: ignore[arg-type]

    def changes(self) -> list[tuple[str, tuple[Any, ...], dict[str, Any]]]:
        """What was asked beside looking."""
        return [one for one in self.asked if one[0] not in self.answers or one[0] == "attach"]

    def _verb(self, name: str) -> Callable[..., Any]:
        def asked(*given: Any, **told: Any) -> Any:
            self.asked.append((name, given, told))
            if name in self.answers and not (self.fault and name in ("attach", "arrive")):
                return copy.deepcopy(self.answers[name])
            if self.fault is not None:
                raise self.fault
            return copy.deepcopy(self.case)

        return asked

    def _details(self, _who: str, reference: str) -> Any:
        if reference != REFERENCE:
            raise MissingError(
                Problem("declaration.unknown", reference, "there is no such declaration.",
                        message_zh="没有该报关单。")
            )  # fmt: skip
        return copy.deepcopy(self.case)


_SECTION = {
    "group": "item", "name": "Goods", "name_zh": "商品",
    "entries": [{"number": 1, "rows": [
        {"element": "goods_name", "name": "Goods name", "name_zh": "商品名称",
         "value": "Tyres <new>", "list": "", "meaning": "", "meaning_zh": "",
         "pointer": "/goods/0/name"}]}],
}  # fmt: skip
_STUDY = {
    "n": 8, "mean_h": 3.5, "median_h": 3.0, "p10_h": 1.0, "p90_h": 6.5, "trimmed_mean_h": 3.2,
    "total_s": 100800, "precleared_share": 0.25, "excluded": [],
    "parts": [{"party": "agency", "seconds": 75600}, {"party": "port", "seconds": 25200}],
}  # fmt: skip
_TIME = {
    "flow": "export", "month": "2026-01", "seconds": 3600, "trader_s": 0, "agency_s": 3600,
    "port_s": 0, "transport_s": 0, "precleared": 0,
}  # fmt: skip
_ACCOUNTS = [
    {"account": "officer", "name": "Officer", "name_zh": "关员", "kind": "person",
     "is_closed": False, "has_secret": True, "organisation": "office",
     "roles": ["document_officer"], "offices": ["ul_landport"], "agency": "", "granted_by": "",
     "is_sandbox": True},
    {"account": "new", "name": "New", "name_zh": "", "kind": "client", "is_closed": False,
     "has_secret": False, "organisation": None, "roles": None, "offices": None, "agency": None,
     "granted_by": None, "is_sandbox": None},
]  # fmt: skip
_FIRMS = [
    {"organisation": "firm", "uscc": "91000000MA0000001R", "name": "Firm", "name_zh": "企业",
     "kind": "trader", "credit_class": "registered", "is_suspended": True, "is_sandbox": True},
]  # fmt: skip
_PROPOSALS = [
    {"id": 7, "kind": "role", "subject": "new@firm", "state": "open",
     "payload": {"account": "new", "roles": ["trader"]}, "proposed_by": name,
     "proposed_at": "2026-11-26T08:00:00+00:00", "decided_by": None, "decided_at": None,
     "reason": ""}
    for name in ("admin", "admin2")
]  # fmt: skip


@pytest.fixture
def officers() -> FakeOfficers:
    return FakeOfficers()


@pytest.fixture
def window(window):
    """The window of the other tests, with officers of every role."""
    window.roles |= {name: next(iter(actor.roles)) for name, actor in ACCOUNTS.items()}
    own = window.find_visitor

    def find_visitor(token: str, kind: str) -> Visitor | None:
        name, _ = window.sessions.get(token, ("", ""))
        found = own(token, kind)
        return replace(found, actor=ACCOUNTS[name]) if found and name in ACCOUNTS else found

    window.find_visitor = find_visitor
    window.organisations |= {name: actor.organisation for name, actor in ACCOUNTS.items()}
    return window


class Browser:
    """Sends requests as somebody who has signed in, forms with their token."""

    def __init__(self, client, window, name: str) -> None:
        token = window.sign_in(name, name).token
        self._client, self._csrf = client, f"csrf of {token}"
        self._headers = {"cookie": f"session={token}"}

    def get(self, path: str, **more: Any) -> httpx.Response:
        return self._client.get(path, headers=self._headers, **more)

    def post(self, path: str, data: dict[str, Any] | None = None, **more: Any) -> httpx.Response:
        form = {"csrf": self._csrf, "revision": "5", **(data or {})}
        return self._client.post(path, data=form, headers=self._headers, **more)

    def send(self, method: str, path: str, **more: Any) -> httpx.Response:
        headers = {**self._headers, "x-csrf-token": self._csrf, **more.pop("headers", {})}
        return self._client.send(method, path, headers=headers, **more)


@pytest.fixture
def client(service, window, officers, serve):
    """A client of the application with officers served."""
    verbs = replace(window.verbs(), officers=officers.verbs(), traders=None)
    return serve("officers", service.verbs(), verbs)


@pytest.fixture
def browse(client, window) -> Callable[[str], Browser]:
    """Makes the browser of an account."""
    return lambda name: Browser(client, window, name)
