"""Why something is refused, held or asked: codes with their wording in English and Chinese."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import NamedTuple, Protocol

from entrepot.kernel.errors import Problem


class Words(NamedTuple):
    """The same thing said in English and in Chinese."""

    en: str
    zh: str


class Reason(Protocol):
    """A row of `reason_codes.csv`."""

    @property
    def code(self) -> str: ...  # noqa: D102
    @property
    def text_en(self) -> str: ...  # noqa: D102
    @property
    def text_zh(self) -> str: ...  # noqa: D102
    @property
    def legal_basis(self) -> str: ...  # noqa: D102


class Reasons:
    """The reason codes in force, to make problems from.

    Args:
        rows: Rows of `reason_codes.csv`; both texts hold the same `{places}`.
        names: What codes are called that fill a place, by place and code, such as those of
            agencies; several stand between commas. Others stand as they are.
    """

    def __init__(
        self,
        rows: Iterable[Reason],
        names: Mapping[str, Mapping[str, Words]] = MappingProxyType({}),
    ) -> None:
        self._rows = {row.code: row for row in rows}
        self._names = names

    def __contains__(self, code: str) -> bool:
        return code in self._rows

    def problem(
        self,
        code: str,
        where: str,
        /,
        *,
        pointer: str = "",
        wco_pointer: str = "",
        source: str = "",
        **values: object,
    ) -> Problem:
        """A problem in the words of its code.

        Args:
            code: A code of the table.
            where: What it is about, as the reader knows it.
            pointer: JSON pointer into the body.
            wco_pointer: Path of the element in the WCO data model.
            source: The rule or act behind it; the code's own basis when empty.
            values: What fills the places of the text; `Words` fill each text in its language.

        Raises:
            KeyError: The table lacks the code, or a place is not filled.
        """
        row = self._rows[code]
        values = {place: self._named(place, value) for place, value in values.items()}
        return Problem(
            code, where, row.text_en.format(**_said(values, 0)), source=source or row.legal_basis,
            message_zh=row.text_zh.format(**_said(values, 1)), pointer=pointer,
            wco_pointer=wco_pointer,
        )  # fmt: skip

    def _named(self, place: str, value: object) -> object:
        known = self._names.get(place)
        if known is None or not isinstance(value, str):
            return value
        codes = value.split(", ")
        words = [known.get(code, Words(code, code)) for code in codes]
        return Words(", ".join(one.en for one in words), "、".join(one.zh for one in words))


def _said(values: Mapping[str, object], language: int) -> dict[str, object]:
    return {
        name: value[language] if isinstance(value, Words) else value
        for name, value in values.items()
    }
