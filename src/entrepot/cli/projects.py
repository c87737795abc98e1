"""`entrepot project` and `entrepot portfolio case`: what is to be built, and a case of it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from entrepot.cli import acting, options

app = typer.Typer(
    help="Projects: stages, sites, duties, and the scenario that opens each link.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
Id = Annotated[str, typer.Argument(metavar="ID", help="Project of the pack.")]


@app.command("list")
def list_(
    stage: Annotated[str, typer.Option(help="Only at this stage, such as construction.")] = "",
    kind: Annotated[str, typer.Option(help="Only of this kind, such as railway.")] = "",
    programme: Annotated[str, typer.Option(metavar="ID", help="Only of this programme.")] = "",
    region: options.Region = None,
    as_json: options.AsJson = False,
) -> None:
    """List projects: stage, programme, and whether cost and effect are known."""
    from entrepot.cli import show
    from entrepot.service.projects import list_projects
    from entrepot.store.reference import open_reference

    found = list_projects(open_reference(region), stage=stage, kind=kind, programme=programme)
    if as_json:
        show.document(found)
        return
    heads = ("id", "stage", "kind", "promised", "programme", "cost", "effect", "name")
    rows = [(one["id"], one["stage"], one["kind"], _amount(one), one["programme"] or "-",
             _known(one["has_costs"]), _known(one["has_effects"]), one["name"])
            for one in found["projects"]]  # fmt: skip
    show.table(heads, rows, right=("promised",))


@app.command("show")
def show_(
    project: Id,
    on: options.On = None,
    region: options.Region = None,
    as_json: options.AsJson = False,
) -> None:
    """Show a project: whether its site can take it, its duties, and its scenario."""
    from entrepot.cli import show
    from entrepot.service.projects import show_project
    from entrepot.store.reference import open_reference

    found = show_project(open_reference(region), project, _day(on))
    if as_json:
        show.document(found)
        return
    names = ("id", "name", "place", "kind", "stage", "programme_name", "link", "source", "status")
    show.facts({name: found[name] for name in names}, as_json=False)
    show.line(f"\nsite: {found['site']['verdict']}")
    heads = ("what", "place", "needed", "free", "unit", "verdict")
    rows = [tuple(one[name] or "unknown" for name in heads) for one in found["site"]["conditions"]]
    show.table(heads, rows, right=("needed", "free"))
    _duties(found["duties"])


@app.command()
def duties(
    project: Annotated[str, typer.Option(metavar="ID", help="Only of this project.")] = "",
    on: options.On = None,
    region: options.Region = None,
    as_json: options.AsJson = False,
) -> None:
    """List what projects must do, the proof each needs, and the proof there is."""
    from entrepot.cli import show
    from entrepot.service.projects import duties_of
    from entrepot.store.reference import open_reference

    found = duties_of(open_reference(region), _day(on), project)
    if as_json:
        show.document({"duties": found})
        return
    _duties(found)


@app.command()
def scenario(
    projects: Annotated[
        list[str] | None,
        typer.Argument(metavar="[ID...]", help="Projects; all that open a link by default."),
    ] = None,
    *,
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="TOML to write.")],
    region: options.Region = None,
) -> None:
    """Write a scenario each in which a project's link is open, to compare or to run."""
    from entrepot.cli import show
    from entrepot.service.projects import scenario_file
    from entrepot.store.reference import open_reference

    show.write(out, scenario_file(open_reference(region), projects or []))
    show.line(f"{out}: entrepot scenario compare base {out}")


def case(
    first_year: Annotated[int, typer.Option(metavar="YEAR", help="Year of the first period.")],
    budget: Annotated[
        str, typer.Option(metavar="A,B,C", help="Public money of each period, in the scale.")
    ],
    scale: Annotated[float, typer.Option(help="What 1 stands for in money.")] = 1e6,
    rule: Annotated[str, typer.Option(help="yearly or carry_over.")] = "yearly",
    discount_rate: Annotated[float, typer.Option(help="Of a year, such as 0.05.")] = 0.0,
    cap: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME=AMOUNT", help="Of land_ha, labour; fund:NAME of money; repeat."),
    ] = None,
    call: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME=REF", help="Money of a source free in a call of the fund."),
    ] = None,
    limits_of: Annotated[
        str, typer.Option(metavar="PLACE", help="Cap by what this place has left of each thing.")
    ] = "",
    benefit: Annotated[str, typer.Option(help="Effect to maximise.")] = "value_added",
    spread: Annotated[
        float, typer.Option(help="Probability of the low, and of the high, effects.")
    ] = 0.0,
    costs: Annotated[Path | None, typer.Option(help="CSV or Excel of costs.")] = None,
    effects: Annotated[Path | None, typer.Option(help="CSV or Excel of effects.")] = None,
    needs: Annotated[Path | None, typer.Option(help="CSV or Excel of needs.")] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="JSON of the case to write.")
    ] = None,
    by: acting.By = "",
    at: acting.At = None,
    region: options.Region = None,
    as_json: options.AsJson = False,
) -> None:
    """Make a case of the projects of the region and a budget."""
    import json

    from entrepot.cli import show
    from entrepot.service.projects import project_case, read_files, read_pairs
    from entrepot.store.reference import open_reference

    reference = open_reference(region)
    caps = read_pairs("--cap", cap or []) | _free(
        read_pairs("--call", call or []), reference.settings.currency, scale, by, at
    )
    raw = {"first_year": first_year, "budget": budget.split(","), "scale": scale, "rule": rule,
           "discount_rate": discount_rate, "caps": caps, "limits_of": limits_of, "benefit": benefit,
           "spread": spread}  # fmt: skip
    files = read_files({"costs": costs, "effects": effects, "needs": needs})
    found = project_case(reference, raw, files)
    if out is not None:
        content = json.dumps(found["case"], ensure_ascii=False, indent=1)
        show.write(out, f"{content}\n".encode())
    if as_json:
        show.document(found)
        return
    _case(found)


def _free(
    calls: Mapping[str, str], currency: str, scale: float, by: str, at: str | None
) -> dict[str, str]:
    """What is free in calls of the development fund, by source of money, in the scale."""
    if not calls:
        return {}
    from entrepot.service.project_funds import caps_of_calls

    with acting.window("Looking up") as window:
        return caps_of_calls(window, calls, currency, scale, by=by, at=acting.instant(at))


def _case(found: Mapping[str, Any]) -> None:
    from entrepot.cli import show

    case = found["case"]
    show.line(f"{len(case['projects'])} projects in {case['periods']} years, {found['status']}\n")
    heads = ("project", "place", "cost", "benefit", "years", "name")
    rows = [(one["id"], one["region"], f"{sum(one['cost']):,g}", f"{one['benefit']:,.2f}",
             one["duration"], one["name"]) for one in case["projects"]]  # fmt: skip
    show.table(heads, rows, right=("cost", "benefit", "years"))
    if found["uncapped"]:
        show.line(f"\nmoney without a cap: {', '.join(found['uncapped'])}")
    if found["left_out"]:
        show.line("\nleft out")
        told = [(one["project"], ", ".join(one["reasons"]), one["name"])
                for one in found["left_out"]]  # fmt: skip
        show.table(("project", "why", "name"), told)


def _duties(found: list[dict[str, Any]]) -> None:
    from entrepot.cli import show

    if not found:
        show.line("\nno duty is known")
        return
    heads = ("id", "standing", "due_on", "owner", "duty", "proof", "evidence")
    rows = [tuple(str(one[name] or "-") for name in heads) for one in found]
    show.line("")
    show.table(heads, rows)


def _day(text: str | None) -> Any:
    from entrepot.service.projects import read_day

    return read_day(text, acting.now().date())


def _amount(one: Mapping[str, Any]) -> str:
    return f"{one['promised']} {one['amount_unit']}" if one["promised"] else "-"


def _known(is_known: bool) -> str:
    return "known" if is_known else "unknown"
