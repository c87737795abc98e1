"""Options that several commands share, and how a request is put together from them."""

from collections.abc import Iterable, Mapping
from typing import Annotated, Any

import typer

JSON = "--json"
STDIN = "-"

AsJson = Annotated[bool, typer.Option(JSON, help="Print one JSON document.")]
Region = Annotated[
    str | None,
    typer.Option(
        "--region", metavar="ID|PATH", help="Region to work with. [default: ENTREPOT_REGION]"
    ),
]
Hs = Annotated[str | None, typer.Option(metavar="CODE", help="HS or national code.")]
Value = Annotated[str | None, typer.Option(metavar="AMOUNT", help="Value of the goods.")]
Currency = Annotated[str | None, typer.Option(metavar="CODE", help="Its currency, ISO 4217.")]
On = Annotated[
    str | None, typer.Option(metavar="DAY", help="Legal day, such as 2026-11-20. [default: today]")
]
Avoid = Annotated[
    list[str] | None,
    typer.Option(
        "--avoid",
        metavar="KIND:ID",
        help="Leave out a border, passage, link, terminal, service, country or mode; repeat.",
    ),
]
Level = Annotated[
    str | None,
    typer.Option(
        metavar="LEVEL",
        help="Level of the region's units, as region.toml names it. [default: below the whole]",
    ),
]
Proof = Annotated[
    list[str] | None,
    typer.Option("--proof", metavar="REGIME", help="Preference whose proof is in hand; repeat."),
]
NetKg = Annotated[str | None, typer.Option("--net-kg", metavar="KG", help="Net mass [kg].")]
QuantityL = Annotated[
    str | None, typer.Option("--quantity-l", metavar="L", help="Volume for the duty [l].")
]
AbvPct = Annotated[
    str | None, typer.Option("--abv-pct", metavar="PCT", help="Alcoholic strength [% vol].")
]
QuantityItems = Annotated[
    str | None, typer.Option("--quantity-items", metavar="N", help="Number of items.")
]
Quantity = Annotated[
    list[str] | None,
    typer.Option(metavar="UNIT=N", help="Quantity in another unit of the tariff; repeat."),
]


def request(*, from_input: bool, fields: Mapping[str, Any]) -> dict[str, Any]:
    """The raw fields of a request; what is not given is left out.

    Args:
        from_input: Read a JSON object from standard input first; options then overrule it.
        fields: Values of the options by field name.

    Raises:
        InputError: Standard input is not one JSON object.
    """
    return given(fields, beside=_read_input() if from_input else {})


def given(fields: Mapping[str, Any], *, beside: object) -> dict[str, Any]:
    """The options that were given, over an object of JSON whose numbers become exact text."""
    told = {name: value for name, value in fields.items() if value not in (None, "", [], {})}
    read = _plain(beside)
    return (read if isinstance(read, dict) else {}) | told


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _plain(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return value if isinstance(value, bool | str | None) else str(value)


def quantities(
    litres: str | None, strength_pct: str | None, items: str | None, others: Iterable[str] | None
) -> dict[str, str]:
    """Quantities by unit of the tariff.

    Raises:
        InputError: One of `others` is not written UNIT=NUMBER.
    """
    named = {"l": litres, "abv_pct": strength_pct, "item": items}
    found = {unit: number for unit, number in named.items() if number is not None}
    return found | dict(map(_pair, others or ()))


def _pair(text: str) -> tuple[str, str]:
    unit, equals, number = text.partition("=")
    if not (unit and equals and number):
        raise _input_error(
            "input.quantity", "--quantity", f"{text!r} is not a quantity.", "Write UNIT=NUMBER."
        )
    return unit.strip(), number.strip()


def _read_input() -> dict[str, Any]:
    import json
    import sys

    try:
        # Numbers stay text, so that 0.1 is exactly that.
        found = json.loads(sys.stdin.buffer.read(), parse_float=str, parse_int=str)
    except (ValueError, RecursionError) as error:
        raise _input_error(
            "input.json", "standard input", f"is not JSON: {error}.", "Send one JSON object."
        ) from error
    if not isinstance(found, dict):
        raise _input_error(
            "input.json", "standard input", "is not one JSON object.", 'Begin with "{".'
        )
    return found


def _input_error(code: str, where: str, message: str, hint: str) -> Exception:
    from entrepot.kernel.errors import InputError, Problem

    return InputError(Problem(code, where, message, hint))
