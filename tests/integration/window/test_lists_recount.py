"""What persons took of a year equals three recounts, whichever way their lists came in.

Files of many parts, judged aside or in place, uploads of a page, files sent again, files that a
kill cuts off, parcels and exports between them, released, refused and returned by several at
once on real connections. The first recount is of the files themselves and asks no table.
"""

import io
import json
import random
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

import pytest
from tests.integration.window.house import House
from tests.integration.window.lists import Document, export, file, money, order, parcel
from tests.integration.window.test_list_worker import PART, Seen, seen  # noqa: F401

from entrepot.kernel.errors import RefusedError
from entrepot.service import ecommerce_acts as acts
from entrepot.service.demo_hub import demo_hub
from entrepot.service.ecommerce_lists import EcommerceFiler
from entrepot.service.ecommerce_release import release_lists
from entrepot.service.list_bulk import ASIDE_FROM, file_lists
from entrepot.service.list_uploads import show_upload, start_upload

DAYS = ("2025-12-30", "2026-03-05")
LEDGER = "select person, year, used, reserved from ecommerce_allowance"
BY_MOVES = """
select person, year,
    coalesce(sum(amount) filter (where kind = 'use'), 0)
        - coalesce(sum(amount) filter (where kind = 'restore'), 0) as used,
    coalesce(sum(amount) filter (where kind = 'reserve'), 0)
        - coalesce(sum(amount) filter (where kind in ('use', 'free')), 0) as reserved
from ecommerce_move group by person, year
"""
BY_LISTS = """
select person, extract(year from accepted_on)::int as year,
    coalesce(sum(counted) filter (where state = 'released'), 0) as used,
    coalesce(sum(counted) filter (where state = 'accepted'), 0) as reserved
from ecommerce_list group by 1, 2
"""


class Killed(BaseException):
    """As a signal would end the process between two parts."""


@pytest.fixture(scope="module")
def hub(house: House) -> House:
    demo_hub(house.window.database, house.window.reference, at=house.at)
    return house


@dataclass
class Filing:
    """One firm at work, with its own account of what its lists took.

    Attributes:
        hub: The window.
        firm: Who files.
        chance: What it does next.
        people: Buyers, shared with the other firms.
        lines: All import lines it ever wrote, by number of the order.
        taken: Numbers of orders that were accepted; what each takes now, by used and reserved.
        done: What it did, and what became of it.
    """

    hub: House
    firm: str
    chance: random.Random
    people: list[str]
    lines: dict[str, Document] = field(default_factory=dict)
    taken: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    sent: list[list[Document | str]] = field(default_factory=list)
    done: Counter[str] = field(default_factory=Counter)

    def act(self) -> None:
        """Do something."""
        ways = ("few", "many", "again", "again", "upload", "cut", "release", "refuse", "return")
        way = self.chance.choice(ways)
        getattr(self, f"_{way}")()
        self.done[way] += 1

    def _line(self) -> Document | str:
        buyer, goods = self.chance.choice(self.people), f"{self.chance.randint(1, 6000)}.37"
        match self.chance.randrange(12):
            case 0:
                return "no json"
            case 1:
                return export(goods="40.00")
            case 2:
                return {**order(buyer, goods), "waybill": {}}
        made = order(buyer, goods, on=self.chance.choice(DAYS))
        freight = self.chance.choice([None, "12.34"])
        if freight:
            made["order"]["freight"] = money(freight)
            made["payment"]["amount"] = money(str(Decimal(goods) + Decimal(freight)))
        self.lines[made["order"]["number"]] = made
        return made

    def _file(self, lines: list[Document | str]) -> None:
        _, told = file(self.hub, lines, by=self.firm)
        self._keep(lines, told)

    def _keep(self, lines: list[Document | str], told: list[Document]) -> None:
        for one in told:
            self.done["replayed" if one["replayed"] else one["result"]] += 1
            self.done.update(problem["code"] for problem in one["problems"])
            line = lines[one["line"] - 1]
            if one["list"] and isinstance(line, dict) and line["order"]["number"] in self.lines:
                self.names[one["list"]] = number = line["order"]["number"]
                self.taken.setdefault(number, "reserved")

    def _few(self) -> None:
        self.sent.append([self._line() for _ in range(PART // 2)])
        self._file(self.sent[-1])
        file(self.hub, [parcel() for _ in range(3)], express=True)

    def _many(self) -> None:
        self.sent.append([self._line() for _ in range((ASIDE_FROM + 1) * PART)])
        self._file(self.sent[-1])

    def _again(self) -> None:
        if self.sent:
            self._file(self.chance.choice(self.sent))

    def _upload(self) -> None:
        lines = [self._line() for _ in range(2 * PART)]
        data = "\n".join(one if isinstance(one, str) else json.dumps(one) for one in lines).encode()
        told = start_upload(
            self.hub.window, "ecommerce", "f.ndjson", io.BytesIO(data), len(data), by=self.firm,
            now=lambda: self.hub.at, aside=False,
        )  # fmt: skip
        shown = show_upload(self.hub.window, told["upload"], by=self.firm, at=self.hub.at)
        refused = {one["line"] for one in shown["refusals"]}
        assert len(refused) == shown["refused"]
        for place, line in enumerate(lines, start=1):
            if place not in refused and isinstance(line, dict):
                number = line["order"]["number"]
                self.taken |= {number: "reserved"} if number in self.lines else {}

    def _cut(self) -> None:
        """A file that a kill ends within its second part; sent again later, or never."""
        self.sent.append([self._line() for _ in range(2 * PART)])
        lines, parts, out = self.sent[-1], [], io.BytesIO()
        data = "\n".join(one if isinstance(one, str) else json.dumps(one) for one in lines)

        def kill(*_: object) -> None:
            parts.append(1)
            if len(parts) == 2:
                raise Killed

        with suppress(Killed):
            file_lists(
                self.hub.window, EcommerceFiler(self.hub.window), io.BytesIO(data.encode()),
                out.write, by=self.firm, at=self.hub.at, told=kill,
            )  # fmt: skip
        self._keep(lines, [json.loads(line) for line in out.getvalue().splitlines()])

    def _some(self, states: tuple[str, ...]) -> list[tuple[str, str]]:
        fit = [(name, no) for name, no in self.names.items() if self.taken[no] in states]
        return self.chance.sample(fit, min(len(fit), 4))

    def _release(self) -> None:
        some = self._some(("reserved",))
        if some:
            names = [name for name, _ in some]
            self.hub.do(release_lists, names, by="officer", on=date(2026, 3, 10))
            self.taken |= {number: "used" for _, number in some}

    def _refuse(self) -> None:
        for name, number in self._some(("reserved", "used")):
            with suppress(RefusedError):
                self.hub.do(acts.refuse_list, name, by="officer", reason="chance")
                self.taken[number] = ""

    def _return(self) -> None:
        for name, number in self._some(("reserved", "used")):
            self.hub.do(acts.return_list, name, by=self.firm, on=date(2026, 3, 11))
            self.taken[number] = ""

    def amounts(self) -> Iterator[tuple[str, int, str, Decimal]]:
        """Person, year, used or reserved, and how much, of each list that takes something."""
        for number, state in self.taken.items():
            line = self.lines[number]
            told = line["order"]
            freight = told.get("freight", {"amount": "0"})["amount"]
            if state:
                value = Decimal(told["goods"]["amount"]) + Decimal(freight)
                yield line["buyer"], int(line["on"][:4]), state, value


@pytest.mark.parametrize("seed", range(3))
def test_what_persons_took_equals_every_recount_however_lists_came_in(
    hub: House,
    seed: int,
    share: float,
    seen: type[Seen],  # noqa: F811
) -> None:
    people = [f"COUNT-{seed}-{n}" for n in range(5)]
    firms = [
        Filing(hub, firm, random.Random(f"{seed} {firm}"), people)
        for firm in ("platform", "exporter", "rival")
    ]

    def work(one: Filing) -> None:
        one._many()
        for _ in range(round(24 * share)):
            one.act()

    with ThreadPoolExecutor(len(firms)) as pool:
        list(pool.map(work, firms))
    own: Counter[tuple[str, int, str]] = Counter()
    for one in firms:
        for person, year, state, value in one.amounts():
            own[person, year, state] += value  # type: ignore[assignment]
    told = {
        (person, year, state): Decimal(found[state]["amount"])
        for person in people for year in (2025, 2026)
        for found in [hub.do(acts.look_up_allowance, person, year, by="officer")]
        for state in ("used", "reserved")
    }  # fmt: skip
    done = sum((one.done for one in firms), Counter[str]())

    assert told == {key: own[key] for key in told}
    assert all(told[who, year, "used"] + told[who, year, "reserved"] <= 26000
               for who in people for year in (2025, 2026))  # fmt: skip
    assert sum(told.values()) > 0
    assert done["accepted"] > 100 * share
    assert done["replayed"] > 0
    assert done["ecommerce.annual_limit"] > 0
    assert True in seen.judged
    assert _ledger(hub, LEDGER) == _ledger(hub, BY_MOVES) == _ledger(hub, BY_LISTS)


def _ledger(hub: House, query: str) -> dict[tuple[bytes, int], tuple[Decimal, Decimal]]:
    """Used and reserved by person and year, where anything is."""
    return {
        (bytes(row["person"]), row["year"]): (row["used"], row["reserved"])
        for row in hub.rows(query) if row["used"] or row["reserved"]
    }  # fmt: skip
