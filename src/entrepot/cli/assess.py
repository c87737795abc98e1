"""`entrepot assess`: customs value, duty and tax of a case."""

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from entrepot.cli import options


def assess(
    case: Annotated[
        str, typer.Argument(metavar="FILE|-", help="JSON of a case or a list; - is standard input.")
    ],
    region: options.Region = None,
    as_json: options.AsJson = False,
) -> None:
    """Value the goods of a case at the border and work out what is owed, with the working."""
    from entrepot.cli import show
    from entrepot.service.assessment import Assessor, assess_cases
    from entrepot.service.cases import read_cases
    from entrepot.store.reference import open_reference

    found = assess_cases(Assessor(open_reference(region)), read_cases(case))
    if as_json:
        show.document(found)
        return
    for place, one in enumerate(found if isinstance(found, list) else [found]):
        if place:
            show.line("")
        _show(one)


def _show(document: Mapping[str, Any]) -> None:
    from entrepot.cli import show

    used = document["exchange"]
    show.line(f"{document['flow']}, {document['accepted_on']}")
    show.line(f"1 {used['currency']} = {used['rate']}, {used['month']}, {used['source']}")
    show.line(f"customs value {show.money(document['customs_value'])}")
    show.line("")
    show.table(
        ("item", "charge", "rate", "amount", "working", "source"),
        [
            (item["seq"], one["type"], one["rate"], show.money(one["amount"]), one["working"],
             one["source"])
            for item in document["items"]
            for one in item["charges"]
        ],
        right=["amount"],
    )  # fmt: skip
    show.line("")
    show.table(
        ("type", "calculated", "due", "waived"),
        [
            (one["type"], show.money(one["calculated"]), show.money(one["due"]), one["waived"])
            for one in document["totals"]
        ],
        right=["calculated", "due"],
    )
    show.line("")
    show.line(f"total due {show.money(document['total_due'])}")
    if document["security"]:
        show.line(f"to be secured {show.money(document['security'])}")
    if document["preference"]:
        told = document["preference"]
        show.line(f"preference {told['status']}: {show.money(told['saving']['total'])}")
    for one in document["parameters"]:
        show.line(f"{one['name']} = {one['value']} ({one['status']}): {one['source']}")
