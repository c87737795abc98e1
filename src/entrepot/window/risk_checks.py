"""What must be right of a proposed risk rule before a second person may approve it."""

from collections.abc import Collection, Iterator

from entrepot.kernel.errors import InputError, Problem
from entrepot.window.risk_features import FEATURES
from entrepot.window.risk_rules import CHANNELS, FLOWS, Rule
from entrepot.window.risk_set import Compiled, compile_rule

MOST_POINTS = 1000
_SAID = {
    "risk.label": ("has no name in both languages.", "缺少中英文名称。"),
    "risk.flow": ("a rule is for {known}.", "规则适用于{known}。"),
    "risk.points": ("points lie between -{most} and {most}.", "分值应在-{most}与{most}之间。"),
    "risk.channel": ("a channel is one of {known}.", "通道应为{known}之一。"),
    "risk.agency": ("an agency is one of {known}.", "部门应为{known}之一。"),
    "risk.days": ("it ends before it begins.", "失效日早于生效日。"),
    "risk.feature": ("{name} is not a published feature.", "{name}不是已公布的特征。"),
    "risk.scope": (
        "{name} is of an item: ask it inside any_item or all_items.",
        "{name}属于商品项，应在any_item或all_items内使用。",
    ),
    "risk.no_vector": (
        "needs a test on which it fires and one on which it does not.",
        "至少应有一条触发和一条不触发的测试向量。",
    ),
    "risk.vector": (
        "gives {given} where {wanted} is expected.",
        "结果为{given}，应为{wanted}。",
    ),
}  # fmt: skip


def check_proposal(rule: Rule, *, agencies: Collection[str]) -> tuple[Problem, ...]:
    """Everything that is wrong with a proposed rule.

    Args:
        rule: The rule.
        agencies: Agencies there are.

    Returns:
        Problems with their Chinese; none if it may be put before a second person.
    """
    problems = [*_check_terms(rule, agencies)]
    try:
        compiled = compile_rule(rule, {})
    except InputError as error:
        return (*problems, *error.problems)
    return (*problems, *_check_fields(compiled), *_check_vectors(rule))


def check_vectors(rule: Rule) -> tuple[Problem, ...]:
    """The tests stored with a rule that it fails; there must be one each way.

    Raises:
        InputError: Its condition is none.
    """
    return tuple(_check_vectors(rule))


def _check_terms(rule: Rule, agencies: Collection[str]) -> Iterator[Problem]:
    known_flows = tuple(FLOWS.values())
    if not (rule.label_en and rule.label_zh):
        yield _problem(rule, "risk.label")
    if not rule.flows or not set(rule.flows) <= set(known_flows):
        yield _problem(rule, "risk.flow", known=", ".join(known_flows))
    if abs(rule.points) > MOST_POINTS:
        yield _problem(rule, "risk.points", most=MOST_POINTS)
    if rule.channel not in CHANNELS[1:]:
        yield _problem(rule, "risk.channel", known=", ".join(CHANNELS[1:]))
    if rule.agency not in agencies:
        yield _problem(rule, "risk.agency", known=", ".join(sorted(agencies)))
    start, end = rule.valid.start, rule.valid.end
    if start and end and end <= start:
        yield _problem(rule, "risk.days")


def _check_fields(compiled: Compiled) -> Iterator[Problem]:
    condition = compiled.condition
    for name in sorted({*condition.fields, *condition.item_fields} - FEATURES.keys()):
        yield _problem(compiled.rule, "risk.feature", name=name)
    for name in condition.fields:
        if name in FEATURES and FEATURES[name].scope == "item":
            yield _problem(compiled.rule, "risk.scope", name=name)


def _check_vectors(rule: Rule) -> Iterator[Problem]:
    if {vector.fires for vector in rule.vectors} != {True, False}:
        yield _problem(rule, "risk.no_vector")
    for number, vector in enumerate(rule.vectors, start=1):
        answer = compile_rule(rule, vector.lists).condition.answer(vector.facts)
        if bool(answer) != vector.fires:
            given = "unknown" if answer is None else str(answer).lower()
            yield _problem(
                rule, "risk.vector", f", vector {number}",
                given=given, wanted=str(vector.fires).lower(),
            )  # fmt: skip


def _problem(rule: Rule, code: str, at: str = "", **values: object) -> Problem:
    english, chinese = (text.format(**values) for text in _SAID[code])
    return Problem(code, f"rule {rule.id}{at}", english, message_zh=chinese)
