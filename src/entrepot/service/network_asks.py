"""Questions for physical ways: words in, values out, every fault at once."""

from collections.abc import Collection, Mapping, Sequence
from difflib import get_close_matches
from functools import cached_property

from entrepot.corridors.sea import ALWAYS_SHUT, SeaWays
from entrepot.corridors.travel import ALL, Ask, Point
from entrepot.kernel.errors import InputError, Problem
from entrepot.region.gazetteer import Gazetteer
from entrepot.store.networks import Networks
from entrepot.store.reference import WindowReference

MODES = ("rail", "road", "sea")
AVOID_KINDS = ("border", "country", "link", "passage")


class Asker:
    """Reads questions by what is known of places and networks.

    Args:
        networks: The build in use.
        reference: Tables of the region.
    """

    def __init__(self, networks: Networks, reference: WindowReference) -> None:
        self._networks, self._reference = networks, reference
        self._problems: list[Problem] = []

    def read(self, queries: Sequence[Mapping[str, str]], year: int | None) -> list[Ask]:
        """The questions.

        Raises:
            InputError: With every fault of every question.
        """
        self._problems = []
        asks = [
            self._ask(query, year, f"row {number}, " if len(queries) > 1 else "")
            for number, query in enumerate(queries, start=1)
        ]
        if self._problems:
            raise InputError(self._problems)
        return [ask for ask in asks if ask is not None]

    def opened(self, words: Sequence[str]) -> frozenset[str]:
        """Passages to use though they are always shut.

        Raises:
            InputError: With every word that names none.
        """
        self._problems = []
        shut = sorted(ALWAYS_SHUT & self._known["passage"])
        for word in words:
            if word.removeprefix("passage:") not in shut:
                message = f"'{word}' is no passage that is always shut."
                self._wrong("networks.open", "open", message, [f"passage:{p}" for p in shut])
        if self._problems:
            raise InputError(self._problems)
        return frozenset(word.removeprefix("passage:") for word in words)

    def _ask(self, query: Mapping[str, str], year: int | None, where: str) -> Ask | None:
        mode = query.get("mode", "").lower()
        if mode not in MODES:
            self._wrong("networks.mode", f"{where}mode", f"there is no mode '{mode}'.", MODES)
        ends = [self._point(query.get(name, ""), f"{where}{name}") for name in ("from", "to")]
        avoid = self._avoid(query.get("avoid", ""), f"{where}avoid")
        if mode not in MODES or ends[0] is None or ends[1] is None:
            return None
        return Ask(ends[0], ends[1], mode, year, avoid)

    def _wrong(self, code: str, where: str, message: str, known: Collection[str]) -> None:
        hint = f"Give one of {', '.join(known)}." if known else ""
        self._problems.append(Problem(code, where, message, hint))

    def _point(self, text: str, where: str) -> Point | None:
        if (at := parse_position(text)) is not None:
            return Point(text, *at)
        if (place := self._gazetteer.find(text)) is not None and text:
            return Point(place.id, place.lat, place.lon)
        if (port := self._ports.get(text.upper())) is not None:
            return Point(text.upper(), *port)
        near = [place.id for place in self._gazetteer.nearest(text)]
        self._wrong("networks.place", where, f"there is no place '{text}'.", near)
        return None

    @cached_property
    def _gazetteer(self) -> Gazetteer:
        return Gazetteer(self._reference.table("places"))

    @cached_property
    def _ports(self) -> Mapping[str, tuple[float, float]]:
        return self._networks.ports()

    def _avoid(self, text: str, where: str) -> tuple[tuple[str, str], ...]:
        found = []
        for word in filter(None, (part.strip() for part in text.split(";"))):
            kind, _, name = word.partition(":")
            name = name.upper() if kind == "country" else name
            if kind not in AVOID_KINDS or not name:
                self._wrong("networks.avoid", where, f"'{word}' is not KIND:ID.",
                            [f"{kind}:ID" for kind in AVOID_KINDS])  # fmt: skip
            elif name not in self._known[kind] and not self._is_any_border(kind, name):
                near = get_close_matches(name, self._known[kind], n=3, cutoff=0.5)
                self._wrong("networks.avoid", where, f"there is no {kind} '{name}'.", near)
            else:
                found.append((kind, name))
        return tuple(found)

    def _is_any_border(self, kind: str, name: str) -> bool:
        """Whether it is every border, or one of two countries without a post of its own."""
        ends = name.upper().split("-")
        return kind == "border" and (
            name == ALL or (len(ends) == 2 and set(ends) <= self._known["country"])
        )

    @cached_property
    def _known(self) -> dict[str, set[str]]:
        rows = [
            row.id
            for name in ("rail_repairs", "rail_openings")
            for row in self._reference.table(name)
        ]
        return {
            "border": {row.id for row in self._reference.table("borders")},
            "country": set(self._networks.physical("road").countries),
            "link": set(rows),
            "passage": set(SeaWays(self._networks.sea(), {}).passages),
        }


def parse_position(text: str) -> tuple[float, float] | None:
    """Latitude and longitude written LAT,LON; None for anything else.

    Example:
        >>> parse_position("26.6,106.7")
        (26.6, 106.7)
        >>> parse_position("95,0") is None
        True
    """
    lat, comma, lon = text.partition(",")
    try:
        found = float(lat), float(lon)
    except ValueError:
        return None
    return found if comma and abs(found[0]) <= 90 and abs(found[1]) <= 180 else None
