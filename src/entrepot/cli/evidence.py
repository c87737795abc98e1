"""`entrepot audit` and `entrepot keys`: what proves that nothing was altered."""

from typing import Annotated, Any

import typer

from entrepot.cli import options

BROKEN = 3  # exit code when the evidence does not hold

app = typer.Typer(
    help="The evidence: seal all events, verify them.", no_args_is_help=True, rich_markup_mode=None
)
keys = typer.Typer(
    help="The keys that sign seals and release notes.", no_args_is_help=True, rich_markup_mode=None
)


@app.command()
def seal(as_json: options.AsJson = False) -> None:
    """Write a signed root over all chains of events outside the database."""
    from datetime import UTC, datetime

    from entrepot.cli import show
    from entrepot.service import evidence

    with show.working("Sealing the events"):
        document = evidence.seal_events(datetime.now(UTC))
    show.facts(document, as_json=as_json)


@app.command()
def verify(as_json: options.AsJson = False) -> None:
    """Recompute every event's hash and hold all chains against the seals; exit 3 when not ok."""
    from entrepot.cli import show
    from entrepot.service import evidence

    with show.working("Verifying the events"):
        document = evidence.verify_events()
    show.facts(document if as_json else _told(document), as_json=as_json)
    if not document["ok"]:
        raise typer.Exit(BROKEN)


def _told(document: dict[str, Any]) -> dict[str, Any]:
    """The findings with the first fault as a sentence."""
    bad = document["first_bad"]
    first = f"{bad['chain']} {bad['seq']}: {bad['reason']}" if bad else ""
    return document | {"first_bad": first}


@keys.command("show")
def show_keys(as_json: options.AsJson = False) -> None:
    """Print the public key, to be given to who verifies; the first one is made."""
    from entrepot.cli import show
    from entrepot.service import evidence

    document = evidence.show_keys()
    show.document(document) if as_json else show.line(document["public_key"].strip())


@keys.command("rotate")
def rotate_keys(as_json: options.AsJson = False) -> None:
    """Make a new key and sign with it from now on; the older ones stay trusted."""
    from entrepot.cli import show
    from entrepot.service import evidence

    document = evidence.rotate_keys()
    show.document(document) if as_json else show.line(document["public_key"].strip())


@keys.command("revoke")
def revoke_key(
    key_id: Annotated[str, typer.Argument(metavar="KEY", help="Id of the key.")],
    as_json: options.AsJson = False,
) -> None:
    """Trust a key no more, destroy its private half, and sign with another from now on."""
    from datetime import UTC, datetime

    from entrepot.cli import show
    from entrepot.service import evidence

    document = evidence.revoke_key(key_id, datetime.now(UTC))
    show.document(document) if as_json else show.line(document["public_key"].strip())
