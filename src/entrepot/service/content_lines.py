"""Lines of files for calendars and address books: texts as values, long lines folded."""

from collections.abc import Iterable

_WIDEST = 75  # bytes of a line
_SIGNS = dict.fromkeys((*range(32), 127)) | {  # what no value may hold is left out
    ord("\t"): "\t", ord("\n"): "\\n", **{ord(sign): f"\\{sign}" for sign in "\\;,"},
}  # fmt: skip


def as_file(lines: Iterable[str]) -> bytes:
    """Lines as such a file has them (RFC 5545, section 3.1; RFC 2425, section 5.8.1)."""
    return b"".join(_folded(line.encode()) + b"\r\n" for line in lines)


def as_value(text: str) -> str:
    r"""A text as a value: lines told as such, and signs that no value may hold left out.

    Example:
        >>> as_value("one, two;\nthree")
        'one\\, two\\;\\nthree'
    """
    return "\n".join(text.splitlines()).translate(_SIGNS)


def _folded(line: bytes) -> bytes:
    """A line cut into pieces of at most 75 bytes, each after the first begun by a blank."""
    pieces: list[bytes] = []
    wide = _WIDEST
    while len(line) > wide:
        end = wide
        while line[end] & 0xC0 == 0x80:  # within a sign
            end -= 1
        pieces.append(line[:end])
        line, wide = line[end:], _WIDEST - 1
    return b"\r\n ".join([*pieces, line])
