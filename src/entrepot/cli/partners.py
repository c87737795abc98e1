"""`entrepot partners`: cities and bodies one is tied to, and what was stated of them."""

from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from entrepot.cli import options


def partners(
    as_of: Annotated[str, typer.Option(metavar="DAY", help="The legal day, as 2021-12-31.")],
    file: Annotated[
        Path | None,
        typer.Argument(
            metavar="[FILE]",
            help="JSON: home, partners, instruments, events, "
            "commitments, stated. Nothing is kept. [default: the region's]",
        ),
    ] = None,
    home: Annotated[
        str,
        typer.Option(metavar="PLACE", help="Whose. [default: the file's, or the region's home]"),
    ] = "",
    partner: Annotated[str, typer.Option(metavar="ID", help="Only this one.")] = "",
    region: options.Region = None,
    by: Annotated[
        str,
        typer.Option("--as", metavar="USER", help="By the registers, for these eyes. "
                     "[default: by the file or the region's pack alone]"),
    ] = "",
    as_json: options.AsJson = False,
) -> None:  # fmt: skip
    """Tell who one is tied to by which instrument, and what was stated beside it."""
    from entrepot.cli import show
    from entrepot.service.partners import partners_document, read_as_of

    day = read_as_of(as_of)
    if by and file is None:
        found = _kept(home, day, partner, by)
    else:
        found = partners_document(_circle(file, home, region), day, partner)
    if as_json:
        show.document(found)
        return
    _tell(found)


def _circle(file: Path | None, home: str, region: str | None) -> Any:
    if file is not None:
        from entrepot.service.model_case import read_case
        from entrepot.service.partner_case import read_circle

        return read_circle(read_case(file), home)
    from entrepot.service.partners import circle_of, home_of
    from entrepot.store.reference import open_reference

    reference = open_reference(region)
    return circle_of(reference, home or home_of(reference, reference.settings.home))


def _kept(home: str, day: date, partner: str, by: str) -> dict[str, Any]:
    from entrepot.cli import acting
    from entrepot.service.kept_circle import show_partners

    with acting.window("Looking") as window:
        return show_partners(window, home, day, partner, by=by, at=acting.now())


def _tell(found: dict[str, Any]) -> None:
    from entrepot.cli import show

    show.table(("in force", ""), [(kind.replace("_", " "), str(count)) for kind, count
                                  in found["counts"]["in_force"].items()], right=("",))  # fmt: skip
    for one in found["stated"]:
        show.line(f"stated {one['on']}: {one['count']} {one['name'] or ''} ({one['status']})")
    for one in found["changes"]:
        signed = "; ".join(f"{kind.replace('_', ' ')}: {', '.join(names)}"
                           for kind, names in one["signed"].items())  # fmt: skip
        show.line(f"{one['year']}: {one['stated_from']} to {one['stated_to']}, "
                  f"{one['explained']} explained, {one['unexplained']} not; {signed}")  # fmt: skip
    heads = ("partner", "country", "first contact", "last two-way", "instruments", "dormant")
    rows = [(one["partner"], one["country"] or "-", one["first_contact"] or "-",
             one["last_two_way"] or "-",
             ", ".join(f"{paper['kind']} {paper['signed']} {paper['state']}"
                       for paper in one["instruments"]) or "-",
             "yes" if one["dormant"] else "-") for one in found["partners"]]  # fmt: skip
    show.table(heads, rows)
    for one in found["anniversaries"]:
        show.line(f"{one['on']}: {one['years']} years, {one['partner']}, {one['kind']}")
    if found["commitments_overdue"]:
        show.line(f"overdue: {', '.join(found['commitments_overdue'])}")
