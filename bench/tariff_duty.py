"""Duties and landed costs by cases, with the store; `tariff.py` puts these beside the others.

The schedules that were imported into the data folder are asked too. Times are medians on the
wall, since a part of the work is the database's. Nothing is kept.
"""

import statistics
import time
from collections.abc import Callable, Mapping
from datetime import date

from entrepot.service.desk import Desk, open_desk
from entrepot.service.duty_answer import answer_duty
from entrepot.service.landed import answer_landed
from entrepot.service.tariff_desk import tariff_law, within
from entrepot.service.tariff_law import TariffLaw, nothing_stored

TODAY = date(2026, 11, 27)
PROOF = {"kind": "certificate", "number": "R1", "issued": "2026-07-20"}
LINE = {
    "market": "JP", "hs": "2208.90-230", "origin": "CN", "on": "2026-08-01",
    "customs_value": {"amount": "300000", "currency": "JPY"},
    "quantities": [{"unit": "kg", "value": "5000"}],
    "claims": [{"agreement": "RCEP", "proof": PROOF}],
}  # fmt: skip
DUTY_MS, QUOTE_MS = 20, 200  # what the issue asks for


def rows() -> list[dict[str, object]]:
    """Rows of the bench: the median [ms] and what it may be."""
    with open_desk("guizhou", connections=2) as desk:
        law = tariff_law(desk)
        packs = TariffLaw(
            desk.region, desk.law, desk.nomenclature, desk.exchange, nothing_stored,
            law.determined, law.certified,
        )  # fmt: skip
        return [
            _row("duty of a case, packs only", lambda: _duty(packs), DUTY_MS),
            _row("duty of a case, with the store", lambda: _duty(law), DUTY_MS),
            _row("landed cost of 50 lines, packs only", lambda: _landed(packs, "FOB"), QUOTE_MS),
            _row("landed cost of 50 lines, with the store", lambda: _stored(desk, law), QUOTE_MS),
            _row(
                "landed cost of 50 lines DDP, packs only", lambda: _landed(packs, "DDP"), QUOTE_MS
            ),
        ]


def _row(name: str, work: Callable[[], object], most: int, times: int = 20) -> dict[str, object]:
    work()
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        taken.append(1000 * (time.perf_counter() - start))
    median = round(statistics.median(taken), 3)
    return {"name": name, "ours": median, "peer": None, "unit": "ms", "ratio": None, "most": most}


def _duty(law: TariffLaw) -> Mapping[str, object]:
    return answer_duty(law, LINE, today=TODAY)


def _stored(desk: Desk, law: TariffLaw) -> Mapping[str, object]:
    with desk.database.transaction() as tx:
        return _landed(within(law, tx), "FOB")


def _landed(law: TariffLaw, incoterm: str) -> Mapping[str, object]:
    price = {"amount": "1000", "currency": "AUD"}
    cost = {"amount": "100", "currency": "AUD"}
    goods = ("401120", "920290", "090210", "310210", "854143")
    items = [{"id": str(n), "hs": goods[n % len(goods)], "price": price} for n in range(50)]
    sale = {
        "incoterm": incoterm, "market": "AU", "origin": "CN", "on": "2026-08-01",
        "currency": "AUD", "items": items, "costs": {"freight": cost, "insurance": cost},
    }  # fmt: skip
    return answer_landed(law, sale, today=TODAY)


if __name__ == "__main__":
    for one in rows():
        print(f"{one['name']:45} {one['ours']:10.3f} ms, at most {one['most']}")
