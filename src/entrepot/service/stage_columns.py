"""A file of stage events by columns, where every row of it is plain.

What is not plain is no fault: it is read row by row, which tells each fault by its cell.
"""

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import zip_longest
from typing import Any

import pyarrow as pa
from pyarrow import compute
from pyarrow import csv as arrow_csv

from entrepot.industry.ladder import LOST, STALLED, VOID
from entrepot.industry.stage_rows import COLUMNS, ID_MOST, TEXT_MOST, check_header, day_of
from entrepot.kernel.codes import is_currency
from entrepot.kernel.money import MINOR_DIGITS
from entrepot.kernel.source import STATUSES

Columns = dict[str, Any]  # of Arrow, which has no types
_CONTROLS = bytes([*range(10), 11, 12, *range(14, 32), 127])
_CENTS = r"^(|(0|[1-9]\d{0,14})(\.\d{1,2})?)$"
_TEXTS = COLUMNS[COLUMNS.index("reason") :]
AMOUNTS = ("promised", "landed")
_IDS = ("event", "pipeline", "project")
APART = "\x1f"  # between two words that are looked at as one; no plain file has it


def read_columns(data: bytes) -> Columns | None:
    """Cells of a file by column, stripped, absent columns empty; None where it is not plain."""
    data = data.removeprefix(b"\xef\xbb\xbf")
    if len(data.translate(None, _CONTROLS)) < len(data):
        return None
    header = _header(data)
    if check_header(header):
        return None
    found = _bare(data, header) or _quoted(data, header)
    if not found:
        return None
    none = pa.repeat("", len(found[0]))
    by_name = dict(zip(header, found, strict=False))
    return {name: _stripped(by_name[name]) if name in by_name else none for name in COLUMNS}


def _header(data: bytes) -> list[str]:
    line = data.split(b"\n", 1)[0].decode("utf-8", "replace")
    return [one.strip() for row in csv.reader([line]) for one in row]


def _bare(data: bytes, header: Sequence[str]) -> list[Any]:
    """Columns of a file without a quotation mark, whose rows are all as long as the header."""
    if b'"' in data or data.count(b"\r") > data.count(b"\r\n"):
        return []
    try:
        table = arrow_csv.read_csv(
            pa.py_buffer(data), arrow_csv.ReadOptions(column_names=header, skip_rows=1),
            convert_options=arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(header, pa.string()), strings_can_be_null=False),
        )  # fmt: skip
    except (pa.ArrowInvalid, UnicodeDecodeError):
        return []
    return [one.combine_chunks() for one in table.columns] if table.num_rows else []


def _quoted(data: bytes, header: Sequence[str]) -> list[Any]:
    """Columns of any other file; a row that is too short has empty cells."""
    try:
        lines = io.StringIO(data.decode(), newline="")
        rows = [row for row in csv.reader(lines, strict=True) if row][1:]
    except (ValueError, csv.Error):
        return []
    if not rows or max(map(len, rows)) > len(header):
        return []
    return [pa.array(cells, pa.string()) for cells in zip_longest(*rows, fillvalue="")]


def _stripped(column: Any) -> Any:
    return compute.utf8_trim_whitespace(column)


def plain_events(
    cells: Mapping[str, Any], words_of: Callable[[str], Mapping[str, str]], currency: str
) -> Columns | None:
    """Columns as they are meant, `project_at` among them; None where a row is not plain.

    Args:
        cells: As `read_columns` found them.
        words_of: Stage words of a pipeline, canonical ones among them.
        currency: Of amounts that name none.
    """
    status = _or(cells["status"], "unverified")
    has_amount = compute.or_(*(compute.not_equal(cells[one], "") for one in AMOUNTS))
    money = compute.if_else(has_amount, _or(cells["currency"], currency), "")
    words = lru_cache(maxsize=None)(words_of)
    stage = _mapped(pair(cells["pipeline"], cells["stage"]), pa.string(),
                    lambda pipeline, word: words(pipeline).get(word, ""))  # fmt: skip
    day = _mapped(cells["on"], pa.date32(), day_of)
    found = {**cells, "status": status, "currency": money, "stage": stage, "day": day}
    return found if all(_is_plain(found, cells["currency"])) else None


def pair(*columns: Any) -> Any:
    """Words of several columns as one."""
    return compute.binary_join_element_wise(*columns, APART)


def _or(column: Any, word: str) -> Any:
    return compute.if_else(compute.equal(column, ""), word, column)


def _mapped(column: Any, kind: Any, meaning: Callable[..., object]) -> Any:
    """What each word, or pair of words, means; each is asked for once."""
    words = column.dictionary_encode()
    known = pa.array([meaning(*one.split(APART)) for one in words.dictionary.to_pylist()], kind)
    return known.take(words.indices)


def _unique(column: Any) -> list[str]:
    found: list[str] = column.unique().to_pylist()
    return found


def _is_plain(found: Columns, currency: Any) -> Iterator[bool]:
    """Whether nothing is to be said of any row, one thing after another."""
    yield not found["day"].null_count
    stages = set(_unique(found["stage"]))
    yield not stages & {"", VOID} and _unique(found["corrects"]) == [""]
    reasonless = compute.equal(found["reason"], "")
    needs = compute.is_in(found["stage"], pa.array([STALLED, LOST]))
    yield not compute.any(compute.and_(reasonless, needs)).as_py()
    yield set(_unique(found["status"])) <= set(STATUSES)
    for name in AMOUNTS:
        yield compute.all(compute.match_substring_regex(found[name], _CENTS)).as_py()
    yield all(is_currency(one) for one in _unique(currency) if one)
    yield all(is_currency(one) and MINOR_DIGITS.get(one, 2) == 2
              for one in _unique(found["currency"]) if one)  # fmt: skip
    for name in _IDS:
        lengths = compute.min_max(compute.utf8_length(found[name])).as_py()
        yield lengths["min"] > 0 and lengths["max"] <= ID_MOST
        yield "".join(_unique(found[name])).isprintable()
    for name in _TEXTS:
        yield compute.max(compute.utf8_length(found[name])).as_py() <= TEXT_MOST
