"""Edits of a scenario: what is shut, opened, added, scaled or converted, and in which year."""

from dataclasses import dataclass
from typing import Literal, get_args

from entrepot.kernel.codes import Mode

ScaleKind = Literal["tariff", "border", "service"]
SCALE_KINDS: tuple[ScaleKind, ...] = get_args(ScaleKind)
CLOSE_KINDS = ("border", "passage", "link", "terminal", "service", "country", "mode")
VERBS = ("close", "open", "add", "scale", "convert")
FACTORS = ("cost", "time", "frequency")
# What each kind of thing has that a factor can change.
FACTORS_OF: dict[ScaleKind, tuple[str, ...]] = {
    "tariff": ("cost",),
    "border": ("cost", "time"),
    "service": FACTORS,
}
ADDED_MODES: tuple[Mode, ...] = ("rail", "road", "river", "ferry")
TRAFFICS = ("freight", "mixed", "passenger")


@dataclass(frozen=True, slots=True)
class Close:
    """Nothing may use a border post, passage, link, terminal or service."""

    kind: str
    id: str

    def document(self) -> dict[str, object]:
        """The edit as a file tells it."""
        return {"close": f"{self.kind}:{self.id}"}


@dataclass(frozen=True, slots=True)
class Opening:
    """A link of the pack that opens in a year, or at once where none is given."""

    link: str
    year: int | None = None

    def document(self) -> dict[str, object]:
        """The edit as a file tells it."""
        return {"open": f"link:{self.link}"} | ({} if self.year is None else {"year": self.year})


@dataclass(frozen=True, slots=True)
class Addition:
    """A new link between two places, open from a year on.

    Attributes:
        from_place, to_place: Place ids.
        mode: What runs on it.
        km: Length [km]; None is the great circle times the pack's factor.
        gauge_mm: Gauge of a railway [mm]; None is that of each place.
        traffic: freight, mixed or passenger; freight does not use the last.
        year: Year it opens; None is at once.
    """

    from_place: str
    to_place: str
    mode: Mode
    km: float | None = None
    gauge_mm: int | None = None
    traffic: str = "mixed"
    year: int | None = None

    def document(self) -> dict[str, object]:
        """The edit as a file tells it."""
        told = {
            "from": self.from_place, "to": self.to_place, "mode": self.mode, "km": self.km,
            "gauge_mm": self.gauge_mm, "traffic": self.traffic, "year": self.year,
        }  # fmt: skip
        return {"add": {name: value for name, value in told.items() if value is not None}}


@dataclass(frozen=True, slots=True)
class Scaling:
    """Factors on the cost, the time or the frequency of a tariff, a border post or a service."""

    kind: ScaleKind
    id: str
    cost: float = 1.0
    time: float = 1.0
    frequency: float = 1.0

    def document(self) -> dict[str, object]:
        """The edit as a file tells it."""
        return {"scale": f"{self.kind}:{self.id}"} | {
            name: value for name in FACTORS if (value := getattr(self, name)) != 1.0
        }


@dataclass(frozen=True, slots=True)
class Conversion:
    """The railways of a country change from one gauge to another [mm]."""

    country: str
    from_mm: int
    to_mm: int

    def document(self) -> dict[str, object]:
        """The edit as a file tells it."""
        told = {"country": self.country, "from_mm": self.from_mm, "to_mm": self.to_mm}
        return {"convert": told}


Edit = Close | Opening | Addition | Scaling | Conversion
