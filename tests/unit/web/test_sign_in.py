"""Coming in and going out: cookies, forms made for a session, tokens of programs."""

import base64

import pytest

from entrepot.service.accounts import CLIENT, PERSON, RoleError, SignInError
from entrepot.web import sign_in
from entrepot.web.sessions import current_actor, require, who_asks


def signed_in(window, name: str = "firm", **headers: str) -> dict[str, str]:
    """Headers of a browser that has signed in."""
    return {"cookie": f"session={window.sign_in(name, name).token}", **headers}


def form(**more: str) -> dict[str, str]:
    return {"account": "firm", "password": "firm", **more}


# Signing in


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_form_needs_no_script_and_names_the_rehearsal(client, lang) -> None:
    answer = client.get("/sign-in", params={"lang": lang})

    assert answer.status_code == 200
    assert '<form class="ask sign-in" action="/sign-in" method="post">' in answer.text
    assert "<code>officer</code>" in answer.text
    assert '<script type="module"' not in answer.text


def test_nothing_is_said_of_known_passwords_without_accounts_of_a_rehearsal(client, window) -> None:
    window.rehearsal = []

    answer = client.get("/sign-in")

    assert "the password is" not in answer.text


def test_who_signs_in_gets_a_cookie_that_no_script_reads(client) -> None:
    answer = client.post("/sign-in", data=form())

    cookie = answer.headers["set-cookie"]
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk")
    assert cookie.startswith("session=token1;")
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Secure" not in cookie


def test_over_https_the_cookie_is_bound_to_this_host_and_never_sent_in_the_clear(client) -> None:
    answer = client.post("https://here/sign-in", data=form())

    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-session=token1;")
    assert "Secure" in cookie
    assert "Path=/" in cookie
    assert "Domain" not in cookie


def test_over_https_a_cookie_set_in_the_clear_is_not_believed(client, window) -> None:
    answer = client.get("https://here/account", headers=signed_in(window))

    assert answer.status_code == 303


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_wrong_password_is_told_beside_the_form(client, window, lang) -> None:
    answer = client.post("/sign-in", params={"lang": lang}, data=form(password="x"))

    assert answer.status_code == 401
    assert "set-cookie" not in answer.headers or "session=" not in answer.headers["set-cookie"]
    assert 'value="firm"' in answer.text
    assert 'value="x"' not in answer.text
    assert ("账户与密码不符" in answer.text) == (lang == "zh")
    assert window.sessions == {}


def test_too_many_wrong_tries_are_told_to_wait(client, window) -> None:
    window.refuses_for_s = 300

    page = client.post("/sign-in", data=form())
    token = client.post("/api/v1/token", data={"grant_type": "client_credentials"})

    assert (page.status_code, page.headers["retry-after"]) == (429, "300")
    assert (token.status_code, token.headers["retry-after"]) == (429, "300")
    assert token.json()["problems"][0]["code"] == "access.too_many"


def test_when_too_many_sign_in_at_once_the_next_is_told_to_come_again(client, monkeypatch) -> None:
    monkeypatch.setattr(sign_in._LANE, "_under_way", sign_in.MOST_WAITING)

    answer = client.post("/sign-in", data=form(), params={"lang": "zh"})

    assert (answer.status_code, answer.headers["retry-after"]) == (429, "5")
    assert "同时登录人数过多" in answer.text


def test_a_proof_that_fails_leaves_its_place_to_others(client) -> None:
    for _ in range(sign_in.MOST_WAITING + 1):
        client.post("/sign-in", data=form(password="wrong"))

    assert client.post("/sign-in", data=form()).status_code == 303


@pytest.mark.parametrize(
    ("asked", "led"),
    [
        ("/quote?origin=a", "/quote?origin=a"),
        ("//elsewhere.example", "/desk"),
        ("/\\elsewhere.example", "/desk"),
        ("http://elsewhere.example", "/desk"),
        ("/a\r\nset-cookie: x=1", "/desk"),
        ("javascript:alert(1)", "/desk"),
        ("", "/desk"),
    ],
)
def test_signing_in_leads_on_to_pages_of_this_site_only(client, asked, led) -> None:
    answer = client.post("/sign-in", data=form(next=asked))

    assert answer.headers["location"] == led


@pytest.mark.parametrize(
    ("name", "desk"), [("firm", "/window"), ("officer", "/worklist"), ("admin", "/approvals")]
)
def test_who_has_signed_in_comes_to_the_page_of_his_work(client, window, name, desk) -> None:
    window.roles["admin"] = "administrator"
    window.organisations["admin"] = "house"

    answer = client.get("/desk", headers=signed_in(window, name))

    assert answer.headers["location"] == desk


def test_signing_in_anew_ends_the_session_before(client, window) -> None:
    headers = signed_in(window)

    client.post("/sign-in", data=form(account="officer", password="officer"), headers=headers)

    assert [name for name, _ in window.sessions.values()] == ["officer"]


def test_a_page_for_some_leads_to_the_sign_in_page_and_back(client) -> None:
    answer = client.get("/account?lang=zh")

    assert answer.status_code == 303
    assert answer.headers["location"] == "/sign-in?next=%2Faccount%3Flang%3Dzh&lang=zh"


# Being there


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_account_page_tells_organisations_roles_and_mandates(client, window, lang) -> None:
    answer = client.get("/account", params={"lang": lang}, headers=signed_in(window))

    assert answer.status_code == 200
    assert ("Firm firm_org" in answer.text) == (lang == "en")
    assert ("企业用户" in answer.text) == (lang == "zh")
    assert "Broker &lt;b&gt;" in answer.text
    assert answer.headers["cache-control"] == "no-store"


def test_each_page_shows_who_has_signed_in_and_lets_him_out(client, window) -> None:
    anonymous = client.get("/about")
    known = client.get("/about", headers=signed_in(window))

    assert 'href="/sign-in"' in anonymous.text
    assert "no-store" not in anonymous.headers.get("cache-control", "")
    assert "Person firm" in known.text
    assert 'action="/sign-out"' in known.text
    assert 'name="csrf" value="csrf of token1"' in known.text


def test_signing_out_ends_the_session_and_clears_the_cookie(client, window) -> None:
    headers = signed_in(window)

    answer = client.post("/sign-out", data={"csrf": "csrf of token1"}, headers=headers)

    assert answer.headers["location"] == "/sign-in"
    assert 'session=""' in answer.headers["set-cookie"]
    assert window.sessions == {}


def test_who_belongs_to_several_organisations_says_for_which_he_acts(client, window) -> None:
    headers = signed_in(window)
    fields = {"csrf": "csrf of token1", "organisation": "second_org"}

    answer = client.post("/account/organisation", data=fields, headers=headers)
    other = client.post(
        "/account/organisation", data=fields | {"organisation": "foreign"}, headers=headers
    )

    assert answer.status_code == 303
    assert client.get("/api/v1/account", headers=headers).json()["organisation"] == "second_org"
    assert other.status_code == 404


# Forms


@pytest.mark.parametrize("told", [None, "", "csrf of token2", "中"])
def test_a_change_whose_form_was_made_for_no_session_or_another_is_refused(
    client, window, told
) -> None:
    headers = signed_in(window)

    answer = client.post(
        "/sign-out", data={"csrf": told} if told is not None else {}, headers=headers
    )

    assert answer.status_code == 403
    assert "token1" in window.sessions


def test_a_change_may_carry_the_token_of_its_form_in_a_header(client, window) -> None:
    headers = signed_in(window, **{"x-csrf-token": "csrf of token1"})

    answer = client.post("/sign-out", headers=headers)

    assert answer.status_code == 303
    assert window.sessions == {}


def test_a_wrong_header_is_not_made_good_by_the_form(client, window) -> None:
    headers = signed_in(window, **{"x-csrf-token": "wrong"})

    answer = client.post("/sign-out", data={"csrf": "csrf of token1"}, headers=headers)

    assert answer.status_code == 403


# Programs


def token_of(client, **more) -> dict:
    fields = {
        "grant_type": "client_credentials",
        "client_id": "program",
        "client_secret": "program",
    }
    return client.post("/api/v1/token", data=fields | more)


def test_a_program_gets_a_token_for_its_id_and_secret(client) -> None:
    answer = token_of(client)

    told = answer.json()
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert (told["token_type"], told["expires_in"]) == ("Bearer", 3600)
    account = client.get(
        "/api/v1/account", headers={"authorization": f"Bearer {told['access_token']}"}
    )
    assert account.json()["account"] == "program"


def test_a_program_may_tell_them_in_a_header(client) -> None:
    basic = base64.b64encode(b"program:program").decode()

    answer = client.post(
        "/api/v1/token",
        data={"grant_type": "client_credentials"},
        headers={"authorization": f"Basic {basic}"},
    )

    assert answer.status_code == 200


@pytest.mark.parametrize("header", ["Basic !!", "Basic " + base64.b64encode(b"\xff").decode()])
def test_a_header_that_says_nothing_is_answered_as_a_wrong_secret(client, header) -> None:
    answer = client.post(
        "/api/v1/token",
        data={"grant_type": "client_credentials"},
        headers={"authorization": header},
    )

    assert answer.status_code == 401


def test_a_token_is_given_for_credentials_of_a_program_alone(client) -> None:
    wrong = token_of(client, client_secret="x")
    person = token_of(client, client_id="firm", client_secret="firm")
    other = token_of(client, grant_type="password")

    assert [wrong.status_code, person.status_code, other.status_code] == [401, 401, 422]
    assert wrong.headers["www-authenticate"] == "Bearer"
    assert wrong.json() == person.json()


@pytest.mark.parametrize(
    "header", ["Bearer", "Bearer ", "Bearer token9", "bearer x y", "Bearer 中"]
)
def test_a_bearer_token_that_does_not_hold_is_not_made_good_by_a_cookie(
    client, window, header
) -> None:
    headers = signed_in(window) | {"authorization": header.encode()}

    answer = client.get("/api/v1/account", headers=headers)

    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_cookie_is_no_bearer_token_and_a_bearer_token_no_cookie(client, window) -> None:
    person = window.sign_in("firm", "firm").token
    program = window.sign_in("program", "program", CLIENT).token

    as_bearer = client.get("/api/v1/account", headers={"authorization": f"Bearer {person}"})
    as_cookie = client.get("/api/v1/account", headers={"cookie": f"session={program}"})

    assert [as_bearer.status_code, as_cookie.status_code] == [401, 401]


def test_a_change_by_bearer_token_needs_no_form(client, window) -> None:
    program = window.sign_in("program", "program", CLIENT).token
    fields = {"organisation": "second_org"}

    answer = client.post(
        "/account/organisation", data=fields, headers={"authorization": f"Bearer {program}"}
    )

    assert answer.status_code == 303


# What handlers ask


@pytest.fixture
def asked(client):
    """Asks as somebody, and gives back what a handler finds."""

    def ask(headers: dict[str, str], find):
        from starlette.requests import Request

        scope = {
            "type": "http", "method": "GET", "path": "/x", "query_string": b"", "scheme": "http",
            "server": ("here", 80), "app": client.app, "state": {},
            "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        }  # fmt: skip
        return find(Request(scope))

    return ask


def test_a_handler_finds_who_acts(asked, window) -> None:
    headers = signed_in(window, "officer")

    assert asked(headers, current_actor).account == "officer"
    assert asked(headers, who_asks) == "officer@officer_org"
    assert asked({}, current_actor) is None


def test_a_handler_that_asks_for_a_role_refuses_others(asked, window) -> None:
    headers = signed_in(window, "officer")

    assert (
        asked(headers, lambda r: require(r, "inspector", "document_officer")).account == "officer"
    )
    with pytest.raises(RoleError):
        asked(headers, lambda r: require(r, "trader"))
    with pytest.raises(SignInError):
        asked({}, lambda r: require(r, "trader"))


def test_a_kind_of_session_is_one_of_two() -> None:
    assert {PERSON, CLIENT} == {"person", "client"}
