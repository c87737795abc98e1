"""What is wrong with an interchange, told back: a report after the pattern of CONTRL."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from entrepot.kernel.errors import Problem
from entrepot.port.edifact import SERVICE, Fault, Segment, of
from entrepot.port.edifact_check import Interchange

# Structure and codes were compared with CONTRL of syntax version 3 (gefeg.com/jswg/v3/data,
# v3-contrl.htm; GS1 EANCOM 1997, CONTRL) and data element 0085 (service.gefeg.com/jwg1, cl15).
REJECTED, ACCEPTED = "4", "7"  # 0083: this level and all lower ones rejected; acknowledged
_HINT = "Correct the segment and send the interchange again; nothing of it was kept."


def problems_of(faults: Sequence[Fault]) -> tuple[Problem, ...]:
    """Faults as problems, each with segment and element."""
    return tuple(
        Problem(f"edifact.{_NAMES.get(one.code, 'syntax')}", one.where, one.message, _HINT,
                "UN/EDIFACT D.95B", message_zh=f"{one.where_zh}：{one.message_zh}")
        for one in faults
    )  # fmt: skip


_NAMES = {
    "2": "syntax_version", "12": "value", "13": "missing", "14": "not_supported", "15": "order",
    "16": "too_many", "18": "syntax", "21": "sign", "22": "service_sign", "28": "reference",
    "29": "count", "35": "repeats", "37": "type", "39": "too_long", "40": "too_short",
}  # fmt: skip


def report_of(read: Interchange) -> dict[str, Any]:
    """The report as a document.

    Returns:
        `message` CONTRL, the reference of the interchange, its action (0083), and of each message
        its action and faulty segments: number (0096), tag, error (0085), element and component.
    """
    by_message: defaultdict[str, list[Fault]] = defaultdict(list)
    for fault in read.faults:
        by_message[fault.reference].append(fault)
    return {
        "message": "CONTRL",
        "interchange": read.reference,
        "sender": read.sender,
        "recipient": read.recipient,
        "action": REJECTED if read.faults else ACCEPTED,
        "errors": [_document(fault) for fault in by_message.pop("", [])],
        "messages": [
            {"reference": name, "type": kind,
             "action": REJECTED if by_message[name] else ACCEPTED,
             "segments": [_document(fault) for fault in by_message[name]]}
            for name, kind in read.references.items()
        ],
    }  # fmt: skip


def _document(fault: Fault) -> dict[str, Any]:
    segment = fault.segment or Segment("")
    return {
        "segment": fault.number or segment.position, "tag": segment.tag, "error": fault.code,
        "element": fault.element or None, "component": fault.component or None,
        "message": fault.message, "message_zh": fault.message_zh,
    }  # fmt: skip


def control_of(read: Interchange, reference: str) -> tuple[Segment, ...]:
    """The report as segments of CONTRL, from UNH to UNT."""
    parties = (read.sender or "?", read.recipient or "?")
    action = REJECTED if read.faults else ACCEPTED
    body = [
        of("UNH", reference, ("CONTRL", "D", "3", "UN")),
        of("UCI", read.reference or "0", (parties[0],), (parties[1],), action, *_envelope(read)),
    ]
    for name, kind in read.references.items():
        own = [one for one in read.faults if one.reference == name]
        body.append(of("UCM", name, (kind, "D", "95B", "UN"), REJECTED if own else ACCEPTED))
        for one in own:
            body.append(of("UCS", str(one.number or 1), "" if one.element else one.code))
            if one.element:
                body.append(of("UCD", one.code, _place(one)))
    return (*body, of("UNT", str(len(body) + 1), reference))


def _envelope(read: Interchange) -> tuple[str | tuple[str, ...], ...]:
    """What is wrong outside of the messages: the first fault (0085) and its segment (0013)."""
    fault = next((one for one in read.faults if not one.reference), None)
    if fault is None:
        return ()
    tag = fault.segment.tag if fault.segment else ""
    if tag not in SERVICE:
        return (fault.code,)
    return (fault.code, tag, _place(fault)) if fault.element else (fault.code, tag)


def _place(fault: Fault) -> tuple[str, str]:
    """S011: the tag of a segment counts as its first element there, and components from 1."""
    return str(fault.element + 1), str(fault.component) if fault.component else ""
