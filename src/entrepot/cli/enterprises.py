"""`entrepot enterprise`: the register of firms, doubles found, merged and parted."""

from pathlib import Path
from typing import Annotated

import typer

from entrepot.cli import acting, options

app = typer.Typer(
    help="The register of firms: codes, names, doubles.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
File = Annotated[Path, typer.Argument(metavar="FILE", help="CSV or Excel, a row a firm.")]
Named = Annotated[str, typer.Argument(metavar="CODE", help="Code or id of the firm.")]


@app.command("import")
def import_(file: File, by: acting.By = "", as_json: options.AsJson = False) -> None:
    """Keep what a file tells of firms, all of it or nothing.

    Columns: name, source, status, and by choice id, code, name_zh, aliases, former, address,
    place, kind, nodes, capacity, note; lists are separated by semicolons.
    """
    from entrepot.service.enterprises import import_enterprises

    data = acting.read(str(file))
    acting.run("Keeping", import_enterprises, data, file.name, by=by, as_json=as_json)


@app.command()
def match(file: File, by: acting.By = "", as_json: options.AsJson = False) -> None:
    """Tell for each row of a file which firms of the register it may be."""
    from entrepot.cli import show
    from entrepot.service.enterprises import match_enterprises

    data = acting.read(str(file))
    with acting.window("Searching") as window:
        found = match_enterprises(window, data, file.name, by=by, at=acting.now())
    if as_json:
        show.document(found)
        return
    rows = [(row["row"], row["code_valid"], one["enterprise"], f"{one['score']:.3f}", one["why"])
            for row in found["rows"] for one in row["candidates"] or [_NOBODY]]  # fmt: skip
    show.table(("row", "code valid", "firm", "score", "why"), rows, right=("row", "score"))


@app.command("list")
def list_(
    word: Annotated[str, typer.Argument(metavar="[WORD]", help="In a name, code or id.")] = "",
    by: acting.By = "",
    as_json: options.AsJson = False,
) -> None:
    """List firms; those made one with another stand with it."""
    from entrepot.cli import show
    from entrepot.service.enterprises import list_enterprises

    with acting.window("Looking") as window:
        found = list_enterprises(window, word, by=by, at=acting.now())
    if as_json:
        show.document(found)
        return
    heads = ("enterprise", "code", "name", "name_zh", "place")
    rows = [(*(one[head] for head in heads), [it["enterprise"] for it in one["merged"]])
            for one in found["enterprises"]]  # fmt: skip
    show.table((*heads, "one with it"), rows)


@app.command()
def show(code: Named, by: acting.By = "", as_json: options.AsJson = False) -> None:
    """Show a firm; one that was made one with another leads to that."""
    from entrepot.service.enterprises import show_enterprise

    acting.run("Looking", show_enterprise, code, by=by, as_json=as_json)


@app.command()
def export(
    out: Annotated[Path, typer.Argument(metavar="FILE.csv", help="Where to write.")],
    by: acting.By = "",
    as_json: options.AsJson = False,
) -> None:
    """Write the register as a file that can be imported."""
    from entrepot.cli import show
    from entrepot.service.enterprises import export_enterprises

    with acting.window("Writing") as window:
        data = export_enterprises(window, by=by, at=acting.now())
    out.write_bytes(data)
    show.facts({"file": str(out), "bytes": len(data)}, as_json=as_json)


@app.command()
def merge(
    keep: Annotated[str, typer.Argument(metavar="KEEP", help="Code or id of what is kept.")],
    other: Annotated[str, typer.Argument(metavar="OTHER", help="Code or id of the other.")],
    reason: acting.Reason = "",
    by: acting.By = "",
    as_json: options.AsJson = False,
) -> None:
    """Say that two firms are one; `unmerge` parts them again."""
    from entrepot.service.enterprise_merges import merge_enterprises

    acting.run("Merging", merge_enterprises, keep, other, reason, by=by, as_json=as_json)


@app.command()
def unmerge(
    reference: Annotated[str, typer.Argument(metavar="MERGE", help="Reference of the merge.")],
    by: acting.By = "",
    as_json: options.AsJson = False,
) -> None:
    """Part two firms again; both are as they were."""
    from entrepot.service.enterprise_merges import unmerge_enterprise

    acting.run("Parting", unmerge_enterprise, reference, by=by, as_json=as_json)


_NOBODY = {"enterprise": None, "score": 0.0, "why": ()}
