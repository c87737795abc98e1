"""Quotes and duties in words and tables for people."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from entrepot.cli.show import document, line, money, table

Document = Mapping[str, Any]


class Sources:
    """Sources cited by number, so that long citations stand once, at the end."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def cite(self, source: str) -> str:
        """The number of a source in brackets; nothing for none."""
        if not source:
            return ""
        return f"[{self._numbers.setdefault(source, len(self._numbers) + 1)}]"

    def show(self) -> None:
        """Print the sources cited."""
        if self._numbers:
            line("\nSources")
        for source, number in self._numbers.items():
            line(f"[{number}] {source}")


def quote(value: Document, *, as_json: bool) -> None:
    """Print a quote: the ways side by side, then each with its legs and landed cost."""
    if as_json:
        document(value)
        return
    _head(value)
    if value["unreachable"]:
        line(f"No way: {value['unreachable']['reason']} [{value['unreachable']['code']}]")
        return
    _ways(value["options"])
    sources = Sources()
    for option in value["options"]:
        _option(option, sources)
    line("")
    for rate in value["exchange"]:
        told = f"1 {rate['from']} = {rate['rate']} {rate['to']}, {rate['date']}"
        line(f"{told} {sources.cite(rate['source'])}")
    sources.show()


def _head(value: Document) -> None:
    goods = value["goods"]
    boxes = ", ".join(f"{box['count']} x {box['kind']}" for box in goods["boxes"]) or "no box"
    line(f"Quote {value['reference']}, {value['region_name']}, {value['on']}")
    line(f"{_place(value['origin'])} → {_place(value['destination'])}")
    line(f"{goods['hs']} {goods['text']}")
    line(f"{goods['tonnes']:,.12g} t, {boxes}, {money(goods['value'])} {goods['incoterm']}")
    for note in goods["notes"]:
        line(f"Note: {note}")
    if value["avoid"]:
        line(f"Avoiding {', '.join(value['avoid'])}")
    if value.get("proofs"):
        line(f"Proof of origin: {', '.join(value['proofs'])}")
    if str(value["year"]) != value["on"][:4]:
        line(f"Network of {value['year']}")


def _place(place: Document) -> str:
    names = " ".join(dict.fromkeys(name for name in (place["name"], place["name_zh"]) if name))
    return f"{names} ({place['id']}, {place['country']})"


def _ways(options: Iterable[Document]) -> None:
    line("")
    rows = [
        (
            option["number"], option["label"], option["cost_usd"], option["days_p50"],
            option["days_p90"], option["co2e_kg"] / 1000, option["distance_km"],
            ", ".join(option["best_in"]) or " ",
        )
        for option in options
    ]  # fmt: skip
    numbers = ("#", "USD", "days", "late", "t CO2e", "km")
    table(("#", "way", *numbers[1:], "best in"), rows, right=numbers)


def _option(option: Document, sources: Sources) -> None:
    line(f"\n{option['number']}. {option['label']} ({option['status']})")
    if "freight_usd" in option:
        freight, tied_up = (f"{option[name]:,.2f}" for name in ("freight_usd", "inventory_usd"))
        line(f"   freight {freight} USD, capital tied up on the way {tied_up} USD")
    for name in ("border_posts", "passages"):
        if option[name]:
            line(f"   {name.replace('_', ' ')}: {', '.join(option[name])}")
    named = (f"{paper['name']} {sources.cite(paper['source'])}" for paper in option["papers"])
    papers = "; ".join(named)
    if papers:
        line(f"   papers: {papers}")
    numbers = ("km", "hours", "USD")
    rows = [
        (
            f"{leg['from_name']} → {leg['to_name']}" if leg["kind"] == "haul" else leg["from_name"],
            leg["mode"] if leg["kind"] == "haul" else leg["kind"],
            leg["service"], leg["km"], leg["hours_p50"], leg["cost_usd"], leg["status"],
            sources.cite(leg["source"]),
        )
        for leg in option["legs"]
    ]  # fmt: skip
    line("")
    table(("leg", "by", "service", *numbers, "status", "source"), rows, right=numbers, indent=3)
    _landed(option["landed"], sources)


def _landed(landed: Document, sources: Sources) -> None:
    line("")
    charges(landed["lines"], sources)
    state = "" if landed["complete"] else ", incomplete"
    line(f"   Landed cost without import VAT {money(landed['total'])}{state}")
    if "vat" in landed:
        line(f"   Import VAT, often recoverable: {_known(landed['vat'])}")
    line(f"   Export VAT the seller gets back: {_known(landed['refund'])}")
    for gap in landed["missing"]:
        line(f"   Missing: {gap}")
    for saving in landed["saving"]:
        saved = money(saving["amount"]) if saving["amount"] else "an amount not known yet"
        line(f"   {saving['regime']} would save {saved}. To prove: {saving['must_prove']}")


def charges(lines: Iterable[Document], sources: Sources) -> None:
    """Print charges with their working, their rule and their source."""
    rows = [
        (
            charge["what"].replace("_", " "), _amount(charge), charge.get("payer") or " ",
            charge.get("working") or charge["rate"] or " ", charge["rule"] or " ",
            charge.get("status") or " ", sources.cite(charge["source"]),
        )
        for charge in lines
    ]  # fmt: skip
    columns = ("what", "amount", "payer", "working", "rule", "status", "source")
    table(columns, rows, right=["amount"], indent=3)
    for charge in lines:
        for told in ("question", "note"):
            if charge.get(told):
                line(f"   {charge['what'].replace('_', ' ')}: {charge[told]}")
        for national in (charge.get("range") or {}).get("lines", ()):
            line(f"      {national['code']} {national['rate']}: {national['text']}")


def _amount(charge: Document) -> str:
    """The amount, the span it lies in, or in words why there is none."""
    span = charge.get("range")
    if span:
        return f"{_known(span['low'])} – {_known(span['high'])}"
    if charge["amount"] is None or charge["state"] != "computed":
        return str(charge["state"].replace("_", " "))
    return money(charge["amount"])


def _known(amount: Document | None) -> str:
    return money(amount) if amount else "unknown"


def quotes(found: Sequence[Document], *, as_json: bool) -> None:
    """Print quotes in short."""
    if as_json:
        document(found)
        return
    columns = ("reference", "made at", "from", "to", "HS", "day", "ways")
    rows = [
        (
            row["reference"], _minute(row["made_at"]), row["origin_name"],
            row["destination_name"], row["hs_code"], row["on"], row["options"],
        )
        for row in found
    ]  # fmt: skip
    table(columns, rows, right=["ways"])


def _minute(instant: datetime | str) -> str:
    return str(instant)[:16].replace("T", " ")


def duty_case(value: Document) -> None:
    """Print the answer to a duty case: lines, candidates, what is saved and what is missing."""
    sources = Sources()
    line(f"{value['market']} {value['line']} from {value['origin']}, {value['on']}")
    line("")
    charges(value["lines"], sources)
    line("")
    rows = [
        (row["regime"], row["rate"], money(row["amount"]), row["state"], row["why"])
        for row in value["candidates"]
    ]
    table(("regime", "rate", "amount", "state", "why"), rows, right=["amount"], indent=3)
    if value["saving"]:
        saved = value["saving"]
        line(f"   Saving ({saved['state']}): {money(saved['amount'])} by {saved['regime']}")
    totals = value["totals"]
    line(f"   Duty {money(totals['duty'])}, tax {money(totals['tax'])}, all {money(totals['all'])}")
    for gap in value["missing"]:
        line(f"   Missing: {gap}")
    for gap in value["uncovered"]:
        line(f"   Not in these data: {gap['kind']}: {gap['note']}")
    if value["note"]:
        line(f"   {value['note']}")
    sources.show()


def landed_case(value: Document) -> None:
    """Print a landed cost: lines, goods, what is missing and what has changed."""
    sources = Sources()
    head = f"{value['incoterm']} to {value['market']}, {value['on']}"
    line(f"{head}, {value['id']}" if value["id"] else head)
    line("")
    rows = [
        (
            row["what"].replace("_", " "), row["state"].replace("_", " "), money(row["amount"]),
            row["payer"], row["why"], sources.cite(row["source"]),
        )
        for row in value["lines"]
    ]  # fmt: skip
    table(("what", "state", "amount", "payer", "why", "source"), rows, right=["amount"], indent=3)
    line("")
    goods = [
        (row["id"], row["hs"], *(money(row[name]) for name in _OF_ITEM)) for row in value["items"]
    ]
    named = tuple(name.replace("_", " ") for name in _OF_ITEM)
    table(("item", "HS", *named), goods, right=list(named), indent=3)
    line(f"   Total {money(value['total'])}, known {money(value['known'])}")
    for gap in value["missing"]:
        line(f"   Missing: {gap}")
    for gap in value["uncovered"]:
        line(f"   Not in these data: {gap['kind']}: {gap['note']}")
    for one in value["changed"]:
        told = f"{money(one['before'])} to {money(one['after'])}"
        line(f"   Changed since {value['since']['id']}: {one['what']} {one['item']}: {told}")
    sources.show()


_OF_ITEM = ("price", "customs_value", "freight", "insurance", "duty", "vat", "landed")


def duty(value: Document, *, as_json: bool) -> None:
    """Print what a line owes, and each rate in reach with its reason."""
    if as_json:
        document(value)
        return
    sources = Sources()
    line(f"{value['market']} {value['code'] or value['hs']} from {value['origin']}, {value['on']}")
    line("")
    charges(value["lines"], sources)
    line("")
    rows = [
        (row["regime"], row["rate"], money(row["amount"]), row["chosen"], row["why"])
        for row in value["candidates"]
    ]
    table(("regime", "rate", "amount", "chosen", "why"), rows, right=["amount"], indent=3)
    for gap in value["missing"]:
        line(f"   Missing: {gap}")
    if value.get("note"):
        line(f"   {value['note']}")
    sources.show()
