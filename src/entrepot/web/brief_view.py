"""A brief as sections of text and tables in one language; its PDF and its HTML both print these."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from entrepot.web.language import Language
from entrepot.web.sentences import tell
from entrepot.web.words import word

Document = Mapping[str, Any]
_SHOWN = 20  # units of a league table
COLON = {"en": ": ", "zh": "："}


@dataclass(frozen=True, slots=True)
class Grid:
    """A table.

    Attributes:
        head: Titles of its columns.
        rows: Its cells, as they are printed.
        widths: Of the columns, one beside the other.
        numbers: Columns that hold numbers.
    """

    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[float]
    numbers: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the brief.

    Attributes:
        title: Its heading.
        notes: Sentences above its tables.
        grids: Its tables; empty ones are left out.
    """

    title: str
    notes: Sequence[str] = ()
    grids: Sequence[Grid] = ()


def title_of(found: Document, language: Language) -> str:
    """What stands above all."""
    return f"{language.say('Brief')}{COLON[language.code]}{language.name(found)}"


def sections(found: Document, language: Language) -> Iterator[Section]:
    """The parts of a brief, in order."""
    yield _assessment(found["assessment"], language)
    yield _targets(found["targets"], language)
    yield _alerts(found["alerts"], language)
    if found["growth"]:
        yield _growth(found["growth"], language)
    yield _portfolio(found["portfolio"], language)
    yield _sources(found["sources"], language)


def _assessment(found: Document | None, language: Language) -> Section:
    say = language.say
    if found is None:
        return Section(say("Assessment"), (say("No index was given to this brief."),))
    own, units = found["own"], [one for one in found["units"] if one["rank"]]
    notes = [f"{found['scheme']} · {found['hash']}"]
    if own and own["rank"]:
        notes.append(say("Rank %(rank)s of %(count)s, score %(score)s.", rank=own["rank"],
                         count=len(units), score=language.number(own["score"], 2)))  # fmt: skip
    elif own is None:
        notes.append(say("The place itself is no unit of this index."))
    rows = [(str(one["rank"]), one["unit"], language.number(one["score"], 2),
             _share(one["imputed_share"], language), str(len(one["flags"])))
            for one in units[:_SHOWN]]  # fmt: skip
    head = (say("Rank"), say("Unit"), say("Score"), say("Filled in"),
            say("Flags"))  # fmt: skip
    return Section(
        say("Assessment"), notes, (Grid(head, rows, (10, 60, 20, 20, 15), (0, 2, 3, 4)),)
    )


def _targets(found: Sequence[Document], language: Language) -> Section:
    say = language.say
    if not found:
        return Section(say("Goals"), (say("No goal of this place is stated."),))
    head = (say("Goal"), say("Place"), say("To be reached"), say("Year"),
            say("Growth it needs a year"), say("Standing"), say("Probability"))  # fmt: skip
    rows = [
        (f"{one['id']} {language.name(one, 'indicator')} | {tell(language, one['source'])}",
         language.name(one, "geography_name"), _goal(one, language), str(one["year"] or "–"),
         _percent(_needed(one), language), word(language, one["status"], "target_status"),
         _share(one["probability"], language))
        for one in found
    ]  # fmt: skip
    note = say("Unknown is never zero: a goal without a base, a year or a later value has no "
               "growth, standing or probability.")  # fmt: skip
    return Section(say("Goals"), (note,), (Grid(head, rows, (62, 22, 26, 12, 18, 20, 18), (4, 6)),))


def _needed(one: Document) -> float | None:
    """Growth from the base, else from the goal before it."""
    found: float | None = one["required_cagr_pct"]
    return one["required_cagr_from_previous_pct"] if found is None else found


def _goal(one: Document, language: Language) -> str:
    if one["value"] is None:
        return language.say("in words only")
    unit = tell(language, word(language, one["unit"], "unit"))
    return f"{one['comparator']} {language.plain(one['value'])} {unit}"


def _alerts(found: Sequence[Document], language: Language) -> Section:
    say = language.say
    if not found:
        return Section(say("What asks for attention"), (say("Nothing does."),))
    rows = [(", ".join(one["ids"]), _alert(one, language)) for one in found]
    grid = Grid((say("Goal"), say("What asks for attention")), rows, (30, 120))
    return Section(say("What asks for attention"), (), (grid,))


def _alert(one: Document, language: Language) -> str:
    if one["text"]:
        return language.name(one, "text")
    return word(language, one["code"].removeprefix("target."), "target_status")


def _growth(found: Document, language: Language) -> Section:
    say = language.say
    head = (say("What is counted"), say("Year"), say("Value"), say("Growth that follows"),
            say("Growth as published"), say("Status"))  # fmt: skip
    rows = [
        (f"{language.name(one, 'flow')} {tell(language, word(language, one['unit'], 'unit'))}",
         str(step["year"]), language.plain(step["value"]),
         _percent(step["growth_pct"], language), _percent(step["stated_growth_pct"], language),
         word(language, step["status"], "status") if step["status"] else "–")
        for one in found["series"] for step in one["steps"]
    ]  # fmt: skip
    notes = [
        f"{one['where']}{COLON[language.code]}{language.name(one, 'message')}"
        for one in found["flags"]
    ]
    grid = Grid(head, rows, (50, 14, 24, 26, 26, 20), (2, 3, 4))
    return Section(say("Review of growth"), notes, (grid,))


def _portfolio(found: Document | None, language: Language) -> Section:
    say = language.say
    if found is None:
        return Section(say("Portfolio"), (say("No portfolio was given to this brief."),))
    unit = f"{language.plain(found['scale'])} {found['currency']}"
    notes = [
        say("Worth %(worth)s, at most %(bound)s [%(unit)s].", unit=unit,
            worth=language.number(found["objective"], 3),
            bound=language.number(found["bound"], 3)),
        say("It is proven to be the best.") if found["status"] == "optimal"
        else say("It is the best that was found in the time allowed."),
    ]  # fmt: skip
    starts = sorted((at, name) for name, at in found["starts"].items() if at is not None)
    left = [name for name, at in found["starts"].items() if at is None]
    if left:
        notes.append(f"{say('Not chosen')}{COLON[language.code]}{', '.join(left)}")
    chosen = Grid((say("Project"), say("Starts in period")),
                  [(name, str(at)) for at, name in starts], (60, 30), (1,))  # fmt: skip
    spend = Grid((say("Period"), say("Spent")),
                 [(str(n), language.number(one, 2)) for n, one in enumerate(found["spend"])],
                 (30, 60), (0, 1))  # fmt: skip
    return Section(say("Portfolio"), notes, (chosen, spend))


def _sources(found: Sequence[Document], language: Language) -> Section:
    say = language.say
    rows = [(tell(language, one["source"]), word(language, one["status"], "status"),
             str(one["uses"])) for one in found]  # fmt: skip
    grid = Grid((say("Source"), say("Status"), say("Figures")), rows, (120, 24, 14), (2,))
    return Section(say("Sources"), (), (grid,))


def _percent(value: float | None, language: Language) -> str:
    return "–" if value is None else f"{language.number(value, 1)} %"


def _share(value: float | None, language: Language) -> str:
    return "–" if value is None else _percent(100 * value, language)
