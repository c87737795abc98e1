"""Faults of a document: where they stand and what they are called, in both languages."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from entrepot.kernel.errors import Problem
from entrepot.kernel.money import MINOR_DIGITS
from entrepot.window.documents import Dictionary, Flow
from entrepot.window.reasons import Words

MOST_FAULTS = 1000  # named in one answer; a body of nonsense could hold any number
At = tuple[str | int, ...]  # names and, in lists, indices from the top of the document

_MOST_DIGITS = 2  # of a currency that is in no list
_FORMS = {
    "text": Words("text of at most {length} characters", "文字，最多{length}个字符"),
    "id": Words("at most {length} characters", "最多{length}个字符"),
    "code": Words("a code", "代码"),
    "integer": Words("a whole number of at most {length} digits", "整数，最多{length}位"),
    "amount": Words("an amount, as 1234.50", "金额，如1234.50"),
    "quantity": Words("a number with at most {decimals} decimals", "数字，最多{decimals}位小数"),
    "rate": Words("a number with at most {decimals} decimals", "数字，最多{decimals}位小数"),
    "boolean": Words("true or false", "true或false"),
    "date": Words("a day, as 2026-03-10", "日期，如2026-03-10"),
    "datetime": Words("a day, as 2026-03-10", "日期，如2026-03-10"),
}


def form_of(dictionary: Dictionary, name: str) -> Words:
    """What an element looks like, in words."""
    row = dictionary[name]
    told = {"length": row.length, "decimals": row.decimals or 0}
    form = _FORMS[row.type]
    return Words(form.en.format(**told), form.zh.format(**told))


@dataclass(slots=True)
class Faults:
    """Keeps every fault of a document.

    Attributes:
        dictionary: Names of the elements and wording of the codes.
        on: Legal day of the filing.
        flow: Flow of the document, for the WCO paths.
        problems: What was found so far.
    """

    dictionary: Dictionary
    on: date
    flow: Flow = "import"
    problems: list[Problem] = field(default_factory=list)

    def of(self, code: str, name: str, path: At, value: object = "") -> None:
        """A fault of an element that stands, or should stand, at a path."""
        words, form = self.dictionary.words(name), form_of(self.dictionary, name)
        self._keep(
            self.dictionary.reasons.problem(
                code,
                self._where(name, path),
                field=Words(f"{words.en} ({form.en})", f"{words.zh}（{form.zh}）"),
                code=value,
                hs=value,
                list=self.dictionary[name].code_list,
                date=self.on,
                pointer=pointer_of(path),
                wco_pointer=self._wco(name, path),
            )
        )

    def stray(self, code: str, name: str, path: At) -> None:
        """A fault of something that may be no element at all."""
        known = name in self.dictionary.elements
        self._keep(
            self.dictionary.reasons.problem(
                code,
                self._where(name, path) if known else _spoken(path),
                field=self.dictionary.words(name) if known else Words(name, name),
                pointer=pointer_of(path),
                wco_pointer=self._wco(name, path) if known else "",
            )
        )

    def missing(self, name: str, at: At) -> None:
        """A fault for an element that is not there, unless its place is faulty already."""
        indices = [part for part in at if isinstance(part, int)]
        path = self.dictionary.pointer(name, self.flow, *indices)
        if all(found.pointer != path for found in self.problems):
            parts = path[1:].split("/")
            self.of("declaration.schema", name, tuple(int(p) if p.isdigit() else p for p in parts))

    def proven(self, problem: Problem, name: str, path: At, source: str) -> None:
        """What an identifier shows by itself, told where it stands."""
        self._keep(
            replace(
                problem,
                where=self._where(name, path),
                source=problem.source or source,
                pointer=pointer_of(path),
                wco_pointer=self._wco(name, path),
            )
        )

    def decimals(self, name: str, amount: object, currency: object, *indices: int) -> None:
        """A fault where an amount has more decimals than its currency."""
        most = MINOR_DIGITS.get(str(currency), _MOST_DIGITS)
        if not isinstance(amount, Decimal) or not currency or _digits(amount) <= most:
            return
        label = self.dictionary.words(name).en
        self._keep(
            self.dictionary.reasons.problem(
                "value.currency_minor",
                f"{label} [{indices[0] + 1}]" if indices else label,
                currency=currency,
                n=most,
                pointer=self.dictionary.pointer(name, self.flow, *indices),
                wco_pointer=self.dictionary.wco_pointer(name, self.flow, *indices),
            )
        )

    def _wco(self, name: str, path: At) -> str:
        indices = (part for part in path if isinstance(part, int))
        return self.dictionary.wco_pointer(name, self.flow, *indices)

    def _where(self, name: str, path: Sequence[str | int]) -> str:
        label = self.dictionary.words(name).en
        index = next((part for part in path if isinstance(part, int)), None)
        return label if index is None else f"{label} [{index + 1}]"

    def _keep(self, problem: Problem) -> None:
        if len(self.problems) < MOST_FAULTS:
            self.problems.append(problem)


def pointer_of(path: Sequence[str | int]) -> str:
    """A JSON pointer (RFC 6901)."""
    return "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in path)


def _digits(amount: Decimal) -> int:
    """Decimals that matter: 12.50 has one."""
    text = f"{amount:f}"
    return len(text.partition(".")[2].rstrip("0"))


def _spoken(path: Sequence[str | int]) -> str:
    return ".".join(f"{part + 1}" if isinstance(part, int) else part for part in path)
