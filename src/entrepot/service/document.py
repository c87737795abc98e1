"""Values become the JSON documents that the API, the command line and the pages share."""

from collections.abc import Iterable

from entrepot.corridors.journey import Leg, Route, Unreachable
from entrepot.region.law import Paper
from entrepot.region.model import Region
from entrepot.region.places import Place
from entrepot.service.amounts import Document, money_document
from entrepot.service.places import place_document
from entrepot.store.exchange import ExchangeRate
from entrepot.tariff.charge import Candidate, Charge, Range, Saving
from entrepot.tariff.landed import Landed, LandedLine


def option_document(
    number: int, route: Route, landed: Landed, papers: Iterable[Paper], region: Region
) -> Document:
    """One way with its legs, its papers and its landed cost."""
    return {
        "number": number,
        "label": route.label,
        "modes": list(route.modes),
        "cost_usd": route.cost_usd,
        "freight_usd": route.freight_usd,
        "inventory_usd": route.inventory_usd,
        "days_p50": round(route.days_p50, 2),
        "days_p90": round(route.days_p90, 2),
        "days_mean": round(route.days_mean, 2),
        "co2e_kg": route.co2e_kg,
        "co2e_ttw_kg": route.co2e_ttw_kg,
        "co2e_hub_kg": route.co2e_hub_kg,
        "distance_km": route.distance_km,
        "gauge_changes": route.gauge_changes,
        "border_posts": list(route.border_posts),
        "passages": list(route.passages),
        "status": route.status,
        "best_in": list(route.best_in),
        "papers": [_paper(paper) for paper in papers],
        "legs": [_leg(leg, region) for leg in route.legs],
        "landed": landed_document(landed),
    }


def _leg(leg: Leg, region: Region) -> Document:
    start, end = region.places[leg.from_place], region.places[leg.to_place]
    return {
        "kind": leg.kind,
        "from": start.id,
        "from_name": start.name,
        "from_name_zh": start.name_zh,
        "to": end.id,
        "to_name": end.name,
        "to_name_zh": end.name_zh,
        "mode": leg.mode,
        "service": leg.service,
        "service_id": leg.service_id,
        "km": leg.km,
        "hours_p50": leg.hours_p50,
        "hours_mean": leg.hours_mean,
        "cost_usd": leg.cost_usd,
        "freight_usd": leg.freight_usd,
        "inventory_usd": leg.inventory_usd,
        "co2e_kg": leg.co2e_kg,
        "co2e_ttw_kg": leg.co2e_ttw_kg,
        "border": leg.border,
        "gauge_change": leg.gauge_change,
        "passages": list(leg.passages),
        "path": [list(point) for point in leg.path],
        "status": leg.status,
        "source": leg.source,
        "note": leg.note,
    }


def _paper(paper: Paper) -> Document:
    return {
        "id": paper.id,
        "name": paper.name,
        "name_zh": paper.name_zh,
        "when": paper.when,
        "note": paper.note,
        "source": paper.source,
        "status": paper.status,
    }


def landed_document(landed: Landed) -> Document:
    """A landed cost with every line."""
    return {
        "complete": landed.complete,
        "missing": list(landed.missing),
        "total": money_document(landed.total),
        "vat": money_document(landed.vat),
        "refund": money_document(landed.refund),
        "saving": [_saving(saving) for saving in landed.saving],
        "lines": [_landed_line(line) for line in landed.lines],
    }


def _landed_line(line: LandedLine) -> Document:
    return {
        **charge_document(line.charge),
        "payer": line.payer,
        "in_price": line.in_price,
        "in_invoice": money_document(line.in_invoice),
        "goods_line": line.goods_line,
    }


def charge_document(charge: Charge) -> Document:
    """A charge with its base, rate, working, rule and source."""
    return {
        "what": charge.what,
        "state": charge.state,
        "amount": money_document(charge.amount),
        "base": money_document(charge.base),
        "rate": charge.rate,
        "working": charge.working,
        "rule": charge.rule,
        "source": charge.source,
        "status": charge.status,
        "regime": charge.regime,
        "printed": charge.printed,
        "needs": list(charge.needs),
        "question": charge.question,
        "note": charge.note,
        "range": range_document(charge.range),
    }


def candidate_document(candidate: Candidate) -> Document:
    """A rate in reach of the goods, chosen or not, and why."""
    return {
        "regime": candidate.regime,
        "kind": candidate.kind,
        "rate": candidate.rate,
        "amount": money_document(candidate.amount),
        "chosen": candidate.chosen,
        "why": candidate.why,
        "range": range_document(candidate.range),
        "must_prove": candidate.must_prove,
        "source": candidate.source,
        "status": candidate.status,
    }


def range_document(bounds: Range | None) -> Document | None:
    """The bounds of a charge with the lines they are of."""
    if bounds is None:
        return None
    return {
        "low": money_document(bounds.low),
        "high": money_document(bounds.high),
        "lines": [
            {
                "code": line.code,
                "text": line.text,
                "rate": line.rate,
                "amount": money_document(line.amount),
                "state": line.state,
            }
            for line in bounds.lines
        ],
    }


def _saving(saving: Saving) -> Document:
    return {
        "regime": saving.regime,
        "amount": money_document(saving.amount),
        "must_prove": saving.must_prove,
    }


def exchange_document(rates: Iterable[ExchangeRate]) -> list[Document]:
    """The rates of exchange an answer rests on."""
    return [
        {
            "from": rate.frm,
            "to": rate.to,
            "rate": f"{rate.rate:f}",
            "date": rate.date.isoformat(),
            "source": rate.source,
        }
        for rate in rates
    ]


def unreachable_document(unreachable: Unreachable | None) -> Document | None:
    """Why there is no way."""
    if unreachable is None:
        return None
    return {"code": unreachable.code, "reason": unreachable.reason}


def end_document(place: Place) -> Document:
    """An end of a quote: a place without its kind."""
    return {key: value for key, value in place_document(place).items() if key != "kind"}
