"""Mandates: granted and revoked by the firm alone, and without effect from that moment on."""

from datetime import UTC, date, datetime, timedelta

import pytest

from entrepot.kernel.errors import EntrepotError, InputError, MissingError
from entrepot.service.accounts import RoleError, actor_of, sign_in
from entrepot.service.mandates import grant_mandate, list_mandates, may_act, revoke_mandate
from entrepot.store.accounts import acting_for
from entrepot.store.db import Database
from entrepot.store.window import acting_system

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def principals(database: Database, account: str, at: datetime = NOON) -> tuple[str, ...]:
    with acting_for(database, account, at) as (_, actor):
        return actor.principals


def chain(database: Database, name: str) -> list[tuple[str, str]]:
    with acting_system(database) as book:
        rows = book.tx.execute(
            "select kind, account from event where chain = %s order by seq", [name]
        )
        return [(row["kind"], row["account"]) for row in rows]


@pytest.fixture
def clean(rehearsal: Database) -> Database:
    """The rehearsal without a live mandate."""
    with acting_system(rehearsal) as book:
        book.tx.execute(
            "update mandate set revoked_at = %s, revoked_by = 'test' where revoked_at is null",
            [NOON],
        )
    return rehearsal


def test_a_broker_acts_for_the_firms_that_let_him(clean: Database) -> None:
    for firm in ("exporter", "rival"):
        grant_mandate(clean, firm, "broker", at=NOON)

    assert set(principals(clean, "broker")) == {"sandbox_exporter", "sandbox_rival"}
    assert principals(clean, "rival") == ()


@pytest.mark.parametrize("word", ["broker", "sandbox_broker", "91000000MA00000030"])
def test_a_broker_is_named_by_account_id_or_credit_code(clean: Database, word: str) -> None:
    told = grant_mandate(clean, "exporter", word, at=NOON)

    assert (told["broker"], told["is_live"]) == ("sandbox_broker", True)


def test_a_mandate_revoked_has_no_effect_from_that_moment_on(clean: Database) -> None:
    told = grant_mandate(clean, "exporter", "broker", at=NOON)
    token = sign_in(clean, "broker", "broker", at=NOON).token
    before = actor_of(clean, token, at=NOON)

    revoke_mandate(clean, "exporter", str(told["id"]), at=NOON)

    after = actor_of(clean, token, at=NOON)
    assert before is not None
    assert after is not None
    assert (before.actor.principals, after.actor.principals) == (("sandbox_exporter",), ())


def test_revoking_by_broker_ends_every_mandate_he_holds_of_the_firm(clean: Database) -> None:
    later = date(2026, 6, 1)
    own = [
        grant_mandate(clean, "exporter", "broker", at=NOON)["id"],
        grant_mandate(clean, "exporter", "broker", valid_from=later, at=NOON)["id"],
    ]
    grant_mandate(clean, "rival", "broker", at=NOON)

    told = revoke_mandate(clean, "exporter", "broker", at=NOON)

    assert [row["id"] for row in told["rows"]] == own
    assert principals(clean, "broker") == ("sandbox_rival",)


def test_a_mandate_holds_on_its_days(clean: Database) -> None:
    grant_mandate(
        clean, "exporter", "broker", valid_from=date(2026, 3, 12), valid_to=date(2026, 3, 14),
        at=NOON,
    )  # fmt: skip

    held = [bool(principals(clean, "broker", NOON + days * DAY)) for days in range(6)]

    assert held == [False, False, True, True, False, False]


def test_a_mandate_covers_what_it_names(clean: Database) -> None:
    grant_mandate(clean, "exporter", "broker", scope=["file", "file", "amend"], at=NOON)
    grant_mandate(clean, "rival", "broker", scope=["all"], at=NOON)

    with acting_for(clean, "broker", NOON) as (book, actor):
        told = {
            (firm, act): may_act(book, actor, f"sandbox_{firm}", act, NOON)
            for firm in ("exporter", "rival", "broker")
            for act in ("file", "amend", "pay")
        }

    assert [pair for pair, may in told.items() if not may] == [("exporter", "pay")]


def test_each_act_is_an_event_of_the_mandate(clean: Database) -> None:
    number = grant_mandate(clean, "exporter", "broker", at=NOON)["id"]
    revoke_mandate(clean, "exporter", str(number), at=NOON)

    assert chain(clean, f"mandate:{number}") == [
        ("mandate_granted", "exporter"),
        ("mandate_revoked", "exporter"),
    ]


@pytest.mark.parametrize("who", ["rival", "exporter"])
@pytest.mark.parametrize("word", ["", "99999999", "9" * 40, "nobody", "sandbox_coast", "-1"])
def test_a_mandate_that_is_not_one_s_own_is_not_there_and_the_try_is_kept(
    clean: Database, who: str, word: str
) -> None:
    before = len(chain(clean, f"tries:{who}"))

    with pytest.raises(MissingError):
        revoke_mandate(clean, who, word, at=NOON)

    assert chain(clean, f"tries:{who}")[before:] == [("try", who)]


def test_another_firm_neither_sees_nor_ends_a_mandate(clean: Database) -> None:
    number = grant_mandate(clean, "exporter", "broker", at=NOON)["id"]

    with pytest.raises(MissingError):
        revoke_mandate(clean, "rival", str(number), at=NOON)
    seen = {
        who: number in [row["id"] for row in list_mandates(clean, who, at=NOON)["rows"]]
        for who in ("exporter", "broker", "auditor", "rival", "officer", "site", "admin")
    }

    assert [who for who, sees in seen.items() if sees] == ["exporter", "broker", "auditor"]
    assert principals(clean, "broker") == ("sandbox_exporter",)


def test_by_raw_sql_too_a_firm_gives_and_ends_its_own_mandates_alone(clean: Database) -> None:
    import psycopg

    number = grant_mandate(clean, "exporter", "broker", at=NOON)["id"]

    with acting_for(clean, "rival", NOON) as (book, _):
        seen = book.tx.execute("select * from mandate where trader = 'sandbox_exporter'").fetchall()
        changed = book.tx.execute(
            "update mandate set revoked_at = now() where trader <> 'sandbox_rival'"
        ).rowcount
    with (
        pytest.raises(psycopg.errors.InsufficientPrivilege),
        acting_for(clean, "broker", NOON) as (book, _),
    ):
        book.tx.execute(
            "insert into mandate (trader, broker, scope, valid, granted_by, granted_at) "
            "values ('sandbox_rival', 'sandbox_broker', '{all}', '[,]', 'broker', now())"
        )
    with acting_for(clean, "broker", NOON) as (book, _):
        extended = book.tx.execute("update mandate set valid = '[,]' where id = %s", [number])

    assert (seen, changed, extended.rowcount) == ([], 0, 0)


@pytest.mark.parametrize("who", ["broker", "officer", "admin", "auditor", "site", "coast"])
def test_nobody_but_a_trader_grants(clean: Database, who: str) -> None:
    with pytest.raises(RoleError):
        grant_mandate(clean, who, "broker", at=NOON)


@pytest.mark.parametrize(
    ("broker", "more", "code"),
    [
        ("rival", {}, "mandate.broker"),
        ("exporter", {}, "mandate.broker"),
        ("broker", {"scope": ["file", "sell"]}, "mandate.scope"),
        ("broker", {"scope": []}, "mandate.scope"),
        ("broker", {"valid_from": date(2026, 5, 1), "valid_to": date(2026, 5, 1)}, "mandate.days"),
        ("broker", {"valid_to": date(2026, 3, 10)}, "mandate.days"),
    ],
)
def test_a_mandate_that_means_nothing_is_not_granted(clean, broker, more, code) -> None:
    with pytest.raises(InputError) as raised:
        grant_mandate(clean, "exporter", broker, at=NOON, **more)

    assert {problem.code for problem in raised.value.problems} == {code}
    assert principals(clean, "broker") == ()


def test_everything_wrong_is_told_at_once_in_both_languages(clean: Database) -> None:
    with pytest.raises(EntrepotError) as raised:
        grant_mandate(
            clean, "exporter", "broker", scope=["a", "b"], valid_to=date(2020, 1, 1), at=NOON
        )

    assert len(raised.value.problems) == 3
    assert all(problem.message_zh for problem in raised.value.problems)
