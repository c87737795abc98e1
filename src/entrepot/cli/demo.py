"""`entrepot demo`: an invented world to try things in."""

import typer

from entrepot.cli import options

app = typer.Typer(
    help="A rehearsal with invented firms and offices.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@app.command()
def window(region: options.Region = None, as_json: options.AsJson = False) -> None:
    """Make firms, offices, rules and accounts to try the single window with; repeat at will."""
    from datetime import UTC, datetime

    from entrepot.cli import show
    from entrepot.service.demo import demo_window
    from entrepot.store.db import open_database
    from entrepot.store.home import open_home
    from entrepot.store.reference import open_reference

    with (
        show.working("Making the rehearsal"),
        open_database(open_home(), most=2, keep=True) as database,
    ):
        document = demo_window(database, open_reference(region), at=datetime.now(UTC))
    if as_json:
        show.document(document)
        return
    heads = ("account", "organisation", "uscc", "roles")
    rows = ([account, *user.values()] for account, user in document["users"].items())
    show.table(heads, rows)
    show.line("")
    show.facts(document["offices"], as_json=False)


@app.command()
def hub(as_json: options.AsJson = False) -> None:
    """Make the window and the hub with an export of three boxes, two released; repeat at will."""
    from entrepot.cli import acting
    from entrepot.service.demo_export import rehearse_hub

    acting.run("Making the rehearsal", rehearse_hub, as_json=as_json)


@app.command()
def trade(as_json: options.AsJson = False) -> None:
    """Make the window, an analyst, and synthetic lines of trade; repeat at will."""
    from entrepot.cli import acting
    from entrepot.service.demo_trade import rehearse_trade

    acting.run("Making the rehearsal", rehearse_trade, as_json=as_json)


@app.command()
def assess(as_json: options.AsJson = False) -> None:
    """Make the window, an analyst, a planner, and a synthetic score of the region's units."""
    from entrepot.cli import acting
    from entrepot.service.demo_assess import rehearse_assessment

    acting.run("Making the rehearsal", rehearse_assessment, as_json=as_json)


@app.command()
def plans(as_json: options.AsJson = False) -> None:
    """Make the window, planners, and invented tasks, one of them late; repeat at will."""
    from entrepot.cli import acting
    from entrepot.service.demo_plans import rehearse_plans

    acting.run("Making the rehearsal", rehearse_plans, as_json=as_json)


@app.command()
def industry(as_json: options.AsJson = False) -> None:
    """Make the window, a promoter, a steward, foreign affairs, and synthetic projects."""
    from entrepot.cli import acting
    from entrepot.service.demo_industry import rehearse_industry

    acting.run("Making the rehearsal", rehearse_industry, as_json=as_json)
