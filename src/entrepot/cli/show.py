"""What the commands print: one JSON document, or text and tables for people.

Nothing else in this room prints or formats an error.
"""

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from entrepot.kernel.errors import EntrepotError, InputError, OutsideError, Problem

Document = Mapping[str, Any]
_PRINTERS = {"csv": "entrepot.web.sheet:quote_csv", "pdf": "entrepot.web.pdf:quote_pdf"}


@cache
def _out() -> Console:
    return Console(highlight=False, soft_wrap=not sys.stdout.isatty())


def line(text: str) -> None:
    """Print one line."""
    print(text, flush=True)


def document(value: Any) -> None:
    """Print a value as JSON."""
    utf8 = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    print(json.dumps(value, indent=2, ensure_ascii=not utf8, default=_plain))


def _plain(value: object) -> str:
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(type(value).__name__)


# Errors


def error(raised: EntrepotError, *, as_json: bool) -> None:
    """Tell an error on standard error: as an RFC 9457 document, or a line a problem."""
    if as_json:
        print(json.dumps(problem_document(raised), indent=2, ensure_ascii=False), file=sys.stderr)
        return
    print(f"{raised.title}:", file=sys.stderr)
    for problem in raised.problems:
        print(f"  {problem}", file=sys.stderr)
        if problem.source:
            print(f"    {problem.source}", file=sys.stderr)


def problem_document(raised: EntrepotError) -> dict[str, Any]:
    """An error as an RFC 9457 document."""
    return {
        "type": "about:blank",
        "title": raised.title,
        "status": raised.http_status,
        "detail": str(raised),
        "problems": [asdict(problem) for problem in raised.problems],
    }


def usage(raised: typer.TyperException, *, as_json: bool) -> None:
    """Tell that a command was not written as it must be."""
    context = getattr(raised, "ctx", None)
    command = context.command_path if context else "entrepot"
    hint = f"See `{command} --help`."
    problem = Problem("usage", command, raised.format_message().rstrip(), hint)
    error(InputError(problem), as_json=as_json)


# While it lasts


@contextmanager
def working(what: str, *, telling: bool = False) -> Iterator[Callable[..., None]]:
    """Show on a terminal that something is going on; nothing when piped.

    Yields:
        With `telling`, a function that shows what is being done; else one that ends the show.
    """
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda *_: None
        return
    with console.status(f"{what} …") as status:
        yield (lambda text: status.update(f"{what} … {text}")) if telling else status.stop


# Tables


def table(columns: Sequence[str], rows: Iterable[Sequence[object]], *, title: str = "") -> None:
    """Print a table; columns whose name ends in a unit or is a number go to the right."""
    grid = Table(title=title or None, title_justify="left", box=None, pad_edge=False)
    for column in columns:
        right = column.endswith(("]", "#"))
        grid.add_column(column, justify="right" if right else "left", overflow="fold")
    for row in rows:
        grid.add_row(*(Text(_cell(value)) for value in row))
    _out().print(grid)


def _cell(value: object) -> str:
    """A value for people; unknown is a dash, never zero."""
    if value is None or value == "":
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:,.0f}" if abs(value) >= 100 else f"{value:,.1f}"
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value)) or "-"
    return str(value)


def money(value: Document | None) -> str:
    """An exact amount with its currency; unknown is a dash."""
    return f"{Decimal(value['amount']):,f} {value['currency']}" if value else "-"


def facts(value: Document, *, as_json: bool) -> None:
    """Print a document of single values, a line each."""
    if as_json:
        document(value)
        return
    width = max((len(name) for name in value), default=0)
    for name, fact in value.items():
        if fact not in ("", []):
            line(f"{name.replace('_', ' '):{width}}  {_cell(fact)}")


# Quotes


def quote(value: Document, *, as_json: bool) -> None:
    """Print a quote: the ways side by side, then each with its legs and landed cost."""
    if as_json:
        document(value)
        return
    goods = value["goods"]
    line(f"Quote {value['reference']}  {value['region_name']}  {value['on']}")
    line(f"{_end(value['origin'])} → {_end(value['destination'])}")
    boxes = ", ".join(f"{box['count']} x {box['kind']}" for box in goods["boxes"])
    line(f"{goods['hs']} {goods['text']}")
    line(f"{goods['tonnes']:g} t, {boxes or 'no box'}, {money(goods['value'])} {goods['incoterm']}")
    for note in goods["notes"]:
        line(f"Note: {note}")
    if value["unreachable"]:
        line(f"No way: {value['unreachable']['reason']} [{value['unreachable']['code']}]")
        return
    _ways(value["options"])
    for option in value["options"]:
        _option(option)
    for rate in value["exchange"]:
        line(f"1 {rate['from']} = {rate['rate']} {rate['to']}, {rate['date']}, {rate['source']}")


def _end(place: Document) -> str:
    names = " ".join(dict.fromkeys(name for name in (place["name"], place["name_zh"]) if name))
    return f"{names} ({place['id']}, {place['country']})"


def _ways(options: Iterable[Document]) -> None:
    line("")
    columns = (
        "#", "way", "cost [USD]", "P50 [d]", "P90 [d]", "CO2e [kg]", "distance [km]",
        "landed", "best in", "status",
    )  # fmt: skip
    table(
        columns,
        (
            (
                option["number"], option["label"], option["cost_usd"], option["days_p50"],
                option["days_p90"], option["co2e_kg"], option["distance_km"],
                _total(option["landed"]), option["best_in"], option["status"],
            )
            for option in options
        ),
    )  # fmt: skip


def _total(landed: Document) -> str:
    return money(landed["total"]) + ("" if landed["complete"] else " incomplete")


def _option(option: Document) -> None:
    line("")
    line(f"{option['number']}. {option['label']}")
    if option["border_posts"]:
        line(f"   borders: {', '.join(option['border_posts'])}")
    if option["passages"]:
        line(f"   passages: {', '.join(option['passages'])}")
    if option["papers"]:
        line(f"   papers: {', '.join(paper['name'] for paper in option['papers'])}")
    table(
        (
            "from", "to", "by", "service", "P50 [h]", "distance [km]", "cost [USD]", "status",
            "source",
        ),
        (
            (
                leg["from_name"], leg["to_name"], _by(leg), leg["service"], leg["hours_p50"],
                leg["km"], leg["cost_usd"], leg["status"], leg["source"],
            )
            for leg in option["legs"]
        ),
    )  # fmt: skip
    landed = option["landed"]
    lines = [*landed["lines"], *([landed["refund"]] if landed.get("refund") else [])]
    _charges(lines)
    line(f"   landed cost {_total(landed)}")
    for gap in landed["missing"]:
        line(f"   missing: {gap}")
    for saving in landed["saving"]:
        line(f"   {saving['regime']} would save {money(saving['amount'])}: {saving['must_prove']}")


def _by(leg: Document) -> str:
    return str(leg["mode"]) if leg["kind"] == "haul" else str(leg["kind"])


def _charges(lines: Iterable[Document]) -> None:
    table(
        ("what", "amount", "rate", "payer", "state", "working", "rule", "source"),
        (
            (
                charge["what"].replace("_", " "), _amount(charge), charge["rate"],
                charge.get("payer"), charge["state"].replace("_", " "), charge.get("working"),
                charge["rule"], charge["source"],
            )
            for charge in lines
        ),
    )  # fmt: skip


def _amount(charge: Document) -> str:
    span = charge.get("range")
    if span:
        return f"{money(span['low'])} to {money(span['high'])}"
    return money(charge["amount"])


def quotes(found: Sequence[Document], *, as_json: bool) -> None:
    """Print quotes in short."""
    if as_json:
        document(found)
        return
    table(
        ("reference", "made at", "from", "to", "HS", "day", "ways"),
        (
            (
                row["reference"], _minute(row["made_at"]), row["origin_name"],
                row["destination_name"], row["hs_code"], row["on"], row["options"],
            )
            for row in found
        ),
    )  # fmt: skip


def _minute(instant: datetime | str) -> str:
    return str(instant)[:16]


def printed(kind: str, value: Document) -> bytes:
    """A quote as a file of some kind, from the room that makes it for the pages too."""
    module, name = _PRINTERS[kind].split(":")
    language = import_module("entrepot.web.language").Language("en")
    made: bytes = getattr(import_module(module), name)(value, language)
    return made


def raw(content: bytes) -> None:
    """Print bytes as they are."""
    sys.stdout.flush()
    sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()


def file(path: Path, content: bytes) -> None:
    """Write a file and say so.

    Raises:
        OutsideError: It cannot be written.
    """
    try:
        path.write_bytes(content)
    except OSError as raised:
        raise OutsideError(
            Problem(
                "file.unwritable", str(path), f"cannot be written: {raised.strerror}.",
                "Name a file in a folder you may write.",
            )
        ) from raised  # fmt: skip
    line(f"{path}: {len(content):,} bytes")


# Duty, regions, places


def duty(value: Document, *, as_json: bool) -> None:
    """Print what a line owes, and each rate in reach with its reason."""
    if as_json:
        document(value)
        return
    line(f"{value['market']} {value['code'] or value['hs']} from {value['origin']}, {value['on']}")
    _charges(value["lines"])
    line("")
    table(
        ("regime", "rate", "amount", "chosen", "why"),
        (
            (row["regime"], row["rate"], money(row["amount"]), row["chosen"], row["why"])
            for row in value["candidates"]
        ),
    )
    for gap in value["missing"]:
        line(f"missing: {gap}")
    if value.get("note"):
        line(value["note"])


def region(value: Document, *, as_json: bool) -> None:
    """Print what is in a pack and how sure it is."""
    if as_json:
        document(value)
        return
    line(f"{value['name']} {value['name_zh']} ({value['region']}), pack {value['pack_version']}")
    table(("table", "rows #"), [(name, n) for name, n in value["rows"].items() if n])
    line("")
    table(("status", "rows #"), list(value["statuses"].items()))
    if value["problems"]:
        line("")
        line("The pack on disk has problems; the one loaded before is in use:")
        _problems(value["problems"])


def reading(value: Document, *, as_json: bool) -> None:
    """Print the problems and warnings of a pack."""
    if as_json:
        document(value)
        return
    _problems(value["problems"])
    for warning in value["warnings"]:
        line(f"warning: {_one(warning)}")
    rows = sum(value["rows"].values())
    line(
        f"{len(value['problems'])} problems, {len(value['warnings'])} warnings, "
        f"{rows} rows in {len(value['rows'])} tables."
    )


def _problems(found: Iterable[Document]) -> None:
    for problem in found:
        line(_one(problem))


def _one(problem: Document) -> str:
    return str(Problem(**problem))


def written(path: str, names: Sequence[str], *, as_json: bool) -> None:
    """Print which files were written."""
    if as_json:
        document({"path": path, "files": names})
        return
    line(f"{len(names)} files in {path}: begin with README.md, then region.toml.")


def places(found: Sequence[Document], *, as_json: bool) -> None:
    """Print places."""
    if as_json:
        document(found)
        return
    table(
        ("id", "name", "name zh", "kind", "country"),
        ((row["id"], row["name"], row["name_zh"], row["kind"], row["country"]) for row in found),
    )


def goods(found: Sequence[Document], *, as_json: bool) -> None:
    """Print HS codes with their texts."""
    if as_json:
        document(found)
        return
    table(("HS", "text", "text zh"), ((row["hs"], row["text"], row["text_zh"]) for row in found))
