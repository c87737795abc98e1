"""Trade in services by category and mode of supply, and what its parts leave of a whole.

Categories are codes in which a longer one is a part of the shorter one it begins with: SC1 is a
part of SC, and SC of S. A whole that is told stands; what its told parts leave of it is not
allocated, and is told as such, never spread. A whole that is not told is unknown.

Source: BPM6 and MSITS 2010: EBOPS 2010 categories; modes 1 cross-border, 2 consumption abroad,
3 commercial presence, 4 presence of persons (GATS article I).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from entrepot.kernel.errors import Problem

MODES = ("1", "2", "3", "4", "all")
FLOWS = ("export", "import")
_SLACK = 1e-9  # of a whole, for sums of decimals


@dataclass(frozen=True, slots=True)
class Service:
    """A figure: the period, the category, the mode (all where it is not told), the flow."""

    period: str
    category: str
    mode: str
    flow: str


Told = Mapping[Service, float]


@dataclass(frozen=True, slots=True)
class Line:
    """A category in a period; None where nothing is known.

    Attributes:
        period, category: What it is of.
        exports, imports: All modes together.
        by_mode: Exports and imports by mode, of the modes that are told.
        unallocated_exports, unallocated_imports: What told parts leave of it; None without parts.
    """

    period: str
    category: str
    exports: float | None
    imports: float | None
    by_mode: Mapping[tuple[str, str], float]
    unallocated_exports: float | None
    unallocated_imports: float | None

    @property
    def balance(self) -> float | None:
        """Exports less imports."""
        return None if None in (self.exports, self.imports) else self.exports - self.imports  # type: ignore[operator]


def table(told: Told) -> list[Line]:
    """The categories that are told, with what their parts leave of them."""
    keys = sorted({(one.period, one.category) for one in told})
    return [_line(told, period, category) for period, category in keys]


def _line(told: Told, period: str, category: str) -> Line:
    exports, imports = (whole(told, period, category, flow) for flow in FLOWS)
    modes = {
        (flow, mode): told[key] for flow in FLOWS for mode in MODES[:-1]
        if (key := Service(period, category, mode, flow)) in told
    }  # fmt: skip
    left = [_left(told, period, category, flow) for flow in FLOWS]
    return Line(period, category, exports, imports, modes, *left)


def whole(told: Told, period: str, category: str, flow: str) -> float | None:
    """A category in all modes: as it is told, else its modes together where all four are."""
    if (found := told.get(Service(period, category, "all", flow))) is not None:
        return found
    modes = [told.get(Service(period, category, mode, flow)) for mode in MODES[:-1]]
    known = [one for one in modes if one is not None]
    return sum(known) if len(known) == len(modes) else None


def parts_of(told: Told, period: str, category: str) -> list[str]:
    """The nearest told parts of a category."""
    below = sorted({one.category for one in told
                    if one.period == period and one.category != category
                    and one.category.startswith(category)})  # fmt: skip
    return [one for one in below
            if not any(other != one and one.startswith(other) for other in below)]  # fmt: skip


def _left(told: Told, period: str, category: str, flow: str) -> float | None:
    parts = [whole(told, period, one, flow) for one in parts_of(told, period, category)]
    known, own = [one for one in parts if one is not None], whole(told, period, category, flow)
    return None if own is None or not known else own - sum(known)


def check(told: Told) -> Iterator[Problem]:
    """What does not add up: parts above their whole, modes above all modes."""
    for line in table(told):
        where = f"{line.period} {line.category}"
        for flow, left, own in (("export", line.unallocated_exports, line.exports),
                                ("import", line.unallocated_imports, line.imports)):  # fmt: skip
            if left is not None and own is not None and left < -_SLACK * max(own, 1.0):
                yield _above(where, flow, "parts", -left)
            modes = sum(value for (of, _), value in line.by_mode.items() if of == flow)
            if own is not None and modes > own * (1 + _SLACK):
                yield _above(where, flow, "modes", modes - own)


def _above(where: str, flow: str, what: str, much: float) -> Problem:
    return Problem(
        "services.parts", f"{where} {flow}", f"its {what} are {much:g} above it.",
        "Mend the one or the other.", message_zh=f"分项合计超出总额{much:g}。",
    )  # fmt: skip
