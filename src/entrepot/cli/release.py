"""`entrepot release`: the release note and what it lets pass."""

from pathlib import Path
from typing import Annotated, Any

import typer

from entrepot.cli import options

INVALID = 2  # exit code when a note is not genuine

app = typer.Typer(
    help="Releases: the note, and whether it is genuine.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@app.command()
def verify(
    payload: Annotated[str, typer.Argument(metavar="PAYLOAD", help="Text of the QR code.")],
    key: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Public key to trust (PEM). [default: the keys of this house]"
        ),
    ] = None,
    as_json: options.AsJson = False,
) -> None:
    """Say whether a release note is genuine, without network and database; exit 2 when not."""
    from entrepot.cli import show
    from entrepot.service import evidence

    document = evidence.verify_note(payload, key)
    show.facts(document if as_json else _told(document), as_json=as_json)
    if not document["is_valid"]:
        raise typer.Exit(INVALID)


def _told(document: dict[str, Any]) -> dict[str, Any]:
    """The verdict with what the note says, a line each."""
    verdict = {name: document[name] for name in ("is_valid", "reason")}
    return verdict | (document["note"] or {})
