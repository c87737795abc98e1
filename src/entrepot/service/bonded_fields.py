"""Reads what is asked of the bonded room: exact quantities and amounts, every fault at once."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation

from entrepot.kernel.codes import is_currency
from entrepot.kernel.errors import InputError, Problem
from entrepot.kernel.money import Money
from entrepot.kernel.reader import THE_DOCUMENT, Reader, pointer_of

MOST = Decimal(10) ** 12
MOST_PLACES = 10
MOST_ROWS = 10_000
_WRITE = 'Write {"amount": "0.00", "currency": "CNY"}.'


class Asked(Reader):
    """What is asked; a reading method gives None where the field is absent or wrong."""

    __slots__ = ()

    def __contains__(self, name: str) -> bool:
        return self._get(name) not in (None, "")

    def _no_object(self, name: str) -> None:
        self.fault("shape", name, "is no object.", "Write {...}.", "应为对象。")

    def fault(self, code: str, name: str, message: str, hint: str, chinese: str) -> None:
        """Keep a fault."""
        where = self._path(name)
        self.problems.append(
            Problem(f"bonded.{code}", where or THE_DOCUMENT, message, hint, message_zh=chinese,
                    pointer=pointer_of(where) if where else "")
        )  # fmt: skip

    def text(self, name: str, *, required: bool = False, most: int = 200) -> str:
        """A text, stripped; empty when absent."""
        value = self._get(name)
        if value is not None and not isinstance(value, str):
            self.fault("text", name, "is no text.", 'Write "...".', "应为文本。")
            return ""
        found = (value or "").strip()
        if required and not found:
            self.fault("missing", name, "is empty.", "Fill it in.", "未填写。")
        if len(found) > most or any(ord(sign) < 32 for sign in found):
            self.fault("text", name, f"is too long or no line; {most} signs at most.",
                       "Shorten it.", f"过长或含控制字符，最多{most}字。")  # fmt: skip
            return ""
        return found

    def word(self, name: str, words: Sequence[str], *, default: str = "") -> str:
        """One of a closed list of words; the default where it is absent, or a fault without."""
        found = self.text(name, required=not default) or default
        if found and found not in words:
            told = ", ".join(words)
            self.fault("word", name, f"{found[:40]!r} is not known.", f"One of {told}.",
                       f"无此选项，可用：{told}。")  # fmt: skip
            return ""
        return found

    def number(
        self, name: str, *, required: bool = True, zero: bool = False, any_sign: bool = False
    ) -> Decimal | None:
        """An exact number as text or as a JSON number; above zero, unless told otherwise."""
        value = self._get(name)
        if value is None or value == "":
            if required:
                self.fault("missing", name, "is empty.", "Give a number.", "未填写。")
            return None
        found = exact(value)
        if found is None or abs(found) > MOST:
            message = f"{str(value)[:40]!r} is no number of at most {MOST_PLACES} decimals."
            self.fault("number", name, message, "Write digits: 1234.5", "数字无效。")
        elif not any_sign and (found < 0 or (found == 0 and not zero)):
            self.fault("quantity", name, f"{found:f} is not above zero.",
                       "Give a number above zero.", "应大于零。")  # fmt: skip
        else:
            return found
        return None

    def whole(self, name: str, *, default: int | None = None) -> int | None:
        """A whole number above zero."""
        if name not in self and default is not None:
            return default
        found = self.number(name)
        if found is not None and found != found.to_integral_value():
            self.fault("number", name, f"{found:f} is not whole.", "Write digits: 3", "应为整数。")
            return None
        return None if found is None else int(found)

    def day(self, name: str, *, required: bool = True) -> date | None:
        """A day written as YYYY-MM-DD."""
        found = self.text(name, required=required)
        if not found:
            return None
        try:
            return date.fromisoformat(found)
        except ValueError:
            self.fault("day", name, f"{found!r} is not a day.", "Write it as 2026-11-20.",
                       "日期无效。")  # fmt: skip
            return None

    def money(self, name: str, *, required: bool = True, currency: str = "") -> Money | None:
        """An amount, not below zero, in whole minor units.

        Args:
            name: Of the field.
            required: Whether it must be there.
            currency: The only one that fits; any does where it is empty.
        """
        value = self._get(name)
        if value is None:
            if required:
                self.fault("missing", name, "is empty.", _WRITE, "未填写金额。")
            return None
        if not isinstance(value, Mapping):
            self._no_money(name, value)
            return None
        if not isinstance(value.get("amount"), str):
            self._no_money(f"{name}.amount", value.get("amount"))
            return None
        amount, told = exact(value["amount"]), str(value.get("currency") or "")
        if not is_currency(told) or (currency and told != currency):
            self.fault("currency", f"{name}.currency", f"{told[:10]!r} is not the currency here.",
                       f"Write {currency or 'an ISO 4217 code'}.", "币制不符。")  # fmt: skip
            return None
        if amount is None or amount < 0 or Money(amount, told).rounded().amount != amount:
            self.fault("amount", f"{name}.amount", f"{value['amount'][:40]!r} is no amount of "
                       f"{told}.", "Write it as 1234.50.", "金额无效。")  # fmt: skip
            return None
        return Money(amount, told).rounded()

    def _no_money(self, name: str, value: object) -> None:
        if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
            where = self._path(name)
            self.problems.append(
                Problem("money.float", where, f"{value} is a JSON number, which programs round.",
                        f'Write it as text: "{value}".',
                        message_zh=f"{value}是JSON数字，程序可能将其舍入；请写成文本。",
                        pointer=pointer_of(where))
            )  # fmt: skip
        else:
            self.fault("amount", name, "is no amount.", _WRITE, "金额无效。")

    def rows(self, name: str, *, required: bool = True) -> "list[Asked]":
        """The objects of a list."""
        value = self._get(name)
        if value is None and not required:
            return []
        if not isinstance(value, list) or (required and not value) or len(value) > MOST_ROWS:
            self.fault("list", name, f"is no list of 1 to {MOST_ROWS}.", "Write [{...}].",
                       "应为非空列表。")  # fmt: skip
            return []
        return self._each(value, name)

    def texts(self, name: str, *, required: bool = True) -> list[str]:
        """A list of texts, or one text with blanks or commas between."""
        value = self._get(name)
        if isinstance(value, str):
            value = value.replace(",", " ").split()
        found = [str(one).strip() for one in value] if isinstance(value, list) else []
        if required and not found:
            self.fault("missing", name, "is empty.", "Name at least one.", "未填写。")
        return list(dict.fromkeys(found))

    def named(self, name: str, member: str) -> "list[Asked]":
        """The objects of a list, in which a text stands for an object with that member alone."""
        value = self._get(name)
        if not value or isinstance(value, str):
            value = self.texts(name)
            if not value:
                return []
        if isinstance(value, list):
            told = [{member: one} if isinstance(one, str) else one for one in value]
            unique = [one for place, one in enumerate(told) if one not in told[:place]]
            return Asked({name: unique}, self._at, self.problems).rows(name)
        return self.rows(name)

    def end(self) -> None:
        """Raise once with everything that was wrong.

        Raises:
            InputError: Something was.
        """
        if self.problems:
            raise InputError(self.problems)


def exact(value: object) -> Decimal | None:
    """An exact number from a text or a JSON number; None where it is none."""
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        return None
    text = str(value).strip()
    if len(text) > 40 or "_" in text or not text.isascii():
        return None
    try:
        found = Decimal(text)
    except InvalidOperation:
        return None
    if not found.is_finite() or -int(found.normalize().as_tuple().exponent) > MOST_PLACES:
        return None
    return found


def plain(quantity: Decimal) -> int | float:
    """A quantity as a JSON number: whole where it is."""
    return int(quantity) if quantity == quantity.to_integral_value() else float(quantity)
