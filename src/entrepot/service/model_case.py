"""A case of a model: values and tables by name, and everything that is wrong with them.

A table is `{"file": PATH}` relative to the case, `{"rows": [{...}]}` or the rows alone; a column
that is not called by the name of its role is named beside it:
`{"file": "f.csv", "origin": "exporter"}`.
"""

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from entrepot.kernel.errors import InputError, Problem
from entrepot.store.frames import Coded, Frame, frame_of_rows, read_frame

Numbers = NDArray[np.float64]
Layout = Callable[[str, float], Numbers]
_HINT = "Give a JSON object, as in the reference of the command."


def read_case(path: Path) -> dict[str, Any]:
    """The object in a JSON file.

    Raises:
        InputError: It cannot be read or is no object.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        message = f"cannot be read: {error.strerror}."
        raise InputError(Problem("case.unreadable", str(path), message, _HINT)) from error
    return parse_case(content, str(path))


def parse_case(content: bytes, name: str) -> dict[str, Any]:
    """The object in the bytes of a JSON file.

    Args:
        content: The bytes.
        name: What faults call the file.

    Raises:
        InputError: They are no text in UTF-8, or no object.
    """
    try:
        found = json.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        message = "cannot be read: it is not UTF-8."
        raise InputError(Problem("case.unreadable", name, message, _HINT)) from error
    except (ValueError, RecursionError) as error:
        message = f"is no JSON: {error}."
        raise InputError(Problem("case.json", name, message, _HINT)) from error
    if not isinstance(found, dict):
        raise InputError(Problem("case.json", name, "is no object.", _HINT))
    return found


@dataclass(frozen=True, slots=True)
class ModelTable:
    """A table of a case under the names of its roles.

    Attributes:
        name: What it is called in messages.
        rows: Number of each row (n_rows,).
        keys: Codes by role.
        numbers: Numbers by role; NaN is a blank of an optional one (n_rows,).
    """

    name: str
    rows: NDArray[np.int64]
    keys: Mapping[str, Coded]
    numbers: Mapping[str, Numbers]

    def where(self, place: int, role: str = "") -> str:
        """Where a row stands, by its place in the table."""
        return f"{self.name} row {self.rows[place]}{', ' * bool(role)}{role}"

    def levels(self, *roles: str) -> set[str]:
        """Codes that occur under the roles."""
        return {
            self.keys[role].levels[code]
            for role in roles
            for code in np.unique(self.keys[role].codes).tolist()
            if code >= 0
        }

    def places(self, role: str, codes: Sequence[str]) -> NDArray[np.int64]:
        """Place of each row's code among the codes, -1 where it is none of them (n_rows,)."""
        known = {code: place for place, code in enumerate(codes)}
        column = self.keys[role]
        of_level = np.array([*(known.get(one, -1) for one in column.levels), -1], dtype=np.int64)
        return of_level[column.codes]


@dataclass(slots=True)
class ModelCase:
    """An object of a case; what it lacks is collected in `problems`.

    Attributes:
        raw: The object.
        folder: Folder its files are relative to; None where a case may name no file.
        at: Where the object stands in the case.
        problems: All that is wrong.
        warnings: What a reader of the result must know.
    """

    raw: Mapping[str, Any]
    folder: Path | None
    at: str = ""
    problems: list[Problem] = field(default_factory=list)
    warnings: list[dict[str, str]] = field(default_factory=list)

    def fault(self, code: str, name: str, message: str, hint: str = "") -> None:
        """Keep something that is wrong."""
        self.problems.append(Problem(code, self.at + name, message, hint))

    def warn(self, code: str, where: str, message: str) -> None:
        """Keep something that a reader must know."""
        self.warnings.append({"code": code, "where": where, "message": message})

    def raise_problems(self) -> None:
        """End the step if anything is wrong.

        Raises:
            InputError: With every problem.
        """
        if self.problems:
            raise InputError(self.problems)

    def only(self, names: Collection[str]) -> None:
        """Tell each name that means nothing here."""
        for name in self.raw:
            if name not in names:
                hint = f"Known are: {', '.join(sorted(names))}."
                self.fault("case.unknown", name, "means nothing here.", hint)

    def number(self, name: str, default: float | None = None, *, above: float = -np.inf) -> float:
        """A number above a bound; NaN where it is wrong."""
        value = self.raw.get(name, default)
        if value is None:
            self.fault("case.missing", name, "is missing.", "Give a number.")
            return float("nan")
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.fault("case.number", name, f"{value!r} is not a number.")
            return float("nan")
        if not above < value < np.inf:
            bound = "finite" if above == -np.inf else f"above {above:g}"
            self.fault("case.number", name, f"{value:g} is not {bound}.")
        return float(value)

    def whole(self, name: str, least: int, most: int) -> int:
        """A whole number in a range; the least where it is wrong."""
        value = self.raw.get(name)
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            told = "is missing" if value is None else f"{value!r} is not one"
            self.fault("case.number", name, f"{told}: a whole number from {least} to {most:,}.")
            return least
        return value

    def word(self, name: str, words: Sequence[str], default: str | None = None) -> str:
        """One of some words; the first where it is wrong."""
        value = self.raw.get(name, default)
        if value in words:
            return str(value)
        told = "is missing." if value is None else f"{value!r} is not known."
        self.fault("case.word", name, told, f"Write {' or '.join(words)}.")
        return words[0]

    def flag(self, name: str, *, default: bool) -> bool:
        """True or false."""
        value = self.raw.get(name, default)
        if not isinstance(value, bool):
            self.fault("case.flag", name, f"{value!r} is neither true nor false.")
            return default
        return value

    def text(self, name: str) -> str | None:
        """A text, None where there is none."""
        value = self.raw.get(name)
        if value is not None and not (isinstance(value, str) and value):
            self.fault("case.text", name, f"{value!r} is not a text.")
            return None
        return value

    def inner(self, name: str) -> "ModelCase | None":
        """The object under a name, None where there is none."""
        value = self.raw.get(name)
        if value is None:
            return None
        if not isinstance(value, dict):
            self.fault("case.object", name, "is no object.", _HINT)
            return None
        return ModelCase(value, self.folder, f"{self.at}{name}.", self.problems, self.warnings)

    def path(self, name: str) -> Path | None:
        """A file to write, relative to the case."""
        value = self.text(name)
        if value is None:
            return None
        if self.folder is None:
            self.fault("case.files", name, "names a file.", "Here a case holds its rows itself.")
            return None
        return self.folder / value

    def table(
        self,
        name: str,
        keys: Sequence[str],
        numbers: Sequence[str],
        *,
        optional: Sequence[str] = (),
        settings: Sequence[str] = (),
        required: bool = True,
        signed: Sequence[str] = (),
    ) -> ModelTable | None:
        """A table under a name; None where there is none, or it is wrong.

        Args:
            name: Its name in the case.
            keys: Roles of columns of codes; a blank is told.
            numbers: Roles of columns of numbers; a blank or a negative is told.
            optional: Roles of columns of numbers that are read where the table names them.
            settings: Further names that its object may hold.
            required: Whether it must be there.
            signed: Roles whose numbers may be negative.
        """
        value = self.raw.get(name)
        spec: ModelCase | None
        if isinstance(value, list):
            spec = ModelCase({"rows": value}, None, f"{self.at}{name}.", self.problems)
        else:
            spec = self.inner(name)
        if spec is None:
            if required and value is None:
                self.fault("case.missing", name, "is missing.", "Name a file or give rows.")
            return None
        label = name if isinstance(value, list) else f"{name}.rows"
        roles = [*keys, *numbers, *optional]
        spec.only(("file", "rows", "where", *settings, *roles))
        wanted = [one for one in roles if one not in optional or one in spec.raw]
        names = {role: spec.text(role) or role for role in wanted}
        try:
            frame = spec._frame(label, names, [names[key] for key in keys])
            return None if frame is None else spec._roles(frame, names, keys, signed)
        except InputError as error:
            self.problems.extend(error.problems)
            return None

    def _frame(self, name: str, names: Mapping[str, str], texts: Collection[str]) -> Frame | None:
        file, rows, where = self.text("file"), self.raw.get("rows"), self.text("where")
        columns = list(names.values())
        if (file is None) == (rows is None):
            self.fault("case.table", "file", "needs one of file and rows.")
        elif file is not None and self.folder is None:
            self.fault("case.files", "file", "names a file.", "Here a table holds its rows itself.")
        elif file is not None and self.folder is not None:
            return read_frame(
                self.folder / file, columns=columns, where=where, texts=texts, name=file
            )
        elif not isinstance(rows, list) or not all(isinstance(one, dict) for one in rows):
            self.fault("case.rows", "rows", "is no list of objects.", 'Write [{"...": ...}].')
        elif not rows:
            self.fault("case.rows", "rows", "is empty.")
        else:
            return frame_of_rows(rows, columns=columns, where=where, name=name)
        return None

    def _roles(
        self, frame: Frame, names: Mapping[str, str], keys: Sequence[str], signed: Sequence[str]
    ) -> ModelTable:
        coded = {role: frame.coded(names[role]) for role in keys}
        numbers = {role: frame.number(name) for role, name in names.items() if role not in keys}
        table = ModelTable(frame.file, frame.rows, coded, numbers)
        if not len(frame):
            self.problems.append(Problem("trade.empty", frame.file, "has no row to use."))
        for role, column in coded.items():
            self._rows_where(table, names[role], column.codes < 0, "trade.key_missing", "is empty.")
        for role, values in numbers.items():
            bad = ~np.isfinite(values)
            self._rows_where(table, names[role], bad, "trade.not_a_number", "is not a number.")
            if role not in signed:
                self._rows_where(
                    table, names[role], values < 0, "trade.negative", "is below 0.", values
                )
        return table

    def _rows_where(
        self, table: ModelTable, column: str, wrong: NDArray[np.bool_], code: str, message: str,
        values: Numbers | None = None,
    ) -> None:  # fmt: skip
        for place in np.flatnonzero(wrong).tolist():
            told = message if values is None else f"{values[place]:g} {message}"
            self.problems.append(Problem(code, table.where(place, column), told))

    def layout(
        self, table: ModelTable | None, axes: Mapping[str, Sequence[str]], what: str
    ) -> Layout:
        """How to lay numbers of a table out by its keys; rows that fit nowhere are told.

        Args:
            table: The table; None has no row.
            axes: Known codes by role of key, in the order of the axes.
            what: What a code that is not known is, for the message.

        Returns:
            A function of a role and of what cells without a row hold to the cells.
        """
        shape = tuple(len(codes) for codes in axes.values())
        if table is None:
            return lambda _, empty: np.full(shape, empty)
        places = [table.places(role, codes) for role, codes in axes.items()]
        for role, found in zip(axes, places, strict=True):
            self._unknown(table, role, found, what)
        known = np.all([found >= 0 for found in places], axis=0)
        kept = tuple(found[known] for found in places)
        self._twice(table, np.flatnonzero(known), np.ravel_multi_index(kept, shape))

        def lay_out(role: str, empty: float) -> Numbers:
            cells = np.full(shape, empty)
            cells[kept] = table.numbers[role][known]
            return cells

        return lay_out

    def _unknown(self, table: ModelTable, role: str, found: NDArray[np.int64], what: str) -> None:
        column = table.keys[role]
        for place in np.flatnonzero((found < 0) & (column.codes >= 0)).tolist():
            message = f"'{column.levels[column.codes[place]]}' is {what}."
            self.problems.append(Problem("trade.key_unknown", table.where(place, role), message))

    def _twice(self, table: ModelTable, rows: NDArray[np.int64], flat: NDArray[np.int64]) -> None:
        first: dict[int, int] = {}
        if len(np.unique(flat)) == len(flat):
            return
        for row, cell in zip(rows.tolist(), flat.tolist(), strict=True):
            if first.setdefault(cell, row) != row:
                message = f"is the same as row {table.rows[first[cell]]}."
                self.problems.append(
                    Problem("trade.twice", table.where(row), message, "Keep one, or add them up.")
                )


def plain(values: NDArray[np.float64]) -> list[float | None]:
    """Numbers as JSON has them; NaN is unknown."""
    return [float(one) if np.isfinite(one) else None for one in values]
