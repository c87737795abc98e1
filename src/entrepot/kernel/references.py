"""What the ids of a column name: rows of a register, the region's places, firms or projects."""

from collections.abc import Iterable, Mapping

from entrepot.kernel.roll import Column, Roll

FIRMS, PROJECTS, PLACES = "enterprise", "project", "place"
_USUAL: Mapping[str, str] = {
    **dict.fromkeys(("enterprise", "firm", "supplier", "exporter", "operator"), FIRMS),
    **dict.fromkeys(("here_firm", "there_firm"), FIRMS),
    "project": PROJECTS, "place": PLACES, "at": PLACES, "partner": "partners",
}  # fmt: skip


def references(columns: Iterable[Column], rolls: Iterable[Roll] = ()) -> Mapping[str, str]:
    """What the ids of each column name, by the column.

    A column says it itself, or one of the same name in a register beneath does; else the name
    says it, as `firm` or `place`.

    Args:
        columns: Of a register or of a panel.
        rolls: Registers the panel is worked out from.

    Example:
        >>> references([Column("firm", "id", "Firm", "企业")])
        {'firm': 'enterprise'}
    """
    beneath = {one.name: one.refers for roll in rolls for one in roll.columns if one.refers}
    found = {one.name: one.refers or beneath.get(one.name) or _USUAL.get(one.name, "")
             for one in columns if one.kind == "id"}  # fmt: skip
    return {name: thing for name, thing in found.items() if thing}


def calling(roll: Roll) -> str:
    """The column that says what a row of a register is called; empty where none does."""
    names = {one.name for one in roll.columns}
    return next((one for one in ("name", "title", "subject") if one in names), "")
