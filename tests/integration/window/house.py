"""A window with the rehearsal's people in it, and the acts of a test in few words."""

import itertools
import json
import threading
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
from psycopg.rows import dict_row

from entrepot.kernel.identifiers import container_check_digit
from entrepot.service import consignments, customs
from entrepot.service.examples import example, example_offices
from entrepot.service.window import Window
from entrepot.store.cluster import SUPERUSER
from entrepot.store.db import Database
from entrepot.store.home import Home
from entrepot.store.reference import open_reference
from entrepot.store.server import Server
from entrepot.window.evidence import Event
from entrepot.window.verification import check_chain

NOON = datetime(2026, 3, 10, 7, tzinfo=UTC)  # noon at the invented region
AGENCIES = {"customs": "inspector", "quarantine": "quarantine", "market": "market"}
VALUE = "/goodsShipment/governmentAgencyGoodsItem/0/statisticalValue"
Document = dict[str, Any]
_NUMBERS = itertools.count(1)
_NUMBERING = threading.Lock()


def next_number() -> int:
    with _NUMBERING:
        return next(_NUMBERS)


def box(number: int) -> str:
    """A container number that proves itself."""
    stem = f"TGBU{number:06d}"
    return stem + str(container_check_digit(stem))


@dataclass
class House:
    """A window at work.

    Attributes:
        window: The window.
        superuser: Address of its database for who may do anything.
        at: What the clock shows.
    """

    window: Window
    superuser: str
    at: datetime = NOON
    boxes: dict[str, str] = field(default_factory=dict)

    @property
    def site(self) -> str:
        return example_offices(self.window.reference)[0].place

    @property
    def office(self) -> str:
        return example_offices(self.window.reference)[0].office

    @property
    def coast(self) -> str:
        return example_offices(self.window.reference)[1].office

    # Acts

    def body(self, reference: str, flow: str = "export", kind: str = "FULL") -> bytes:
        """A complete declaration; its container is new with its reference."""
        container = self.boxes.setdefault(reference, box(next_number()))
        document = example(
            self.window.reference, flow=flow, kind=kind, reference=reference,
            container=container, on=self.at.date(),
        )  # fmt: skip
        return json.dumps(document).encode()

    def name(self, letters: str = "G") -> str:
        """A reference nobody used, beginning with the letters that steer it."""
        return f"{letters}{next_number():06d}"

    def arrive(self, container: str) -> Document:
        return customs.arrive(
            self.window, container, self.site, by="site", at=self.at, told_at=self.at
        )

    def lodge(self, body: bytes, key: str = "", by: str = "exporter", **more: Any) -> Document:
        key = key or f"key {next_number()}"
        return consignments.lodge(self.window, body, by=by, key=key, at=self.at, **more)

    def file(
        self, letters: str = "G", flow: str = "export", kind: str = "FULL", *,
        is_there: bool = True, by: str = "exporter",
    ) -> Document:  # fmt: skip
        """Lodge a new declaration of the exporter, whose goods are there."""
        reference = self.name(letters)
        body = self.body(reference, flow, kind)
        if is_there:
            self.arrive(self.boxes[reference])
        return self.lodge(body, by=by)

    def do(self, act: Any, *words: Any, by: str, **more: Any) -> Document:
        """Any act of the service, now."""
        found: Document = act(self.window, *words, by=by, at=self.at, **more)
        return found

    def show(self, reference: str, by: str = "exporter") -> Document:
        return self.do(consignments.show, reference, by=by)

    def owed(self, reference: str) -> str:
        return str(self.value("select owed from declaration where reference = %s", reference))

    def pay(self, reference: str, amount: str, bank_ref: str = "") -> Document:
        bank_ref = bank_ref or f"B{next_number()}"
        return self.do(customs.pay, reference, amount, bank_ref, by="bank")

    def inspect(self, reference: str, agency: str, outcome: str = "clear") -> Document:
        by = AGENCIES[agency]
        return self.do(customs.record_result, reference, agency, outcome, by=by)

    def check(self, container: str) -> Document:
        return self.do(customs.check_release, container, self.coast, by="coast")

    def amend(self, reference: str, changes: Mapping[str, Any], by: str = "exporter") -> Document:
        return self.do(consignments.ask_amendment, reference, changes, reason="a slip", by=by)

    def pass_time(self, **more: float) -> None:
        self.at += timedelta(**more)

    # What is stored

    @contextmanager
    def raw(self) -> Iterator[psycopg.Connection[dict[str, Any]]]:
        """The database as its superuser sees it, committed at the end."""
        with psycopg.connect(self.superuser, row_factory=dict_row) as tx:
            yield tx

    def rows(self, query: str, *values: object) -> list[dict[str, Any]]:
        with self.raw() as tx:
            return tx.execute(query, values or None).fetchall()

    def value(self, query: str, *values: object) -> Any:
        (row,) = self.rows(query, *values)
        return next(iter(row.values()))

    def chains(self) -> dict[str, Sequence[Event]]:
        """Every chain of events."""
        names = "chain, seq, at, kind, party, account, body, prev_hash, hash"
        found: dict[str, list[Event]] = {}
        for row in self.rows(f"select {names} from event order by chain, seq"):
            bytes_ = {name: bytes(row[name]) for name in ("prev_hash", "hash")}
            found.setdefault(row["chain"], []).append(Event(**{**row, **bytes_}))
        return found


def house_on(server: Server, database: Database, folder: Path) -> House:
    """A window over a database with the rehearsal in it."""
    name = psycopg.conninfo.conninfo_to_dict(database.url)["dbname"]
    window = Window(Home(folder, region="upland"), database, open_reference("upland"))
    return House(window, server.cluster.url(SUPERUSER, str(name)))


# What is always so, whatever was done; each query finds what is not.

BROKEN = {
    "debits and credits of a posting differ":
        "select posting from ledger_entry group by posting having sum(debit) <> sum(credit)",
    "more is reserved and used than is there":
        "select reference from cover where reserved + used + claimed > ceiling or reserved < 0"
        " or used < 0",
    "a cover is not the sum of its moves": """
        select c.reference, c.reserved, c.used, c.claimed from cover c left join (
            select cover_id, sum(case kind when 'reserve' then amount when 'claim' then 0
                    else -amount end) as reserved,
                sum(case kind when 'use' then amount when 'claim' then -amount else 0 end) as used,
                sum(case kind when 'claim' then amount else 0 end) as claimed
            from cover_move group by cover_id) m on m.cover_id = c.id
        where c.reserved <> coalesce(m.reserved, 0) or c.used <> coalesce(m.used, 0)
            or c.claimed <> coalesce(m.claimed, 0)""",
    "security is set aside for what is over": """
        select d.reference from declaration d join cover_move m on m.declaration_id = d.id
        where d.state = 'CANCELLED' group by d.reference
        having sum(case m.kind when 'reserve' then amount when 'claim' then 0
            else -amount end) <> 0""",
    "numbers are not 1 to N": """
        select c.office, c.kind, c.last, count(d.id) from counter c left join declaration d
            on d.decl_office = c.office and d.flow = c.kind and d.number is not null
                and extract(year from d.law_date) = c.year
        group by c.office, c.kind, c.year, c.last
        having count(d.id) <> c.last or min(right(d.number, 9)::bigint) <> 1
            or max(right(d.number, 9)::bigint) <> c.last""",
    "versions are not 1 to n": """
        select d.reference, d.version, count(v.n), max(v.n) from declaration d
        left join declaration_version v on v.declaration_id = d.id group by d.id
        having count(v.n) <> d.version or max(v.n) <> d.version or min(v.n) <> 1""",
    "the events tell another state": """
        select d.reference, d.state, e.told from declaration d left join lateral (
            select (body::json)->>'state' as told from event
            where declaration_id = d.id and (body::json)->>'state' is not null
            order by seq desc limit 1) e on true
        where d.state is distinct from e.told""",
    "events are not numbered 1 to n":
        "select chain from event group by chain having count(*) <> max(seq) or min(seq) <> 1",
    "movements are not those of the version that was released": """
        select d.reference, d.state from declaration d
        left join (select declaration_id, version, sum(net_mass_kg) as kg, count(*) as lines
            from item group by declaration_id, version) i
            on i.declaration_id = d.id and i.version = d.version
        left join (select declaration_id, sum(net_mass_kg) as kg,
                sum(case kind when 'original' then 1 else -1 end) as lines
            from movement group by declaration_id) m on m.declaration_id = d.id
        where case when d.released_at is not null and d.state <> 'CANCELLED'
            then m.kg is distinct from i.kg or m.lines is distinct from i.lines
            else coalesce(m.kg, 0) <> 0 or coalesce(m.lines, 0) <> 0 end""",
    "the value of movements is not that last assessed": """
        select d.reference, m.value, a.value from declaration d
        join (select declaration_id, sum(value) as value from movement group by 1) m
            on m.declaration_id = d.id
        join lateral (select (document->'customs_value'->>'amount')::numeric as value
            from assessment where declaration_id = d.id order by n desc limit 1) a on true
        where d.state <> 'CANCELLED' and m.value <> a.value""",
    "a hold is open on what is over": """
        select d.reference, d.state, h.agency
        from hold h join declaration d on d.id = h.declaration_id
        where h.lifted_at is null and d.state in ('CANCELLED', 'REJECTED', 'WITHDRAWN', 'EXPIRED',
            'COMPLETED')""",
    "a task is open where nothing is controlled": """
        select d.reference, d.state, t.kind
        from task t join declaration d on d.id = t.declaration_id
        where t.closed_at is null and d.state not in ('UNDER_CONTROL', 'CANCEL_REQUESTED')""",
    "a task or an appointment is of what is over": """
        select d.reference, d.state from appointment a join declaration d on d.id = a.declaration_id
        where not a.is_moved and d.state in ('CANCELLED', 'WITHDRAWN', 'EXPIRED')""",
    "an amendment waits on what is over": """
        select d.reference, d.state from amendment a join declaration d on d.id = a.declaration_id
        where a.state = 'pending' and d.state in ('CANCELLED', 'SEIZED')""",
    "an amendment waits that the declaration does not know of": """
        select d.reference, d.amendment from declaration d
        where (d.amendment = 'AMEND_PENDING') <> exists (
            select from amendment a where a.declaration_id = d.id and a.state = 'pending')""",
    "it was released without number, or a number without acceptance": """
        select reference from declaration where (released_at is null) <> (release_no is null)
            or (number is null) <> (accepted_at is null)""",
    "one consignment has two live filings": """
        select org_id, ucr from declaration
        where state not in ('DRAFT', 'REJECTED', 'WITHDRAWN', 'CANCELLED', 'EXPIRED')
        group by org_id, ucr having count(*) > 1""",
    "somebody decided his own": """
        select declaration_id::text from amendment where decided_by = asked_by
        union all select subject from approval where decided_by = proposed_by
        union all select id from risk_rule where approved_by = proposed_by""",
    "the bank paid in another amount than the ledger says": """
        select d.reference, p.paid, l.posted from declaration d
        join (select declaration_id, sum(amount) as paid from payment group by 1) p
            on p.declaration_id = d.id
        left join (select declaration_id, sum(debit - credit) as posted from ledger_entry
            where account = 'bank' group by 1) l on l.declaration_id = d.id
        where p.paid is distinct from l.posted""",
    "what is receivable is not what is owed": """
        select d.reference, d.state, d.revenue, d.owed, l.receivable from declaration d
        join (select declaration_id, sum(debit - credit) as receivable from ledger_entry
            where account = 'duty_receivable' group by 1) l on l.declaration_id = d.id
        where d.revenue in ('DUE', 'PART_PAID', 'PAID', 'NIL') and l.receivable <> d.owed""",
}  # fmt: skip


def find_broken(house: House, own: Collection[str] = ()) -> dict[str, list[tuple[Any, ...]]]:
    """What is not as it must be, with the rows that show it.

    Args:
        house: The window.
        own: References to look at; of no others, faults of a declaration are told.
    """
    with house.raw() as tx:
        found = {
            name: [tuple(row.values()) for row in tx.execute(query).fetchall()]
            for name, query in BROKEN.items()
        }
    others = {
        name: [row for row in rows if not own or row[0] in own or not _is_reference(row[0])]
        for name, rows in found.items()
    }
    return {name: rows for name, rows in others.items() if rows}


def _is_reference(word: object) -> bool:
    return isinstance(word, str) and len(word) == 14 and word.startswith("D")


def find_broken_chains(house: House) -> list[str]:
    """Chains whose hashes do not hold."""
    return [name for name, events in house.chains().items() if check_chain(events)]
