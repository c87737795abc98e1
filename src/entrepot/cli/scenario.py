"""`entrepot scenario`: what a shut border or a new railway changes."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from entrepot.cli import kept_scenarios, options, scenario_compare, scenario_effect

app = typer.Typer(
    help="What a shut border, a new railway or another tariff changes.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.command("keep")(kept_scenarios.keep)
app.command("list")(kept_scenarios.list_)
app.command("show")(kept_scenarios.show_)
app.command("remove")(kept_scenarios.remove)
app.command("restore")(kept_scenarios.restore)
app.command("effect")(scenario_effect.effect)
app.command("compare")(scenario_compare.compare)
_SHOWN = (("cost_usd", "USD"), ("time_mean_h", "h"), ("co2e_wtw_kg", "kg CO2e"),
          ("variance_h2", "h2"))  # fmt: skip


@app.command()
def run(
    file: Annotated[
        Path, typer.Argument(metavar="FILE.toml", help="Pairs of places and scenarios.")
    ],
    jobs: Annotated[int, typer.Option(min=1, max=64, help="Threads to search with.")] = 1,
    region: options.Region = None,
    as_json: options.AsJson = False,
) -> None:
    """Run scenarios: the best of each criterion before and after, and the difference."""
    from datetime import datetime

    from entrepot.cli import show
    from entrepot.service.routes import open_ground
    from entrepot.service.scenario_files import read_scenario_file
    from entrepot.service.scenarios import run_scenarios

    raw = read_scenario_file(file)
    with show.working("Running scenarios"):
        today = datetime.now().astimezone().date()
        found = run_scenarios(open_ground(region), raw, today=today, jobs=jobs)
    if as_json:
        show.document(found)
        return
    for one in found["scenarios"]:
        _show(one)


def _show(one: Mapping[str, Any]) -> None:
    from entrepot.cli import show

    show.line(f"{one['name']} ({one['hash'][:12]})")
    numbers = (*(unit for _, unit in _SHOWN), "gauge changes")
    show.table(("from", "to", *numbers), list(_rows(one["od"])), right=numbers)
    show.line("")


def _rows(pairs: Iterable[Mapping[str, Any]]) -> Iterable[tuple[Any, ...]]:
    for pair in pairs:
        ends = pair["origin"], pair["destination"]
        if pair["diff"] is None:
            yield (*ends, pair["reason"], *[""] * len(_SHOWN))
            continue
        yield (
            *ends,
            *(f"{pair['diff'][name]:+,.2f}" for name, _ in _SHOWN),
            f"{pair['base']['gauge_changes']} → {pair['after']['gauge_changes']}",
        )
