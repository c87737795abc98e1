"""`entrepot release`: the release note and what it lets pass."""

from pathlib import Path
from typing import Annotated, Any

import typer

from entrepot.cli import acting, options

STOP = 3  # exit code when a container may not pass
INVALID = 2  # exit code when a note is not genuine

app = typer.Typer(
    help="Releases: the note, and whether it is genuine.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@app.command()
def check(
    container: Annotated[str, typer.Argument(metavar="CONTAINER", help="Container, ISO 6346.")],
    place: Annotated[str, typer.Option(metavar="PLACE", help="Where it asks to pass.")],
    by: acting.As,
    as_json: options.AsJson = False,
) -> None:
    """Say GO or STOP for a container at a gate; exit 3 for STOP."""
    from entrepot.service import customs

    document = acting.run("Asking", customs.check_release, container, place, by=by, as_json=as_json)
    if document["decision"] == "STOP":
        raise typer.Exit(STOP)


@app.command()
def note(
    ref: acting.Ref,
    out: Annotated[Path, typer.Option(metavar="FILE.pdf", help="File to write.")],
    by: acting.As,
    as_json: options.AsJson = False,
) -> None:
    """Write the release note of a declaration as PDF, with its signed code."""
    from entrepot.cli import show
    from entrepot.service import notes

    with acting.window("Printing") as window:
        made = notes.note(window, ref, by=by, at=acting.now())
    show.write(out, made["pdf"])
    document = {"path": str(out), "sha256": made["sha256"], "payload": made["payload"]}
    acting.told(document, as_json=as_json)


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
