"""The error tree and Problem: what is wrong, where, and what to do about it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong.

    Attributes:
        code: Stable name, such as `pack.missing`.
        where: Place in what was handed in: `links.csv row 3, length_km` or `value`.
        message: What is wrong, as a sentence.
        hint: What to do about it.
        source: The rule or act behind it, where there is one.
        message_zh: The message in Chinese, where the code's own table words it.
        pointer: JSON pointer into the body, where one was handed in.
        wco_pointer: Path of the element in the WCO data model.
    """

    code: str
    where: str
    message: str
    hint: str = ""
    source: str = ""
    message_zh: str = ""
    pointer: str = ""
    wco_pointer: str = ""

    def __str__(self) -> str:
        hint = f" {self.hint}" if self.hint else ""
        return f"{self.where}: {self.message}{hint} [{self.code}]"

    def document(self) -> dict[str, str]:
        """The problem as JSON tells it; what a code's table or a body would add is left out."""
        return {
            name: getattr(self, name)
            for name in (*_TOLD, *_WHERE_KNOWN)
            if name in _TOLD or getattr(self, name)
        }


_TOLD = ("code", "where", "message", "hint", "source")
_WHERE_KNOWN = ("message_zh", "pointer", "wco_pointer")


class EntrepotError(Exception):
    """Anything this system refuses or cannot do; carries every problem found.

    Attributes:
        problems: What is wrong.
        extra: Further members of the problem document, such as the reference of a first filing.
    """

    title = "Something went wrong"
    exit_code = 1
    http_status = 500

    def __init__(self, problems: Problem | Iterable[Problem]) -> None:
        self.problems = (problems,) if isinstance(problems, Problem) else tuple(problems)
        self.extra: dict[str, Any] = {}
        super().__init__("\n".join(str(problem) for problem in self.problems))

    def document(self) -> dict[str, Any]:
        """The error as an RFC 9457 document with every problem."""
        return {
            "type": "about:blank",
            "title": self.title,
            "status": self.http_status,
            "detail": str(self),
            "problems": [problem.document() for problem in self.problems],
            **self.extra,
        }


class InputError(EntrepotError):
    """What was handed in cannot be used."""

    title = "The input cannot be used"
    exit_code = 2
    http_status = 422


class RefusedError(EntrepotError):
    """The law or the rules do not allow it."""

    title = "The rules do not allow this"
    exit_code = 3
    http_status = 409


class MissingError(EntrepotError):
    """There is no such thing."""

    title = "There is no such thing"
    exit_code = 4
    http_status = 404


class ModelError(EntrepotError):
    """The numbers have no honest answer."""

    title = "The numbers have no honest answer"
    exit_code = 5
    http_status = 422


class OutsideError(EntrepotError):
    """The database or a peer is silent."""

    title = "The database or a peer does not answer"
    exit_code = 6
    http_status = 503
