"""Doubles among firms at the bench: how many are found, how many are true, how long a look takes.

Firms are invented by a seed: a place, two to four characters, a trade, a legal form; then a form or
a place is changed, a character slips, a code or an address is left out. The peer compares each
name with every other by rapidfuzz; splink links them all at once.
"""

import random
import time
from typing import Any

import numpy as np
from industry_splink import linked
from rapidfuzz import fuzz, process

from entrepot.industry.names import plain_name, plain_places
from entrepot.industry.register import LIKELY, Firm, Register

FIRMS, ASKED, SCANNED = 100_000, 1_000, 200
P95_MS, RECALL, PRECISION = 100.0, 0.98, 0.95
SEED = 1
_SIGNS = [chr(0x4E00 + 9 * at) for at in range(1500)]
_PLACES = ["甲州省", "乙江市", "丙山市", "丁河市", "戊水州", "己岭县", "庚溪区"]
_FORMS = ["有限公司", "有限责任公司", "股份有限公司", "集团有限公司"]
_TRADES = [
    "科技", "新材料", "化工", "机械", "电子", "食品", "酒业", "茶业", "药业", "农业", "物流",
    "贸易",
    "建材", "矿业", "能源",
]  # fmt: skip
_CODE = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def rows() -> list[dict[str, Any]]:
    """The row of doubles."""
    draw = random.Random(SEED)
    firms = [_firm(draw, str(at)) for at in range(FIRMS)]
    register = Register(firms, plain_places(_PLACES))
    at = time.perf_counter()
    register.candidates(firms[0])
    built = time.perf_counter() - at
    known = [draw.choice(firms) for _ in range(ASKED)]
    asked = [_spoilt(draw, one) for one in known]
    strangers = [_firm(draw, "") for _ in range(ASKED)]
    spent, best = _look(register, asked + strangers)
    told = [(one.id, found) for one, found in zip(known, best, strict=False) if found]
    true = sum(id_ == found for id_, found in told)
    wrong = len(told) - true + sum(found is not None for found in best[ASKED:])
    recall, precision = true / ASKED, true / max(1, true + wrong)
    p95 = float(np.percentile(spent, 95) * 1000)
    ids = [*(one.id for one in known), *[None] * ASKED]
    return [{
        "name": f"doubles over {FIRMS:,} firms, {ASKED:,} spoilt and {ASKED:,} strangers",
        "recall": recall, "precision": round(precision, 4), "p95_ms": round(p95, 2),
        "index_s": round(built, 2), "peer": _scan(firms, known[:SCANNED], asked[:SCANNED]),
        "beside": linked(firms, asked + strangers, ids),
        "reached": p95 <= P95_MS and recall >= RECALL and precision >= PRECISION,
    }]  # fmt: skip


def _look(register: Register, asked: list[Firm]) -> tuple[list[float], list[str | None]]:
    """The likeliest firm of each, None where nothing is likely, and the time it took [s]."""
    spent, best = [], []
    for one in asked:
        at = time.perf_counter()
        found = register.candidates(one, least=LIKELY)
        spent.append(time.perf_counter() - at)
        best.append(found[0].firm if found else None)
    return spent, best


def _scan(firms: list[Firm], known: list[Firm], asked: list[Firm]) -> dict[str, Any]:
    """The same by looking at every name."""
    names = [plain_name(one.names[0]) for one in firms]
    spent, hits = [], 0
    for one, spoilt in zip(known, asked, strict=True):
        at = time.perf_counter()
        found = process.extractOne(plain_name(spoilt.names[0]), names, scorer=fuzz.ratio)
        spent.append(time.perf_counter() - at)
        hits += found is not None and firms[found[2]].id == one.id
    return {"name": "rapidfuzz over every name", "recall": hits / len(known),
            "p95_ms": round(float(np.percentile(spent, 95) * 1000), 2)}  # fmt: skip


def _firm(draw: random.Random, id_: str) -> Firm:
    trade_name = "".join(draw.choices(_SIGNS, k=draw.choice((2, 2, 3, 4))))
    name = draw.choice(_PLACES) + trade_name + draw.choice(_TRADES) + draw.choice(_FORMS)
    code = "" if draw.random() < 0.3 else "91" + "".join(draw.choices(_CODE, k=16))
    street = "".join(draw.choices(_SIGNS, k=3))
    return Firm(id_, (name,), code, f"{draw.choice(_PLACES)}{street}路{draw.randint(1, 300)}号")


def _spoilt(draw: random.Random, firm: Firm) -> Firm:
    """A firm as somebody else might write it."""
    name = firm.names[0]
    if draw.random() < 0.3:
        form = max((one for one in _FORMS if name.endswith(one)), key=len)
        name = name.removesuffix(form) + draw.choice(_FORMS)
    if draw.random() < 0.4:
        place = name[:3]
        name = draw.choice(("", place[:-1])) + name.removeprefix(place)
    if draw.random() < 0.1:
        at = draw.randrange(len(name) - 4)
        name = name[:at] + draw.choice(_SIGNS) + name[at + 1 :]
    return Firm("", (name,), firm.code if draw.random() < 0.5 else "",
                firm.address if draw.random() < 0.6 else "")  # fmt: skip
