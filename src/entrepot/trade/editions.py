"""Cells of lines in several editions of the Harmonized System, as cells of one edition."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from entrepot.kernel.source import weakest
from entrepot.trade.concordance import Concordance, Shares, apportion
from entrepot.trade.figures import Cell, plus


def in_edition(
    cells: Iterable[Cell], by: Sequence[str], after: str, concordances: Mapping[str, Concordance]
) -> list[Cell]:
    """Cells by code and edition, as cells by code of one edition.

    Amounts are apportioned and keep their sums. Of a cell that was converted or joined with
    another, firms and hours are unknown, for they do not add.

    Args:
        cells: Cells whose key ends with the edition.
        by: Fields of the key without the edition; one of them is hs6.
        after: The edition wanted; cells without an edition are taken as of it.
        concordances: To that edition, by the edition before; every code has its place.
    """
    place = by.index("hs6")
    found: dict[tuple[object, ...], Cell] = {}
    for cell in cells:
        *key, edition = cell.key
        own = edition in ("", after)
        parts = [replace(cell, key=tuple(key))] if own else _converted(
            cell, key, place, concordances[edition]
        )  # fmt: skip
        for part in parts:
            at = (part.key, part.month, part.flow)
            found[at] = _joined(found[at], part) if at in found else part
    return sorted(found.values(), key=lambda one: (one.key, one.month, one.flow))


def _converted(
    cell: Cell, key: Sequence[str], place: int, concordance: Concordance
) -> list[Cell]:  # fmt: skip
    shares = concordance.shares[key[place]]
    value, mass, duty = (
        _parts(whole, shares) for whole in (cell.value_minor, cell.net_mass_g, cell.duty_minor)
    )
    return [
        replace(
            cell, key=(*key[:place], to, *key[place + 1 :]), value_minor=value.get(to),
            net_mass_g=mass.get(to), duty_minor=duty.get(to), n_firms=None, top1_minor=None,
            hours_median=None, hours_p90=None, status=weakest([cell.status, "derived"]),
        )
        for to in shares
    ]  # fmt: skip


def _parts(whole: int | None, shares: Shares) -> dict[str, int]:
    """Parts of an amount; none of one that is unknown."""
    return {} if whole is None else apportion(whole, shares)


def _joined(one: Cell, other: Cell) -> Cell:
    return replace(
        one, value_minor=plus(one.value_minor, other.value_minor),
        net_mass_g=plus(one.net_mass_g, other.net_mass_g),
        duty_minor=plus(one.duty_minor, other.duty_minor), n_lines=one.n_lines + other.n_lines,
        n_firms=None, top1_minor=None, hours_median=None, hours_p90=None,
        status=weakest([one.status, other.status]),
    )  # fmt: skip
