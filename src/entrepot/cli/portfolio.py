"""`entrepot portfolio`: the best set of projects under a budget."""

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from entrepot.cli import options, portfolio_plans, portfolio_runs, projects
from entrepot.cli.index import SchemeFirst


class CaseFirst(SchemeFirst):
    """A first word that is no verb is a case."""

    plain = "solve"


app = typer.Typer(
    cls=CaseFirst, no_args_is_help=True, help="Choose projects and years; CASE alone solves."
)
portfolio_runs.add_to(app)
portfolio_plans.add_to(app)
CaseFile = Annotated[
    str, typer.Argument(metavar="CASE", help="JSON of the case; - is standard input.")
]


@app.command("solve")
def solve(case: CaseFile, as_json: options.AsJson = False) -> None:
    """Find the plan that is worth most, how good it surely is, and what would change it."""
    from entrepot.cli import show
    from entrepot.service.portfolio import portfolio_of

    with show.working("Searching the best plan", telling=True) as tell:

        def watch(best: float | None, bound: float | None) -> bool:
            tell(f"{_number(best)}, at most {_number(bound)}")
            return False

        found = portfolio_of(case, watch)
    if as_json:
        show.document(found)
        return
    show_plan(found)
    _show_explained(found)


@app.command("frontier")
def frontier(
    case: CaseFile,
    against: Annotated[
        str,
        typer.Option(help="What benefit is held against: spend, tail, or a resource with a total."),
    ] = "spend",
    points: Annotated[int, typer.Option(min=2, max=101, help="Limits tried.")] = 11,
    as_json: options.AsJson = False,
) -> None:
    """Hold benefit against money, a resource or risk: plans that none beats in both."""
    from entrepot.cli import show
    from entrepot.service.portfolio import frontier_of

    with show.working("Walking the frontier"):
        found = frontier_of(case, against, points)
    if as_json:
        show.document(found)
        return
    rows = [
        (_number(one["used"]), _number(one["benefit"]), one["status"], _chosen(one["starts"]))
        for one in found["points"]
    ]
    show.table((against, "benefit", "", "plan"), rows, right=[against, "benefit"])


@app.command("regret")
def regret(case: CaseFile, as_json: options.AsJson = False) -> None:
    """Find the plan whose largest regret is the least, whichever scenario comes."""
    from entrepot.cli import show
    from entrepot.service.portfolio import regret_of

    with show.working("Searching the plan least regretted"):
        found = regret_of(case)
    if as_json:
        show.document(found)
        return
    show.line(
        f"{found['status']}: regret at most {_number(found['max_regret'])} {_unit(found)}, "
        f"no plan below {_number(found['bound'])}"
    )
    show.line(f"{_chosen(found['starts'])}\n")
    names = ("probability", "best", "value", "regret")
    rows = [(one["name"], *(_number(one[name]) for name in names)) for one in found["scenarios"]]
    show.table(("scenario", *names), rows, right=names)


app.command("case")(projects.case)


def show_plan(found: Mapping[str, Any]) -> None:
    """Print a plan."""
    from entrepot.cli import show

    gap = "unknown" if found["gap"] is None else f"{found['gap']:.2%}"
    show.line(
        f"{found['status']}: worth {found['objective']:,.4f} {_unit(found)}, "
        f"at most {_number(found['bound'])}, gap {gap}"
    )
    show.line(f"mean {found['mean']:,.4f}, mean of the worst {found['tail_mean']:,.4f}\n")
    chosen = sorted((at, name) for name, at in found["starts"].items() if at is not None)
    show.table(("project", "starts"), [(name, at) for at, name in chosen], right=["starts"])
    show.line("")
    show.table(("period", "spend"), enumerate(found["spend"]), right=["period", "spend"])
    if found["uses"]:
        names = ("resource", "period", "limit", "used", "left")
        rows = [tuple("-" if one[name] is None else one[name] for name in names)
                for one in found["uses"]]  # fmt: skip
        show.line("")
        show.table(names, rows, right=names[1:])


def _show_explained(found: Mapping[str, Any]) -> None:
    from entrepot.cli import show

    if "binding" not in found:
        return
    show.line("")
    for one in found["binding"]:
        period = "" if one["period"] is None else f", period {one['period']}"
        show.line(f"used to the last: {one['rule']}{period}, {one['limit']:,g}")
    more = found["plus_5_pct_budget"]
    show.line(f"5 % more budget brings {_number(more['gain'])}")
    if found["tied"]:
        show.line(f"{len(found['tied'])} other plans are worth as much: --json")
    if found["forced_in"]:
        show.line("\nrejected")
        rows = [(one["project"], _number(one["objective"]), _number(one["cost"]), one["status"])
                for one in found["forced_in"]]  # fmt: skip
        show.table(("project", "forced in", "cost", ""), rows, right=["forced in", "cost"])


def _chosen(starts: Mapping[str, int | None]) -> str:
    return ", ".join(f"{name} {at}" for name, at in starts.items() if at is not None)


def _unit(found: Mapping[str, Any]) -> str:
    return f"x {found['scale']:,g} {found['currency']}".rstrip()


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:,.4f}"
