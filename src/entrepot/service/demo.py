"""The rehearsal: invented firms, offices and accounts, to try the window with.

Everything it makes is marked as sandbox. The accounts' passwords are their names, so it is made
only in a store that holds nobody real.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from entrepot.kernel.errors import Problem, RefusedError
from entrepot.kernel.identifiers import uscc_check_sign
from entrepot.kernel.money import Money
from entrepot.region.window import Office, RiskRule
from entrepot.service.accounts import CLIENT, PERSON
from entrepot.service.examples import EXPORTER_CUSTOMS_CODE, EXPORTER_USCC, example_offices
from entrepot.store.accounts import Accounts, hash_secret
from entrepot.store.bookings import LOCAL
from entrepot.store.chains import append_event
from entrepot.store.covers import add_deposit
from entrepot.store.db import Database
from entrepot.store.queries import queries
from entrepot.store.reference import WindowReference
from entrepot.window.actor import Actor

DEPOSIT = Decimal("1000000.00")  # in the money of the pack
AGREEMENT = "sandbox_agreement"
SHARED = ("customs_no", "hs_code", "goods_name", "gross_mass", "total_packages", "container_no")
_CODE = "91000000MA{:07d}"  # 000000 is no administrative region, so the code is nobody's


@dataclass(frozen=True, slots=True)
class Party:
    """An invented organisation.

    Attributes:
        id: Its id.
        kind: Its kind, as table `organisation` knows them.
        name: What it is called.
        name_zh: The same in Chinese.
        uscc: Its credit code.
        customs_code: Its shorter customs code, of a firm that declares.
    """

    id: str
    kind: str
    name: str
    name_zh: str
    uscc: str
    customs_code: str = ""


@dataclass(frozen=True, slots=True)
class User:
    """An invented account.

    Attributes:
        account: Its name, and its password.
        organisation: Id of its organisation.
        role: Role held there.
        at: Where it works: `inland` or `coast` office, `place` of the inland office, or nowhere.
        agency: Agency of an officer who is no customs officer.
        name: What it is called.
        name_zh: The same in Chinese.
        is_shown: Named among the users of the rehearsal.
    """

    account: str
    organisation: str
    role: str
    name: str
    name_zh: str
    at: str = ""
    agency: str = ""
    kind: str = PERSON
    is_shown: bool = True


def uscc_of(number: int) -> str:
    """A credit code in the form of one, of a region that is none."""
    prefix = _CODE.format(number)
    return prefix + uscc_check_sign(prefix)


PARTIES = (
    Party(
        "sandbox_exporter", "trader", "Example Exporter (synthetic)", "示例出口企业（虚构）",
        EXPORTER_USCC, EXPORTER_CUSTOMS_CODE,
    ),
    Party(
        "sandbox_rival", "trader", "Rival Trader (synthetic)", "示例同业企业（虚构）",
        uscc_of(2), "0000960002",
    ),
    Party(
        "sandbox_broker", "broker", "Example Broker (synthetic)", "示例报关企业（虚构）",
        uscc_of(3), "0000980003",
    ),
    Party(
        "sandbox_site", "site", "Example Site Operator (synthetic)", "示例场站（虚构）",
        uscc_of(4),
    ),
    Party("sandbox_inland", "office", "Inland Customs (synthetic)", "内陆海关（虚构）", uscc_of(5)),
    Party("sandbox_coast", "office", "Seaport Customs (synthetic)", "海港海关（虚构）", uscc_of(6)),
    Party(
        "sandbox_quarantine", "agency", "Quarantine (synthetic)", "检验检疫机构（虚构）", uscc_of(7)
    ),
    Party(
        "sandbox_market", "agency", "Market Regulation (synthetic)", "市场监管机构（虚构）",
        uscc_of(8),
    ),
    Party("sandbox_bank", "bank", "Example Bank (synthetic)", "示例银行（虚构）", uscc_of(9)),
    Party(
        "sandbox_partner", "partner", "Partner Customs (synthetic)", "伙伴海关（虚构）", uscc_of(11)
    ),
    Party(
        "sandbox_issuer", "agency", "Certificate Office (synthetic)", "签证机构（虚构）",
        uscc_of(12),
    ),
    Party(
        "sandbox_house", "house", "Window House (synthetic)", "单一窗口运营方（虚构）",
        uscc_of(10),
    ),
)  # fmt: skip

USERS = (
    User("exporter", "sandbox_exporter", "trader", "Exporter (synthetic)", "出口商（虚构）"),
    User("rival", "sandbox_rival", "trader", "Rival (synthetic)", "同业（虚构）"),
    User("broker", "sandbox_broker", "broker", "Broker (synthetic)", "报关员（虚构）"),
    User("site", "sandbox_site", "port_operator", "Site (synthetic)", "场站员（虚构）", "place"),
    User(
        "officer", "sandbox_inland", "document_officer", "Document officer (synthetic)",
        "审单关员（虚构）", "inland",
    ),
    User(
        "inspector", "sandbox_inland", "inspector", "Inspector (synthetic)", "查验关员（虚构）",
        "inland",
    ),
    User(
        "quarantine", "sandbox_quarantine", "quarantine_officer",
        "Quarantine officer (synthetic)", "检疫官员（虚构）", "inland", "quarantine",
    ),
    User(
        "market", "sandbox_market", "market_officer", "Market officer (synthetic)",
        "市场监管人员（虚构）", "inland", "market",
    ),
    User(
        "supervisor", "sandbox_inland", "supervisor", "Supervisor (synthetic)",
        "海关主管（虚构）", "inland",
    ),
    User(
        "coast", "sandbox_coast", "coast_officer", "Seaport officer (synthetic)",
        "海港关员（虚构）", "coast",
    ),
    User(
        "issuer", "sandbox_issuer", "certificate_issuer", "Certificate issuer (synthetic)",
        "签证人员（虚构）", is_shown=False,
    ),
    User("auditor", "sandbox_house", "auditor", "Auditor (synthetic)", "审计员（虚构）"),
    User("admin", "sandbox_house", "administrator", "Administrator (synthetic)", "管理员（虚构）"),
    User(
        "admin2", "sandbox_house", "administrator", "Second administrator (synthetic)",
        "第二管理员（虚构）", is_shown=False,
    ),
    User(
        "partner", "sandbox_partner", "partner_customs", "Partner customs (synthetic)",
        "伙伴海关人员（虚构）", is_shown=False,
    ),
    User(
        "bank", "sandbox_bank", "bank", "Bank program (synthetic)", "银行程序（虚构）",
        kind=CLIENT, is_shown=False,
    ),
)  # fmt: skip
PROPOSER = Actor("admin", "sandbox_house", roles=frozenset({"administrator"}))  # of risk rules
APPROVER = Actor("supervisor", "sandbox_inland", roles=frozenset({"supervisor"}))


def demo_window(database: Database, reference: WindowReference, *, at: datetime) -> dict[str, Any]:
    """Make the rehearsal; what is there already stays as it is.

    Args:
        database: Where.
        reference: Tables of the region; its offices are where it takes place.
        at: Now.

    Returns:
        `status`, `users` by account with organisation, credit code and roles, and the
        `offices` inland and at the coast.

    Raises:
        MissingError: The region has no offices to rehearse at.
        RefusedError: The store holds organisations or accounts that are real.
    """
    inland, coast = example_offices(reference)
    with database.transaction() as tx:
        book = Accounts(tx)
        book.become_system()
        book.lock_account(account="demo window")
        check_invented(book, USERS)
        save_parties(book, PARTIES)
        save_users(book, USERS, places_of(inland, coast))
        _save_mandate(book, at)
        deposit = Money(DEPOSIT, reference.settings.currency)
        add_deposit(book.tx, "sandbox_exporter", deposit, at)
        for number in range(1, (inland.bays or 0) + 1):
            book.add_bay(site=inland.place, bay=str(number))
        _save_rules(book, reference.table("risk_rules"), at)
        _save_agreement(book, at)
    return _document(inland, coast)


def places_of(inland: Office, coast: Office) -> Mapping[str, list[str]]:
    """Offices and places that go with a role, by where its user works."""
    return {"": [], "inland": [inland.office], "coast": [coast.office], "place": [inland.place]}


def _document(inland: Office, coast: Office) -> dict[str, Any]:
    return {
        "status": "synthetic",
        "users": users_document(USERS, PARTIES),
        "offices": {"inland": inland.office, "coast": coast.office},
    }


def users_document(users: Sequence[User], parties: Sequence[Party]) -> dict[str, Any]:
    """Those of some users that are shown, by account."""
    codes = {party.id: party.uscc for party in parties}
    return {
        user.account: {
            "organisation": user.organisation,
            "uscc": codes[user.organisation],
            "roles": [user.role],
        }
        for user in users
        if user.is_shown
    }


def check_invented(book: Accounts, users: Sequence[User]) -> None:
    """Refuse a store in which somebody is real: there everybody would know a password.

    Raises:
        RefusedError: Naming each.
    """
    if problems := list(_real(book, users)):
        raise RefusedError(problems)


def _real(book: Accounts, users: Sequence[User]) -> Iterator[Problem]:
    for row in book.list_organisations():
        if not row["is_sandbox"] and row["organisation"] != LOCAL:
            yield _taken(row["organisation"])
    for user in users:
        if book.find_account(account=user.account) is not None:
            belongs = [row["organisation"] for row in book.list_memberships(account=user.account)]
            if user.organisation not in belongs:
                yield _taken(user.account)


def _taken(name: str) -> Problem:
    return Problem(
        "demo.real", name, "is no part of a rehearsal, and a rehearsal lets everybody in.",
        "Rehearse in a store of its own: set ENTREPOT_HOME to a fresh folder.",
        message_zh=f"{name}不属于演练；演练须使用独立的数据目录。",
    )  # fmt: skip


def save_parties(book: Accounts, parties: Sequence[Party]) -> None:
    """Make invented organisations, or leave them as they are."""
    for party in parties:
        book.save_organisation(**asdict(party), credit_class="registered", is_sandbox=True)


def save_users(book: Accounts, users: Sequence[User], places: Mapping[str, list[str]]) -> None:
    """Make invented accounts with their roles; the password of each is its name."""
    for user in users:
        book.save_account(id=user.account, name=user.name, name_zh=user.name_zh, kind=user.kind)
        book.save_membership(
            account=user.account, organisation=user.organisation, roles=[user.role],
            offices=places[user.at], agency=user.agency, granted_by="",
        )  # fmt: skip
        if not book.find_account(account=user.account)["secret_hash"]:
            book.set_secret(secret_hash=hash_secret(user.account), account=user.account)


def _save_mandate(book: Accounts, at: datetime) -> None:
    """A mandate of the exporter for the broker; one that was revoked does not come back."""
    trader, broker = "sandbox_exporter", "sandbox_broker"
    if book.count_mandates(trader=trader, broker=broker):
        return
    start = at.astimezone(UTC).date()
    number = book.add_mandate(
        trader=trader, broker=broker, scope=["all"], start=start, stop=None, by="exporter", at=at
    )
    by = Actor("exporter", trader, roles=frozenset({"trader"}))
    body = {
        "trader": trader, "broker": broker, "scope": ["all"], "valid_from": start,
        "valid_to": None,
    }  # fmt: skip
    append_event(book, f"mandate:{number}", kind="mandate_granted", at=at, by=by, body=body)


def _save_agreement(book: Accounts, at: datetime) -> None:
    """What the partner may read, from today on; one that was ended does not come back."""
    sql, day = queries("sharing"), at.astimezone(UTC).date()
    if any(row["id"] == AGREEMENT for row in sql.list_agreements(book.tx)):
        return
    sql.propose_agreement(
        book.tx, id=AGREEMENT, partner="sandbox_partner", fields=list(SHARED), start=day, stop=None,
        source="invented for the rehearsal", status="synthetic", by=PROPOSER.account, at=at,
    )  # fmt: skip
    sql.approve_agreement(book.tx, id=AGREEMENT, by=APPROVER.account, at=at)
    body = {"partner": "sandbox_partner", "fields": list(SHARED)}
    chain = f"share:{AGREEMENT}"
    append_event(book, chain, kind="share_proposed", at=at, by=PROPOSER, body=body)
    append_event(book, chain, kind="share_approved", at=at, by=APPROVER, body={})


def _save_rules(book: Accounts, rules: tuple[RiskRule, ...], at: datetime) -> None:
    """The example rules in force: the administrator proposed them, the supervisor approved."""
    known = {row["id"] for row in book.list_rules(states=["proposed", "active", "retired"])}
    for rule in rules:
        if rule.id not in known:
            _save_rule(book, rule, at)


def _save_rule(book: Accounts, rule: RiskRule, at: datetime) -> None:
    text = json.dumps(asdict(rule), default=_plain, ensure_ascii=False)
    book.propose_rule(id=rule.id, version=1, definition=text, by=PROPOSER.account, at=at)
    book.activate_rule(id=rule.id, version=1, by=APPROVER.account, at=at)
    told = {"version": 1, "definition": json.loads(text)}
    chain = f"rule:{rule.id}"
    append_event(book, chain, kind="rule_proposed", at=at, by=PROPOSER, body=told)
    append_event(book, chain, kind="rule_approved", at=at, by=APPROVER, body={"version": 1})


def _plain(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    return str(value)
