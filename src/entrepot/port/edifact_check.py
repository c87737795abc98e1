"""Whether messages are as their maps say: every fault, with segment and element."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from entrepot.port.edifact import Fault, Segment
from entrepot.port.edifact_map import MessageMap, Node, Part, Slot

MOST_FAULTS, MOST_STRAYS = 100, 10
_VERSIONS = ("1", "2", "3", "4")


@dataclass(frozen=True, slots=True)
class Group:
    """Segments of a group in their order, and the groups within it.

    Attributes:
        tag: Name of the group; of the message its type.
        segments: Its own.
        groups: Those within it.
    """

    tag: str
    segments: tuple[Segment, ...] = ()
    groups: tuple["Group", ...] = ()

    def all(self, tag: str) -> tuple[Segment, ...]:
        """Its own segments of a tag."""
        return tuple(one for one in self.segments if one.tag == tag)

    def first(self, tag: str, qualifier: str = "") -> Segment | None:
        """Its first segment of a tag, with a qualifier where one is named."""
        found = (one for one in self.all(tag) if not qualifier or one.get(1) == qualifier)
        return next(found, None)

    def inner(self, tag: str) -> tuple["Group", ...]:
        """Groups within it by their name."""
        return tuple(one for one in self.groups if one.tag == tag)


@dataclass(frozen=True, slots=True)
class Message:
    """A message that is as its map says.

    Attributes:
        reference: As UNH tells it.
        map: Its map.
        body: What stands in it.
    """

    reference: str
    map: MessageMap
    body: Group


@dataclass(frozen=True, slots=True)
class Interchange:
    """What was read.

    Attributes:
        sender, recipient: As UNB tells them.
        reference: Control reference of UNB.
        messages: Those without a fault.
        faults: All faults.
        references: Of all messages, type by reference, in their order.
    """

    sender: str
    recipient: str
    reference: str
    messages: tuple[Message, ...]
    faults: tuple[Fault, ...]
    references: Mapping[str, str] = field(default_factory=dict)


def check_interchange(
    segments: Sequence[Segment], maps: Mapping[str, MessageMap], faults: Sequence[Fault] = ()
) -> Interchange:
    """Look at all of an interchange.

    Args:
        segments: As they were split.
        maps: Maps by the type of message.
        faults: Those of the splitting.
    """
    found = list(faults)
    found += _envelope(segments, maps)
    head = segments[0] if segments and segments[0].tag == "UNB" else Segment("UNB")
    messages, references = [], {}
    for rows in _messages(segments):
        reference, kind = rows[0].get(1), rows[0].get(2, 1)
        references[reference] = kind
        message, wrong = _check_message(rows, maps)
        found += wrong
        if message is not None and not wrong:
            messages.append(message)
    return Interchange(
        head.get(2, 1), head.get(3, 1), head.get(5), tuple(messages), tuple(found[:MOST_FAULTS]),
        references,
    )  # fmt: skip


def _messages(segments: Sequence[Segment]) -> Iterator[Sequence[Segment]]:
    """Segments of each message from UNH to UNT, or to where the next one begins."""
    start = None
    for place, segment in enumerate(segments):
        if segment.tag == "UNH":
            if start is not None:
                yield segments[start:place]
            start = place
        elif segment.tag in ("UNT", "UNZ") and start is not None:
            yield segments[start : place + (segment.tag == "UNT")]
            start = None
    if start is not None:
        yield segments[start:]


# The envelope


def _envelope(segments: Sequence[Segment], maps: Mapping[str, MessageMap]) -> Iterator[Fault]:
    if not segments:
        return
    known = next(iter(maps.values()))
    head, tail = segments[0], segments[-1]
    count = sum(one.tag == "UNH" for one in segments)
    if head.tag != "UNB":
        yield Fault("13", "UNB is missing.", "缺少 UNB。", head)
    else:
        yield from _check_elements(head, known, 0, "")
        if head.get(1, 1)[:3] != "UNO" or head.get(1, 2) not in _VERSIONS:
            yield Fault("2", "this syntax is not supported.", "不支持该语法版本。", head, 1)
    if count == 0:
        yield Fault("13", "there is no message.", "没有报文。", head)
    if tail.tag != "UNZ":
        yield Fault("13", "UNZ is missing.", "缺少 UNZ。", tail)
    else:
        yield from _check_elements(tail, known, 0, "")
        yield from _check_tail(head, tail, count)
    yield from _strays(segments)


def _check_tail(head: Segment, tail: Segment, count: int) -> Iterator[Fault]:
    if tail.get(1).isdigit() and int(tail.get(1)) != count:
        yield Fault("29", f"counts {tail.get(1)} messages, and there are {count}.",
                    f"报文数应为 {count}。", tail, 1)  # fmt: skip
    if head.tag == "UNB" and tail.get(2) != head.get(5):
        yield Fault("28", "does not repeat the reference of UNB.", "与 UNB 参考号不一致。", tail, 2)


def _strays(segments: Sequence[Segment]) -> Iterator[Fault]:
    """Segments between the messages."""
    is_in = False
    for segment in segments:
        if segment.tag == "UNH":
            is_in = True
        elif not is_in and segment.tag not in ("UNB", "UNZ"):
            yield Fault("15", "stands outside of a message.", "位于报文之外。", segment)
        if segment.tag == "UNT":
            is_in = False


# A message


def _check_message(
    rows: Sequence[Segment], maps: Mapping[str, MessageMap]
) -> tuple[Message | None, tuple[Fault, ...]]:
    head = rows[0]
    reference, told = head.get(1), head.get(2, 1)
    found = maps.get(told)
    if found is None:
        words = f"{told[:20]!r} is no message that is read here: {', '.join(sorted(maps))}."
        fault = Fault("14", words, "不支持该报文类型。", head, 2, 1, 1, reference)
        return None, (fault,)
    faults = [*_check_head(head, reference), *_check_trailer(rows, reference)]
    for number, segment in enumerate(rows, start=1):
        faults += _check_elements(segment, found, number, reference)
    body, wrong = _match(rows, found, reference)
    faults += wrong
    return Message(reference, found, body), tuple(faults)


def _check_head(head: Segment, reference: str) -> Iterator[Fault]:
    for part, value in ((2, "D"), (3, "95B"), (4, "UN")):
        if head.get(2, part) != value:
            yield Fault("14", f"{head.get(2, part)[:10]!r}: messages here are of D.95B.",
                        "仅支持 D.95B。", head, 2, part, 1, reference)  # fmt: skip


def _check_trailer(rows: Sequence[Segment], reference: str) -> Iterator[Fault]:
    tail = rows[-1]
    if tail.tag != "UNT":
        return  # the order of the message misses it
    if tail.get(1).isdigit() and int(tail.get(1)) != len(rows):
        yield Fault("29", f"counts {tail.get(1)} segments, and there are {len(rows)}.",
                    f"段数应为 {len(rows)}。", tail, 1, 0, len(rows), reference)  # fmt: skip
    if tail.get(2) != reference:
        yield Fault("28", "does not repeat the reference of UNH.", "与 UNH 参考号不一致。",
                    tail, 2, 0, len(rows), reference)  # fmt: skip


def _match(
    rows: Sequence[Segment], found: MessageMap, reference: str
) -> tuple[Group, tuple[Fault, ...]]:
    """Segments put where the map has them; one that has no place is told and passed over."""
    numbers = {segment.position: number for number, segment in enumerate(rows, start=1)}
    left = list(rows)
    strays: list[Fault] = []
    while True:
        walk = _Walk(left)
        body = walk.take(found.type, found.nodes)
        if walk.at == len(left) or len(strays) >= MOST_STRAYS:
            break
        stray = left.pop(walk.at)
        before = left[walk.at - 1].tag if walk.at else ""
        strays.append(_stray(stray, before, numbers[stray.position], reference))
    missing = tuple(
        replace(one, number=numbers.get(one.segment.position, 0) if one.segment else 0,
                reference=reference)
        for one in walk.faults
    )  # fmt: skip
    return body, (*strays, *missing)


def _stray(segment: Segment, before: str, number: int, reference: str) -> Fault:
    if segment.tag == before:
        return Fault("35", "is repeated more often than it may be.", "重复次数超限。", segment,
                     number=number, reference=reference)  # fmt: skip
    return Fault("15", "has no place here.", "此处不应出现该段。", segment, number=number,
                 reference=reference)  # fmt: skip


class _Walk:
    """Goes through segments in the order of a map."""

    def __init__(self, rows: Sequence[Segment]) -> None:
        self.rows, self.at = rows, 0
        self.faults: list[Fault] = []

    def take(self, tag: str, nodes: Sequence[Node]) -> Group:
        """What of the segments from here on the nodes have a place for."""
        segments: list[Segment] = []
        groups: list[Group] = []
        for node in nodes:
            count = 0
            while count < node.most and self._tag() == node.trigger:
                if node.nodes:
                    groups.append(self.take(node.tag, node.nodes))
                else:
                    segments.append(self.rows[self.at])
                    self.at += 1
                count += 1
            if not count and node.is_mandatory:
                self._miss(node)
        return Group(tag, tuple(segments), tuple(groups))

    def _tag(self) -> str:
        return self.rows[self.at].tag if self.at < len(self.rows) else ""

    def _miss(self, node: Node) -> None:
        place = min(self.at, len(self.rows) - 1)
        self.faults.append(
            Fault("13", f"{node.trigger} is missing before here.", f"此前缺少 {node.trigger}。",
                  self.rows[place])
        )  # fmt: skip


# Elements


def _check_elements(
    segment: Segment, found: MessageMap, number: int, reference: str
) -> Iterator[Fault]:
    slots = found.segments.get(segment.tag)
    if slots is None:
        return  # where it stands is judged already
    if len(segment.elements) > len(slots):
        yield Fault("16", f"has more than {len(slots)} elements.", "数据元过多。", segment,
                    len(slots) + 1, 0, number, reference)  # fmt: skip
    for place, slot in enumerate(slots, start=1):
        element = segment.elements[place - 1] if place <= len(segment.elements) else ("",)
        for component, code, english, chinese in _check_slot(segment, slot, place, element, found):
            yield Fault(code, english, chinese, segment, place, component, number, reference)


_Told = tuple[int, str, str, str]


def _check_slot(
    segment: Segment, slot: Slot, place: int, element: Sequence[str], found: MessageMap
) -> Iterator[_Told]:
    is_composite = len(slot.parts) > 1
    if not any(element):
        if slot.is_mandatory:
            yield 0, "13", f"data element {slot.id} is missing.", f"缺少数据元 {slot.id}。"
        return
    if len(element) > len(slot.parts):
        yield len(slot.parts) + 1, "16", "has too many components.", "成分数据元过多。"
    for at, part in enumerate(slot.parts, start=1):
        value = element[at - 1] if at <= len(element) else ""
        shown = at if is_composite else 0
        if not value:
            if part.is_mandatory:
                yield shown, "13", f"data element {part.id} is missing.", f"缺少数据元 {part.id}。"
            continue
        for code, english, chinese in _check_value(value, part):
            yield shown, code, english, chinese
        allowed = found.codes_of(segment.tag, place, at, part.id)
        if allowed is not None and value not in allowed:
            listed = ", ".join(sorted(allowed))
            yield (shown, "12", f"{value[:20]!r} is no code of data element {part.id} here: "
                   f"{listed}.", f"代码无效，应为：{listed}。")  # fmt: skip


def _check_value(value: str, part: Part) -> Iterator[tuple[str, str, str]]:
    size = len(value)
    if part.kind == "n":
        digits = value.lstrip("-").replace(",", ".", 1).replace(".", "", 1)
        size = len(digits)
        if not (digits.isascii() and digits.isdigit()):
            yield "37", f"{value[:20]!r} is no number.", "应为数字。"
            return
    elif part.kind == "a" and not value.isalpha():
        yield "37", f"{value[:20]!r} is not of letters alone.", "应为字母。"
    if any(ord(sign) < ord(" ") or sign == "\x7f" for sign in value):
        yield "21", "holds a sign of no text.", "含非法字符。"
    if size > part.most:
        yield "39", f"is longer than {part.most}.", f"长度超过 {part.most}。"
    elif size < part.least:
        yield "40", f"is shorter than {part.least}.", f"长度不足 {part.least}。"
