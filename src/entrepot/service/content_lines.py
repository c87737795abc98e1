"""Lines of files for calendars and address books: texts as values, long lines folded."""

from collections.abc import Iterable

_WIDEST = 75  # bytes of a line


def as_file(lines: Iterable[str]) -> bytes:
    """Lines as such a file has them (RFC 5545, section 3.1; RFC 2425, section 5.8.1)."""
    return "".join(f"{_folded(line)}\r\n" for line in lines).encode()


def as_value(text: str) -> str:
    r"""A text as a value: lines told as such, and signs that no value may hold left out.

    Example:
        >>> as_value("one, two;\nthree")
        'one\\, two\\;\\nthree'
    """
    text = "\n".join("".join(filter(_is_allowed, line)) for line in text.splitlines())
    for sign in "\\;,":
        text = text.replace(sign, "\\" + sign)
    return text.replace("\n", "\\n")


def _is_allowed(sign: str) -> bool:
    return sign == "\t" or (sign >= " " and sign != "\x7f")


def _folded(line: str) -> str:
    """A line cut into pieces of at most 75 bytes, each after the first begun by a blank."""
    if len(line.encode()) <= _WIDEST:
        return line
    pieces: list[str] = []
    piece, size = "", 0
    for sign in line:
        wide = len(sign.encode())
        if size + wide > _WIDEST - bool(pieces):
            pieces.append(piece)
            piece, size = "", 0
        piece += sign
        size += wide
    return "\r\n ".join([*pieces, piece])
