"""The pages and the API of imported schedules: list, dry run, import, refusal, download."""

from dataclasses import replace
from typing import Any

import pytest

from entrepot.kernel.errors import InputError, MissingError, Problem, RefusedError
from entrepot.web.import_verbs import ImportVerbs
from entrepot.web.tariff_verbs import TariffVerbs

from .conftest import Client, FakeService, FakeWindow, Served, unasked

REPORT = {
    "schedule": "us", "agreement": None, "market": "US", "edition": "2026",
    "valid_from": "2026-01-01", "file": "us.csv", "rows": 2,
    "columns": {"general": {"cells": 2, "parsed": 1, "needs_person": 1}},
    "needs_person": [{"row": 2, "code": "01", "column": "general", "text": "see <note>",
                      "reason": "no rate"}],
    "difference": {"added": 1, "removed": 0, "changed": 0},
    "changes": [{"what": "added", "hs_code": "0101", "kind": "mfn", "regime": "MFN",
                 "before": "", "after": "5 %"}],
    "shown": [{"code": "0101", "column": "general", "text": "5%", "state": "parsed",
               "duty": "5 %"}],
    "refusals": [], "applied": False, "import": None,
}  # fmt: skip
LISTED = REPORT | {
    "import": 7, "state": "applied", "imported_at": "2026-03-10T04:00:00+00:00",
    "imported_by": "officer", "needs_person_count": 1,
}  # fmt: skip


class FakeImports:
    """Keeps one import and remembers what was handed in."""

    def __init__(self) -> None:
        self.taken: list[tuple[Any, ...]] = []
        self.are_any = True

    def verbs(self) -> ImportVerbs:
        return ImportVerbs(
            schedules=lambda: ("us", "eu"),
            list=lambda: {"imports": [LISTED] if self.are_any else []},
            get=self.get, take=self.take,
        )  # fmt: skip

    def get(self, number: int) -> dict[str, Any]:
        if number != 7:
            raise MissingError(Problem("tariff.import_unknown", "id", f"no import {number}."))
        return LISTED

    def take(self, who, data, name, fields, is_dry) -> dict[str, Any]:
        self.taken.append((who, data, name, dict(fields), is_dry))
        if data == b"refuse":
            error = RefusedError(Problem("tariff.column_unparsed", "column general", "of 2, 1."))
            error.extra = {"report": REPORT | {"refusals": [error.problems[0].document()]}}
            raise error
        if data == b"overlap":
            raise InputError(Problem("measure.overlap", "row 1", "two hold on the same day."))
        return REPORT if is_dry else REPORT | {"applied": True, "import": 7}


@pytest.fixture
def imports() -> FakeImports:
    return FakeImports()


@pytest.fixture
def window() -> FakeWindow:
    return FakeWindow()


@pytest.fixture
def client(imports: FakeImports, window: FakeWindow, serve: Served) -> Client:
    tariff = replace(unasked(TariffVerbs), imports=imports.verbs())
    return serve("imports", FakeService().verbs(), window.verbs(), tariff=tariff)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_anybody_sees_the_list_and_no_form(client: Client, language: str) -> None:
    text = client.get(f"/tariff/imports?lang={language}").text

    assert 'href="/tariff/imports/7"' in text
    assert "<form" not in text.partition('id="main"')[2] or "multipart" not in text


def test_an_empty_list_says_what_is_used_instead(client: Client, imports: FakeImports) -> None:
    imports.are_any = False

    assert "No schedule has been imported yet" in client.get("/tariff/imports?lang=en").text
    assert "尚未导入任何税则" in client.get("/tariff/imports?lang=zh").text


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_report_is_shown_with_what_a_person_reads(client: Client, language: str) -> None:
    text = client.get(f"/tariff/imports/7?lang={language}").text

    assert "see &lt;note&gt;" in text
    assert 'href="/tariff/imports/7/needs.csv"' in text


def test_what_a_person_reads_comes_as_a_table(client: Client) -> None:
    for path in ("/tariff/imports/7/needs.csv", "/api/v1/tariff/imports/7/needs.csv"):
        answer = client.get(path)
        assert answer.content.decode("utf-8-sig").splitlines() == [
            "row,code,column,text,reason",
            "2,01,general,see <note>,no rate",
        ]


def test_an_unknown_import_is_missing(client: Client) -> None:
    assert client.get("/tariff/imports/8").status_code == 404
    assert client.get("/api/v1/tariff/imports/8").status_code == 404
    assert client.get("/api/v1/tariff/imports").json()["imports"][0]["import"] == 7


def test_who_is_no_officer_may_not_import(client: Client, window: FakeWindow) -> None:
    path = "/api/v1/tariff/imports?schedule=us"
    firm = window.sign_in("firm", "firm").token
    window.sessions[firm] = ("firm", "client")

    assert client.post(path, content=b"x").status_code == 401
    told = client.post(path, content=b"x", headers={"authorization": f"Bearer {firm}"})
    assert told.status_code == 403


class Officer:
    """Signed in with a browser."""

    def __init__(self, client: Client, window: FakeWindow) -> None:
        token = window.sign_in("officer", "officer").token
        self.client, self.csrf = client, f"csrf of {token}"
        self.headers = {"cookie": f"session={token}"}

    def get(self, path: str) -> str:
        return self.client.get(path, headers=self.headers).text

    def post(self, data: bytes, act: str, **fields: str):
        form = {"csrf": self.csrf, "act": act, "schedule": "us", **fields}
        files = {"file": ("us.csv", data), "map": ("m.toml", b'market = "US"')}
        return self.client.post(
            "/tariff/imports?lang=en", data=form, files=files, headers=self.headers
        )


@pytest.fixture
def officer(client: Client, window: FakeWindow) -> Officer:
    return Officer(client, window)


def test_an_officer_tries_a_file_and_sees_the_difference(
    officer: Officer, imports: FakeImports
) -> None:
    assert 'name="act" value="try"' in officer.get("/tariff/imports")
    answer = officer.post(b"a,b", "try", edition="2027", show="0101")

    assert answer.status_code == 200
    assert 'id="difference"' in answer.text
    ((_, data, name, fields, is_dry),) = imports.taken
    assert (data, name, is_dry) == (b"a,b", "us.csv", True)
    assert fields == {"schedule": "us", "edition": "2027", "show": "0101", "map": 'market = "US"'}


def test_an_officer_imports_and_is_led_to_the_report(
    officer: Officer, imports: FakeImports
) -> None:
    answer = officer.post(b"a,b", "import")

    assert answer.status_code == 303
    assert answer.headers["location"] == "/tariff/imports/7"
    assert imports.taken[0][4] is False


def test_a_refusal_is_shown_with_its_report(officer: Officer) -> None:
    answer = officer.post(b"refuse", "import")

    assert answer.status_code == 409
    assert 'id="refusals"' in answer.text
    assert 'role="alert"' in answer.text


def test_an_overlap_and_a_missing_file_are_told(officer: Officer) -> None:
    assert officer.post(b"overlap", "import").status_code == 422
    form = {"csrf": officer.csrf, "act": "try", "schedule": "us"}
    answer = officer.client.post("/tariff/imports?lang=zh", data=form, headers=officer.headers)

    assert answer.status_code == 422
    assert "未选择文件" in answer.text


def test_a_program_imports_by_the_api(
    client: Client, window: FakeWindow, imports: FakeImports
) -> None:
    token = window.sign_in("officer", "officer").token
    headers = {"authorization": f"Bearer {token}"}
    path = "/api/v1/tariff/imports?schedule=eu&agreement=A&dry_run=true&file=eu.csv"
    window.sessions[token] = ("officer", "client")
    answer = client.post(path, content=b"x", headers=headers)

    assert answer.json()["difference"] == REPORT["difference"]
    ((_, data, name, fields, is_dry),) = imports.taken
    assert (data, name, is_dry, fields["schedule"], fields["agreement"]) == (
        b"x", "eu.csv", True, "eu", "A",
    )  # fmt: skip
