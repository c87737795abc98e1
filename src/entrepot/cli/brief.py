"""`entrepot brief`: what is known of a place, to print or to send."""

from pathlib import Path
from typing import Annotated

import typer

from entrepot.cli import options

LANGUAGES, KINDS = ("en", "zh"), (".pdf", ".html")


def brief(
    geography: Annotated[str, typer.Argument(metavar="GEOGRAPHY", help="Place, by id or name.")],
    out: Annotated[Path, typer.Option(metavar="FILE", help="File to write: .pdf or .html.")],
    lang: Annotated[str, typer.Option(metavar="CODE", help="zh or en.")] = "en",
    scheme: Annotated[
        Path | None, typer.Option(metavar="TOML", help="Scheme of an index, with --data.")
    ] = None,
    data: Annotated[
        Path | None, typer.Option(metavar="CSV", help="Data of the index, with --scheme.")
    ] = None,
    portfolio: Annotated[str, typer.Option(metavar="CASE", help="Case of a portfolio.")] = "",
    region: options.Region = None,
    as_json: options.AsJson = False,
) -> None:
    """Write a brief of a place: score, goals, alerts, growth, portfolio, sources."""
    from entrepot.cli import show
    from entrepot.service.brief import brief_of
    from entrepot.store.reference import open_reference

    _check(out, lang, scheme, data)
    with show.working("Gathering"):
        found = brief_of(open_reference(region), geography, scheme=scheme, data=data,
                         portfolio=portfolio)  # fmt: skip
        content = show.printed(f"brief{out.suffix}", found, lang)
    show.write(out, content)
    if as_json:
        show.document(found)
    else:
        show.line(f"{out}: {len(content):,} bytes")


def _check(out: Path, lang: str, scheme: Path | None, data: Path | None) -> None:
    from entrepot.kernel.errors import InputError, Problem

    problems = []
    if out.suffix not in KINDS:
        problems.append(Problem("brief.kind", "--out", f"{out.name} is no .pdf and no .html.",
                                "End the name of the file with .pdf or .html."))  # fmt: skip
    if lang not in LANGUAGES:
        problems.append(Problem("brief.language", "--lang", f"{lang!r} is not known.",
                                "Write zh or en."))  # fmt: skip
    if (scheme is None) != (data is None):
        problems.append(Problem("brief.index", "--scheme", "scheme and data go together.",
                                "Give --scheme and --data, or neither."))  # fmt: skip
    if problems:
        raise InputError(problems)
