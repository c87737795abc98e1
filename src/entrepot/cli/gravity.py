"""`entrepot gravity`: a gravity equation by Poisson pseudo-maximum likelihood."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from entrepot.cli import options


class Errors(StrEnum):
    """What is supposed of the errors."""

    IID = "iid"
    ROBUST = "robust"
    CLUSTER = "cluster"


class Small(StrEnum):
    """What is done for small samples."""

    NONE = "none"
    STATA = "stata"


def gravity(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="CSV (.csv, .csv.gz) or Parquet of flows.")
    ],
    formula: Annotated[
        str,
        typer.Option(
            metavar="FORMULA",
            help="Such as 'trade ~ rta + log(dist) | exporter^year + importer^year': terms are "
            "columns, log(x), a:b, i(factor, x, ref=…); after | stand effects.",
        ),
    ],
    cluster: Annotated[
        list[str] | None,
        typer.Option(metavar="COLUMN", help="Rows that err together; repeat for two groupings."),
    ] = None,
    where: Annotated[
        str | None, typer.Option(metavar="SQL", help="Use the rows for which this is true.")
    ] = None,
    derive: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME=SQL", help="A further column, by a scalar expression; repeat."),
    ] = None,
    vcov: Annotated[
        Errors | None,
        typer.Option(help="What is supposed of the errors. [default: cluster, else robust]"),
    ] = None,
    ssc: Annotated[
        Small, typer.Option(help="stata: n / (n - 1) or G / (G - 1) for small samples.")
    ] = Small.NONE,
    bias_correct: Annotated[
        bool,
        typer.Option(
            "--bias-correct",
            help="Free estimate and error of the bias of three-way effects.",
        ),
    ] = False,
    fitted: Annotated[
        Path | None,
        typer.Option(metavar="OUT", help="Write the used rows with all columns and `fitted`."),
    ] = None,
    effects: Annotated[
        Path | None, typer.Option(metavar="OUT", help="Write every level of every effect.")
    ] = None,
    reference: Annotated[
        str | None,
        typer.Option(metavar="LEVEL", help="Level that is 0 in --effects. [default: the first]"),
    ] = None,
    as_json: options.AsJson = False,
) -> None:
    """Estimate a gravity equation with any number of fixed effects."""
    from entrepot.cli import show
    from entrepot.service.gravity import estimate_file
    from entrepot.service.gravity_document import Asked

    asked = Asked(
        formula=formula, where=where, derive=_pairs(derive or ()), clusters=tuple(cluster or ()),
        kind=vcov.value if vcov else None, small=ssc.value, is_corrected=bias_correct,
        reference=reference,
    )  # fmt: skip
    with show.working("Estimating"):
        found = estimate_file(file, asked, fitted=fitted, effects=effects)
    if as_json:
        show.document(found)
    else:
        _show(found)


def _pairs(texts: Sequence[str]) -> dict[str, str]:
    """NAME=SQL as a name and its expression."""
    from entrepot.kernel.errors import InputError, Problem

    pairs = [(text, *map(str.strip, text.partition("=")[::2])) for text in texts]
    hint = "Write such as 'border=CAST(exporter <> importer AS INT)'."
    problems = [
        Problem("gravity.derive", "--derive", f"'{text}' is not NAME=SQL.", hint)
        for text, name, sql in pairs
        if not (name and sql)
    ]
    problems += [
        Problem("gravity.derive", "--derive", f"'{name}' is there twice.", "Rename one.")
        for place, (_, name, _) in enumerate(pairs)
        if name in [one[1] for one in pairs[:place]]
    ]
    if problems:
        raise InputError(problems)
    return {name: sql for _, name, sql in pairs}


def _show(found: Mapping[str, Any]) -> None:
    from entrepot.cli import show

    numbers = ("estimate", "error", "z", "p", "95 % from", "to")
    keys = ("estimate", "std_error", "z", "p_value", "ci_low", "ci_high")
    rows = [(one["term"], *(_number(one[key]) for key in keys)) for one in found["coefficients"]]
    show.table(("term", *numbers), rows, right=numbers)
    vcov, dropped = found["vcov"], found["dropped"]
    by = f" by {' and '.join(vcov['by'])}: {found['n_clusters']}" if vcov["by"] else ""
    show.line(f"\nerrors: {vcov['kind']}{by}, small samples: {vcov['ssc']}")
    left_out = f"{dropped['missing']:,} missing, {dropped['separated']:,} separated"
    show.line(f"rows: {found['n_obs']:,}; left out: {left_out}")
    show.line(f"deviance {found['deviance']:.10g}, pseudo R2 {_number(found['pseudo_r2'])}")
    show.line(f"{found['iterations']} steps, gradient {found['gradient_norm']:.1e}, modelled")
    for one in found.get("bias_correction", {}).get("terms", []):
        told = f"{one['estimate']:.6f} (error {_number(one['std_error'])})"
        show.line(f"{one['term']}: before the correction {told}, bias {one['bias']:.6f}")
    for one in found["warnings"]:
        show.line(f"{one['message']} [{one['code']}]")


def _number(value: float | None) -> str:
    return "unknown" if value is None else f"{value:.6f}"
