"""The rehearsal of registers: synthetic rows of each, that panels have something to say."""

from collections.abc import Sequence
from datetime import datetime
from importlib.resources import files

from entrepot.service.enterprises import import_enterprises
from entrepot.service.panels import ROLLS
from entrepot.service.rolls import import_rows
from entrepot.service.window import Window

FIRMS = "demo_firms.csv"


def rehearse_rolls(window: Window, *, at: datetime) -> int:
    """Take the synthetic rows of each register in, and the firms they name; repeat at will.

    Returns:
        How many rows the registers got.
    """
    firms = files(__package__).joinpath(FIRMS).read_bytes()
    import_enterprises(window, firms, FIRMS, by="", at=at)
    told = [import_rows(window, name, data, f"{name}.csv", by="", at=at)
            for name in in_order() if (data := _rows(name))]  # fmt: skip
    return sum(one["added"] + one["changed"] for one in told)


def in_order() -> Sequence[str]:
    """Registers, each after those that it refers to."""
    found = dict[str, None]()

    def visit(name: str) -> None:
        for column in ROLLS[name].columns:
            if column.refers in ROLLS and column.refers not in (name, *found):
                visit(column.refers)
        found[name] = None

    for name in ROLLS:
        visit(name)
    return list(found)


def _rows(name: str) -> bytes:
    path = files(__package__).joinpath("demo_rolls", f"{name}.csv")
    return path.read_bytes() if path.is_file() else b""
