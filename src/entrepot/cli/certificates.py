"""`entrepot certificate`: certificates of origin, from the draft to the check of a paper."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from entrepot.cli import acting, options

FAILED = 3  # exit code when a check of a certificate fails

app = typer.Typer(
    help="Certificates of origin: draft, check, submit, issue, correct, replace, cancel, verify.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
Ref = Annotated[str, typer.Argument(metavar="REF", help="Reference or number of a certificate.")]
File = Annotated[str, typer.Argument(metavar="FILE|-", help="JSON; - is standard input.")]
Out = Annotated[
    Path | None, typer.Option(metavar="FILE", help="Also write the signed credential here.")
]
Number = Annotated[
    str, typer.Option(metavar="NUMBER", help="Number to give. [default: the reference]")
]
Why = Annotated[str, typer.Option(help="Why; it stays with the certificate.")]


@app.command()
def draft(file: File, by: acting.As, as_json: options.AsJson = False) -> None:
    """Draft a certificate from a determination: `determination`, `kind`, `fields`, `firm`."""
    from entrepot.service import certificates
    from entrepot.service.cases import read_cases

    _run(certificates.draft, read_cases(file), by=by, as_json=as_json)


@app.command()
def edit(ref: Ref, file: File, by: acting.As, as_json: options.AsJson = False) -> None:
    """Change fields of a draft; an empty text takes a field out."""
    from entrepot.service import certificates
    from entrepot.service.cases import read_cases

    _run(certificates.edit, ref, read_cases(file), by=by, as_json=as_json)


@app.command()
def check(ref: Ref, by: acting.As, as_json: options.AsJson = False) -> None:
    """Check that every field is there and follows from the determination; exit 2 when not."""
    _act("check", ref, by, as_json)


@app.command()
def submit(ref: Ref, by: acting.As, as_json: options.AsJson = False) -> None:
    """Hand a checked certificate to the issuing body."""
    _act("submit", ref, by, as_json)


@app.command("return")
def return_(ref: Ref, by: acting.As, reason: Why, as_json: options.AsJson = False) -> None:
    """Hand a submitted certificate back to who applied."""
    _act("return", ref, by, as_json, reason)


@app.command()
def withdraw(ref: Ref, by: acting.As, as_json: options.AsJson = False) -> None:
    """Give up a certificate that was not issued."""
    _act("withdraw", ref, by, as_json)


@app.command()
def issue(
    ref: Ref, by: acting.As, number: Number = "", out: Out = None, as_json: options.AsJson = False
) -> None:
    """Issue a submitted certificate: give it its number and sign it."""
    from entrepot.service import certificates

    _run(certificates.issue, ref, by=by, as_json=as_json, out=out, number=number)


@app.command()
def correct(
    ref: Ref, file: File, by: acting.As, reason: Why, out: Out = None,
    as_json: options.AsJson = False,
) -> None:  # fmt: skip
    """Correct fields of an issued certificate: it keeps its number and is signed anew."""
    from entrepot.service import certificates
    from entrepot.service.cases import read_cases

    raw = read_cases(file)
    _run(certificates.correct, ref, raw, by=by, as_json=as_json, out=out, reason=reason)


@app.command()
def replace(
    ref: Ref, file: File, by: acting.As, reason: Why, number: Number = "", out: Out = None,
    as_json: options.AsJson = False,
) -> None:  # fmt: skip
    """Issue a new certificate in the place of one that stands; the old one is void."""
    from entrepot.service import certificates
    from entrepot.service.cases import read_cases

    more = {"reason": reason, "number": number}
    _run(certificates.replace, ref, read_cases(file), by=by, as_json=as_json, out=out, **more)


@app.command()
def cancel(ref: Ref, by: acting.As, reason: Why, as_json: options.AsJson = False) -> None:
    """Cancel an issued certificate."""
    _act("cancel", ref, by, as_json, reason)


@app.command("show")
def show_(ref: Ref, by: acting.As, out: Out = None, as_json: options.AsJson = False) -> None:
    """Show a certificate with what was done with it and what may be done now."""
    from entrepot.service import certificates

    _run(certificates.show, ref, by=by, as_json=as_json, out=out)


@app.command("list")
def list_(by: acting.As, as_json: options.AsJson = False) -> None:
    """List certificates, newest first."""
    from entrepot.service import certificates

    acting.run("Reading", certificates.list_certificates, by=by, as_json=as_json)


@app.command()
def saved(by: acting.As, region: options.Region = None, as_json: options.AsJson = False) -> None:
    """Tell the duty saved by firm, product, market and month, from issued certificates only."""
    from entrepot.cli import show
    from entrepot.service.desk import open_desk
    from entrepot.service.duty_saved import duty_saved
    from entrepot.service.tariff_desk import tariff_law

    with show.working("Counting"), open_desk(region, connections=2) as desk:
        document = duty_saved(desk.window, tariff_law(desk), by=by, at=acting.now())
    acting.told(document, as_json=as_json)


@app.command()
def statuses(
    out: Annotated[Path, typer.Option(metavar="FILE", help="File to write.")],
    as_json: options.AsJson = False,
) -> None:
    """Write the signed list of statuses, for who verifies without asking here."""
    from entrepot.cli import show
    from entrepot.service import certificate_checks

    with acting.window("Reading") as window:
        document = certificate_checks.list_statuses(window, at=acting.now())
    _write(out, document)
    show.facts({"path": str(out), "as_of": document["validFrom"]}, as_json=as_json)


@app.command()
def verify(
    file: File,
    key: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Public key to trust (PEM). [default: the keys of this house]"
        ),
    ] = None,
    statuses: Annotated[
        str, typer.Option(metavar="FILE", help="Signed list of statuses to look in.")
    ] = "",
    determination: Annotated[
        str,
        typer.Option(
            metavar="FILE",
            help="The determination that it rests on, or a list of those of its goods (JSON).",
        ),
    ] = "",
    region: options.Region = None,
    as_json: options.AsJson = False,
) -> None:
    """Check a credential from a file, without network and database; exit 3 when a check fails."""
    from entrepot.cli import show
    from entrepot.service.certificate_checks import verify_file

    document = verify_file(
        file, at=acting.now(), key=key, statuses=statuses, determination=determination,
        region=region,
    )  # fmt: skip
    if as_json:
        show.document(document)
    else:
        heads = ("check", "state", "why")
        show.table(heads, ([one[head] for head in heads] for one in document["checks"]))
        if document["is_synthetic"]:
            show.line("made for practice: it proves nothing")
    if document["failed"]:
        raise typer.Exit(FAILED)


def _act(name: str, ref: str, by: str, as_json: bool, reason: str = "") -> None:
    from entrepot.service import certificates

    _run(certificates.act, ref, name, by=by, as_json=as_json, reason=reason)


def _run(
    verb: Any, *about: Any, by: str, as_json: bool, out: Path | None = None, **more: Any
) -> None:
    with acting.window("Acting") as window:
        document = verb(window, *about, by=by, at=acting.now(), **more)
    if out and document["credential"]:
        _write(out, document["credential"])
    _show(document, as_json)


def _write(path: Path, document: Mapping[str, Any]) -> None:
    from entrepot.cli import show
    from entrepot.kernel.canonical import canonical_json

    show.write(path, canonical_json(document))


def _show(document: Mapping[str, Any], as_json: bool) -> None:
    from entrepot.cli import show

    if as_json:
        show.document(document)
        return
    names = ("reference", "number", "state", "agreement", "kind", "determination", "firm", "digest")
    show.facts({name: document[name] for name in names if document[name]}, as_json=False)
    show.line("")
    show.table(("field", "text"), list(document["fields"].items()))
    for problem in document["problems"]:
        show.line(f"{problem['where']}: {problem['message']}")
    show.line("")
    heads = ("at", "move", "account", "reason")
    show.table(heads, ([one[head] for head in heads] for one in document["events"]))
    if document["moves"]:
        show.line(f"may be moved by: {', '.join(document['moves'])}")
