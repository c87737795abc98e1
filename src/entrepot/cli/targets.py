"""`entrepot target-path`, `entrepot lmdi`: what a target needs, what a change comes from."""

from pathlib import Path
from typing import Annotated, Any

import typer

from entrepot.cli import options

Case = Annotated[Path, typer.Argument(metavar="CASE", help="JSON file of the case.")]


def target_path(case: Case, as_json: options.AsJson = False) -> None:
    """Tell the growth a target needs, how actual growth compares and how likely it is."""
    from entrepot.cli import show
    from entrepot.service.target_path import target_path_file

    found = target_path_file(case)
    if as_json:
        show.document(found)
        return
    for name in ("required_cagr_pct", "actual_cagr_pct", "pace_ratio", "status", "probability"):
        show.line(f"{name.replace('_', ' ')}: {_told(found, name)}")
    rows = [(str(one["year"]), f"{one['value']:,.6g}") for one in found["path"]]
    show.table(("year", "path"), rows, right=("path",))


def lmdi(case: Case, as_json: options.AsJson = False) -> None:
    """Split the change of a sum of products over its factors, with nothing left over."""
    from entrepot.cli import show
    from entrepot.service.target_path import lmdi_file

    found = lmdi_file(case)
    if as_json:
        show.document(found)
        return
    rows = [(name, f"{effect:,.6g}") for name, effect in found["effects"].items()]
    rows.append(("total", f"{found['total']:,.6g}"))
    show.table(("factor", "effect"), rows, right=("effect",))


def _told(found: dict[str, Any], name: str) -> str:
    """A figure, or unknown and why."""
    value, reason = found[name], found["reasons"].get(name)
    told = f"{value:.4g}" if isinstance(value, float) else str(value or "unknown")
    return f"{told} ({reason['text']})" if reason else told
