"""Code lists by name: what a code is called, and whether it is known on a day."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Protocol

from entrepot.kernel.period import Period
from entrepot.region.row import Row
from entrepot.region.window_codes import Code, CodeList
from entrepot.window.reasons import Words

Tables = Callable[[str], Iterable[Row]]

# The form of codes whose lists are kept elsewhere; a code of this form is never refused.
_FORMS = {
    "country": r"[A-Z]{2}",
    "currency": r"[A-Z]{3}",
    "country_or_unknown": r"[A-Z]{2}|HR[AB]",
    "locode": r"[A-Z]{2}[A-Z0-9]{3}",
    "ciq": r"\d{3}",
    "ciq_org": r"\d{6}",
    "port_cn": r"[A-Z]{3}\d{3}|[A-Z]{2}[A-Z0-9]{3}",
    "port_domestic": r"\d{6}|[A-Z]{2}[A-Z0-9]{3}",
    "district_cn": r"\d{5}",
    "gb2260": r"\d{6}",
    "iso6346_type": r"[A-Z0-9]{4}",
    "goods_attribute": r"\d{2}",
    "goods_purpose": r"\d{2}",
    "origin_region": r"\d{6}",
    "un_number": r"\d{4}",
}
_ANY = re.compile(r"[^\s\x00-\x1f]{1,35}")


class Codes(Protocol):
    """Where codes are looked up."""

    def label(self, code_list: str, code: str) -> Words | None:
        """What a code is called; None where the list does not know it."""

    def is_known(self, code_list: str, code: str, on: date) -> bool:
        """Whether a code may stand; a list kept elsewhere takes any code of its form."""

    def is_listed(self, code_list: str) -> bool:
        """Whether the codes themselves are here."""

    def choices(self, code_list: str) -> Mapping[str, Words]:
        """All codes of a list with their names; empty where the list is kept elsewhere."""

    def form(self, code_list: str) -> str:
        """What a code of a list kept elsewhere looks like, as a regular expression."""

    def row(self, code_list: str, code: str) -> Row | None:
        """The row of a code; None where the list does not know it."""


class HsCodes(Protocol):
    """Where commodity codes are looked up."""

    def __call__(self, code: str, on: date) -> bool:
        """Whether the code may be declared on a day."""


class CodeLists:
    """The code lists of a region.

    Args:
        lists: Rows of `code_lists.csv`.
        tables: Gives the rows of a table by its name.

    Example:
        >>> from entrepot.region.window_codes import Code, CodeList
        >>> row = CodeList("own list", "derived", "flow", "codes", "codes.csv", "code")
    """

    def __init__(self, lists: Iterable[CodeList], tables: Tables) -> None:
        self._tables = tables
        self._lists = {row.code_list: row for row in lists}
        self._read: dict[str, Mapping[str, Row]] = {}
        self._forms = {name: re.compile(form, re.ASCII) for name, form in _FORMS.items()}
        self._stands = lru_cache(maxsize=10_000)(self._may_stand)

    def label(self, code_list: str, code: str) -> Words | None:
        """What a code is called; None where the list does not know it."""
        row = self.row(code_list, code)
        return None if row is None else _words(row)

    def is_known(self, code_list: str, code: str, on: date) -> bool:
        """Whether a code may stand on a day; a list kept elsewhere takes any of its form."""
        return self._stands(code_list, code, on)

    def _may_stand(self, code_list: str, code: str, on: date) -> bool:
        rows = self._read.get(code_list)
        row = (self._rows(code_list) if rows is None else rows).get(code)
        if row is not None:
            valid: Period | None = getattr(row, "valid", None)
            return valid is None or on in valid
        form = self._forms.get(code_list)
        if form is not None:
            return form.fullmatch(code) is not None
        return not self.is_listed(code_list) and _ANY.fullmatch(code) is not None

    def is_listed(self, code_list: str) -> bool:
        """Whether the codes themselves are here."""
        known = self._lists.get(code_list)
        return known is not None and known.kind != "external" and code_list not in _FORMS

    def choices(self, code_list: str) -> Mapping[str, Words]:
        """All codes of a list with their names; empty where the list is kept elsewhere."""
        return {code: _words(row) for code, row in self._rows(code_list).items()}

    def form(self, code_list: str) -> str:
        """What a code of a list kept elsewhere looks like, as a regular expression."""
        return _FORMS.get(code_list, _ANY.pattern)

    def row(self, code_list: str, code: str) -> Row | None:
        """The row of a code; None where the list does not know it."""
        return self._rows(code_list).get(code)

    def _rows(self, code_list: str) -> Mapping[str, Row]:
        if code_list not in self._read:
            self._read[code_list] = dict(self._found(code_list))
        return self._read[code_list]

    def _found(self, code_list: str) -> Iterable[tuple[str, Row]]:
        known = self._lists.get(code_list)
        if known is None or known.kind == "external":
            return ()
        if known.kind == "codes":
            rows: Iterable[Row] = self._tables("codes")
            return ((r.code, r) for r in rows if isinstance(r, Code) and r.list == code_list)
        key = known.key_column
        rows = self._tables(known.where.removesuffix(".csv"))
        return ((code, row) for row in rows if (code := str(getattr(row, key))))


@dataclass(frozen=True, slots=True)
class HsEditions:
    """Editions of the Harmonized System: which subheadings exist on which days.

    A national code is known by its first six digits. On a day of which no edition is here,
    nothing can be said, and any code of six to ten digits stands.

    Attributes:
        editions: Days an edition is in force, with its six-digit codes.
    """

    editions: tuple[tuple[Period, frozenset[str]], ...]

    def __call__(self, code: str, on: date) -> bool:
        """Whether the code may be declared on a day."""
        if not (code.isascii() and code.isdigit() and 6 <= len(code) <= 10):
            return False
        for period, subheadings in self.editions:
            if on in period:
                return code[:6] in subheadings
        return True


def _words(row: Row) -> Words:
    return Words(getattr(row, "label_en", ""), getattr(row, "label_zh", ""))
