"""Cells of the Working Tariff Document of New Zealand."""

import re
from collections.abc import Iterator
from datetime import date

from entrepot.tariff.dialects.reading import NUMBER, Reading, spaced
from entrepot.tariff.expression import Duty, Free, parse_duty

_RATE = rf"(Free|{NUMBER})"
_FIRST = re.compile(rf"([A-Z]{{2,4}}) {_RATE}")
_STEP = re.compile(rf"(\d{{1,2}})/(\d{{4}}) {_RATE}")
_BELOW = "*See Below"


def read(text: str) -> tuple[Reading, ...]:
    """Read a cell: `5`, `Free`, or notes such as `CA Free; RCEP 4.5; 1/2023 4`.

    Notes name the parties whose rate is another than the column's; a step follows the party
    it is for. What stands behind the last step is the title of the next heading.
    """
    text = spaced(text)
    notes = tuple(_notes(text))
    return notes or (Reading(_rate(text)),)


def _notes(text: str) -> Iterator[Reading]:
    party = ""
    for note in text.split(";"):
        first, step = _FIRST.fullmatch(note.strip()), _STEP.fullmatch(note.strip())
        if first:
            party = first[1]
            yield Reading(_rate(first[2]), (party,))
        elif step and party:
            yield Reading(_rate(step[3]), (party,), date(int(step[2]), int(step[1]), 1))


def _rate(text: str) -> Duty:
    if text == "Free":
        return Free()
    return parse_duty(re.sub(rf"^({NUMBER})$", r"\1 %", text))
