"""Raw edits in, a scenario or every fault out."""

from collections.abc import Callable, Mapping, Sequence
from math import isfinite
from typing import Any, cast

from entrepot.kernel.errors import Problem
from entrepot.region.cells import nearest
from entrepot.region.edits import (
    ADDED_MODES,
    CLOSE_KINDS,
    FACTORS,
    FACTORS_OF,
    SCALE_KINDS,
    TRAFFICS,
    VERBS,
    Addition,
    Close,
    Conversion,
    Edit,
    Opening,
    ScaleKind,
    Scaling,
)
from entrepot.region.gazetteer import Gazetteer
from entrepot.region.model import Region
from entrepot.region.scenario import Scenario

FIRST_YEAR, LAST_YEAR = 1990, 2100
GAUGES_MM = (600, 2000)  # gauges of railways lie between these
_MOST_KM = 20_000.0
_MOST_FACTOR = 1000.0
MOST_EDITS = 200
_BESIDE: dict[str, tuple[str, ...]] = {"open": ("year",), "scale": FACTORS}
Table = Mapping[str, Any]


class EditReader:
    """Reads the edits of a scenario against a region; faults are collected in `problems`."""

    def __init__(self, region: Region, gazetteer: Gazetteer) -> None:
        self._region = region
        self._gazetteer = gazetteer
        self.problems: list[Problem] = []

    def scenario(self, raw: object, where: str, name: str) -> Scenario:
        """Read a scenario.

        Args:
            raw: A table with a name and a list of edits.
            where: What faults call it, such as `scenario[1]`.
            name: Its name where it gives none.
        """
        if not isinstance(raw, Mapping):
            self._fault("table", where, "is not a table.", "Write [[scenario]].")
            return Scenario(name)
        for key in raw:
            if key not in ("name", "edit"):
                hint = nearest(str(key), ["name", "edit"])
                self._fault("extra", f"{where}.{key}", "is no field of a scenario.", hint)
        told = str(raw.get("name") or "").strip() or name
        given = raw.get("edit", [])
        if not isinstance(given, Sequence) or isinstance(given, str):
            self._fault("table", f"{where}.edit", "is not a list.", "Write [[scenario.edit]].")
            given = []
        if len(given) > MOST_EDITS:
            hint = "Split the scenario."
            self._fault("too_many", f"{where}.edit", f"has more than {MOST_EDITS} edits.", hint)
            given = []
        edits = [self._edit(one, f"{where}.edit[{n}]") for n, one in enumerate(given, start=1)]
        return Scenario(told, tuple(edit for edit in edits if edit is not None))

    def _edit(self, raw: object, where: str) -> Edit | None:
        if not isinstance(raw, Mapping):
            self._fault("table", where, "is not a table.", "Write [[scenario.edit]].")
            return None
        verbs = [verb for verb in VERBS if verb in raw]
        self._extra(raw, where, (*VERBS, *(k for verb in verbs for k in _BESIDE.get(verb, ()))))
        if len(verbs) != 1:
            told = " and ".join(verbs) if verbs else "nothing that is known"
            hint = f"Give one of {', '.join(VERBS)}."
            self._fault("edit", where, f"asks for {told}.", hint)
            return None
        read: dict[str, Callable[[Table, str], Edit | None]] = {
            "close": self._close, "open": self._open, "add": self._add,
            "scale": self._scale, "convert": self._convert,
        }  # fmt: skip
        return read[verbs[0]](raw, where)

    def _close(self, raw: Table, where: str) -> Close | None:
        kind, name = self._target(raw["close"], f"{where}.close", CLOSE_KINDS)
        return Close(kind, name) if name else None

    def _open(self, raw: Table, where: str) -> Opening | None:
        year = self._year(raw, where)
        _, name = self._target(raw["open"], f"{where}.open", ("link",))
        row = next((link for link in self._region.links if link.id == name), None)
        if name and row is None:
            hint = nearest(name, [link.id for link in self._region.links if link.use == "leg"])
            self._fault("unknown", f"{where}.open", f"there is no link '{name}'.", hint)
            return None
        if row is not None and row.use != "leg":
            message = f"link '{name}' is a {row.use}, which nothing runs over."
            self._fault("not_a_leg", f"{where}.open", message, "Open the legs it is made of.")
            return None
        return Opening(name, year) if row is not None else None

    def _add(self, raw: Table, where: str) -> Addition | None:
        own, at = raw["add"], f"{where}.add"
        if not isinstance(own, Mapping):
            hint = 'Write {from = "A", to = "B", mode = "rail", km = 100}.'
            self._fault("table", at, "is not a table.", hint)
            return None
        self._extra(own, at, ("from", "to", "mode", "km", "gauge_mm", "traffic", "year"))
        known = len(self.problems)
        ends = [self._place(own, at, name) for name in ("from", "to")]
        if ends[0] and ends[0] == ends[1]:
            self._fault("same", f"{at}.to", "is where the link starts.", "Name another place.")
        mode = self._word(own, at, "mode", ADDED_MODES, "rail")
        traffic = self._word(own, at, "traffic", TRAFFICS, "mixed")
        km = self._number(own, at, "km", 0.0, _MOST_KM)
        gauge = self._whole(own, at, "gauge_mm", *GAUGES_MM)
        year = self._year(own, at)
        if gauge is not None and mode != "rail":
            self._fault("gauge", f"{at}.gauge_mm", f"{mode} has no gauge.", "Leave it out.")
        if len(self.problems) > known:
            return None
        return Addition(ends[0], ends[1], cast(Any, mode), km, gauge, traffic, year)

    def _scale(self, raw: Table, where: str) -> Scaling | None:
        kind, name = self._target(raw["scale"], f"{where}.scale", SCALE_KINDS)
        known = len(self.problems)
        given = {
            factor: self._number(raw, where, factor, 0.0, _MOST_FACTOR)
            for factor in FACTORS
            if factor in raw
        }
        if not name:
            return None
        if not given:
            hint = f"Give {', '.join(FACTORS_OF[cast(ScaleKind, kind)])}: 1.2 is a fifth more."
            self._fault("missing", where, f"scales {kind}:{name} by nothing.", hint)
        for factor, value in given.items():
            if factor not in FACTORS_OF[cast(ScaleKind, kind)] and value not in (None, 1.0):
                hint = f"A {kind} has {' and '.join(FACTORS_OF[cast(ScaleKind, kind)])}."
                self._fault("factor", f"{where}.{factor}", f"a {kind} has no {factor}.", hint)
        if len(self.problems) > known:
            return None
        return Scaling(cast(ScaleKind, kind), name, **{k: float(v or 1) for k, v in given.items()})

    def _convert(self, raw: Table, where: str) -> Conversion | None:
        own, at = raw["convert"], f"{where}.convert"
        if not isinstance(own, Mapping):
            hint = 'Write {country = "XX", from_mm = 1000, to_mm = 1435}.'
            self._fault("table", at, "is not a table.", hint)
            return None
        self._extra(own, at, ("country", "from_mm", "to_mm"))
        known = len(self.problems)
        country = self._country(own, at)
        gauges = [self._whole(own, at, name, *GAUGES_MM) for name in ("from_mm", "to_mm")]
        for name, gauge in zip(("from_mm", "to_mm"), gauges, strict=True):
            if gauge is None and own.get(name) is None:
                self._fault("missing", f"{at}.{name}", "is empty.", "Give a gauge [mm].")
        if len(self.problems) > known:
            return None
        return Conversion(country, gauges[0] or 0, gauges[1] or 0)

    def _country(self, raw: Table, where: str) -> str:
        told = str(raw.get("country") or "").strip().upper()
        known = sorted({place.country for place in self._region.places.values() if place.country})
        if told not in known:
            message = f"there is no country '{told}'." if told else "is empty."
            hint = nearest(told, known) or "Write its two letters of ISO 3166."
            self._fault("unknown", f"{where}.country", message, hint)
            return ""
        return told

    def _target(self, raw: object, where: str, kinds: Sequence[str]) -> tuple[str, str]:
        """Kind and id out of `KIND:ID`; empty with a fault."""
        kind, _, name = str(raw).strip().partition(":")
        if not isinstance(raw, str) or kind not in kinds or not name:
            hint = f"Write KIND:ID; kinds are {', '.join(kinds)}."
            self._fault("target", where, f"'{raw}' is not KIND:ID.", hint)
            return "", ""
        if kind == "tariff" and name not in (*ADDED_MODES, "sea", "air"):
            hint = nearest(name, [*ADDED_MODES, "sea", "air"])
            self._fault("unknown", where, f"there is no mode '{name}'.", hint)
            return kind, ""
        return kind, name.upper() if kind == "country" else name

    def _place(self, raw: Table, where: str, name: str) -> str:
        text = str(raw.get(name) or "").strip()
        if not text:
            self._fault("missing", f"{where}.{name}", "is empty.", "Name a place.")
            return ""
        place = self._gazetteer.find(text)
        if place is None:
            near = ", ".join(f"{p.name} ({p.id})" for p in self._gazetteer.nearest(text))
            hint = f"Nearest: {near}." if near else "Search with: entrepot places search WORD."
            self._fault("place", f"{where}.{name}", f"'{text}' is no place known.", hint)
            return ""
        return place.id

    def _word(self, raw: Table, where: str, name: str, words: Sequence[str], default: str) -> str:
        told = str(raw.get(name) or default).strip().casefold()
        if told in words:
            return told
        hint = nearest(told, list(words)) or f"Known: {', '.join(words)}."
        message = f"'{told}' is not one of {', '.join(words)}."
        self._fault("unknown", f"{where}.{name}", message, hint)
        return default

    def _year(self, raw: Table, where: str) -> int | None:
        return self._whole(raw, where, "year", FIRST_YEAR, LAST_YEAR)

    def _whole(self, raw: Table, where: str, name: str, low: int, high: int) -> int | None:
        value = raw.get(name)
        if value is None or value == "":
            return None
        number = _number_of(value)
        if number is None or number != int(number) or not low <= number <= high:
            message = f"'{value}' is not a whole number from {low} to {high}."
            self._fault("whole", f"{where}.{name}", message, "Mend it.")
            return None
        return int(number)

    def _number(self, raw: Table, where: str, name: str, low: float, most: float) -> float | None:
        value = raw.get(name)
        if value is None or value == "":
            return None
        number = _number_of(value)
        if number is None or not low < number <= most:
            message = f"'{value}' is not a number above {low:g} and at most {most:g}."
            self._fault("number", f"{where}.{name}", message, "Mend it.")
            return None
        return number

    def _extra(self, raw: Table, where: str, known: Sequence[str]) -> None:
        for key in raw:
            if key not in known:
                hint = nearest(str(key), list(known))
                self._fault("extra", f"{where}.{key}", "is not known.", hint)

    def _fault(self, code: str, where: str, message: str, hint: str) -> None:
        self.problems.append(Problem(f"scenario.{code}", where, message, hint))


def _number_of(value: object) -> float | None:
    """A finite number out of a number or digits; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except ValueError:
        return None
    return number if isfinite(number) else None
