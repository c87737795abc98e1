"""Reads the JSON of a list under bond, and keeps every fault with its place."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from entrepot.kernel.codes import is_currency
from entrepot.kernel.errors import Problem
from entrepot.kernel.reader import THE_DOCUMENT, Reader

_AMOUNT = re.compile(r"\d{1,13}(\.\d{1,2})?", re.ASCII)
_NUMBER = re.compile(r"\d{1,12}(\.\d{1,6})?", re.ASCII)
_UNSEEN = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")  # no table holds them
_MONEY = {"amount", "currency"}
_NUMBERS = (str, int, float, Decimal)


class Intake(Reader):
    """The fields of a list; where one is absent or wrong its value is a harmless one."""

    __slots__ = ()

    def within(self, name: str) -> "Intake":
        """The object under a name."""
        return self._within(self._get(name), name)

    def rows(self, name: str, most: int) -> "list[Intake]":
        """The objects of a list under a name, one at least."""
        given = self._get(name)
        if not isinstance(given, list) or not given:
            self._fault("list", name, "is no list of objects.", "Write [{...}].", "不是对象列表。")
            return []
        if len(given) > most:
            self._fault("many", name, f"has more than {most} lines.", "Split it.", "行数过多。")
            return []
        return self._each(given, name)

    def text(self, name: str, most: int = 64, *, required: bool = True) -> str:
        """A text of 1 to `most` signs, blanks at its ends taken off."""
        given = self._get(name)
        if given is None and not required:
            return ""
        if (
            isinstance(given, str) and (found := given.strip()) and len(found) <= most
            and not _UNSEEN.search(found)
        ):  # fmt: skip
            return found
        told = f"is no text of 1 to {most} signs that can be seen."
        self._fault("text", name, told, 'Write "...".', f"不是1至{most}个可见字符的文本。")
        return ""

    def word(self, name: str, words: tuple[str, ...], default: str = "") -> str:
        """One of a closed list of words."""
        given = self._get(name)
        if given is None and default:
            return default
        if isinstance(given, str) and given in words:
            return given
        listed = ", ".join(words)
        self._fault("word", name, "is none of the words known.", f"One of {listed}.",
                    f"须为下列之一：{listed}。")  # fmt: skip
        return default or words[0]

    def matching(
        self, name: str, form: re.Pattern[str], hint: str, *, required: bool = True
    ) -> str:
        """A text of a given form."""
        given = self._get(name)
        if given is None and not required:
            return ""
        if isinstance(given, str) and form.fullmatch(given):
            return given
        self._fault("form", name, "does not have its form.", hint, "格式不正确。")
        return ""

    def day(self, name: str) -> date:
        """A day as YYYY-MM-DD."""
        given = self._get(name)
        try:
            if isinstance(given, str) and len(given) == len("2026-01-01"):
                return date.fromisoformat(given)
        except ValueError:
            pass
        self._fault("date", name, "is not a day.", "Write it as 2026-11-20.", "不是日期。")
        return date.min

    def money(self, name: str, currency: str, *, required: bool = True) -> Decimal:
        """An amount of zero or more in one currency; absent is nothing where it may be absent."""
        given = self._get(name)
        if given is None and not required:
            return Decimal(0)
        if (
            type(given) is dict and len(given) == len(_MONEY) and given.get("currency") == currency
            and type(amount := given.get("amount")) is str and _AMOUNT.fullmatch(amount)
        ):  # fmt: skip
            return Decimal(amount)
        found, told = self._read_money(name, given)
        if told and told != currency:
            self._fault("currency", f"{name}.currency", f"is {told}, not {currency}.",
                        f"Convert it to {currency}.", f"币种须为{currency}。")  # fmt: skip
        return found

    def money_of_any(self, name: str) -> tuple[Decimal, str]:
        """An amount of zero or more, and its currency."""
        return self._read_money(name, self._get(name))

    def number(
        self, name: str, *, low: Decimal = Decimal(0), high: Decimal = Decimal(10**9),
        default: Decimal | None = None,
    ) -> Decimal:  # fmt: skip
        """A number between two bounds, as a JSON number or as text."""
        given = self._get(name)
        if given is None and default is not None:
            return default
        text = str(given) if isinstance(given, _NUMBERS) else ""  # True is no digits
        if _NUMBER.fullmatch(text) and low <= (found := Decimal(text)) <= high:
            return found
        self._fault("number", name, f"is no number from {low:f} to {high:f}.",
                    "Write digits: 12.5", f"不是{low:f}至{high:f}之间的数。")  # fmt: skip
        return default if default is not None else max(low, Decimal(1))

    def whole(self, name: str, low: int, high: int) -> int:
        """A whole number between two bounds."""
        found = self.number(name, low=Decimal(low), high=Decimal(high))
        if found == (whole := int(found)):
            return whole
        self._fault("whole", name, "is no whole number.", "Count pieces.", "不是整数。")
        return low

    def nothing_else(self) -> None:
        """Name every field that was given and is not known."""
        for name in self._unknown():
            told = _UNSEEN.sub("?", str(name)[:40])
            self._fault("extra", told, "is no field of this document.", "Leave it out.",
                        "没有该字段。")  # fmt: skip

    def _read_money(self, name: str, given: object) -> tuple[Decimal, str]:
        if isinstance(given, Mapping) and given.keys() == _MONEY:
            amount, currency = given["amount"], given["currency"]
            if (
                isinstance(amount, str) and _AMOUNT.fullmatch(amount)
                and isinstance(currency, str) and is_currency(currency)
            ):  # fmt: skip
                return Decimal(amount), currency
            given = amount
        if isinstance(given, int | float | Decimal):
            self.problems.append(
                Problem(
                    "money.float", self._path(name),
                    f"{given} is a JSON number, which programs round.",
                    'Write {"amount":"12.50","currency":"CNY"}.',
                    message_zh=f"{given} 是 JSON 数字，程序可能将其舍入；请写成文本。",
                )
            )  # fmt: skip
        else:
            self._fault("money", name, "is no amount.",
                        'Write {"amount":"12.50","currency":"CNY"}.', "不是金额。")  # fmt: skip
        return Decimal(0), ""

    def _no_object(self, name: str) -> None:
        self._fault("object", name, "is no object.", "Write {...}.", "不是对象。")

    def _fault(self, code: str, name: str, message: str, hint: str, message_zh: str) -> None:
        where = self._path(name) or THE_DOCUMENT
        self.problems.append(Problem(f"input.{code}", where, message, hint, message_zh=message_zh))
