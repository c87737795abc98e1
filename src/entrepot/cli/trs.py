"""`entrepot trs`: time release study."""

from pathlib import Path
from typing import Annotated

import typer

from entrepot.cli import options


def trs(
    stamps: Annotated[
        Path,
        typer.Argument(metavar="STAMPS.csv", help="Columns declaration, flow, code, at."),
    ],
    region: options.Region = None,
    as_json: options.AsJson = False,
) -> None:
    """Study the time from arrival to release: T1 to T14 on import, E2 to E7 on export.

    The trimmed mean leaves out a tenth of the cases at each end, rounded down. An interval
    counts for the party whose act ends it. An instant without zone is in UTC.
    """
    from entrepot.cli import show
    from entrepot.service.study import study_file
    from entrepot.window.trs import EXCLUSIONS

    with show.working("Studying"):
        document = study_file(stamps, region)
    if as_json:
        show.document(document)
        return
    show.facts({name: document[name] for name in _FIGURES}, as_json=False)
    show.table(
        ("party", "seconds"),
        [(part["party"], part["seconds"]) for part in document["parts"]],
        right=["seconds"],
    )
    if document["excluded"]:
        rows = [(one["declaration"], EXCLUSIONS[one["reason"]][0]) for one in document["excluded"]]
        show.table(("left out", "reason"), rows)


_FIGURES = (
    "n", "mean_h", "median_h", "p10_h", "p90_h", "trimmed_mean_h", "total_s", "precleared_share",
)  # fmt: skip
