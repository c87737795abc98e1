"""`entrepot risk`: screening of declarations."""

from typing import Annotated

import typer

from entrepot.cli import acting, options

app = typer.Typer(
    help="Risk: the draw at random, to be worked out again by anyone.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@app.command()
def draw(
    day_key: Annotated[
        str, typer.Option("--day-key", metavar="KEY", help="Key of the day, as text in UTF-8.")
    ],
    number: Annotated[str, typer.Option(metavar="NUMBER", help="Number of the declaration.")],
    as_json: options.AsJson = False,
) -> None:
    """Work out a draw: the number from 0 to 9999, and the commitment of the key."""
    from entrepot.cli import show
    from entrepot.window.risk_draw import commitment, draw_bp

    key = day_key.encode("utf-8", "surrogateescape")
    show.facts({"draw_bp": draw_bp(key, number), "commitment": commitment(key)}, as_json=as_json)


@app.command()
def rules(by: acting.As, as_json: options.AsJson = False) -> None:
    """List the rules with their versions and who proposed and approved each."""
    from entrepot.service import decisions

    acting.run("Looking", decisions.list_rules, by=by, as_json=as_json)


@app.command()
def propose(
    file: Annotated[str, typer.Argument(metavar="FILE", help="Definition of the rule as JSON.")],
    by: acting.As,
    as_json: options.AsJson = False,
) -> None:
    """Propose a rule or its next version; a second person approves it."""
    from entrepot.service import decisions
    from entrepot.service.files import read_body

    definition = read_body(acting.read(file), "application/json")
    acting.run("Proposing", decisions.propose_rule, definition, by=by, as_json=as_json)


@app.command()
def approve(
    rule: Annotated[str, typer.Argument(metavar="RULE", help="Id of the rule.")],
    version: Annotated[int, typer.Option(metavar="N", help="Its version.")],
    by: acting.As,
    as_json: options.AsJson = False,
) -> None:
    """Let a proposed rule take force."""
    from entrepot.service import decisions

    acting.run("Approving", decisions.approve_rule, rule, version, by=by, as_json=as_json)


@app.command()
def retire(
    rule: Annotated[str, typer.Argument(metavar="RULE", help="Id of the rule.")],
    by: acting.As,
    reason: acting.Reason,
    as_json: options.AsJson = False,
) -> None:
    """Take a rule out of force."""
    from entrepot.service import decisions

    acting.run("Retiring", decisions.retire_rule, rule, by=by, reason=reason, as_json=as_json)


@app.command()
def explain(ref: acting.Ref, by: acting.As, as_json: options.AsJson = False) -> None:
    """Say why a declaration got its channel, as far as the account may know."""
    from entrepot.service import oversight

    acting.run("Looking", oversight.explain, ref, by=by, as_json=as_json)


@app.command()
def replay(ref: acting.Ref, by: acting.As, as_json: options.AsJson = False) -> None:
    """Run the screening of a declaration again from its record; exit 3 when it differs."""
    from entrepot.service import oversight

    document = acting.run("Running again", oversight.replay, ref, by=by, as_json=as_json)
    if not document["identical"]:
        raise typer.Exit(3)


@app.command()
def hits(by: acting.As, as_json: options.AsJson = False) -> None:
    """Tell how often each rule was right, against the draw at random."""
    from entrepot.service import oversight

    acting.run("Counting", oversight.hit_rates, by=by, as_json=as_json)


@app.command()
def reveal(
    day: Annotated[str, typer.Argument(metavar="DAY", help="Day of the draw.")],
    as_json: options.AsJson = False,
) -> None:
    """Tell the commitment of a day, and its key once the day is over."""
    from datetime import date

    from entrepot.service import decisions

    acting.run("Looking", decisions.reveal_key, date.fromisoformat(day), as_json=as_json)
