"""`entrepot portfolio keep`, `plans`, `versions`, `compare`, `export`: plans that are kept."""

from pathlib import Path
from typing import Annotated

import typer

from entrepot.cli import acting, options

Plan = Annotated[str, typer.Argument(metavar="PLAN", help="Code of the plan.")]


def add_to(app: typer.Typer) -> None:
    """Put the verbs beside those of searches."""
    for name, verb in (
        ("keep", keep), ("plans", plans), ("versions", versions), ("compare", compare),
        ("export", export),
    ):  # fmt: skip
        app.command(name)(verb)


def keep(
    run: Annotated[str, typer.Argument(metavar="ID", help="Id of a search that is done.")],
    plan: Annotated[str, typer.Option(metavar="PLAN", help="Code of the plan.")],
    note: Annotated[str, typer.Option(help="Why.")] = "",
    by: acting.By = "",
    as_json: options.AsJson = False,
) -> None:
    """Keep what came out as the next version of a plan; a version is never changed."""
    from entrepot.cli import show
    from entrepot.service.portfolio_plans import keep_version

    with acting.window("Keeping") as opened:
        found = keep_version(opened, run, plan, note, by=by, at=acting.now())
    if as_json:
        show.document(found)
    else:
        show.facts({name: told for name, told in found.items() if name != "result"}, as_json=False)


def plans(by: acting.By = "", as_json: options.AsJson = False) -> None:
    """List plans with their newest versions."""
    from entrepot.service.portfolio_plans import list_plans

    acting.run("Looking", list_plans, by=by, as_json=as_json)


def versions(plan: Plan, by: acting.By = "", as_json: options.AsJson = False) -> None:
    """List the versions of a plan, newest first."""
    from entrepot.service.portfolio_plans import list_versions

    acting.run("Looking", list_versions, plan, by=by, as_json=as_json)


def compare(
    plan: Plan,
    before: Annotated[int, typer.Argument(metavar="N", help="The one version.")],
    after: Annotated[int, typer.Argument(metavar="M", help="The other version.")],
    by: acting.By = "",
    as_json: options.AsJson = False,
) -> None:
    """Tell what differs: projects in, out and moved, worth, spending by period."""
    from entrepot.cli import show
    from entrepot.service.portfolio_plans import compare_versions

    with acting.window("Comparing") as opened:
        found = compare_versions(opened, plan, before, after, by=by, at=acting.now())
    if as_json:
        show.document(found)
        return
    worth = found["objective"]
    show.line(f"worth {_figure(worth['before'])} -> {_figure(worth['after'])}, "
              f"{_figure(worth['change'])} more")  # fmt: skip
    for one in found["cautions"]:
        show.line(one.replace("_", " "))
    heads = ("project", "what", "before", "after")
    show.table(heads, [tuple(_start(one[head]) for head in heads) for one in found["steps"]])
    names = ("period", "before", "after", "change")
    rows = [(one["period"], *(_figure(one[name]) for name in names[1:])) for one in found["spend"]]
    show.line("")
    show.table(names, rows, right=names)


def export(
    plan: Plan,
    number: Annotated[
        int | None, typer.Option(metavar="N", help="Which version. [default: the newest]")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE.json", help="Where. [default: the screen]")
    ] = None,
    by: acting.By = "",
) -> None:
    """Write a version with its case and its result as JSON."""
    import json

    from entrepot.cli import show
    from entrepot.service.portfolio_plans import export_version

    with acting.window("Looking") as opened:
        found = export_version(opened, plan, number, by=by, at=acting.now())
    if out is None:
        show.document(found)
    else:
        show.file(out, (json.dumps(found, ensure_ascii=False, indent=1) + "\n").encode())


def _figure(value: float | None) -> str:
    return "unknown" if value is None else f"{value:,.4f}"


def _start(value: object) -> str:
    return "-" if value is None else str(value)
