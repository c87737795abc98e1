"""`entrepot refund-rate`, `controls`, `negative-list`: what law lets out, back and in."""

from typing import Annotated, Any

import typer

from entrepot.cli import cases, options

Hs = Annotated[str, typer.Argument(metavar="HS", help="HS or national code.")]
Country = Annotated[
    str | None,
    typer.Option(metavar="CODE", help="Exporting country. [default: the region's]"),
]


def _sum(what: str) -> Any:
    return typer.Option(metavar="AMOUNT", help=f"{what}, in the region's money.")


def refund_rate(
    hs: Hs,
    on: options.On = None,
    net: Annotated[str | None, _sum("Net purchase invoice of a trading firm")] = None,
    producer: Annotated[bool, typer.Option("--producer", help="Exempt, credit, refund.")] = False,
    fob: Annotated[str | None, _sum("FOB value of a producer's exports")] = None,
    input_vat: Annotated[str | None, _sum("VAT a producer paid")] = None,
    home_vat: Annotated[str | None, _sum("VAT a producer charged at home")] = None,
    country: Country = None,
    region: options.Region = None,
    as_json: options.AsJson = False,
) -> None:
    """Show the export refund rate of a good by its day of export, and what comes back."""
    from datetime import datetime

    from entrepot.cli import show
    from entrepot.cli.tariff import database_if_any
    from entrepot.service.refund_rates import refund_rate as answer
    from entrepot.service.schedules import stored_refunds
    from entrepot.store.reference import open_reference

    raw = {
        "hs": hs, "on": on, "net": net, "fob": fob, "input_vat": input_vat,
        "home_vat": home_vat, "country": country, "producer": "yes" if producer else None,
    }  # fmt: skip
    given = {name: value for name, value in raw.items() if value is not None}
    today = datetime.now().astimezone().date()
    with database_if_any() as database:
        stored = stored_refunds(database)
        document = answer(open_reference(region), given, today=today, stored=stored)
    if as_json:
        show.document(document)
        return
    show.line(f"{document['hs']} on {document['on']}: {document['treatment']}")
    show.line(f"refund {document['refund_pct'] or '?'} %, VAT {document['vat_pct'] or '?'} %")
    for name, sum_ in ({"amount": document["amount"]} | (document["working"] or {})).items():
        if sum_:
            show.line(f"{name} {show.money(sum_)}")
    if document["next_change"]:
        change = document["next_change"]
        show.line(f"from {change['on']}: {change['refund_pct'] or '?'} %")
    for line in document["lines"]:
        show.line(f"line {line['code']}: {line['refund_pct'] or '?'} % {line['note']}")
    show.line(f"{document['note']} [{document['status']}] {document['source']}")


def controls(
    hs: Hs,
    destination: Annotated[str, typer.Option(metavar="CODE", help="Country the goods go to.")],
    on: options.On = None,
    country: Country = None,
    region: options.Region = None,
    as_json: options.AsJson = False,
) -> None:
    """List the export controls that may hold for a good, each with its state on the day."""
    from datetime import datetime

    from entrepot.cli import show
    from entrepot.service.controls import controls_on
    from entrepot.store.reference import open_reference

    raw = {"hs": hs, "destination": destination, "on": on, "country": country}
    given = {name: value for name, value in raw.items() if value is not None}
    document = controls_on(open_reference(region), given, today=datetime.now().astimezone().date())
    if as_json:
        show.document(document)
        return
    show.table(
        ("state", "why", "item", "instrument", "measure", "source"),
        [
            tuple(one[name] for name in ("state", "why", "item", "instrument", "measure", "source"))
            for one in document["controls"]
        ],
    )
    show.line(document["scope"])


def negative_list(
    case: cases.File, region: options.Region = None, as_json: options.AsJson = False
) -> None:
    """Check foreign investment in an activity against the lists of its day."""
    from datetime import datetime

    from entrepot.service.negative_list import check_negative_list
    from entrepot.store.reference import open_reference

    reference, today = open_reference(region), datetime.now().astimezone().date()
    cases.answer(
        case, lambda raw: check_negative_list(reference, raw, today=today), as_json=as_json,
        shown=_show_verdict,
    )  # fmt: skip


def pilot_zone(
    case: cases.File, region: options.Region = None, as_json: options.AsJson = False
) -> None:
    """Try a pilot zone as a scenario: what would change inside it against today."""
    from datetime import datetime

    from entrepot.service.desk import open_desk
    from entrepot.service.pilot_zone import try_pilot_zone
    from entrepot.service.tariff_desk import tariff_law

    today = datetime.now().astimezone().date()
    with open_desk(region, connections=1) as desk:
        reference = desk.window.reference
        cases.answer(
            case,
            lambda raw: try_pilot_zone(reference, lambda: tariff_law(desk), raw, today=today),
            as_json=as_json, shown=_show_scenario,
        )  # fmt: skip


def _show_scenario(document: dict[str, Any]) -> None:
    from entrepot.cli import show

    zone = document["zone"]
    show.line(f"{zone['name']}: a hypothesis, {document['on']} against {document['today']}")
    show.table(
        ("where", "effect", "activity", "outside", "inside"),
        [
            (one["where"], one["effect"], one["activity"], one["without"]["verdict"],
             one["within"]["verdict"] if one["within"] else "-")
            for one in document["activities"]
        ],
    )  # fmt: skip
    for one in document["goods"]:
        moved = [c["id"] for c in one["controls"] if c["changes"]]
        rules = [rule["rule"] for rule in one["zone_rules"]]
        show.line(f"{one['hs']} {one['name']} ({one['where']}): rules of zones "
                  f"{'; '.join(rules) or 'not known'}; controls that change by their dates: "
                  f"{', '.join(moved) or 'none'}")  # fmt: skip
    show.line(f"not known on these goods: {', '.join(document['unknown'])}")


def _show_verdict(document: dict[str, Any]) -> None:
    from entrepot.cli import show

    used = document["list"]
    show.line(f"{document['activity']}: {document['verdict'].replace('_', ' ')}")
    show.line(f"{document['why']} ({used['edition']}, {used['entries']} entries)")
    for layer in document["layers"]:
        mark = "*" if layer["won"] else " "
        show.line(f"{mark} {layer['layer']}: {layer['verdict'] or '-'}: {layer['why']}")
    for one in document["candidates"]:
        show.line(f"  {one['entry']}{one['part']} {one['sector']} {one['activity']}")
    show.line(f"[{document['status'] or 'no entry'}] {document['source']}")
