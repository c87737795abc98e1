"""`entrepot benchmark keep`, `editions`, `show`, `compare`: editions that are kept."""

from pathlib import Path
from typing import Annotated

import typer

from entrepot.cli import acting, options

Code = Annotated[str, typer.Argument(metavar="BENCHMARK", help="Code of the benchmark.")]
Edition = Annotated[str, typer.Argument(metavar="EDITION", help="Code of the edition.")]


def add_to(app: typer.Typer) -> None:
    """Put the verbs beside those of files."""
    for name, verb in (
        ("keep", keep), ("editions", editions), ("show", show), ("compare", compare),
    ):  # fmt: skip
        app.command(name)(verb)


def keep(
    file: Annotated[Path, typer.Argument(metavar="FILE.csv", help="As `score` takes it.")],
    benchmark: Annotated[str, typer.Option(metavar="CODE", help="Code of the benchmark.")],
    edition: Annotated[str, typer.Option(metavar="CODE", help="Code of the edition: 2024.")],
    source: Annotated[str, typer.Option(metavar="TEXT", help="Who said so, and where.")],
    status: Annotated[
        str,
        typer.Option(metavar="STATUS", help="published, derived, modelled, unverified, synthetic."),
    ],
    method: Annotated[
        str, typer.Option(metavar="TEXT", help="Method. [default: that of the file]")
    ] = "",
    name: Annotated[str, typer.Option(metavar="TEXT", help="Its name.")] = "",
    name_zh: Annotated[str, typer.Option(metavar="TEXT", help="Its name in Chinese.")] = "",
    by: acting.By = "",
    as_json: options.AsJson = False,
) -> None:
    """Keep an edition; what differs from the one before is another revision."""
    from entrepot.service.benchmark_editions import keep_edition

    told = {"benchmark": benchmark, "edition": edition, "source": source, "status": status,
            "method": method, "name": name, "name_zh": name_zh}  # fmt: skip
    data = acting.read(str(file))
    acting.run("Keeping", keep_edition, told, data, file.name, by=by, as_json=as_json)


def editions(by: acting.By = "", as_json: options.AsJson = False) -> None:
    """List the editions that are kept."""
    from entrepot.service.benchmark_editions import list_editions

    acting.run("Looking", list_editions, by=by, as_json=as_json)


def show(
    benchmark: Code, edition: Edition, by: acting.By = "", as_json: options.AsJson = False
) -> None:
    """Show an edition: scores, what it lacks, every row."""
    from entrepot.service.benchmark_editions import show_edition

    acting.run("Looking", show_edition, benchmark, edition, by=by, as_json=as_json)


def compare(
    benchmark: Code,
    edition: Annotated[
        list[str] | None,
        typer.Option(metavar="EDITION", help="Join these; repeat. [default: each method apart]"),
    ] = None,
    by: acting.By = "",
    as_json: options.AsJson = False,
) -> None:
    """Set editions side by side; those of different methods are never joined."""
    from entrepot.cli import show as out
    from entrepot.service.benchmark_editions import compare_editions

    with acting.window("Looking") as opened:
        document = compare_editions(opened, benchmark, edition or (), by=by, at=acting.now())
    if as_json:
        out.document(document)
        return
    for one in document["series"]:
        heads = [told["edition"] for told in one["editions"]]
        out.line(f"{one['method']} ({one['form']})")
        rows = [(told["figure"], *map(_figure, told["values"])) for told in one["figures"]]
        out.table(("figure", *heads), rows, right=heads)


def _figure(value: float | None) -> str:
    return "unknown" if value is None else f"{value:.2f}"
