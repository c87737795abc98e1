"""What comes of screening: the channel, and every rule, point and draw that led to it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Any

import orjson

from entrepot.window.legal import LegalBook
from entrepot.window.risk_draw import Draw
from entrepot.window.risk_rules import CHANNELS

_SORTED = orjson.OPT_SORT_KEYS | orjson.OPT_PASSTHROUGH_DATACLASS
GREEN, YELLOW, RED = "GREEN", "YELLOW", "RED"
_RANKS: Mapping[str, int] = {channel: rank for rank, channel in enumerate(CHANNELS)}


def rank_of(channel: str) -> int:
    """Rank of a channel; a higher one asks more."""
    return _RANKS[channel]


def raise_channel(old: str, new: str) -> str:
    """The higher of two channels; a channel never falls.

    Example:
        >>> raise_channel("RED", "GREEN")
        'RED'
    """
    return max(old, new, key=rank_of)


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Scores from which a declaration goes to a channel [points]."""

    yellow: Decimal
    red: Decimal

    @classmethod
    def of(cls, legal: LegalBook, flow: str, on: date) -> "Thresholds":
        """Those of a flow on a day: `score_yellow_import` and so on."""
        yellow, red = (legal.number(f"score_{word}_{flow}", on) for word in ("yellow", "red"))
        return cls(yellow, red)

    def channel_of(self, score: int) -> str:
        """The channel that a score alone leads to."""
        if score >= self.red:
            return RED
        return YELLOW if score >= self.yellow else GREEN


@dataclass(frozen=True, slots=True)
class Fired:
    """A rule that fired.

    Attributes:
        rule, version: Which rule.
        points: What it added to the score.
        channel, agency: What it asks for.
        inputs: What it read; under `items` the items it holds for, with their number.
    """

    rule: str
    version: int
    points: int
    channel: str
    agency: str
    inputs: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A rule that could not be answered, and so did not fire.

    Attributes:
        rule: Which rule.
        missing: Fields and lists that are not known; none where values cannot be compared.
    """

    rule: str
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RiskResult:
    """What came of screening, with every reason; the trader sees the channel alone.

    Attributes:
        engine: Version of this engine.
        ruleset: Version of the rules.
        facts: SHA-256 of the facts.
        flow, on, number, credit_class: What was asked.
        thresholds: Scores that led to channels.
        fired: Rules that fired, in the order of the set.
        unknown: Rules that could not be answered.
        score: Sum of the points of the rules that fired.
        draw: The draw at random.
        by_rules, by_score, by_draw: The channel each part alone leads to.
        channel: The highest of the three.
        inspecting: Agencies that must inspect the goods.
        holding: Other agencies that must clear the documents before release.
    """

    engine: str
    ruleset: str
    facts: str
    flow: str
    on: date
    number: str
    credit_class: str
    thresholds: Thresholds
    fired: tuple[Fired, ...]
    unknown: tuple[Unanswered, ...]
    score: int
    draw: Draw
    by_rules: str
    by_score: str
    by_draw: str
    channel: str
    inspecting: tuple[str, ...]
    holding: tuple[str, ...]

    @property
    def agencies(self) -> tuple[str, ...]:
        """Agencies that must inspect or clear before release."""
        return tuple(sorted({*self.inspecting, *self.holding}))

    @property
    def is_random(self) -> bool:
        """Whether the draw chose it, so that it belongs to the random stratum."""
        return self.draw.is_chosen

    @property
    def draw_bp(self) -> int | None:
        """The draw [1/10000]."""
        return self.draw.bp

    def text(self) -> str:
        """The result as canonical JSON: names sorted, no blanks, exact amounts as texts."""
        return orjson.dumps(self, _plain, _SORTED).decode()

    @property
    def hash(self) -> str:
        """SHA-256 of the text, in hex."""
        return sha256(self.text().encode()).hexdigest()

    def document(self) -> dict[str, Any]:
        """The result as JSON takes it, with its hash."""
        text = self.text()
        document: dict[str, Any] = orjson.loads(text)
        document["hash"] = sha256(text.encode()).hexdigest()
        return document | {"agencies": list(self.agencies), "is_random": self.is_random}


def _plain(value: object) -> Any:
    if isinstance(value, Decimal):
        return format(value, "f")
    return {name: getattr(value, name) for name in value.__slots__}  # type: ignore[attr-defined]
