"""Cells of Viet Nam's schedules: bare percentages; a star where the agreement says nothing."""

import re

from entrepot.tariff.dialects.reading import NUMBER, Reading
from entrepot.tariff.expression import NotCovered, parse_duty


def read(text: str) -> tuple[Reading, ...]:
    """Read a cell: `15`, `7,5`, `*`; the values of a row of years come one by one."""
    if text == "*":
        return (Reading(NotCovered()),)
    bare = re.sub(rf"^({NUMBER})$", r"\1 %", text.replace(",", "."))
    return (Reading(parse_duty(bare)),)
