"""Interchanges of UN/EDIFACT: text split into segments, and written again.

`pydifact` splits the text; what segments mean is no matter of this file.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pydifact.control.characters import Characters
from pydifact.exceptions import EDISyntaxError
from pydifact.token import Token
from pydifact.tokenizer import Tokenizer

MOST_SIGNS = 1_000_000
SERVICE = ("UNA", "UNB", "UNG", "UNH", "UNT", "UNE", "UNZ")
_UNA = "UNA"
_ADVICE = 6  # signs behind UNA
_USUAL = Characters.from_str("UNA:+.? '")
Element = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Segment:
    """A segment.

    Attributes:
        tag: Three letters.
        elements: Data elements, each with its components; an empty one has one empty component.
        position: Its place in the interchange, from 1, a UNA not counted.
    """

    tag: str
    elements: tuple[Element, ...] = ()
    position: int = 0

    def get(self, element: int, component: int = 1) -> str:
        """A component, both counted from 1; empty where it is not there."""
        if not 0 < element <= len(self.elements):
            return ""
        parts = self.elements[element - 1]
        return parts[component - 1] if component <= len(parts) else ""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with an interchange, and where.

    Attributes:
        code: Syntax error of data element 0085, as CONTRL tells it.
        message, message_zh: In words.
        segment: The segment; None where there is none.
        element, component: Which of it, from 1; 0 for the segment as a whole.
        number: Number of the segment in its message, UNH being 1; 0 outside of messages.
        reference: Of the message; empty outside of messages.
    """

    code: str
    message: str
    message_zh: str
    segment: Segment | None = None
    element: int = 0
    component: int = 0
    number: int = 0
    reference: str = ""

    @property
    def where(self) -> str:
        """Segment and element in words."""
        if self.segment is None:
            return "interchange"
        at = f"segment {self.segment.position} {self.segment.tag}"
        if not self.element:
            return at
        return f"{at}, element {self._place}"

    @property
    def where_zh(self) -> str:
        """The same in Chinese."""
        if self.segment is None:
            return "交换报文"
        at = f"第{self.segment.position}段 {self.segment.tag}"
        return f"{at}，数据元 {self._place}" if self.element else at

    @property
    def _place(self) -> str:
        return f"{self.element}.{self.component}" if self.component else str(self.element)


def split(text: str) -> tuple[tuple[Segment, ...], tuple[Fault, ...]]:
    """Split an interchange into segments; what stands before a fault is kept.

    Example:
        >>> split("UNH+1+CODECO:D:95B:UN'")[0][0].get(2, 3)
        '95B'
    """
    body = text.strip()
    if len(body) > MOST_SIGNS:
        return (), (Fault("18", f"has more than {MOST_SIGNS} signs.", "报文过长。"),)
    signs, body, faults = _advice(body)
    if faults:
        return (), faults
    found: list[Segment] = []
    try:
        for elements in _elements(Tokenizer().get_tokens(body, signs)):
            tag = elements[0][0]
            found.append(Segment(tag, tuple(elements[1:]), len(found) + 1))
    except EDISyntaxError as error:
        told = f"breaks off or escapes wrongly behind here: {error or 'it ends'}"
        faults = (Fault("18", told, "报文语法错误。", found[-1] if found else None),)
    if not found and not faults:
        faults = (Fault("18", "is empty.", "报文为空。"),)
    return tuple(found), faults


def _advice(text: str) -> tuple[Characters, str, tuple[Fault, ...]]:
    """The signs that a UNA gives, or the usual ones, and the text behind it."""
    if not text.startswith(_UNA):
        return _USUAL, text, ()
    end = len(_UNA) + _ADVICE
    told = text[len(_UNA) : end]
    parts = told[:2] + told[3:4] + told[5:]  # component, element, release, terminator
    if len(told) < _ADVICE or len(set(parts)) < len(parts) or any(c.isalnum() for c in parts):
        fault = Fault("22", "the service string advice gives no signs of its own.", "UNA 无效。")
        return _USUAL, "", (fault,)
    return Characters.from_str(_UNA + told), text[end:].lstrip("\r\n "), ()


def _elements(tokens: Iterable[Token]) -> Iterator[list[Element]]:
    """Elements of each segment, the tag first."""
    elements: list[list[str]] = [[""]]
    for token in tokens:
        if token.type == Token.Type.TERMINATOR:
            yield [tuple(parts) for parts in elements]
            elements = [[""]]
        elif token.type == Token.Type.DATA_SEPARATOR:
            elements.append([""])
        elif token.type == Token.Type.COMPONENT_SEPARATOR:
            elements[-1].append("")
        else:
            elements[-1][-1] += token.value


def write(segments: Iterable[Segment]) -> str:
    """Write segments with the usual signs, a line each; empty ends are left out."""
    return "".join(f"{_written(one)}'\n" for one in segments)


def _written(segment: Segment) -> str:
    elements = ["".join([segment.tag])]
    elements += [":".join(map(_escape, _trim(parts))) for parts in segment.elements]
    return "+".join(_trim(elements))


def _trim(parts: Sequence[str]) -> Sequence[str]:
    kept = len(parts)
    while kept and not parts[kept - 1]:
        kept -= 1
    return parts[:kept]


def _escape(text: str) -> str:
    return "".join(f"?{sign}" if sign in "?:+'" else sign for sign in text)


def of(tag: str, *elements: str | Element) -> Segment:
    """A segment of elements, single ones as text."""
    return Segment(tag, tuple((one,) if isinstance(one, str) else one for one in elements))
