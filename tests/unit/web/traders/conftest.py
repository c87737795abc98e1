"""A stand-in for what traders ask: one invented declaration, and what was asked of it."""

import copy
import json
from dataclasses import replace
from datetime import UTC, date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from entrepot.kernel.errors import InputError, MissingError, Problem, RefusedError
from entrepot.service.attachments import Stored
from entrepot.service.bulk import Report
from entrepot.service.contents import contents_document
from entrepot.service.filing import dictionary_of
from entrepot.service.sandbox import outcomes
from entrepot.store.reference import open_reference
from entrepot.web.trader_verbs import TraderVerbs
from entrepot.window.codec import to_xml
from entrepot.window.documents import Dictionary
from entrepot.window.schema import json_schema
from entrepot.window.tabular import template
from entrepot.window.xmlschema import xml_schema

HERE = Path(__file__).parent
REFERENCE = "DTEST123456789"
DRAFT = "DDRAFT98765432"
LOOKS = ("show", "details")


@cache
def dictionary() -> Dictionary:
    """The dictionary over the invented region."""
    return dictionary_of(open_reference("upland"))


def load(name: str) -> Any:
    """A sample by its name; every figure in it is invented."""
    return json.loads((HERE / f"sample_{name}.json").read_text("utf-8"))


class FakeTraders:
    """Keeps one declaration and one draft of it, and remembers what was asked."""

    def __init__(self) -> None:
        self.case = load("declaration")
        self.asked: list[tuple[str, tuple[Any, ...], dict[str, Any]]] = []
        self.fault: Exception | None = None
        self.listed = load("list")
        self.has_offices = True
        self.firms = [
            {
                "organisation": "firm_org", "uscc": "91000000MA0000001R", "name": "Firm",
                "name_zh": "企业", "customs_code": "0000960001", "is_own": True,
            }
        ]  # fmt: skip
        self.checked: dict[str, Any] = {
            "is_valid": True, "problems": [], "on": "2026-11-26",
            "estimate": self.case["assessments"][0]["document"], "estimate_problems": [],
        }  # fmt: skip

    def verbs(self) -> TraderVerbs:
        holder = _Holder(dictionary())
        return TraderVerbs(
            has_offices=lambda: self.has_offices,
            dictionary=dictionary,
            labels=lambda: load("labels"),
            contents=lambda contents: contents_document(holder, contents),  # type: ignore[arg-type]
            ground=lambda: {
                "country": "XU", "currency": "EUR", "today": date(2026, 11, 26),
                "currencies": ["CNY", "EUR", "USD"], "zone": UTC,
            },
            list_firms=lambda _who: self.firms,
            purse=lambda _who: load("purse"),
            list_declarations=self._list,
            count_tabs=lambda _who: {"action": 2, "progress": 0, "released": 100, "rejected": 1},
            show=self._of_case("show"),
            details=self._of_case("details"),
            contents_of=self._contents,
            to_xml=lambda contents: to_xml(contents, dictionary()),
            compare=self._note("compare", {"reference": REFERENCE, "from": 1, "to": 2,
                                           "changes": []}),
            check=self._note("check", self.checked),
            save_draft=self._note("save_draft", self.draft),
            lodge=self._note("lodge", self.case),
            copy=self._note("copy", self.draft),
            withdraw=self._of_case("withdraw"),
            ask_amendment=self._of_case("ask_amendment"),
            ask_cancellation=self._of_case("ask_cancellation"),
            complete=self._of_case("complete"),
            answer=self._of_case("answer"),
            appeal=self._of_case("appeal"),
            bring_proof=self._of_case("bring_proof"),
            secure=self._of_case("secure"),
            attach=self._note("attach", {"sha256": "a" * 64, "name": "invoice.pdf",
                                         "kind": "invoice",
                                         "media_type": "application/pdf", "size_bytes": 4,
                                         "revision": 4}),
            get_attachment=lambda *_given: Stored(
                'a "b".pdf', "application/pdf", b"%PDF-1"
            ),
            note=self._note("note", {"pdf": b"%PDF-1", "payload": "ENT1:x", "sha256": "0"}),
            take=self._note("take", load("upload")),
            report=self._note("report", Report("checked.csv", "text/csv", b"lrn,errors\r\n")),
            template=lambda flow, kind: template(dictionary(), flow, kind),
            calculate=self._note("calculate", {"total_due": {"amount": "1.00",
                                                             "currency": "EUR"}}),
            count_workdays=self._note("count_workdays", {"due": "2026-03-12"}),
            json_schema=lambda flow, kind: json_schema(dictionary(), flow, kind),
            xml_schema=lambda: xml_schema(dictionary()),
            outcomes=outcomes,
        )  # fmt: skip

    @property
    def draft(self) -> dict[str, Any]:
        return {
            **copy.deepcopy(self.case), "reference": DRAFT, "state": "DRAFT", "number": None,
            "channel": "NONE", "release_no": None, "revision": 7,
        }  # fmt: skip

    @staticmethod
    def faulty(*pointers: str, kept: Problem | None = None) -> InputError:
        """Faults at some places of a declaration."""
        told = [
            Problem("declaration.schema", pointer, f"{pointer} is not filled in.",
                    message_zh="缺失。", pointer=pointer)
            for pointer in pointers
        ]  # fmt: skip
        return InputError([*told, kept] if kept else told)

    @staticmethod
    def stale() -> RefusedError:
        """What a change gets that saw an older revision."""
        error = RefusedError(Problem("window.stale_version", REFERENCE, "It is at 3 now."))
        error.extra["revision"] = 3
        return error

    def _note(self, verb: str, answer: Any) -> Any:
        def asked(*given: Any, **told: Any) -> Any:
            self.asked.append((verb, given, told))
            if verb == "lodge" and self.fault is None:
                return copy.deepcopy(self.case)
            if self.fault is not None and verb in ("lodge", "save_draft", "complete"):
                raise self.fault
            return copy.deepcopy(answer)

        return asked

    def _of_case(self, verb: str) -> Any:
        def asked(who: str, reference: str, *given: Any, **told: Any) -> Any:
            self.asked.append((verb, (who, reference, *given), told))
            if self.fault is not None and verb not in LOOKS:
                raise self.fault
            return copy.deepcopy(self._found(reference))

        return asked

    def _list(self, *given: Any, **told: Any) -> dict[str, Any]:
        self.asked.append(("list_declarations", given, told))
        return self.listed

    def _contents(self, _who: str, reference: str) -> dict[str, Any]:
        found = self._found(reference)
        return {name: found[name] for name in ("reference", "contents", "version", "revision")}

    def _found(self, reference: str) -> dict[str, Any]:
        if reference == DRAFT:
            return self.draft
        if reference != REFERENCE:
            raise MissingError(
                Problem("declaration.unknown", reference, "there is no such declaration.",
                        message_zh="没有该报关单。")
            )  # fmt: skip
        return self.case


class _Holder:
    """What the contents are told with."""

    def __init__(self, known: Dictionary) -> None:
        self.dictionary = known
        self.codes = known.codes


@pytest.fixture
def traders() -> FakeTraders:
    return FakeTraders()


@pytest.fixture
def client(service, window, traders, serve):
    """A client of the application with traders served."""
    verbs = replace(window.verbs(), traders=traders.verbs())
    return serve("traders", service.verbs(), verbs)


@pytest.fixture
def signed_in(window):
    """Headers of a browser whose account has signed in."""

    def make(name: str = "firm", **headers: str) -> dict[str, str]:
        token = window.sign_in(name, name).token
        return {"cookie": f"session={token}", "x-csrf-token": f"csrf of {token}", **headers}

    return make
