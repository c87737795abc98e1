"""`entrepot letters`: what is due to partners by the contact schedule, and sent to them."""

from typing import Annotated

import typer

from entrepot.cli import acting, options

app = typer.Typer(
    help="Letters to partners by the contact schedule: what is due, and sending it.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
On = Annotated[str, typer.Option("--on", metavar="DATE", help="[default: today]")]


@app.command()
def due(on: On = "", by: acting.By = "", as_json: options.AsJson = False) -> None:
    """List letters that are due and not sent, the longest due first."""
    from entrepot.service.partner_letters import list_outgoing

    acting.run("Looking", list_outgoing, acting.legal_day(on), by=by, as_json=as_json)


@app.command()
def send(on: On = "", by: acting.By = "", as_json: options.AsJson = False) -> None:
    """Mail what is due to the mailbox of each partner, once, and keep it as sent."""
    from entrepot.service.partner_letters import send_letters

    acting.run("Sending", send_letters, acting.legal_day(on), by=by, as_json=as_json)
