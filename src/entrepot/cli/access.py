"""`entrepot access`: how much of the world's markets each place can reach."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from entrepot.cli import options

_SHOWN = 30  # places shown to people; JSON and CSV hold all


def access(
    year: Annotated[
        str | None, typer.Option(metavar="YEAR", help="Year of the network. [default: now]")
    ] = None,
    level: Annotated[
        list[str] | None,
        typer.Option(
            metavar="LEVEL",
            help="Level of the region, as region.toml names it; repeat. [default: all]",
        ),
    ] = None,
    theta: Annotated[
        str | None,
        typer.Option(metavar="N", help="How fast a market's pull falls with cost. [default: 1]"),
    ] = None,
    open_: Annotated[
        list[str] | None,
        typer.Option("--open", metavar="link:ID", help="Tell what opening this link adds; repeat."),
    ] = None,
    against: Annotated[
        str | None, typer.Option(metavar="YEAR", help="Compare with this year.")
    ] = None,
    by: Annotated[
        str | None, typer.Option(metavar="WORD", help="cost or time. [default: cost]")
    ] = None,
    avoid: options.Avoid = None,
    each: Annotated[
        bool, typer.Option("--each", help="Tell what each possible opening adds by itself.")
    ] = False,
    csv: Annotated[
        Path | None, typer.Option("--csv", metavar="FILE", help="Write the places as CSV too.")
    ] = None,
    region: options.Region = None,
    as_json: options.AsJson = False,
) -> None:
    """Tell each place's market access: sizes of markets over the cost to reach them."""
    from datetime import datetime

    from entrepot.cli import show
    from entrepot.service.access_sheet import access_csv, save_csv
    from entrepot.service.market_access import market_access_document
    from entrepot.service.routes import open_ground

    given = {
        "year": year, "level": level, "theta": theta, "open": open_, "against": against, "by": by,
        "avoid": avoid, "each": "1" if each else None,
    }  # fmt: skip
    fields = options.request(from_input=False, fields=given)
    with show.working("Reaching the markets"):
        today = datetime.now().astimezone().date()
        found = market_access_document(open_ground(region), fields, today=today)
    if csv is not None:
        save_csv(csv, access_csv(found))
    if as_json:
        show.document(found)
        return
    _show(found)


def _show(found: Mapping[str, Any]) -> None:
    from entrepot.cli import show

    size, query = found["size"], found["query"]
    basis = {"gdp": "GDP", "population": "population"}.get(size["basis"], "")
    show.line(f"{query['year']}, theta {query['theta']:g}: sum of {basis} / {query['by']}^theta")
    show.line(f"{size['counted']} of {size['markets']} markets counted, {found['status']}\n")
    is_compared = any(one["before"] is not None for one in found["places"])
    numbers = ("access", "of the best", "markets", *(("before", "gain") if is_compared else ()))
    rows = []
    for one in found["places"][:_SHOWN]:
        row = [one["level"], one["rank"], one["name"], f"{one['access']:,.1f}",
               _pct(one["share_of_best"]), one["markets"]]  # fmt: skip
        if is_compared:
            row += [f"{one['before']:,.1f}", f"{one['gain_pct'] or 0:+.2f} %"]
        rows.append(row)
    show.table(("level", "", "place", *numbers), rows, right=("", *numbers))
    if len(found["places"]) > _SHOWN:
        show.line(f"and {len(found['places']) - _SHOWN} more: --json, --csv or --level")
    if query["each"]:
        _show_openings(found["openings"])
    for one in found["left_out"]:
        show.line(f"not counted: {one['place']}: {one['reason']} [{one['code']}]")


def _show_openings(openings: Iterable[Mapping[str, Any]]) -> None:
    from entrepot.cli import show

    show.line("\nWhat each opening adds by itself, as the mean over these places")
    numbers = ("mean", "most")
    rows = [
        (one["id"], one["mode"], one["opens"] or "", f"{one['mean_gain_pct'] or 0:+.3f} %",
         f"{one['most_gain_pct'] or 0:+.3f} %", one["most_gain_place"] or "", one["status"])
        for one in sorted(openings, key=lambda one: -(one["mean_gain_pct"] or 0))
    ]  # fmt: skip
    show.table(("link", "mode", "opens", *numbers, "where", "status"), rows, right=numbers)


def _pct(share: float | None) -> str:
    return "" if share is None else f"{share:.0%}"
