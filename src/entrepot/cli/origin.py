"""`entrepot origin`: does a good originate under an agreement, and why."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from entrepot.cli import cases, options

app = typer.Typer(
    help="Does a good originate under an agreement, and why.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
Who = Annotated[
    str | None, typer.Option("--as", metavar="USER", help="Account the answer is kept for.")
]


@app.command()
def determine(
    file: cases.File,
    who: Who = None,
    region: options.Region = None,
    as_json: options.AsJson = False,
) -> None:
    """Determine the origin of a good from its bill of materials, and keep the answer."""
    from entrepot.cli import show
    from entrepot.cli.acting import now
    from entrepot.service.origin import OriginDesk, determine_origin
    from entrepot.store.db import open_database
    from entrepot.store.home import open_home
    from entrepot.store.reference import open_reference

    reference, at = open_reference(region), now()
    with show.working("Determining"), open_database(open_home(), most=1) as database:
        desk = OriginDesk(reference, database)
        cases.answer(
            file,
            lambda raw: determine_origin(desk, raw, at=at, by=who),
            as_json=as_json,
            shown=_show,
        )


@app.command("list")
def list_(
    who: Annotated[str, typer.Option("--as", metavar="USER", help="Account whose they are.")],
    region: options.Region = None,
    as_json: options.AsJson = False,
) -> None:
    """List the determinations kept for an account, newest first."""
    from entrepot.cli import show
    from entrepot.cli.acting import now
    from entrepot.service.origin import OriginDesk, list_determinations
    from entrepot.store.db import open_database
    from entrepot.store.home import open_home
    from entrepot.store.reference import open_reference

    with show.working("Reading"), open_database(open_home(), most=1) as database:
        found = list_determinations(OriginDesk(open_reference(region), database), by=who, at=now())
    if as_json:
        show.document(found)
        return
    heads = ("id", "made_at", "agreement", "importing_party", "hs_code", "verdict")
    show.table(heads, ([one[head] for head in heads] for one in found["determinations"]))


@app.command("show")
def show_(
    reference: Annotated[str, typer.Argument(metavar="ID", help="Of a determination.")],
    who: Who = None,
    region: options.Region = None,
    as_json: options.AsJson = False,
) -> None:
    """Show a determination as it was made, with what was asked."""
    from entrepot.cli import show
    from entrepot.cli.acting import now
    from entrepot.service.origin import OriginDesk, show_determination
    from entrepot.store.db import open_database
    from entrepot.store.home import open_home
    from entrepot.store.reference import open_reference

    with show.working("Reading"), open_database(open_home(), most=1) as database:
        desk = OriginDesk(open_reference(region), database)
        document = show_determination(desk, reference, at=now(), by=who)
    if as_json:
        show.document(document)
    else:
        _show(document)


def import_table(
    kind: str, file: Path, columns: Path | None, *, agreement: str, edition: str,
    valid_from: str, dry_run: bool, show: Sequence[str], who: str,
) -> dict[str, Any]:  # fmt: skip
    """Take in a table of product rules or a concordance, for `entrepot tariff import`."""
    from entrepot.cli import show as screen
    from entrepot.cli.acting import now
    from entrepot.service.origin import OriginDesk
    from entrepot.service.origin_imports import import_table
    from entrepot.service.schedules import check_importer
    from entrepot.store.db import open_database
    from entrepot.store.home import open_home
    from entrepot.store.reference import open_reference

    at = now()
    with screen.working("Reading rules"), open_database(open_home(), most=2, keep=True) as database:
        if who:
            check_importer(database, who, at)
        return import_table(
            OriginDesk(open_reference(None), database), kind, file, agreement=agreement,
            edition=edition, valid_from=valid_from, at=at, columns=columns, dry_run=dry_run,
            show=show,
        )  # fmt: skip


def _show(document: Mapping[str, Any]) -> None:
    from entrepot.cli import show

    rule = document["rule"]
    by = f" by {document['criterion']}" if document["criterion"] else ""
    show.line(f"{document['id']}: {document['verdict']}{by}")
    if document["rcep_country_of_origin"]:
        show.line(f"country of origin {document['rcep_country_of_origin']}")
    show.line(f"rule {rule['text'] or 'not known'} ({rule['edition']}), {rule['source'] or '-'}")
    show.line("")
    show.table(
        ("test", "state", "figure", "asked", "why"),
        [
            (one["test"], one["state"], one["figure_pct"], one["threshold_pct"], one["why"])
            for one in document["tests"]
        ],
        right=("figure", "asked"),
    )
    for name in ("blocked_by", "missing"):
        if document[name]:
            show.line("")
            show.line(f"{name.replace('_', ' ')}: {'; '.join(document[name])}")
    show.line("")
    for step in document["trace"]:
        cites = f" [{step['cites']}]" if step["cites"] else ""
        show.line(f"{step['step']:2}. {step['text']}{cites}")
