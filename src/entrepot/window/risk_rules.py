"""Risk rules as data: what a row says, read once."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from dataclasses import fields as dataclass_fields
from datetime import date
from decimal import Decimal
from typing import Any, NoReturn

from entrepot.kernel.errors import InputError, Problem
from entrepot.kernel.period import Period
from entrepot.kernel.source import Status
from entrepot.region.window import RiskRule
from entrepot.window.expression_terms import ITEMS, Facts
from entrepot.window.risk_facts import exact

CHANNELS = ("NONE", "GREEN", "BLUE", "YELLOW", "RED")  # by rank, as in channels.csv
_TEXTS = ("id", "label_en", "label_zh", "channel", "agency", "source", "status")
Lists = Mapping[str, frozenset[str]]
FLOWS: Mapping[str, str] = {"I": "import", "E": "export", "T": "transit"}


@dataclass(frozen=True, slots=True)
class Vector:
    """A test stored with a rule.

    Attributes:
        facts: Facts to ask it of.
        fires: Whether it fires on them.
        lists: The lists it asks, as they are for this test; a list changes, a test does not.
    """

    facts: Facts
    fires: bool
    lists: Lists


@dataclass(frozen=True, slots=True)
class Rule:
    """A risk rule.

    Attributes:
        id: Name of the rule.
        version: Counts its approved wordings from 1.
        expression: The condition as parsed from JSON; see `window/expression.py`.
        flows: `import`, `export`, `transit`.
        points: What it adds to the score; may be negative.
        channel: Least channel when it fires.
        agency: Agency that must inspect (RED) or hold (YELLOW) when it fires.
        valid: Days on which it is in force.
        vectors: Tests that must pass before it is used.
        label_en, label_zh: What people call it.
        source, status: Who said so, and how sure it is.
    """

    id: str
    version: int
    expression: object
    flows: tuple[str, ...]
    points: int
    channel: str
    agency: str
    valid: Period
    vectors: tuple[Vector, ...]
    label_en: str
    label_zh: str
    source: str
    status: Status

    def deciding(self) -> dict[str, object]:
        """What of the rule decides, as the version of a set is made from it."""
        return {
            "id": self.id, "version": self.version, "expression": self.expression,
            "flows": list(self.flows), "points": self.points, "channel": self.channel,
            "agency": self.agency, "valid_from": _day(self.valid.start),
            "valid_to": _day(self.valid.end),
        }  # fmt: skip


def _check_forms(fields: Mapping[str, Any], where: str) -> Iterator[Problem]:
    """Fields that are not of the kind their column holds, as a proposal may bring them."""
    flows, points = fields["flows"], fields["points"]
    wrong = [name for name in _TEXTS if not isinstance(fields[name], str)]
    if not (isinstance(flows, list | tuple) and all(isinstance(flow, str) for flow in flows)):
        wrong.append("flows")
    if not isinstance(points, int) or isinstance(points, bool):
        wrong.append("points")
    for name in wrong:
        said = ("is not of the form its column holds.", "格式与该列不符。")
        yield Problem("risk.form", f"{where}, {name}", said[0], message_zh=said[1])


def rule_of(row: RiskRule) -> Rule:
    """The rule of a row of `risk_rules.csv`.

    Raises:
        InputError: Its JSON cannot be read.
    """
    return parse_rule({field.name: getattr(row, field.name) for field in dataclass_fields(row)})


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def parse_rule(fields: Mapping[str, Any]) -> Rule:
    """Read a rule from the columns of `risk_rules.csv`.

    Args:
        fields: Values by column; `expression` and `vectors` are JSON text or parsed from it,
            `version` may be absent.

    Raises:
        InputError: A field of the wrong form, JSON that cannot be read, vectors that are none.
    """
    where = f"rule {fields['id']}"
    problems = list(_check_forms(fields, where))
    tree = _json(fields["expression"], f"{where}, expression", problems)
    raw = _json(fields.get("vectors") or [], f"{where}, vectors", problems)
    vectors = _vectors(raw, f"{where}, vectors", problems)
    if problems:
        raise InputError(problems)
    return Rule(
        id=fields["id"],
        version=int(fields.get("version") or 1),
        expression=tree,
        flows=tuple(FLOWS.get(flow, flow) for flow in fields["flows"]),
        points=fields["points"],
        channel=fields["channel"] or "GREEN",
        agency=fields["agency"],
        valid=Period(fields["valid_from"], fields["valid_to"]),
        vectors=vectors,
        label_en=fields["label_en"],
        label_zh=fields["label_zh"],
        source=fields["source"],
        status=fields["status"],
    )


def _json(value: Any, where: str, problems: list[Problem]) -> Any:
    try:
        if not isinstance(value, str):
            return exact(value)
        return json.loads(value, parse_float=Decimal, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        said = (f"is not JSON: {error}.", f"不是有效的JSON：{error}。")
        problems.append(Problem("risk.json", where, said[0], message_zh=said[1]))
        return None


def _refuse(word: str) -> NoReturn:
    raise ValueError(f"{word} is not a number of JSON")


def _vectors(raw: Any, where: str, problems: list[Problem]) -> tuple[Vector, ...]:
    if raw is None:
        return ()
    if isinstance(raw, list) and all(map(_is_vector, raw)):
        return tuple(_vector(one) for one in raw)
    problems.append(
        Problem(
            "risk.vectors", where,
            'is not a list of {"facts": {...}, "fires": true or false}, lists beside if asked.',
            message_zh='应为{"facts": {...}, "fires": true或false}的列表，可附lists。',
        )
    )  # fmt: skip
    return ()


def _vector(raw: Mapping[str, Any]) -> Vector:
    lists = {name: frozenset(codes) for name, codes in raw.get("lists", {}).items()}
    return Vector(raw["facts"], raw["fires"], lists)


def _is_vector(raw: Any) -> bool:
    if not isinstance(raw, dict) or raw.keys() - {"lists"} != {"facts", "fires"}:
        return False
    facts, lists = raw["facts"], raw.get("lists", {})
    if not (isinstance(facts, dict) and isinstance(raw["fires"], bool)):
        return False
    return _holds(facts.get(ITEMS, []), dict) and (
        isinstance(lists, dict) and all(_holds(codes, str) for codes in lists.values())
    )


def _holds(values: Any, kind: type) -> bool:
    return isinstance(values, list) and all(isinstance(one, kind) for one in values)
