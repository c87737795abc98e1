"""The canonical ladder of a project, the lists its rungs belong to, and each pipeline's words."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from entrepot.kernel.errors import Problem

LADDER = (
    "lead", "contacted", "visited", "negotiating", "signed", "land_permit", "construction",
    "trial", "operation", "expanded",
)  # fmt: skip
STALLED, LOST, VOID = "stalled", "lost", "void"
CANONICAL = (*LADDER, STALLED, LOST)
TO_RECRUIT, NEGOTIATING, ONGOING, LANDED = "to_recruit", "negotiating", "ongoing", "landed"
LISTS = (TO_RECRUIT, NEGOTIATING, ONGOING)
STATES = (*LISTS, LANDED, LOST)
ABSENT = "absent"
SIGNED, STARTED = "signed", "construction"
RUNG: Mapping[str, int] = {stage: rung for rung, stage in enumerate(LADDER)}
LIST_OF: Mapping[str, str] = {
    stage: TO_RECRUIT if stage == "lead" else NEGOTIATING if RUNG[stage] < RUNG[SIGNED]
    else ONGOING if RUNG[stage] < RUNG["operation"] else LANDED
    for stage in LADDER
}  # fmt: skip
_MOST = 80


@dataclass(frozen=True, slots=True)
class Stage:
    """A pipeline's own word for a stage.

    Attributes:
        word: As the pipeline writes it.
        canonical: A rung of the ladder, stalled or lost.
        limit_days: Days in it after which the alarm is raised; None raises none.
    """

    word: str
    canonical: str
    limit_days: int | None = None


@dataclass(frozen=True, slots=True)
class Pipeline:
    """A kind of project and its words for stages."""

    code: str
    name: str
    stages: tuple[Stage, ...] = ()

    @property
    def words(self) -> Mapping[str, str]:
        """Canonical stage by word; canonical words are words of every pipeline."""
        return {one: one for one in (*CANONICAL, VOID)} | {
            one.word: one.canonical for one in self.stages
        }

    @property
    def limits(self) -> Mapping[str, int]:
        """Days after which the alarm is raised, by rung; of several words the longest."""
        found: dict[str, int] = {}
        for one in self.stages:
            if one.limit_days is not None:
                found[one.canonical] = max(one.limit_days, found.get(one.canonical, 0))
        return found


def parse_pipeline(raw: object) -> tuple[Pipeline | None, list[Problem]]:
    """A definition as it was written, or all that is wrong with it."""
    problems = list(_check(raw))
    if problems:
        return None, problems
    assert isinstance(raw, Mapping)
    stages = tuple(
        Stage(one["stage"].strip(), one["canonical"], one.get("limit_days"))
        for one in raw.get("stages", ())
    )
    code = raw["pipeline"].strip()
    return Pipeline(code, str(raw.get("name") or code).strip(), stages), []


def _check(raw: object) -> Iterator[Problem]:
    if not isinstance(raw, Mapping):
        yield _problem("object", "the document", "is no object.", "不是对象。")
        return
    yield from _unknown(raw, ("pipeline", "name", "stages"), "")
    if not _is_word(raw.get("pipeline")):
        yield _problem("word", "pipeline", "is no word.", "不是文字。")
    if not isinstance(raw.get("name", ""), str):
        yield _problem("word", "name", "is no text.", "不是文字。")
    stages = raw.get("stages", [])
    if not isinstance(stages, list):
        yield _problem("list", "stages", "is no list.", "不是列表。")
        return
    seen = set[str]()
    for place, one in enumerate(stages):
        yield from _check_stage(one, f"stages[{place}]", seen)


def _check_stage(one: object, where: str, seen: set[str]) -> Iterator[Problem]:
    if not isinstance(one, Mapping):
        yield _problem("object", where, "is no object.", "不是对象。")
        return
    yield from _unknown(one, ("stage", "canonical", "limit_days"), f"{where}.")
    word, canonical, limit = one.get("stage"), one.get("canonical"), one.get("limit_days")
    if canonical not in CANONICAL:
        hint = f"One of {', '.join(CANONICAL)}."
        yield _problem("canonical", f"{where}.canonical", f"{canonical!r} is no stage.",
                       "没有这个标准阶段。", hint)  # fmt: skip
    if limit is not None and (type(limit) is not int or not 0 < limit < 100_000):
        yield _problem("limit", f"{where}.limit_days", "is no number of days.", "不是天数。")
    if not isinstance(word, str) or not _is_word(word):
        yield _problem("word", f"{where}.stage", "is no word.", "不是文字。")
        return
    if word.strip() in seen:
        yield _problem("twice", f"{where}.stage", f"{word!r} is defined twice.", "重复定义。")
    if word.strip() in (*CANONICAL, VOID) and word.strip() != canonical:
        yield _problem("canonical", f"{where}.stage", f"{word!r} has its own meaning already.",
                       "该词已有标准含义。", "Choose another word.")  # fmt: skip
    seen.add(word.strip())


def _is_word(text: object) -> bool:
    return isinstance(text, str) and 0 < len(text.strip()) <= _MOST and text.isprintable()


def _unknown(raw: Mapping[str, Any], known: Iterable[str], at: str) -> Iterator[Problem]:
    for name in raw:
        if name not in known:
            yield _problem("unknown", f"{at}{name}"[:_MOST], "is no field of it.", "没有该字段。")


def _problem(code: str, where: str, message: str, zh: str, hint: str = "") -> Problem:
    return Problem(f"pipeline.{code}", where, message, hint, message_zh=zh)
