"""Search of the Harmonized System: hits, ranks and times, beside SQLite FTS5 on the same texts.

Questions nobody wrote the lexicon with: descriptions of the EU and UK tariff, which are never
indexed, and the trade names of tests/golden. National lines of the other schedules are indexed
where the tariff files lie beside the repository; without the files only the names are asked.
"""

import csv
import gzip
import random
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from entrepot.service.hs_desk import HsDesk
from entrepot.service.hs_index import Gathered
from entrepot.service.schedules import Request, import_schedule
from entrepot.store import nomenclature as store
from entrepot.store.db import open_database
from entrepot.store.home import Home
from entrepot.store.reference import open_reference
from entrepot.tariff.phrase import bigrams, split_exclusion

ROOT = Path(__file__).parents[1]
DATA = ROOT.parent / "shared" / "data" / "tariff"
INDEXED = (("us", "us_hts_2026"), ("au", "au_schedule3_2026"))
SEED, MANY = 20261127, 1000
AT = datetime(2026, 11, 27, tzinfo=UTC)
Question = tuple[str, str]  # words, the right six digits
Search = Callable[[str], Sequence[str]]


def rows() -> list[dict[str, object]]:
    """Every row of this file, as `bench/tariff.py` writes them."""
    with tempfile.TemporaryDirectory() as folder, open_database(Home(Path(folder)), most=1) as db:
        if DATA.is_dir():
            for schedule, name in INDEXED:
                data = (DATA / f"{name}.csv.gz").read_bytes()
                import_schedule(db, Request(schedule, data, name, "bench", AT, is_dry=False))
        desk = HsDesk(db, open_reference("guizhou"))
        with db.transaction() as tx:
            texts = desk.texts(tx)
            began = time.process_time()
            texts.index(tx, at=AT)
            lines = store.list_line_texts(tx)
            spent = time.process_time() - began
        return [told("index of words, processor", spent, "s"), *measured(desk, texts, lines)]


def measured(desk: HsDesk, texts: Gathered, lines: list[Question]) -> Iterator[dict[str, object]]:
    """Shares of hits and times, ours and the peer's."""
    peer = Fts5(texts, lines)

    def ours(words: str) -> Sequence[str]:
        return [one["hs6"] for one in desk.search({"query": words[:300]}, at=AT)["results"]]

    for name, questions in asked(set(texts.below[""])).items():
        if not questions:
            continue
        mine, spent = answers(ours, questions)
        others, _ = answers(peer.search, questions)
        for what, share in scores(mine, questions).items():
            yield told(f"search {name}: {what}", share, "", scores(others, questions)[what])
        yield told(f"search {name}: p95", 1000 * sorted(spent)[int(0.95 * len(spent))], "ms")
        yield told(f"search {name}: median", 1000 * statistics.median(spent), "ms")


def asked(known: set[str]) -> dict[str, list[Question]]:
    """Questions by their kind."""
    with (ROOT / "tests/golden/trade_names.csv").open(encoding="utf-8", newline="") as file:
        names = list(csv.DictReader(file))
    found = {
        f"names {language}": [(r["name"], r["hs6"]) for r in names if r["language"] == language]
        for language in ("en", "zh")
    }
    path = DATA / "eu_cet2020_uk_ukgt2021.csv.gz"
    if path.exists():
        with gzip.open(path, "rt", encoding="utf-8") as file:
            pairs = [(r["description"], r["commodity"][:6]) for r in csv.DictReader(file)]
        fitting = [pair for pair in pairs if pair[1] in known]
        found["descriptions"] = random.Random(SEED).sample(fitting, MANY)
    return found


def answers(search: Search, questions: list[Question]) -> tuple[list[Sequence[str]], list[float]]:
    """What is found for each question, and how long it took [s]; one before, to warm up."""
    search("warm")
    found, spent = [], []
    for words, _ in questions:
        began = time.perf_counter()
        found.append(search(words))
        spent.append(time.perf_counter() - began)
    return found, spent


def scores(found: list[Sequence[str]], questions: list[Question]) -> dict[str, float]:
    """Shares of questions answered right, and the mean reciprocal rank among ten."""
    ranks = [
        list(codes).index(code) + 1 if code in codes else 0
        for codes, (_, code) in zip(found, questions, strict=True)
    ]
    headings = [
        code[:4] in {one[:4] for one in codes[:5]}
        for codes, (_, code) in zip(found, questions, strict=True)
    ]
    many = len(questions)
    return {
        "hit@1": sum(rank == 1 for rank in ranks) / many,
        "hit@5": sum(0 < rank <= 5 for rank in ranks) / many,
        "heading in 5": sum(headings) / many,
        "MRR": sum(1 / rank for rank in ranks if rank) / many,
    }


class Fts5:
    """The peer: the same texts in SQLite FTS5, columns weighted as the design measured."""

    def __init__(self, texts: Gathered, lines: list[Question]) -> None:
        self.base = sqlite3.connect(":memory:")
        self.base.execute(
            "create virtual table f using fts5(code unindexed, own, heading, chapter, names, "
            "tokenize='porter unicode61')"
        )
        names = self._names(texts, lines)
        self.base.executemany(
            "insert into f values (?, ?, ?, ?, ?)",
            [
                (c, self._both(c, texts), self._both(c[:4], texts), self._both(c[:2], texts),
                 " ".join(names.get(c, ()))) for c in texts.below[""]
            ],
        )  # fmt: skip

    def search(self, words: str) -> Sequence[str]:
        """The ten best, any of the words being enough."""
        kept = split_exclusion(words)[0]
        tokens = [
            *bigrams(kept),
            *(
                w
                for w in "".join(
                    sign if sign.isascii() and sign.isalnum() else " " for sign in kept
                ).split()
            ),
        ]
        if not tokens:
            return []
        any_of = " OR ".join(f'"{token}"' for token in dict.fromkeys(tokens))
        asked = "select code from f where f match ? order by bm25(f, 0, 3, 2, 1, 4) limit 10"
        return [code for (code,) in self.base.execute(asked, (any_of,))]

    def _both(self, code: str, texts: Gathered) -> str:
        return " ".join([texts.text.get(code, ""), *bigrams(texts.title_zh.get(code, ""))])

    def _names(self, texts: Gathered, lines: list[Question]) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for row in texts.lexicon:
            for code in texts.below.get(row.hs_code, ()):
                found.setdefault(code, []).extend(
                    [*row.words_en, *(t for word in row.words_zh for t in bigrams(word))]
                )
        for code, text in lines:
            found.setdefault(code[:6], []).append(text)
        return found


def told(name: str, ours: float, unit: str, peer: float | None = None) -> dict[str, object]:
    """A row of the results."""
    return {"name": name, "ours": round(ours, 4), "unit": unit,
            "peer": None if peer is None else round(peer, 4)}  # fmt: skip


if __name__ == "__main__":
    for one in rows():
        print(f"{one['name']:44} {one['ours']:>10} {one['unit']:3} {one['peer'] or ''}")
