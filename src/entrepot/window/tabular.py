"""Declarations as a table: one row a goods item, one column an element.

The rows of a declaration share its reference; a row without one goes on with the declaration
above. What holds for the whole declaration stands in its first row and may be repeated. Several
values of one cell, such as containers or documents, are split by semicolons.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from entrepot.kernel.errors import InputError, Problem
from entrepot.region.window_codes import Element
from entrepot.window.documents import FLOWS, Dictionary, Flow
from entrepot.window.form import document_of
from entrepot.window.reasons import Words

REFERENCE = "lrn"
ERRORS = Words("errors", "错误")
GUARDED = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would take for a formula
_SEPARATOR = ";"
_ITEMS = "items"
_ITEM_POINTER = "/goodsShipment/governmentAgencyGoodsItem/"
_CHOICES = 50  # codes of a list that may be named by their label
_MOST_PROBLEMS = 20  # told in one cell


@dataclass(frozen=True, slots=True)
class Filing:
    """One declaration of a table.

    Attributes:
        reference: The trader's reference.
        rows: Indices of its rows among those of the table.
        document: The declaration as JSON has it.
        problems: What is wrong with its rows as such.
    """

    reference: str
    rows: tuple[int, ...]
    document: Mapping[str, Any]
    problems: tuple[Problem, ...] = ()

    def row_of(self, problem: Problem) -> int:
        """The row that a problem is about: that of its item, else the first."""
        if problem.pointer.startswith(_ITEM_POINTER):
            number = problem.pointer.removeprefix(_ITEM_POINTER).partition("/")[0]
            if number.isdigit() and int(number) < len(self.rows):
                return self.rows[int(number)]
        return self.rows[0]


@dataclass(frozen=True, slots=True)
class Table:
    """A table as it was read.

    Attributes:
        header: Names of its columns as given.
        rows: Its cells as text, blank rows left out.
        numbers: Number of each row as a spreadsheet shows it; the header is row 1.
        filings: Its declarations in the order they begin.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...]
    filings: tuple[Filing, ...]


def read_table(
    header: Sequence[str], rows: Sequence[Sequence[str]], dictionary: Dictionary
) -> Table:
    """Make declarations of a table.

    Args:
        header: Names of the columns: elements, or their labels in English or Chinese.
        rows: Cells as text; blank rows are passed over.
        dictionary: Elements and codes.

    Raises:
        InputError: Columns are unknown or twice there, or there is no row; all are named.
    """
    columns, problems = _columns(header, dictionary)
    filled = {
        number: tuple(_unguarded(cell) for cell in row)
        for number, row in enumerate(rows, start=2)
        if any(map(str.strip, row))
    }
    if not filled:
        problems.append(dictionary.reasons.problem("upload.no_rows", "table"))
    if problems:
        raise InputError(problems)
    given = [_named(row, columns, dictionary) for row in filled.values()]
    numbers = tuple(filled)
    filings = tuple(
        _filing(reference, indices, given, numbers, dictionary)
        for reference, indices in _by_reference(given).items()
    )
    return Table(tuple(header), tuple(filled.values()), numbers, filings)


def report(
    table: Table, problems: Mapping[int, Sequence[Problem]], language: str = "en"
) -> list[list[str]]:
    """The table with one more column that tells what is wrong with each row.

    Args:
        table: The table.
        problems: Problems by row.
        language: en or zh.

    Returns:
        The header and the rows, guarded so that no cell is taken for a formula.
    """
    index = 0 if language == "en" else 1
    keep = [i for i, name in enumerate(table.header) if name.strip() not in ERRORS]
    lines = [[table.header[i] for i in keep] + [ERRORS[index]]]
    for number, row in enumerate(table.rows):
        cells = [row[i] if i < len(row) else "" for i in keep]
        lines.append([*cells, _told(problems.get(number, ()), language)])
    return [[guarded(cell) for cell in line] for line in lines]


def guarded(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(GUARDED) else text


def template(dictionary: Dictionary, flow: Flow, kind: str) -> list[str]:
    """Columns of a table for a flow and type: what must be there, then what may be asked."""
    asked = [name for name in dictionary.elements if dictionary.is_asked(name, flow, kind)]
    must = [name for name in asked if dictionary.use(name, flow, kind) == "M"]
    may = [name for name in asked if dictionary.use(name, flow, kind) == "C"]
    return [*must, *may]


def _unguarded(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(GUARDED) else cell


def _told(problems: Sequence[Problem], language: str) -> str:
    told = [
        f"{p.message_zh if language == 'zh' and p.message_zh else p.message} [{p.code}]"
        for p in problems[:_MOST_PROBLEMS]
    ]
    return " ".join(told)


def _columns(header: Sequence[str], dictionary: Dictionary) -> tuple[list[str], list[Problem]]:
    """The element of each column, empty for a column that is passed over."""
    known = _names(dictionary)
    columns: list[str] = []
    problems: list[Problem] = []
    for name in header:
        text = name.strip()
        element = known.get(text.casefold(), "")
        if text and text not in ERRORS and not element:
            problems.append(dictionary.reasons.problem("upload.column_unknown", text, column=text))
        if element and element in columns:
            problems.append(dictionary.reasons.problem("upload.column_twice", text, column=text))
        columns.append(element)
    return columns, problems


def _names(dictionary: Dictionary) -> Mapping[str, str]:
    """What a column may be called: an element's own name goes before a label."""
    flows: tuple[Flow, ...] = ("import", "export")
    rows = [
        row
        for row in dictionary.elements.values()
        if any(dictionary.is_taken(row.element, flow) for flow in flows)
    ]
    found: dict[str, str] = {}
    for row in rows:
        found.setdefault(row.label_zh.casefold(), row.element)
        found.setdefault(row.label_en.casefold(), row.element)
    return found | {row.element: row.element for row in rows}


def _named(row: Sequence[str], columns: Sequence[str], dictionary: Dictionary) -> dict[str, str]:
    return {
        element: _code(text.strip(), dictionary[element], dictionary)
        for element, text in zip(columns, row, strict=False)
        if element and text.strip()
    }


def _code(text: str, row: Element, dictionary: Dictionary) -> str:
    """The code a cell means: a label of a short list, or a code that lost its leading zeros."""
    if row.type != "code" or not row.code_list or not dictionary.codes.is_listed(row.code_list):
        return text
    choices = dictionary.codes.choices(row.code_list)
    if text in choices:
        return text
    padded = text.zfill(row.length)
    if text.isascii() and text.isdigit() and padded in choices:
        return padded
    if len(choices) <= _CHOICES:
        for code, label in choices.items():
            if text.casefold() in (label.en.casefold(), label.zh):
                return code
    return text


def _by_reference(given: Sequence[Mapping[str, str]]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    reference = ""
    for index, row in enumerate(given):
        reference = row.get(REFERENCE, reference)
        found.setdefault(reference, []).append(index)
    return found


def _filing(
    reference: str,
    indices: Sequence[int],
    given: Sequence[Mapping[str, str]],
    numbers: Sequence[int],
    dictionary: Dictionary,
) -> Filing:
    flow = FLOWS.get(given[indices[0]].get("flow", ""), "import")
    problems: list[Problem] = []
    if not reference:
        problems.append(_nameless(dictionary, numbers[indices[0]]))
    fields: dict[str, str] = {}
    for place, index in enumerate(indices, start=1):
        for name, text in given[index].items():
            group = dictionary.place(name, flow).group
            if group == _ITEMS:
                fields[f"{_ITEMS}.{place}.{name}"] = text
            elif group:
                _spread(fields, group, name, text)
            elif fields.setdefault(name, text) != text:
                problems.append(_differs(dictionary, name, numbers[index]))
    return Filing(reference, tuple(indices), document_of(fields, dictionary), tuple(problems))


def _spread(fields: dict[str, str], group: str, name: str, text: str) -> None:
    """Values of a list beside the items, each to an entry of its own."""
    for number, part in enumerate(text.split(_SEPARATOR), start=1):
        fields.setdefault(f"{group}.{number}.{name}", part.strip())


def _nameless(dictionary: Dictionary, number: int) -> Problem:
    words = dictionary.words(REFERENCE)
    return dictionary.reasons.problem("upload.no_reference", words.en, row=number, column=words)


def _differs(dictionary: Dictionary, name: str, number: int) -> Problem:
    words = dictionary.words(name)
    return dictionary.reasons.problem("upload.differs", words.en, row=number, field=words)
