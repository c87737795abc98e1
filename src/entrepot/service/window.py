"""The window at work: the reference data and the deciding rooms, made once for many cases."""

import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from functools import cached_property
from secrets import token_hex
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from entrepot.kernel.calendar import Calendar
from entrepot.kernel.errors import InputError, MissingError, Problem, RefusedError
from entrepot.kernel.identifiers import check_container
from entrepot.kernel.money import Money
from entrepot.region.window import Office
from entrepot.region.window_codes import ReasonCode
from entrepot.service.assessment import assess_case, rate_source
from entrepot.service.filing import dictionary_of, rule_facts_of
from entrepot.service.terms import find_month_rate
from entrepot.store.calendars import find_version, load_changes
from entrepot.store.db import Database, Tx, open_database
from entrepot.store.exchange import ExchangeRates, load_rates
from entrepot.store.home import Home, open_home
from entrepot.store.reference import WindowReference, open_reference
from entrepot.store.window import Book, acting_system, as_json
from entrepot.window.actor import SYSTEM, Actor
from entrepot.window.declaration import parse_declaration
from entrepot.window.documents import Dictionary
from entrepot.window.filed import Declaration
from entrepot.window.fixing import MonthRate
from entrepot.window.inspection import SiteHours, first_free_slot, hours_of
from entrepot.window.legal import LegalBook
from entrepot.window.rates import RateSource
from entrepot.window.reasons import Reasons, Words
from entrepot.window.risk import commitment, compile_rules, raise_channel, screen
from entrepot.window.risk_definition import read_rule
from entrepot.window.risk_facts import encode_facts, facts_of
from entrepot.window.risk_set import RuleSet
from entrepot.window.rulebook import RuleFacts

if TYPE_CHECKING:
    from entrepot.service.proceeding import Proceeding

_FLOW_DIGIT = {"import": "1", "export": "0"}
_YEAR = timedelta(days=365)
CALENDAR_S = 2.0  # how long a look at the changes of the calendar serves [s]


@dataclass(frozen=True, slots=True)
class Screening:
    """What came of screening a declaration, with all it rested on."""

    channel: str
    inspecting: tuple[str, ...]
    holding: tuple[str, ...]
    score: int
    draw_bp: int | None
    ruleset: str
    facts: str
    result: Mapping[str, Any]
    hash: str


@dataclass
class Window:
    """The window of one region.

    Attributes:
        home: Data folder and settings.
        database: Where declarations are kept.
        reference: Tables of the pack.
        calendar_version: Number of the last change of the calendar that was seen.
    """

    home: Home
    database: Database
    reference: WindowReference
    calendar_version: int = 0
    _calendar_until: float = 0.0
    _keys: dict[date, bytes] = field(default_factory=dict)
    _months: dict[tuple[str, int, int], MonthRate | None] = field(default_factory=dict)
    _rules: tuple[str, RuleSet] | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @cached_property
    def reasons(self) -> Reasons:
        """Why something is refused, in both languages."""
        agencies = {
            row.agency: Words(row.label_en, row.label_zh)
            for row in self.reference.table("agencies")
        }
        tasks = {
            f"inspection:{code}": Words(f"inspection, {name.en}", f"查验（{name.zh}）")
            for code, name in agencies.items()
        }
        names = {
            "agency": {**agencies, "documents": Words("the document officer", "审单关员")},
            "task": {**tasks, "documents": Words("documents", "审单")},
        }
        return Reasons(self.reference.table("reason_codes"), names)

    @property
    def legal(self) -> LegalBook:
        """Dated numbers of the law."""
        return self.reference.legal

    @cached_property
    def dictionary(self) -> Dictionary:
        """What a declaration may hold, with its codes."""
        return dictionary_of(self.reference)

    @cached_property
    def offices(self) -> Mapping[str, Office]:
        """Offices by their id."""
        return {office.office: office for office in self.reference.table("offices")}

    @cached_property
    def exchange(self) -> ExchangeRates:
        """Daily rates of exchange."""
        return load_rates()

    @cached_property
    def rates(self) -> RateSource:
        """Rates of duty and tax by the tables."""
        return rate_source(self.reference, self.reasons)

    def warm_up(self) -> None:
        """Read the tables that the first declaration would wait for."""
        _ = self.dictionary, self.rule_facts, self.rates, self.exchange, self.offices
        _ = self.legal, self.reference.calendar

    # Working days

    def calendar_in(self, tx: Tx, *, is_fresh: bool = False) -> Calendar:
        """Working days with what two persons put over the published ones.

        Args:
            tx: A transaction to look in.
            is_fresh: Look now; else what was seen in the last seconds will do.
        """
        if is_fresh or time.monotonic() > self._calendar_until:
            self._look_at_calendar(tx)
        return self.reference.calendar

    def _look_at_calendar(self, tx: Tx) -> None:
        country = self.reference.settings.country
        version = find_version(tx, country)
        if version != self.calendar_version:
            found = load_changes(tx, country)
            self.reference.changed_calendar = self.reference.published_calendar.changed(
                found.days, found.years, found.source
            )
            self.calendar_version = found.version
            self._months.clear()
        self._calendar_until = time.monotonic() + CALENDAR_S

    # Contents

    def parse(self, raw: Mapping[str, Any], on: date) -> Declaration:
        """Check contents.

        Raises:
            InputError: With every fault.
        """
        return parse_declaration(raw, self.dictionary, on)

    # Places and time

    def office(self, office: str) -> Office:
        """An office by its id.

        Raises:
            MissingError: The pack lacks it.
        """
        found = self.offices.get(office)
        if found is None:
            raise MissingError(
                self.reasons.problem("declaration.office_unknown", "offices.csv", code=office)
            )
        return found

    def day_at(self, office: str, at: datetime) -> date:
        """The legal day at an office."""
        return at.astimezone(self.zone_of(office)).date()

    def zone_of(self, office: str) -> ZoneInfo:
        """Time zone of an office; of the pack's home where the office names none."""
        found = self.offices.get(office)
        return ZoneInfo(found.zone) if found and found.zone else self.reference.zone

    def due_after(self, office: str, at: datetime) -> datetime:
        """When a task opened now is due."""
        hours = self.legal.number("control_due_h", self.day_at(office, at))
        return at + timedelta(hours=float(hours))

    def number(self, office: Office, flow: str, year: int, serial: int) -> str:
        """The number of a declaration: office, year, flow and nine digits without a gap."""
        prefix = office.number_prefix or office.customs_code or office.office.upper()
        return f"{prefix}{year}{_FLOW_DIGIT[flow]}{serial:09d}"

    def find_office_at(self, place: str) -> Office | None:
        """An office by the place it sits at, or its UN/LOCODE, or its own id."""
        return next(
            (
                one
                for one in self.offices.values()
                if place in (one.office, one.place, one.unlocode)
            ),
            None,
        )

    # Risk

    def day_key(self, day: date) -> bytes:
        """The secret that draws by chance on a day; made once, in a transaction of its own."""
        with self._lock:
            if day not in self._keys:
                with self.database.apart() as tx:  # who asks holds a connection already
                    book = Book(tx)
                    key = token_hex(32)
                    book.become_system()
                    book.add_daykey(day=day, commitment=commitment(key.encode()), key=key)
                    self._keys[day] = book.find_daykey(day=day)["key"].encode()
            return self._keys[day]

    def ruleset(self, book: Book, known: str | None = None) -> RuleSet:
        """The rules in force; read and compiled anew when one was activated or retired.

        Args:
            book: The transaction.
            known: Ids and versions in force, where they were looked up already.
        """
        with self._lock:
            if self._rules is not None and self._rules[0] == known:
                return self._rules[1]
        rows = list(book.list_active_rules())
        told = ",".join(f"{row['id']}:{row['version']}" for row in rows)
        rules = compile_rules(read_rule(row["definition"], row["version"]) for row in rows)
        stored = [{**row["definition"], "version": row["version"]} for row in rows]
        book.save_ruleset(hash=rules.version, rules=as_json(stored), at=datetime.now(UTC))
        with self._lock:
            self._rules = told, rules
        return rules

    def screen(self, proceeding: "Proceeding") -> Screening:
        """Find the channel of a declaration by rules, score and draw."""
        row, book = proceeding.row, proceeding.book
        looked_up = proceeding.looked_up
        history = looked_up.get("history") or book.count_history(
            org=row["org_id"], since=proceeding.at - _YEAR
        )
        party = {"credit_class": row["credit_class"], **history}
        facts = facts_of(proceeding.declaration, party)
        told = encode_facts(facts)
        result = screen(
            facts,
            self.ruleset(book, looked_up.get("rules")),
            flow=proceeding.standing.flow,
            on=proceeding.on,
            number=row["number"] or row["reference"],  # before there is a number
            day_key=self.day_key(proceeding.on),
            credit_class=row["credit_class"],
            legal=self.legal,
            told=told,
        )
        document = result.document()
        return Screening(
            channel=result.channel,
            inspecting=result.inspecting,
            holding=result.holding,
            score=result.score,
            draw_bp=result.draw_bp,
            ruleset=result.ruleset,
            facts=told,
            result=document,
            hash=document["hash"],
        )

    def higher(self, one: str, other: str) -> str:
        """The higher of two channels."""
        return raise_channel(one, other)

    # Money

    def value_of(self, declaration: Declaration) -> Decimal:
        """Invoice value in the pack's money, for limits; unknown rates count as over them."""
        value = declaration.goods_value
        if value.currency == self.reference.settings.currency:
            return value.amount
        rate = self.exchange.find_rate(
            value.currency, self.reference.settings.currency, self.exchange.newest
        )
        return value.amount * rate.rate if rate else Decimal("Infinity")

    def assess(self, declaration: Declaration, on: date) -> dict[str, Any]:
        """Work out what a declaration owes, as a document.

        Raises:
            ModelError: A rate is not known.
        """
        return assess_case(self, declaration, on)

    def month_rate(self, currency: str, on: date) -> MonthRate | None:
        """The customs rate of a currency in the month of a day; looked up once a month."""
        month = currency, on.year, on.month
        if month not in self._months:
            found = find_month_rate(self.reference, self.exchange, currency, on)
            self._months[month] = found
        return self._months[month]

    # Inspection

    def book_visit(
        self, proceeding: "Proceeding", agencies: list[str], after: datetime | None = None
    ) -> None:
        """Book the earliest free bay for one visit of all agencies; a site without bays, none."""
        row, book = proceeding.row, proceeding.book
        hours = self.hours_at([*row.get("sites", ()), row["decl_office"]])
        if hours is None:
            return
        book.lock_chain(chain=f"site:{hours.site}")
        since = max(proceeding.at, after or proceeding.at)
        with book.as_system():  # visits of others take bays too, and are not for these eyes
            taken = {
                (one["slot"].lower, int(one["bay"]))
                for one in book.list_taken(site=hours.site, since=since)
            }
        slot = first_free_slot(hours, taken, since, self.calendar_in(book.tx).is_working)
        book.add_bay(site=hours.site, bay=str(slot.bay))
        book.book(
            declaration_id=row["id"], site=hours.site, bay=str(slot.bay), start=slot.start,
            stop=slot.end, agencies=agencies, at=proceeding.at,
        )  # fmt: skip
        proceeding.note_late(
            "appointment", SYSTEM, {"site": hours.site, "slot": slot.start, "bay": slot.bay}
        )

    def hours_at(self, places: Iterable[str]) -> SiteHours | None:
        """Hours of the first of some places, by id of place or office, that has bays."""
        for place in places:
            for one in self.offices.values():
                if place in (one.place, one.office) and one.opens and one.slot_min and one.bays:
                    return replace(hours_of(one, self.zone_of(one.office)), site=one.place)
        return None

    @contextmanager
    def as_system(self) -> Iterator[Book]:
        """A transaction of the window itself."""
        with acting_system(self.database) as book:
            yield book

    # What is handed in

    def check_container(self, container: str) -> None:
        """See that a container number proves itself.

        Raises:
            InputError: Its form or check digit is wrong.
        """
        check = check_container(container)
        if not check.is_valid:
            raise InputError(check.problems)

    def read_amount(self, text: str) -> Decimal:
        """An amount of the pack's money, above zero, in whole minor units.

        Raises:
            InputError: It is none.
        """
        currency = self.reference.settings.currency
        try:
            amount = Decimal(text)
        except InvalidOperation:
            amount = Decimal(0)
        whole = amount.is_finite() and amount == Money(amount, currency).rounded().amount
        if not whole or amount <= 0:
            raise InputError(
                Problem("input.amount", "amount", f"{text!r} is no amount of {currency}.",
                        "Write it as 1234.50.", message_zh="金额无效。")
            )  # fmt: skip
        return amount

    def wording(self, code: str) -> str:
        """What a reason code says.

        Raises:
            InputError: There is no such code.
        """
        if code not in self.reasons:
            raise InputError(
                Problem("input.reason", "code", f"{code!r} is no reason code.",
                        "See the reason codes of the rule book.", message_zh="没有该原因代码。")
            )  # fmt: skip
        rows: tuple[ReasonCode, ...] = self.reference.table("reason_codes")
        return next(row.text_en for row in rows if row.code == code)

    @cached_property
    def rule_facts(self) -> RuleFacts:
        """What the numbered rules look things up in."""
        return rule_facts_of(self.reference, self.dictionary)

    @property
    def rehearsal(self) -> Actor:
        """The officer of a rehearsal, who decides as the reference steers."""
        return Actor("rehearsal", "", roles=frozenset({"supervisor"}))

    # Faults

    def missing_site(self, site: str) -> MissingError:
        """There is no such site for who asks."""
        return MissingError(
            Problem("site.unknown", site, "there is no such site of yours.",
                    "Name a site of your own, by its id or UN/LOCODE.",
                    message_zh="没有您的该场所。")
        )  # fmt: skip

    def stale(self, reference: str) -> RefusedError:
        """Somebody else changed the declaration meanwhile."""
        return RefusedError(
            self.reasons.problem("window.stale_version", reference, version="newer")
        )

    def missing(self, reference: str) -> MissingError:
        """There is no such declaration for who asks; the same words whether or not it exists."""
        return MissingError(
            Problem(
                "declaration.unknown", reference, "there is no such declaration.",
                "Look for it in your list.", message_zh="没有该报关单。",
            )
        )  # fmt: skip


@contextmanager
def open_window(
    region: str | None = None, *, connections: int = 4, keep: bool = True
) -> Iterator[Window]:
    """Reach the database and the pack's tables, and hold the window open.

    Args:
        region: Id or path of a pack; None takes `ENTREPOT_REGION`, else the default.
        connections: Most connections at a time.
        keep: Leave an embedded server running afterwards, until `entrepot db stop`.
    """
    home = open_home()
    reference = open_reference(region)
    with open_database(home, most=connections, keep=keep) as database:
        yield Window(home, database, reference)
