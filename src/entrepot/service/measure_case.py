"""Which policy measures a firm may have, from a case that is handed in."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation

from entrepot.industry.policy_measures import (
    ALL,
    ANY,
    NOT,
    ONE_OF,
    OPERATORS,
    ORDERED,
    UNKNOWN,
    YES,
    Condition,
    Fact,
    Finding,
    Grant,
    Joined,
    Match,
    Measure,
    Requirement,
    Taken,
    match,
    take,
)
from entrepot.kernel.codes import is_currency
from entrepot.service.case_parts import Document, cited_of, done, once, some
from entrepot.service.fields import Fields

MOST, MOST_BOUND, MOST_DEPTH = 500, 30, 20
_CENT = Decimal("0.01")
_WORDS = {
    "is": ("is {value}", "为{value}"), "is_not": ("is not {value}", "不为{value}"),
    "one_of": ("is one of {value}", "属于{value}"),
    "at_least": ("is at least {value}", "不低于{value}"),
    "at_most": ("is at most {value}", "不高于{value}"),
    "above": ("is above {value}", "高于{value}"), "below": ("is below {value}", "低于{value}"),
}  # fmt: skip
_FOUND = {
    "yes": ("measure.met", "{fact} {asked}: it is {held}.", "{fact}{asked}：现为{held}，符合。"),
    "no": ("measure.failed", "{fact} {asked} is asked: it is {held}.",
           "要求{fact}{asked}：现为{held}，不符合。"),
    "unknown": ("measure.unknown", "{fact} {asked} is asked: it is not known.",
                "要求{fact}{asked}：情况未知。"),
}  # fmt: skip


def match_measures(raw: Mapping[str, object], *, today: date) -> Document:
    """Tell of each measure whether a firm may have it, why, and what it gives.

    Args:
        raw: `facts` (name to number as text, text, true or false), `measures` with `id`, `name`,
            `valid_from`, `valid_to`, `condition`, `grant` (`fixed`, or `share_pct` and `of`;
            `at_most`), `excludes`, `group`, `source` and `status`; `caps` by group, `currency`,
            and `on`, the legal day. A condition is `{"fact", OPERATOR: value, "paper"}`, or
            `{"all": [...]}`, `{"any": [...]}`, `{"not": {...}}`.
        today: The day where the case names none.

    Returns:
        `measures` with `answer` (yes, no, unknown), `reasons`, `papers` and `amount`; `together`:
        the ones worth most that do not exclude one another, under the caps.

    Raises:
        InputError: With every fault of the fields.
    """
    fields = Fields(raw)
    currency, on = _currency(fields), fields.day("on") or today
    facts = facts_of(fields)
    rows = some(fields, "measures", MOST)
    measures = [_measure(one) for one in rows]
    cited = [_cited(one) for one in rows]
    _check_ids(fields, measures)
    caps = {name: value for name, value in fields.numbers("caps").items() if value is not None}
    for one in rows:
        one.nothing_else()
    done(fields)
    matches = [match(one, facts, on) for one in measures]
    told = [{**_told(one, currency), **who} for one, who in zip(matches, cited, strict=True)]
    return {"on": on.isoformat(), "counts": _counts(matches), "measures": told,
            "together": _together(take(matches, caps), currency)}  # fmt: skip


def _currency(fields: Fields) -> str:
    found = fields.text("currency", required=True).upper()
    if found and not is_currency(found):
        fields.fault("currency", "currency", f"{found!r} is no currency.", "As in EUR.")
    return found


def facts_of(fields: Fields) -> dict[str, Fact]:
    """What is known of a firm; what is null or empty is left out."""
    inner = fields.inner("facts", required=True)
    if inner is None:
        return {}
    found = {str(name): _fact(inner, str(name)) for name in inner.raw}
    return {name: value for name, value in found.items() if value is not None}


def _fact(fields: Fields, name: str) -> Fact | None:
    """A number, a text, true or false; null and what is empty are not known.

    A code such as 0102 is no number: it would lose its zero.
    """
    value = fields.raw[name]
    fields.has(name)
    if isinstance(value, bool):
        return value
    told = fields.text(name)
    try:
        number = Decimal(told) if told.isascii() else None
    except InvalidOperation:
        number = None
    is_plain = number is not None and number.is_finite() and f"{number:f}" == told
    return number if is_plain else told or None


def _measure(fields: Fields) -> Measure:
    name, first, last = fields.text("id", required=True), *_dates(fields)
    given = fields.inner("condition")
    condition = condition_of(given, 0) if given else None
    grant = fields.inner("grant")
    excludes = frozenset(fields.texts("excludes"))
    return Measure(name, first, last, condition, _grant(grant) if grant else None, excludes,
                   fields.text("group"))  # fmt: skip


def _dates(fields: Fields) -> tuple[date | None, date | None]:
    first, last = fields.day("valid_from"), fields.day("valid_to")
    if first and last and last < first:
        fields.fault("order", "valid_to", f"{last} is before {first}.", "Mend one.")
    return first, last


def condition_of(fields: Fields, depth: int) -> Condition | None:
    """A condition as a case writes it; None where it is faulty."""
    for how in (ALL, ANY):
        if fields.has(how):
            return _joined(fields, how, fields.rows(how) or [], depth)
    if fields.has(NOT):
        inner = fields.inner(NOT)
        return _joined(fields, NOT, [inner] if inner else [], depth)
    return _requirement(fields)


def _joined(fields: Fields, how: str, rows: Sequence[Fields], depth: int) -> Condition | None:
    if depth > MOST_DEPTH:
        fields.fault("deep", how, f"is nested more than {MOST_DEPTH} deep.", "Write it flatter.")
        return None
    parts = [part for one in rows if (part := condition_of(one, depth + 1))]
    if not rows:
        fields.fault("missing", how, "is empty.", "Name one or more conditions.")
    fields.nothing_else()
    return Joined(how, parts) if parts else None


def _requirement(fields: Fields) -> Requirement | None:
    fact = fields.text("fact", required=True)
    given = [one for one in OPERATORS if fields.has(one)]
    if len(given) != 1:
        fields.fault("operator", "fact", f"needs one of {', '.join(OPERATORS)}.", "Give just one.")
        return None
    operator, paper = given[0], fields.text("paper")
    value = _value(fields, operator)
    fields.nothing_else()
    return Requirement(fact, operator, value, paper) if value is not None else None


def _value(fields: Fields, operator: str) -> Fact | frozenset[str] | None:
    if operator == ONE_OF:
        return frozenset(fields.texts(operator))
    value = _fact(fields, operator)
    if operator in ORDERED and (isinstance(value, bool) or not isinstance(value, Decimal)):
        fields.fault("number", operator, f"{value!r} is not a number.", "Write digits: 1234.5")
        return None
    return value


def _grant(fields: Fields) -> Grant:
    fixed, pct = fields.amount("fixed"), fields.number("share_pct")
    of, most = fields.text("of"), fields.positive("at_most")
    if (fixed is None) == (pct is None):
        fields.fault("grant", "fixed", "needs one of fixed and share_pct.", "Give just one.")
    if (pct is None) != (not of):
        fields.fault("grant", "of", "and share_pct go together.", "Name the fact it is a share of.")
    fields.nothing_else()
    return Grant(fixed, pct, of, most)


def _cited(fields: Fields) -> Document:
    cited = cited_of(fields)
    return {"name": fields.text("name") or None, "name_zh": fields.text("name_zh") or None,
            "source": cited.text, "status": cited.status}  # fmt: skip


def _check_ids(fields: Fields, measures: Sequence[Measure]) -> None:
    names = [one.id for one in measures]
    once(fields, "measures", "id", names)
    for at, one in enumerate(measures):
        for other in sorted(one.excludes - set(names)):
            fields.fault("unknown", f"measures[{at}].excludes", f"there is no measure {other!r}.",
                         "Add it, or leave it out.")  # fmt: skip
    if sum(bool(one.excludes) for one in measures) > MOST_BOUND:
        fields.fault("many", "measures", f"more than {MOST_BOUND} exclude others.", "Ask in parts.")


def _counts(matches: Sequence[Match]) -> dict[str, int]:
    answers = [one.answer for one in matches]
    return {word: answers.count(word) for word in (YES, "no", UNKNOWN)}


def _told(one: Match, currency: str) -> Document:
    return {
        "measure": one.measure.id, "answer": one.answer, "in_force": one.in_force,
        "valid_from": _iso(one.measure.first), "valid_to": _iso(one.measure.last),
        "reasons": [*_dated(one), *(reason_of(found) for found in one.findings)],
        "papers": list(one.papers), "amount": _money(one.amount, currency),
    }  # fmt: skip


def _dated(one: Match) -> list[Document]:
    """What its dates say, or that they are all it asks."""
    if not one.in_force:
        return [{"code": "measure.not_in_force", "message": "It is not in force on that day.",
                 "message_zh": "该日不在有效期内。"}]  # fmt: skip
    if one.findings:
        return []
    return [{"code": "measure.no_condition", "message": "It is in force and asks for nothing more.",
             "message_zh": "在有效期内，且无其他条件。"}]  # fmt: skip


def reason_of(found: Finding) -> Document:
    """What a requirement found, in both languages."""
    asked = found.requirement
    code, message, message_zh = _FOUND[found.answer]
    english, chinese = (words.format(value=_plain(asked.value)) for words in _WORDS[asked.operator])
    held = _plain(found.held)
    return {
        "code": code, "fact": asked.fact, "answer": found.answer, "held": held or None,
        "message": message.format(fact=asked.fact, asked=english, held=held),
        "message_zh": message_zh.format(fact=asked.fact, asked=chinese, held=held),
    }  # fmt: skip


def _plain(value: Fact | frozenset[str] | None) -> str:
    if isinstance(value, frozenset):
        return ", ".join(sorted(value))
    if isinstance(value, Decimal):
        return f"{value:f}"
    return "" if value is None else str(value).lower() if isinstance(value, bool) else value


def _together(taken: Taken, currency: str) -> Document:
    return {
        "measures": list(taken.measures), "amount": _money(taken.amount, currency),
        "capped": {name: _money(cut, currency) for name, cut in taken.capped.items()},
        "left_out": [{"measure": name, "excluded_by": list(others)}
                     for name, others in taken.left_out.items()],
    }  # fmt: skip


def _money(amount: Decimal | None, currency: str) -> Document | None:
    if amount is None:
        return None
    return {"amount": f"{amount.quantize(_CENT):f}", "currency": currency}


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
