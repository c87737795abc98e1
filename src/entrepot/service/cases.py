"""Documents that ask: one or a list, read exactly, answered in order."""

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, NoReturn

from entrepot.kernel.errors import EntrepotError, InputError, Problem
from entrepot.kernel.reader import pointer_of

Document = dict[str, Any]
STDIN = "-"
MOST_CASES = 10_000


def read_cases(path: str) -> object:
    """Read JSON with every number exact.

    Args:
        path: A file, or `-` for standard input.

    Raises:
        InputError: There is no such file, or it is no JSON, holds a number without a value or
            a name twice.
    """
    where = "standard input" if path == STDIN else path
    try:
        content = sys.stdin.buffer.read() if path == STDIN else Path(path).read_bytes()
    except OSError as error:
        raise InputError(
            Problem(
                "file.unreadable", where, f"cannot be read: {error.strerror}.",
                "Give a JSON file, or - for standard input.", message_zh="无法读取文件。",
            )
        ) from error  # fmt: skip
    return parse_cases(content, where)


def parse_cases(content: bytes, where: str) -> object:
    """Parse JSON with every number exact.

    Args:
        content: The text.
        where: What to call it in a fault.

    Raises:
        InputError: It is no JSON, holds a number without a value or a name twice.
    """
    try:
        return json.loads(
            content, parse_float=Decimal, parse_constant=_no_number, object_pairs_hook=_once
        )
    except (ValueError, ArithmeticError, RecursionError) as error:
        raise InputError(
            Problem(
                "input.json", where, f"is not JSON: {error}.",
                "Send one JSON object, or a list of them.", message_zh="不是有效的JSON。",
            )
        ) from error  # fmt: skip


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(name for name, _ in pairs if sum(name == other for other, _ in pairs) > 1)
        raise ValueError(f"{twice[:40]!r} is there twice in one object")
    return found


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"{text} is no number")


def answer_cases(
    raw: object, answer: Callable[[Mapping[str, object]], Document], *, with_numbers: bool = False
) -> tuple[Document | list[Document], int]:
    """Answer a document, or each of a list in order; what fails in a list stops no other.

    Args:
        raw: An object or a list of objects, as `read_cases` gives them.
        answer: Answers one object.
        with_numbers: Whether JSON numbers may stand, as they do where nothing is owed.

    Returns:
        The answer or the list of answers, a failed one as `{"problem": ...}`, with the highest
        exit code of the failed ones, 0 where none failed.

    Raises:
        InputError: `raw` is neither, or the list is too long.
        EntrepotError: The single document failed.
    """
    if not isinstance(raw, list):
        return answer(one_case(raw, with_numbers=with_numbers)), 0
    if len(raw) > MOST_CASES:
        message = f"holds {len(raw)} documents, more than {MOST_CASES}."
        raise InputError(Problem("input.too_many", "the list", message, "Send it in parts."))
    answers: list[Document] = []
    code = 0
    for one in raw:
        try:
            answers.append(answer(one_case(one, with_numbers=with_numbers)))
        except EntrepotError as error:
            answers.append({"problem": error.document()})
            code = max(code, error.exit_code)
    return answers, code


def one_case(raw: object, *, with_numbers: bool = False) -> Mapping[str, object]:
    """The document itself, when it is an object; without a JSON number unless they may stand.

    Raises:
        InputError: With the place of every number.
    """
    if not isinstance(raw, Mapping):
        raise InputError(
            Problem("input.object", "the document", "is no JSON object.", "Write {...}.")
        )
    problems = [] if with_numbers else list(_numbers(raw, ""))
    if problems:
        raise InputError(problems)
    return raw


def _numbers(value: object, where: str) -> Iterator[Problem]:
    """A problem for each JSON number: amounts, rates and quantities are texts, and exact."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _numbers(inner, f"{where}.{name}" if where else str(name))
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from _numbers(inner, f"{where}[{place}]")
    elif isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        message = f"{value} is a JSON number, which programs round."
        yield Problem(
            "money.float", where, message, f'Write it as text: "{value}".',
            message_zh=f"{value} 是 JSON 数字，程序可能将其舍入；请写成文本。",
            pointer=pointer_of(where),
        )  # fmt: skip
