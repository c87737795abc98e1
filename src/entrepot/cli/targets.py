"""`entrepot targets`, `target-path`, `lmdi`: goals of places, what they need, what a change is."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from entrepot.cli import options

if TYPE_CHECKING:
    from entrepot.assess.decisions import Decisions

Case = Annotated[Path, typer.Argument(metavar="CASE", help="JSON file of the case.")]


def targets(
    geography: Annotated[str, typer.Option(metavar="ID", help="Place, by its id or name.")],
    parts: Annotated[bool, typer.Option("--parts", help="Its parts' goals too.")] = False,
    known: Annotated[
        str,
        typer.Option(
            "--decided", metavar="INSTANT",
            help="With what people had decided by then, or `now`; opens the store.",
        ),
    ] = "",
    projects: Annotated[
        Path | None,
        typer.Option(metavar="FILE.csv", help="What projects add, as project_effects of a pack."),
    ] = None,
    region: options.Region = None,
    as_json: options.AsJson = False,
) -> None:  # fmt: skip
    """Show the goals of a place: path, standing, chance, and what does not fit together."""
    from entrepot.assess.decisions import UNDECIDED
    from entrepot.cli import show
    from entrepot.service.target_projects import read_effects
    from entrepot.service.targets import targets_of
    from entrepot.store.reference import open_reference

    decisions = _decided("" if known == "now" else known) if known else UNDECIDED
    effects = read_effects(projects) if projects else None
    found = targets_of(open_reference(region), geography, parts=parts, decisions=decisions,
                       effects=effects)  # fmt: skip
    if as_json:
        show.document(found)
        return
    heads = ("id", "place", "goal", "value", "unit", "year", "growth", "status", "flags")
    rows = [
        (one["id"], one["geography"], one["indicator"], _goal(one), one["unit"],
         str(one["year"] or ""), _growth(one), one["status"], ", ".join(one["flags"]))
        for one in found["targets"]
    ]  # fmt: skip
    show.table(heads, rows, right=("value", "growth"))
    for one in found["targets"]:
        for near in one["near"]:
            show.line(f"{one['id']}: {near['id']} {_figure(near)}: {near['text']}")
        if one["projects"]:
            show.line(f"{one['id']}: {_projects(one['projects'])}")
        if one["elsewhere"]:
            chance = one["elsewhere"]["probability"]
            show.line(f"{one['id']}: {chance:.1%} if it grows as {one['elsewhere']['walk_of']} did")
    for check in found["checks"]:
        show.line("")
        show.line(f"{check['words']['text']}: {check['indicator']} ({', '.join(check['ids'])})")
        show.line(_check(check))
        for caution in check["cautions"]:
            show.line(f"{caution['id']}: {caution['text']}")


def _decided(known: str) -> "Decisions":
    """What people had decided by an instant, now if empty."""
    from entrepot.cli import acting
    from entrepot.service.target_decisions import decisions_known

    with acting.window("Looking") as window:
        return decisions_known(window, by="", at=acting.now(), known_at=acting.instant(known))


def target_path(case: Case, as_json: options.AsJson = False) -> None:
    """Tell the growth a target needs, how actual growth compares and how likely it is."""
    from entrepot.cli import show
    from entrepot.service.target_path import target_path_file

    found = target_path_file(case)
    if as_json:
        show.document(found)
        return
    for name in ("required_cagr_pct", "actual_cagr_pct", "pace_ratio", "status", "probability"):
        show.line(f"{name.replace('_', ' ')}: {_told(found, name)}")
    rows = [(str(one["year"]), f"{one['value']:,.6g}") for one in found["path"]]
    show.table(("year", "path"), rows, right=("path",))


def lmdi(case: Case, as_json: options.AsJson = False) -> None:
    """Split the change of a sum of products over its factors, with nothing left over."""
    from entrepot.cli import show
    from entrepot.service.target_path import lmdi_file

    found = lmdi_file(case)
    if as_json:
        show.document(found)
        return
    rows = [(name, f"{effect:,.6g}") for name, effect in found["effects"].items()]
    rows.append(("total", f"{found['total']:,.6g}"))
    show.table(("factor", "effect"), rows, right=("effect",))


def _told(found: dict[str, Any], name: str) -> str:
    """A figure, or unknown and why."""
    value, reason = found[name], found["reasons"].get(name)
    told = f"{value:.4g}" if isinstance(value, float) else str(value or "unknown")
    return f"{told} ({reason['text']})" if reason else told


def _figure(near: dict[str, Any]) -> str:
    """A row beside a goal, as far as it is known."""
    value = "unknown" if near["value"] is None else f"{near['value']:,.6g} {near['unit']}"
    return f"({near['year'] or near['period']}) {value}"


def _projects(told: dict[str, Any]) -> str:
    """Chance without and with projects, and each one's part."""
    if told["reason"]:
        return str(told["reason"]["text"])
    before, after = told["probability_without"], told["probability_with"]
    parts = (f"{one['project']} {one['shapley']:+.1%}" for one in told["effects"])
    return f"{before:.1%} without projects, {after:.1%} with them: {', '.join(parts)}"


def _goal(one: dict[str, Any]) -> str:
    return "-" if one["value"] is None else f"{one['comparator']} {one['value']:,.6g}"


def _growth(one: dict[str, Any]) -> str:
    """Growth a year it needs from its base, else from the goal before it."""
    found = one["required_cagr_pct"]
    found = one["required_cagr_from_previous_pct"] if found is None else found
    return "-" if found is None else f"{found:.2f} %"


def _check(check: dict[str, Any]) -> str:
    """What a check found, on one line."""
    match check["code"]:
        case "target.parts_against_whole":
            whole = "unknown" if check["whole"] is None else f"{check['whole']:,.6g}"
            missing = ", ".join(check["missing"]) or "none"
            told = f"parts {check['parts_sum']:,.6g}, whole {whole} {check['unit']}"
            return f"{told}; missing: {missing}"
        case "target.growth_against_levels":
            return f"stated {check['stated_pct']:g} %, implied {_number(check['implied_pct'])} %"
        case "target.doubling_against_base":
            return (f"goal over base {_number(check['factor'])}, "
                    f"over the base on record {_number(check['factor_on_record'])}")  # fmt: skip
        case _:
            ways = (
                f"{one['steps']} years from {one['base_year']}: {one['factor']:.4f} x"
                for one in check["readings"]
            )
            return f"{check['rate_pct']:g} %: {' or '.join(ways)}"


def _number(value: float | None) -> str:
    return "unknown" if value is None else f"{value:.4g}"
