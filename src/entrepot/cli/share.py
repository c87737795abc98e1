"""`entrepot share`: what partner customs may read, and what they read."""

from typing import Annotated

import typer

from entrepot.cli import acting, mandates, options

app = typer.Typer(
    help="Results shared with partner customs.", no_args_is_help=True, rich_markup_mode=None
)
Id = Annotated[str, typer.Argument(metavar="ID", help="Id of the agreement.")]


@app.command()
def propose(
    agreement: Id,
    partner: Annotated[str, typer.Option(metavar="ORG", help="Organisation of the partner.")],
    fields: Annotated[
        str, typer.Option(metavar="A,B", help="Elements of the dictionary, separated by commas.")
    ],
    start: Annotated[str, typer.Option("--from", metavar="DAY", help="First day.")],
    source: Annotated[str, typer.Option(help="The text it follows.")],
    by: acting.As,
    stop: Annotated[str, typer.Option("--to", metavar="DAY", help="First day outside.")] = "",
    status: Annotated[str, typer.Option(help="How sure the text is.")] = "published",
    as_json: options.AsJson = False,
) -> None:
    """Propose which fields a partner may read and when; another person approves."""
    from entrepot.service import sharing

    named = [name.strip() for name in fields.split(",") if name.strip()]
    first, last = mandates.day("--from", start), mandates.day("--to", stop)
    acting.run("Proposing", sharing.propose_agreement, agreement, partner=partner, fields=named,
               start=first, stop=last, source=source, status=status, by=by,
               as_json=as_json)  # fmt: skip


@app.command()
def approve(agreement: Id, by: acting.As, as_json: options.AsJson = False) -> None:
    """Let a proposed agreement take force, as a second person."""
    from entrepot.service import sharing

    acting.run("Approving", sharing.approve_agreement, agreement, by=by, as_json=as_json)


@app.command()
def end(agreement: Id, by: acting.As, as_json: options.AsJson = False) -> None:
    """End an agreement at once."""
    from entrepot.service import sharing

    acting.run("Ending", sharing.end_agreement, agreement, by=by, as_json=as_json)


@app.command("list")
def list_(by: acting.As, as_json: options.AsJson = False) -> None:
    """List the agreements."""
    from entrepot.service import sharing

    acting.run("Looking", sharing.list_agreements, by=by, as_json=as_json)


@app.command()
def show(
    number: Annotated[str, typer.Argument(metavar="NUMBER", help="Number of a declaration.")],
    by: acting.As,
    as_json: options.AsJson = False,
) -> None:
    """Show a partner the agreed fields of a released through-declaration."""
    from entrepot.service import sharing

    acting.run("Sharing", sharing.share, number, by=by, as_json=as_json)
