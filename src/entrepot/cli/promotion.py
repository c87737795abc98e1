"""`entrepot measures|factors|recruit|place`: cases of those who promote and serve firms."""

from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from entrepot.cli import options

measures = typer.Typer(help="Policy measures: what a firm may have.", no_args_is_help=True)
factors = typer.Typer(help="Land, power, water, labour: served when.", no_args_is_help=True)
recruit = typer.Typer(help="Whom to ask to come, and why.", no_args_is_help=True)
place = typer.Typer(help="Which firm goes to which park.", no_args_is_help=True)

Case = Annotated[Path, typer.Argument(metavar="CASE", help="JSON; see the how-to guide.")]


@measures.command("match")
def match(case: Case, as_json: options.AsJson = False) -> None:
    """Tell of each measure whether a firm may have it, why, and what is had together."""
    from entrepot.cli import show
    from entrepot.service.measure_case import match_measures

    found = match_measures(_read(case), today=_today())
    if as_json:
        show.document(found)
        return
    rows = [(one["measure"], one["answer"], _money(one["amount"]), _reasons(one["reasons"]),
             ", ".join(one["papers"]) or "-")
            for one in found["measures"]]  # fmt: skip
    show.table(("measure", "answer", "amount", "why", "papers that would settle it"), rows,
               right=("amount",))  # fmt: skip
    together = found["together"]
    show.line(f"Together: {', '.join(together['measures']) or '-'}, {_money(together['amount'])}")


@factors.command("serve")
def serve(case: Case, as_json: options.AsJson = False) -> None:
    """Tell of each site whether it can serve what is needed, from when, and what binds."""
    from entrepot.cli import show
    from entrepot.service.factor_case import serve_factors

    found = serve_factors(_read(case))
    if as_json:
        show.document(found)
        return
    rows = [(site["site"], site["answer"], site["served_from"] or "-",
             ", ".join(site["binds"]) or "-",
             " ".join(f"{one['factor']}: {_reasons(one['reasons'])}" for one in site["factors"]))
            for site in found["sites"]]  # fmt: skip
    show.table(("site", "answer", "from", "binds", "why"), rows)


@recruit.command("list")
def recruit_list(case: Case, as_json: options.AsJson = False) -> None:
    """Tell whom to ask first: gap, fit and origin, times how likely such a project lands."""
    from entrepot.cli import show
    from entrepot.service.recruit_case import recruit_list as listed

    found = listed(_read(case), today=_today())
    if as_json:
        show.document(found)
        return
    rows = [(one["place"] or "-", one["target"], one["origin"] or "-", _share(one["score"]),
             _share(one["probability"]), _share(one["worth"]), one["owner"] or "-",
             one["next_step"] or "-", _reasons(one["reasons"]))
            for one in found["targets"]]  # fmt: skip
    heads = ("place", "target", "origin", "score", "probability", "worth", "owner", "next", "why")
    show.table(heads, rows, right=("place", "score", "probability", "worth"))
    seen = found["calibration"]
    show.line(f"Probabilities: {seen['state']}, {seen['outcomes']} outcomes")


@place.command("match")
def match_place(case: Case, as_json: options.AsJson = False) -> None:
    """Tell which firm goes to which park under what is free, with conditions met and failed."""
    from entrepot.cli import show
    from entrepot.service.place_case import match_places

    found = match_places(_read(case))
    if as_json:
        show.document(found)
        return
    rows = [(one["firm"], one["park"], _share(one["score"]), _reasons(one["met"]))
            for one in found["matches"]]  # fmt: skip
    rows += [(one["firm"], "-", "-", "; ".join(f"{park['park']}: {_reasons(park['reasons'])}"
                                               for park in one["parks"]))
             for one in found["unplaced"]]  # fmt: skip
    show.table(("firm", "park", "score", "why"), rows, right=("score",))


def _today() -> date:
    return datetime.now().astimezone().date()


def _read(case: Path) -> dict[str, Any]:
    from entrepot.service.model_case import read_case

    return read_case(case)


def _reasons(reasons: list[dict[str, Any]]) -> str:
    return " ".join(one["message"] for one in reasons) or "-"


def _money(amount: dict[str, str] | None) -> str:
    return "-" if amount is None else f"{amount['amount']} {amount['currency']}"


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"
