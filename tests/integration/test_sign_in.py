"""Signing in: who is let in, who must wait, and when a session ends."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from entrepot.service import accounts
from entrepot.service.accounts import (
    CLIENT,
    SignInError,
    TooManyError,
    actor_of,
    sign_in,
    sign_out,
    switch_organisation,
)
from entrepot.store.accounts import Accounts
from entrepot.store.db import Database

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def rows(database: Database, query: str, *values: object) -> list[dict]:
    with database.transaction() as tx:
        return tx.execute(query, values).fetchall()


def answer(database: Database, account: str, secret: str, at: datetime = NOON, **more) -> str:
    """What came of trying to sign in."""
    try:
        sign_in(database, account, secret, at=at, **more)
    except (SignInError, TooManyError) as error:
        return error.problems[0].code
    return "in"


# Who is let in


def test_the_right_password_lets_in_and_the_token_tells_who_acts(rehearsal: Database) -> None:
    session = sign_in(rehearsal, "inspector", "inspector", at=NOON)

    found = actor_of(rehearsal, session.token, at=NOON)

    assert found is not None
    assert found.who == "inspector@sandbox_inland"
    assert found.actor.roles == {"inspector"}
    assert found.actor.is_sandbox
    assert found.csrf == session.csrf != session.token
    assert found.name_zh == "查验关员（虚构）"


def test_neither_password_nor_token_is_kept(rehearsal: Database) -> None:
    session = sign_in(rehearsal, "officer", "officer", at=NOON)

    (kept,) = rows(rehearsal, "select secret_hash from account where id = 'officer'")
    sessions = rows(rehearsal, "select * from session")

    assert kept["secret_hash"].startswith("$argon2id$")
    assert session.token.encode() not in [bytes(one["token_hash"]) for one in sessions]
    assert session.token not in str(sessions)


def test_an_unknown_a_closed_and_a_program_s_account_are_answered_as_a_wrong_password(
    rehearsal: Database,
) -> None:
    with rehearsal.transaction() as tx:
        book = Accounts(tx)
        book.save_account(id="gone", name="", name_zh="", kind="person")
        book.close_account(account="gone")
    tries = [
        ("market", "wrong"), ("nobody", "nobody"), ("gone", "gone"), ("bank", "bank"),
        ("market@sandbox_market", "market"), ("", ""), ("market\0", "market"), ("x" * 99, "x"),
    ]  # fmt: skip

    told = []
    for account, secret in tries:
        with pytest.raises(SignInError) as raised:
            sign_in(rehearsal, account, secret, at=NOON)
        told.append(raised.value.problems)

    assert set(told) == {told[0]}


@pytest.mark.parametrize("account", ["market", "nobody", "gone", "x" * 99])
def test_a_secret_is_proved_whoever_is_named(rehearsal: Database, monkeypatch, account) -> None:
    proved = []
    monkeypatch.setattr(accounts, "is_secret", lambda *told: bool(proved.append(told)))

    answer(rehearsal, account, "wrong", NOON - timedelta(days=1))

    assert len(proved) == 1


def test_an_account_that_belongs_nowhere_is_not_let_in(rehearsal: Database) -> None:
    from entrepot.store.accounts import hash_secret

    with rehearsal.transaction() as tx:
        book = Accounts(tx)
        book.save_account(id="lonely", name="", name_zh="", kind="person")
        book.set_secret(secret_hash=hash_secret("lonely"), account="lonely")

    assert answer(rehearsal, "lonely", "lonely") == "access.sign_in"


def test_a_program_has_its_own_way_in(rehearsal: Database) -> None:
    session = sign_in(rehearsal, "bank", "bank", at=NOON, kind=CLIENT)

    assert answer(rehearsal, "exporter", "exporter", kind=CLIENT) == "access.sign_in"
    assert session.expires_in_s == 3600
    assert actor_of(rehearsal, session.token, at=NOON) is None
    found = actor_of(rehearsal, session.token, at=NOON, kind=CLIENT)
    assert found is not None
    assert found.actor.roles == {"bank"}


# Who must wait


@pytest.mark.parametrize("account", ["rival", "nobody_at_all"])
def test_after_five_wrong_tries_even_the_right_password_must_wait(rehearsal, account) -> None:
    for number in range(5):
        assert answer(rehearsal, account, "wrong", NOON + number * MINUTE) == "access.sign_in"

    with pytest.raises(TooManyError) as raised:
        sign_in(rehearsal, account, account, at=NOON + 5 * MINUTE)

    assert raised.value.retry_after_s == 600
    assert answer(rehearsal, account, "wrong", NOON + 15 * MINUTE) == "access.sign_in"
    assert answer(rehearsal, account, account, NOON + 15 * MINUTE) == "access.too_many"


def test_waiting_lets_in_again(rehearsal: Database) -> None:
    for _ in range(5):
        answer(rehearsal, "coast", "wrong")

    assert answer(rehearsal, "coast", "coast", NOON + 14 * MINUTE) == "access.too_many"
    assert answer(rehearsal, "coast", "coast", NOON + 15 * MINUTE) == "in"


def test_who_is_refused_for_trying_too_often_waits_no_longer_for_trying_again(rehearsal) -> None:
    for minute in range(15):
        answer(rehearsal, "quarantine", "wrong", NOON + minute * MINUTE)

    assert answer(rehearsal, "quarantine", "quarantine", NOON + 15 * MINUTE) == "in"


def test_the_right_password_makes_earlier_slips_forgotten(rehearsal: Database) -> None:
    for minute in range(12):
        secret = "supervisor" if minute % 4 == 3 else "slip"
        assert answer(rehearsal, "supervisor", secret, NOON + minute * MINUTE) != "access.too_many"


def test_tries_at_the_same_time_are_counted_too(rehearsal: Database) -> None:
    with ThreadPoolExecutor(12) as pool:
        told = list(pool.map(lambda _: answer(rehearsal, "auditor", "wrong"), range(24)))

    assert sorted(told) == ["access.sign_in"] * 5 + ["access.too_many"] * 19


def test_many_may_sign_in_at_the_same_time_with_the_right_password(rehearsal: Database) -> None:
    with ThreadPoolExecutor(12) as pool:
        told = list(pool.map(lambda _: answer(rehearsal, "broker", "broker"), range(24)))

    assert told == ["in"] * 24


# When a session ends


def test_a_session_ends_half_an_hour_after_it_was_last_seen(rehearsal: Database) -> None:
    token = sign_in(rehearsal, "exporter", "exporter", at=NOON).token

    seen = [
        actor_of(rehearsal, token, at=NOON + minutes * MINUTE) is not None
        for minutes in (29, 58, 87, 117, 118)
    ]

    assert seen == [True, True, True, False, False]


def test_a_session_ends_after_eight_hours_however_busy(rehearsal: Database) -> None:
    token = sign_in(rehearsal, "exporter", "exporter", at=NOON).token

    seen = [
        actor_of(rehearsal, token, at=NOON + minutes * MINUTE) is not None
        for minutes in range(0, 500, 20)
    ]

    assert seen == [minutes < 480 for minutes in range(0, 500, 20)]


def test_a_program_s_token_ends_after_an_hour(rehearsal: Database) -> None:
    token = sign_in(rehearsal, "bank", "bank", at=NOON, kind=CLIENT).token

    seen = [
        actor_of(rehearsal, token, at=NOON + minutes * MINUTE, kind=CLIENT) is not None
        for minutes in (59, 60)
    ]

    assert seen == [True, False]


def test_signing_out_ends_one_session_only(rehearsal: Database) -> None:
    first, second = (sign_in(rehearsal, "exporter", "exporter", at=NOON).token for _ in range(2))

    sign_out(rehearsal, first, at=NOON)

    assert actor_of(rehearsal, first, at=NOON) is None
    assert actor_of(rehearsal, second, at=NOON) is not None


def test_a_token_that_was_never_given_is_nobody_s(rehearsal: Database) -> None:
    assert [actor_of(rehearsal, token, at=NOON) for token in ("", "x", "中\0", "a" * 9999)] == [
        None
    ] * 4


def test_another_password_ends_all_sessions_and_is_asked_for_from_then_on(
    rehearsal: Database,
) -> None:
    token = sign_in(rehearsal, "site", "site", at=NOON).token

    accounts.set_password(rehearsal, "site", "site", "a sentence of its own", at=NOON)

    assert actor_of(rehearsal, token, at=NOON) is None
    assert answer(rehearsal, "site", "site") == "access.sign_in"
    assert answer(rehearsal, "site", "a sentence of its own") == "in"


@pytest.mark.parametrize("password", ["short", "exporter and more of it", "x" * 300, ""])
def test_a_password_that_is_short_endless_or_the_name_is_not_taken(rehearsal, password) -> None:
    from entrepot.kernel.errors import InputError

    with pytest.raises(InputError):
        accounts.set_password(rehearsal, "exporter", "exporter", password, at=NOON)

    assert answer(rehearsal, "exporter", "exporter") == "in"


def test_nobody_but_an_administrator_sets_the_password_of_another(rehearsal: Database) -> None:
    with pytest.raises(accounts.RoleError):
        accounts.set_password(rehearsal, "rival", "exporter", "a sentence of its own", at=NOON)


# For whom one acts


def test_who_belongs_to_two_firms_acts_for_the_one_he_chose(rehearsal: Database) -> None:
    with rehearsal.transaction() as tx:
        Accounts(tx).set_roles(
            account="exporter", organisation="sandbox_rival", roles=["trader"], offices=[],
            agency="", granted_by="admin",
        )  # fmt: skip
    token = sign_in(rehearsal, "exporter", "exporter", at=NOON).token
    before = actor_of(rehearsal, token, at=NOON)

    switch_organisation(rehearsal, token, "sandbox_rival")

    after = actor_of(rehearsal, token, at=NOON)
    assert before is not None
    assert after is not None
    assert [before.who, after.who] == ["exporter@sandbox_exporter", "exporter@sandbox_rival"]


@pytest.mark.parametrize("organisation", ["sandbox_inland", "nowhere", ""])
def test_nobody_acts_for_a_firm_he_does_not_belong_to(rehearsal: Database, organisation) -> None:
    from entrepot.kernel.errors import MissingError

    token = sign_in(rehearsal, "broker", "broker", at=NOON).token

    with pytest.raises(MissingError):
        switch_organisation(rehearsal, token, organisation)

    found = actor_of(rehearsal, token, at=NOON)
    assert found is not None
    assert found.actor.organisation == "sandbox_broker"


def test_an_account_is_told_its_memberships_and_mandates(rehearsal: Database) -> None:
    told = json.loads(json.dumps(accounts.show_account(rehearsal, "broker", at=NOON)))
    officer = accounts.show_account(rehearsal, "inspector", at=NOON)

    assert [one["roles"] for one in told["memberships"]] == [["broker"]]
    assert [(one["trader"], one["is_live"]) for one in told["mandates"]] == [
        ("sandbox_exporter", True)
    ]
    assert told["mandates"][0]["valid_from"] == "2026-03-10"
    assert officer["mandates"] == []
