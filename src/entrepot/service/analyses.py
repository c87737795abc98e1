"""Flows and market access asked for again and again: what was worked out is kept for a while."""

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from pathlib import Path
from threading import BoundedSemaphore, Lock
from typing import cast

from entrepot.corridors.assignment import METHODS, assign
from entrepot.corridors.flow_tables import read_tables
from entrepot.corridors.memory import Memory
from entrepot.kernel.errors import InputError, MissingError, OutsideError, Problem
from entrepot.service.access_case import access_case
from entrepot.service.amounts import Document
from entrepot.service.assignments import assignment_document
from entrepot.service.desk import Desk
from entrepot.service.market_access import market_access_document
from entrepot.service.regional_flows import assign_flows
from entrepot.store.analyses import find_answer, save_answer

_KEPT = 64
_MOST_WAITING = 6  # requests at work or waiting; a server has forty threads for all
_MOST_ROUNDS = 500  # of an assignment that somebody asks for over the network
_MOST_STEPS = 5_000
_DIGITS = 16


@dataclass(slots=True)
class Analyses:
    """Answers by what was asked; the same question has the same answer while the pack stays.

    One answer is worked out at a time, beside the questions of the desk: none of them waits.

    Attributes:
        desk: What they are answered from.
    """

    desk: Desk
    _kept: Memory[str, Document] = field(default_factory=lambda: Memory(_KEPT))
    _turn: Lock = field(default_factory=Lock)
    _line: BoundedSemaphore = field(default_factory=lambda: BoundedSemaphore(_MOST_WAITING))

    def assign_flows(self, raw: Mapping[str, object], *, today: date) -> Document:
        """The region's flows of a year, with an id to find them again."""
        return self._answer("flows", raw, today, lambda: assign_flows(self.desk, raw, today=today))

    def assign_tables(self, raw: Mapping[str, object], *, today: date) -> Document:
        """The demand of one table on the links of another, with an id to find it again."""
        return self._answer("tables", raw, today, lambda: assign_rows(raw))

    def reach_markets(self, raw: Mapping[str, object], *, today: date) -> Document:
        """Market access of the region's places."""
        return self._answer(
            "access", raw, today, lambda: market_access_document(self.desk, raw, today=today)
        )

    def reach_case(self, raw: Mapping[str, object], *, today: date) -> Document:
        """Market access of a case: by the region's corridors, or by legs of its own."""

        def work() -> Document:
            return access_case(raw, lambda: self.desk, today=today)

        return self._answer("access case", raw, today, work) if raw.get("corridors") else work()

    def find(self, id_: str) -> Document:
        """An assignment by its id.

        Raises:
            MissingError: There is none, or it was asked for so long ago that it is forgotten.
        """
        found = self._kept.find(id_) or find_answer(self._folder, id_)
        if found is None:
            message = f"there is no assignment '{id_}' any more."
            hint = "Ask for it again: the same question has the same answer."
            problem = Problem("assignment.unknown", "id", message, hint,
                              message_zh="该分配结果已不存在，请重新提交。")  # fmt: skip
            raise MissingError(problem)
        return found

    def _answer(
        self, kind: str, raw: Mapping[str, object], today: date, work: Callable[[], Document]
    ) -> Document:
        asked = {"kind": kind, "raw": {k: v for k, v in raw.items() if v not in (None, "", [])},
                 "pack": self.desk.region.version, "year": today.year}  # fmt: skip
        text = json.dumps(asked, sort_keys=True, default=str)
        id_ = sha256(text.encode()).hexdigest()[:_DIGITS]
        known = self._kept.find(id_)
        if known is not None:
            return known
        with self._in_line(), self._turn:
            return self._kept.get(id_, lambda: self._save({"id": id_, **work()}))

    @contextmanager
    def _in_line(self) -> Iterator[None]:
        """A place in the short line of those who wait; beyond it nobody is kept waiting."""
        if not self._line.acquire(blocking=False):
            message = "too many ask for flows and access at once."
            problem = Problem("analyses.busy", "service", message, "Ask again in a minute.",
                              message_zh="同时提出的分析请求太多，请稍后再试。")  # fmt: skip
            raise OutsideError(problem)
        try:
            yield
        finally:
            self._line.release()

    def _save(self, document: Document) -> Document:
        with suppress(OSError):  # an answer that cannot be kept is an answer all the same
            save_answer(self._folder, document["id"], document)
        return document

    @property
    def _folder(self) -> Path:
        return self.desk.home.folder / "analyses"


def assign_rows(raw: Mapping[str, object]) -> Document:
    """Assign links and demand told as rows, as a document.

    Args:
        raw: `links` and `demand`, rows by column name; `method` and `gap` where wanted.

    Raises:
        InputError: Something cannot be used; all of it is told, row by row.
        ModelError: The gap is not reached.
    """
    method = str(raw.get("method") or "gp")
    if method not in METHODS:
        hint = f"One of: {', '.join(METHODS)}."
        raise InputError(Problem("assignment.method", "method", f"'{method}' is not known.", hint))
    tables = read_tables(_csv(raw, "links"), _csv(raw, "demand"), links_file="links",
                         demand_file="demand")  # fmt: skip
    gap = float(cast(float, raw.get("gap") or 1e-8))
    most = _MOST_ROUNDS if method == "gp" else _MOST_STEPS
    return assignment_document(assign(*tables, method=method, gap=gap, most=most))


def _csv(raw: Mapping[str, object], name: str) -> str:
    """Rows as the table they would be in a file."""
    rows = cast(list[dict[str, object]], raw.get(name) or [])
    columns = list(dict.fromkeys(column for row in rows for column in row))
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return buffer.getvalue()
