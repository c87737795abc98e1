"""The form while it is filled in, and what its buttons change in it alone."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from entrepot.kernel.errors import Problem
from entrepot.web.form_rows import add_row, remove_row
from entrepot.web.trader_verbs import Document

NEW, DRAFT, AMENDMENT, COMPLETION = "new", "edit", "amend", "complete"


@dataclass(frozen=True, slots=True)
class Sheet:
    """The form while it is filled in.

    Attributes:
        mode: What it is for.
        fields: What stands in it.
        reference: The declaration it belongs to, empty for a new one.
        revision: Revision of that declaration as it was read.
        key: Idempotency key of its lodgement.
        reason: Why an amendment is asked.
        problems: What is wrong.
        checked: Answer of a dry run.
        is_kept: The draft was just kept.
        is_wide: Fields that are seldom used are shown too.
        focus: Field to go on in.
        first: A declaration that has the reference already.
        status: HTTP status of the page.
    """

    mode: str
    fields: Mapping[str, str]
    reference: str = ""
    revision: str = ""
    key: str = ""
    reason: str = ""
    problems: tuple[Problem, ...] = ()
    checked: Document | None = None
    is_kept: bool = False
    is_wide: bool = False
    focus: str = ""
    first: str = ""
    status: int = 200

    @property
    def action(self) -> str:
        """Where the form is posted to."""
        return f"/declarations/{self.reference or 'new'}{'/' if self.reference else ''}" + (
            self.mode if self.reference else ""
        )


def of_its_own(sheet: Sheet) -> Sheet:
    """The form of a copy, whose consignment is another."""
    return replace(sheet, fields={**sheet.fields, "ucr": ""}, focus="lrn")


# Buttons


def _add(sheet: Sheet, rows: str, *, is_repeat: bool = False) -> Sheet:
    fields = add_row(sheet.fields, rows, is_repeat=is_repeat)
    new = next((name for name in fields if name not in sheet.fields), "")
    return replace(sheet, fields=fields, focus=new)


def _repeat(sheet: Sheet, rows: str) -> Sheet:
    return _add(sheet, rows, is_repeat=True)


def _remove(sheet: Sheet, what: str) -> Sheet:
    rows, _, number = what.partition(":")
    left = remove_row(sheet.fields, rows, int(number) if number.isdigit() else 0)
    return replace(sheet, fields=left)


def _widen(sheet: Sheet, what: str) -> Sheet:
    return replace(sheet, is_wide=what == "wide" or sheet.is_wide)


# What changes the form alone; every other button asks the window.
CHANGES: Mapping[str, Callable[[Sheet, str], Sheet]] = {
    "add": _add, "repeat": _repeat, "remove": _remove, "form": _widen,
}  # fmt: skip
