"""A connection that says several statements in one breath: one message, one wait for the answers.

The driver's pipeline sends each statement by itself and asks each time whether the socket will
take it, so that the server is woken for each. What has to be fast goes out together.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from psycopg import Connection, errors, generators, pq
from psycopg.abc import PQGen
from psycopg.adapt import PyFormat, Transformer
from psycopg.pq.abc import PGresult
from psycopg.rows import DictRow

_NAMED = re.compile(r"%\((\w+)\)s")
_FAULTS = (pq.ExecStatus.FATAL_ERROR, pq.ExecStatus.PIPELINE_ABORTED)


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement as the server takes it.

    Attributes:
        name: What the server knows it by once it is prepared.
        text: In SQL.
        names: Of its values, in their order.
        forms: How each goes out: bytes as they are; all else as text, for whatever type the
            server takes it.
    """

    name: bytes
    text: bytes
    names: tuple[str, ...]
    forms: tuple[PyFormat, ...]

    @classmethod
    def of(cls, name: str, sql: str) -> "Statement":
        """A statement whose values are written `%(name)s`, and bytes cast to what they are."""
        names = tuple(dict.fromkeys(_NAMED.findall(sql)))
        text = _NAMED.sub(lambda found: f"${names.index(found[1]) + 1}", sql)
        raw = [f"cast(%({one})s as bytea)" in sql for one in names]
        forms = tuple(PyFormat.BINARY if one else PyFormat.TEXT for one in raw)
        return cls(name.encode(), text.encode(), names, forms)


Saying = tuple[Statement, Mapping[str, Any]]
BEGIN: Saying = Statement.of("begin", "begin"), {}
COMMIT: Saying = Statement.of("commit", "commit"), {}


class Line(Connection[DictRow]):
    """A connection that can say several things in one breath."""

    def __init__(self, *args: Any, **names: Any) -> None:
        super().__init__(*args, **names)
        self._known: set[Statement] = set()
        self._values = Transformer(self)

    def say(self, *sayings: Saying) -> list[PGresult]:
        """Send statements together, and give the answer of each.

        Raises:
            psycopg.Error: The first fault; what follows it was not done.
        """
        new = dict.fromkeys(one for one, _ in sayings if one not in self._known)
        self.pgconn.enter_pipeline_mode()
        try:
            for one in new:
                self.pgconn.send_prepare(one.name, one.text)
            for saying in sayings:
                self._send(*saying)
            self.pgconn.pipeline_sync()
            answers = self.wait(self._heard(len(new) + len(sayings)))
        finally:
            if self.pgconn.status == pq.ConnStatus.OK:
                self.pgconn.exit_pipeline_mode()
        made = zip(new, answers, strict=False)
        self._known.update(one for one, answer in made if answer.status not in _FAULTS)
        _check(answers)
        return answers[len(new) :]

    def _send(self, one: Statement, values: Mapping[str, Any]) -> None:
        told = self._values.dump_sequence([values[name] for name in one.names], one.forms)
        self.pgconn.send_query_prepared(one.name, told, self._values.formats)

    def _heard(self, count: int) -> PQGen[list[PGresult]]:
        yield from generators.send(self.pgconn)
        answers = []
        for _ in range(count):
            [*_, last] = yield from generators.fetch_many(self.pgconn)
            answers.append(last)
        yield from generators.fetch_many(self.pgconn)  # that this was all
        return answers

    def _deallocate(self, name: bytes | None) -> PQGen[None]:
        # The driver lets the server forget all that was prepared, also here, after a rollback.
        if name is None:
            self._known.clear()
        yield from super()._deallocate(name)


def _check(answers: list[PGresult]) -> None:
    for answer in answers:
        if answer.status in _FAULTS:
            raise errors.error_from_result(answer)


@dataclass(frozen=True, slots=True)
class Talk:
    """A transaction of two breaths.

    Attributes:
        tx: The connection, for what has to wait in between.
        answer: To what was asked first.
        last: What is said with the commit; the body adds to it.
    """

    tx: Line
    answer: PGresult
    last: list[Saying] = field(default_factory=list)

    def told(self, column: int) -> bytes | None:
        """A column of the row that answers; None where there is none."""
        return self.answer.get_value(0, column) if self.answer.ntuples else None
