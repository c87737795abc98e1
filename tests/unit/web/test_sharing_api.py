"""Shared results and messages over the API: who may ask, and what is asked of the service."""

from typing import Any

import pytest

from entrepot.kernel.errors import MissingError, Problem
from entrepot.web.sharing_verbs import SharingVerbs

ASKED: list[tuple[Any, ...]] = []


def kept(name: str):
    def verb(*given: Any, **named: Any) -> dict[str, Any]:
        ASKED.append((name, *given, *named.values()))
        if "MISSING" in given:
            raise MissingError(Problem("declaration.unknown", "MISSING", "no", message_zh="没有。"))
        return {"told": name}

    return verb


@pytest.fixture
def asked(service, window, serve):
    """Asks as an account of a role; the sharing verbs keep what they were asked."""
    from dataclasses import fields, replace

    ASKED.clear()
    verbs = SharingVerbs(**{field.name: kept(field.name) for field in fields(SharingVerbs)})
    client = serve("sharing", service.verbs(), replace(window.verbs(), sharing=verbs))

    def ask(method: str, path: str, role: str = "") -> Any:
        name = f"user_{role}"
        window.roles[name], window.organisations[name] = role, f"{name}_org"
        headers = {}
        if role:
            token = window.sign_in(name, name).token
            headers = {"cookie": f"session={token}", "x-csrf-token": f"csrf of {token}"}
        return client.send(method, path, headers=headers)

    return ask


def test_a_partner_gets_what_is_shared(asked) -> None:
    answer = asked("GET", "/api/v1/shared/ULLP20260000000001", "partner_customs")

    assert (answer.status_code, answer.json()) == (200, {"told": "share"})
    assert ASKED[0][0] == "share"
    assert ASKED[0][-1] == "ULLP20260000000001"


@pytest.mark.parametrize("role", ["trader", "document_officer", "auditor", "administrator"])
def test_nobody_else_does(asked, role: str) -> None:
    assert asked("GET", "/api/v1/shared/ULLP20260000000001", role).status_code == 403
    assert asked("GET", "/api/v1/shared/ULLP20260000000001").status_code == 401
    assert ASKED == []


def test_what_is_not_shared_is_not_there(asked) -> None:
    answer = asked("GET", "/api/v1/shared/MISSING", "partner_customs")

    assert answer.status_code == 404
    assert answer.json()["problems"][0]["code"] == "declaration.unknown"


def test_anybody_signed_in_reads_messages_and_administrators_retry(asked) -> None:
    assert asked("GET", "/api/v1/messages?cursor=12", "trader").json() == {"told": "list_messages"}
    assert asked("GET", "/api/v1/messages/parked", "administrator").status_code == 200
    assert asked("POST", "/api/v1/messages/7/retry", "administrator").status_code == 200
    assert asked("GET", "/api/v1/messages/parked", "trader").status_code == 403
    assert [one[0] for one in ASKED] == ["list_messages", "list_parked", "retry"]
