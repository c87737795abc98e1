"""`entrepot measures|factors|recruit|place|readiness`: cases of serving and promoting firms."""

from typing import Any

import typer

from entrepot.cli import cases, options

measures = typer.Typer(help="Policy measures: what a firm may have.", no_args_is_help=True)
factors = typer.Typer(help="Land, power, water, labour: served when.", no_args_is_help=True)
recruit = typer.Typer(help="Whom to ask to come, and why.", no_args_is_help=True)
place = typer.Typer(help="Which firm goes to which park.", no_args_is_help=True)
readiness = typer.Typer(help="How ready a firm or place is.", no_args_is_help=True)
land = typer.Typer(help="Land and buildings: idle or below the rule.", no_args_is_help=True)
Document = dict[str, Any]


@measures.command("match")
def match(case: cases.File, as_json: options.AsJson = False) -> None:
    """Tell of each measure whether a firm may have it, why, and what is had together."""
    _answer("measures", case, as_json)


@factors.command("serve")
def serve(case: cases.File, as_json: options.AsJson = False) -> None:
    """Tell of each site whether it can serve what is needed, from when, and what binds."""
    _answer("factors", case, as_json)


@recruit.command("list")
def recruit_list(case: cases.File, as_json: options.AsJson = False) -> None:
    """Tell whom to ask first: gap, fit and origin, times how likely such a project lands."""
    _answer("recruit", case, as_json)


@place.command("match")
def match_place(case: cases.File, as_json: options.AsJson = False) -> None:
    """Tell which firm goes to which park under what is free, with conditions met and failed."""
    _answer("places", case, as_json)


@readiness.command("score")
def score(case: cases.File, as_json: options.AsJson = False) -> None:
    """Tell how ready a firm or place is, part by part, what is missed, what papers are wanting."""
    _answer("readiness", case, as_json)


@readiness.command("watch")
def watch(case: cases.File, as_json: options.AsJson = False) -> None:
    """Tell which firms are above a threshold, passed it, fell back, or are near."""
    _answer("watch", case, as_json)


@land.command("review")
def review(case: cases.File, as_json: options.AsJson = False) -> None:
    """Tell which parcels and buildings are idle or used below the rule, and why."""
    _answer("land", case, as_json)


@land.command("example")
def land_example() -> None:
    """Print an invented case to begin with."""
    _example("land")


@measures.command("example")
def measures_example() -> None:
    """Print an invented case to begin with."""
    _example("measures")


@factors.command("example")
def factors_example() -> None:
    """Print an invented case to begin with."""
    _example("factors")


@recruit.command("example")
def recruit_example() -> None:
    """Print an invented case to begin with."""
    _example("recruit")


@place.command("example")
def place_example() -> None:
    """Print an invented case to begin with."""
    _example("places")


@readiness.command("example")
def readiness_example() -> None:
    """Print an invented case of a score to begin with."""
    _example("readiness")


@readiness.command("watch-example")
def watch_example() -> None:
    """Print an invented case of a watch list to begin with."""
    _example("watch")


def _answer(name: str, case: str, as_json: bool) -> None:
    from datetime import datetime

    from entrepot.service.promotion_questions import answer_question

    today = datetime.now().astimezone().date()
    cases.answer(case, lambda raw: answer_question(name, raw, today=today), as_json=as_json,
                 shown=_SHOWN[name], with_numbers=True)  # fmt: skip


def _example(name: str) -> None:
    from entrepot.cli import show
    from entrepot.service.promotion_questions import example_of

    show.document(example_of(name))


def _show_measures(found: Document) -> None:
    from entrepot.cli import show

    rows = [(one["measure"], one["answer"], _money(one["amount"]), _reasons(one["reasons"]),
             ", ".join(one["papers"]) or "-")
            for one in found["measures"]]  # fmt: skip
    heads = ("measure", "answer", "amount", "why", "papers that would settle it")
    show.table(heads, rows, right=("amount",))
    together = found["together"]
    show.line(f"Together: {', '.join(together['measures']) or '-'}, {_money(together['amount'])}")


def _show_factors(found: Document) -> None:
    from entrepot.cli import show

    rows = [(site["site"], site["answer"], site["served_from"] or "-",
             ", ".join(site["binds"]) or "-",
             " ".join(f"{one['factor']}: {_reasons(one['reasons'])}" for one in site["factors"]))
            for site in found["sites"]]  # fmt: skip
    show.table(("site", "answer", "from", "binds", "why"), rows)


def _show_recruit(found: Document) -> None:
    from entrepot.cli import show

    rows = [(one["place"] or "-", one["target"], one["origin"] or "-", _share(one["score"]),
             _share(one["probability"]), _share(one["worth"]), one["owner"] or "-",
             one["next_step"] or "-", _reasons(one["reasons"]))
            for one in found["targets"]]  # fmt: skip
    heads = ("place", "target", "origin", "score", "probability", "worth", "owner", "next", "why")
    show.table(heads, rows, right=("place", "score", "probability", "worth"))
    seen = found["calibration"]
    show.line(f"Probabilities: {seen['state']}, {seen['outcomes']} outcomes")


def _show_places(found: Document) -> None:
    from entrepot.cli import show

    rows = [(one["firm"], one["park"], _share(one["score"]), _reasons(one["met"]))
            for one in found["matches"]]  # fmt: skip
    rows += [(one["firm"], "-", "-", "; ".join(f"{park['park']}: {_reasons(park['reasons'])}"
                                               for park in one["parks"]))
             for one in found["unplaced"]]  # fmt: skip
    show.table(("firm", "park", "score", "why"), rows, right=("score",))


def _show_readiness(found: Document) -> None:
    from entrepot.cli import show

    rows = [(one["criterion"], one["part"], one["weight"], one["answer"],
             _reasons(one["reasons"]), ", ".join(one["papers"]) or "-")
            for one in found["criteria"]]  # fmt: skip
    heads = ("criterion", "part", "weight", "answer", "why", "papers that would settle it")
    show.table(heads, rows, right=("weight",))
    for one in [*found["parts"], {**found, "part": "Ready: " + found["answer"]}]:
        show.line(f"{one['part']}: {one['score'] or one['least'] + ' to ' + one['most']} of 100")


def _show_watch(found: Document) -> None:
    from entrepot.cli import show

    rows = [(one["firm"], one["state"], one["on"] or "-", one["value"] or "-",
             one["missing"] or "-", _reasons(one["reasons"]))
            for one in found["firms"]]  # fmt: skip
    show.table(("firm", "state", "on", "value", "missing", "why"), rows, right=("value", "missing"))


def _show_land(found: Document) -> None:
    from entrepot.cli import show

    rows = [(one["park"], one["parcel"], one["kind"], one["area_m2"], one["output_per_m2"] or "-",
             one["answer"], _reasons(one["reasons"]))
            for one in found["parcels"]]  # fmt: skip
    heads = ("park", "parcel", "kind", "m2", "output per m2", "answer", "why")
    show.table(heads, rows, right=("m2", "output per m2"))


_SHOWN = {"measures": _show_measures, "factors": _show_factors, "recruit": _show_recruit,
          "places": _show_places, "readiness": _show_readiness, "watch": _show_watch,
          "land": _show_land}  # fmt: skip


def _reasons(reasons: list[Document]) -> str:
    return " ".join(one["message"] for one in reasons) or "-"


def _money(amount: dict[str, str] | None) -> str:
    return "-" if amount is None else f"{amount['amount']} {amount['currency']}"


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"
