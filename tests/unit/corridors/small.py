"""A hand-made region and its sea, small enough to reckon by head."""

from dataclasses import fields
from datetime import date
from decimal import Decimal

import numpy as np

from entrepot.corridors.load import Load
from entrepot.corridors.network import Network, build_network
from entrepot.corridors.sea import SeaGraph
from entrepot.kernel.consignment import Consignment, Line
from entrepot.kernel.money import Money
from entrepot.region.law import Market
from entrepot.region.model import Region
from entrepot.region.parameters import Area, Delay, Factor, Gauge, Parameter, Payload, Rate, Speed
from entrepot.region.places import Place
from entrepot.region.transport import Border, Link, Service, Terminal, Transfer

TODAY = date(2026, 11, 20)
ONE_FEU = Load(0, 1, 20.0, 20_000.0, 50_000.0)
TWO_TEU = Load(2, 0, 20.0, 20_000.0, 50_000.0)


def row(table, /, **values):
    """A row with every field that is not given left empty."""
    empty = {"str": "", "bool": False, "float": 0.0, "int": 0}
    known = {"note": "", "source": "made up", "status": "synthetic", "use": "offered"}
    filled = {}
    for field in fields(table):
        text = str(field.type)
        default = None if "None" in text else empty.get(getattr(field.type, "__name__", ""), ())
        filled[field.name] = values.pop(field.name, known.get(field.name, default))
    assert not values, f"{table.__name__} has no {values}"
    return table(**filled)


def place(place_id, country, lat, lon, **more):
    return row(Place, id=place_id, name=place_id.title(), country=country, lat=lat, lon=lon, **more)


PLACES = (
    place("mill", "AA", 0.0, 0.0),
    place("yard", "AA", 0.0, 0.1),
    place("post_a", "AA", 0.0, 3.0),
    place("post_b", "BB", 0.0, 3.05),
    place("town", "BB", 0.0, 7.0),
    place("harbour", "AA", 0.0, -7.0),
    place("far_port", "CC", 0.0, -30.0),
    place("market", "CC", 0.0, -30.5),
    place("small_port", "CC", 2.0, -38.0),
    place("field", "AA", 0.2, 0.0),
    place("far_field", "CC", 0.2, -30.5),
    place("lonely", "DD", 60.0, 60.0),
    place("beyond", "BB", 0.0, 13.0),
)

TERMINALS = (
    row(Terminal, place="yard", modes=("rail", "road"), gauges_mm=(1435,)),
    row(Terminal, place="town", modes=("rail", "road"), gauges_mm=(1520,)),
    row(Terminal, place="harbour", modes=("sea", "rail", "road"), gauges_mm=(1435,),
        is_liner_hub=True),
    row(Terminal, place="far_port", modes=("sea", "road"), is_liner_hub=True),
    row(Terminal, place="small_port", modes=("sea", "road")),
    row(Terminal, place="field", modes=("air", "road")),
    row(Terminal, place="far_field", modes=("air", "road")),
    row(Terminal, place="beyond", modes=("rail", "road"), gauges_mm=(1520,)),
)  # fmt: skip


def link(link_id, a, b, mode, km, **more):
    values = {"use": "leg", "traffic": "mixed", "state": "open"} | more
    return row(Link, id=link_id, from_place=a, to_place=b, mode=mode, km=km, **values)


LINKS = (
    link("r1", "yard", "post_a", "rail", 350.0),
    link("r2", "post_a", "post_b", "rail", 6.0),
    link("r3", "post_b", "town", "rail", 450.0),
    link("r4", "yard", "harbour", "rail", 900.0),
    link("fast", "yard", "harbour", "rail", 790.0, traffic="passenger"),
    link("whole", "yard", "town", "rail", 700.0, use="path"),
    link("new", "town", "beyond", "rail", 700.0, state="construction", valid_from=date(2028, 1, 1)),
    link("t1", "mill", "harbour", "road", 850.0),
)

BORDERS = (
    row(Border, id="post_a-post_b", place_a="post_a", place_b="post_b", country_a="AA",
        country_b="BB", modes=("rail",), gauge_a_mm=(1435,), gauge_b_mm=(1520,), p50_h=20.0,
        p90_h=60.0, cost_usd_per_teu=100.0, state="open"),
)  # fmt: skip


def service(service_id, a, b, mode, **more):
    return row(Service, id=service_id, name=service_id, from_place=a, to_place=b, mode=mode, **more)


SERVICES = (
    service("train", "yard", "town", "rail", via=("post_a", "post_b"), departures_per_week=2.0,
            transit_days_min=4.0, transit_days_max=6.0, price=2000.0, price_unit="USD/FEU"),
    service("ship", "harbour", "far_port", "sea", departures_per_week=1.0, transit_days_min=6.0,
            transit_days_max=8.0, price=900.0, price_unit="USD/FEU", cutoff_h=48.0,
            passages=("canal",)),
    service("flight", "field", "far_field", "air", departures_per_week=3.0,
            transit_days_min=0.3, transit_days_max=0.3, price=3.0, price_unit="USD/kg"),
    service("scenario", "yard", "harbour", "rail", departures_per_week=0.0, price=1.0,
            price_unit="USD/FEU"),
    service("seen", "yard", "harbour", "rail", use="observed", departures_per_week=9.0),
)  # fmt: skip

DEFAULT_TRANSFERS = tuple(
    row(Transfer, id=f"{a}-{b}", place="*", mode_a=a, mode_b=b, usd_per_teu=40.0, usd_per_feu=60.0,
        p50_h=12.0, p90_h=24.0, kg_co2e_per_t=1.0)
    for a, b in (
        ("road", "rail"), ("rail", "road"), ("rail", "sea"), ("sea", "rail"), ("road", "sea"),
        ("sea", "road"), ("sea", "sea"), ("road", "air"), ("air", "road"), ("rail", "rail"),
    )
)  # fmt: skip
TRANSFERS = (
    *DEFAULT_TRANSFERS,
    row(Transfer, id="gauge", place="*", mode_a="rail", mode_b="rail", gauge_change=True,
        usd_per_teu=150.0, usd_per_feu=200.0, p50_h=16.0, p90_h=48.0, kg_co2e_per_t=0.9),
    row(Transfer, id="quay", place="harbour", mode_a="rail", mode_b="sea", usd_per_teu=70.0,
        usd_per_feu=90.0, p50_h=6.0, p90_h=12.0, kg_co2e_per_t=1.0),
)  # fmt: skip

GAUGES = (row(Gauge, country="AA", gauge_mm=1435), row(Gauge, country="BB", gauge_mm=1520))
RATE_ROWS = (
    ("rail", "block_train", "USD/FEU-km", 1.0, 100.0), ("road", "linehaul", "USD/t-km", 0.1, 0.0),
    ("road", "drayage", "USD/box-km", 2.0, 50.0), ("sea", "liner", "USD/FEU-km", 0.1, 200.0),
    ("sea", "feeder", "USD/FEU-km", 0.2, 100.0), ("air", "freighter", "USD/t-km", 0.5, 0.0),
)  # fmt: skip
RATES = tuple(
    row(Rate, id=f"{mode}-{vehicle}", mode=mode, from_area="*", to_area="*", vehicle=vehicle,
        use="default", unit=unit, mid=mid, fixed=fixed, currency="USD")
    for mode, vehicle, unit, mid, fixed in RATE_ROWS
)  # fmt: skip
SPEEDS = tuple(
    row(Speed, id=f"{mode}-{vehicle}", mode=mode, area="*", vehicle=vehicle, use="default", mid=kmh)
    for mode, vehicle, kmh in (
        ("rail", "block_train", 35.0), ("road", "linehaul", 30.0), ("road", "drayage", 50.0),
        ("sea", "liner", 27.0), ("sea", "feeder", 24.0), ("air", "freighter", 800.0),
    )
)  # fmt: skip
FACTORS = tuple(
    row(Factor, id=f"{mode}-{vehicle}", mode=mode, area="*", vehicle=vehicle, use="default",
        wtw=grams, ttw=0.8 * grams)
    for mode, vehicle, grams in (
        ("rail", "block_train", 15.0), ("road", "linehaul", 100.0), ("road", "drayage", 100.0),
        ("sea", "liner", 8.0), ("sea", "feeder", 16.0), ("air", "freighter", 700.0),
        ("hub", "container", 1.0), ("hub", "air_cargo", 3.0),
    )
)  # fmt: skip
DELAYS = (
    row(Delay, id="late-rail", mode="rail", area="*", vehicle="block_train", use="default",
        late_share=0.3, mean_late_days=2.0, cv=1.0),
    row(Delay, id="late-sea", mode="sea", area="*", vehicle="liner", use="default",
        late_share=0.4, mean_late_days=5.0, cv=0.9),
)  # fmt: skip

NUMBERS = {
    "inv_carry": 0.05, "wait_cv_headway": 0.6, "teu_share_of_feu": 0.6, "usd_per_eur": 1.1,
    "detour_road": 1.25, "detour_rail": 1.25, "detour_sea": 1.3, "detour_air": 1.05,
    "border_p50_h": 10.0, "border_p90_h": 30.0, "border_usd_per_teu": 150.0,
    "train_per_week": 1.0, "rail_per_week": 1.0, "sea_per_week": 1.0, "air_per_week": 1.0,
    "cutoff_train_h": 24.0, "cutoff_liner_h": 48.0, "cutoff_flight_h": 8.0,
    "liner_port_call_days": 1.0, "drayage_radius_km": 600.0, "drayage_city_km": 60.0,
    "air_distance_add_km": 95.0, "drayage_local_km": 5.0, "feeder_longest_km": 3500.0,
    "liner_call_every_km": 6000.0, "voyage_spread_share": 0.13,
}  # fmt: skip
PARAMETERS = tuple(row(Parameter, id=name, mid=mid) for name, mid in NUMBERS.items())

PAYLOADS = (
    row(Payload, id="20GP", kind="container", teu=1.0, payload_t=28.2, volume_m3=33.2),
    row(Payload, id="40GP", kind="container", teu=2.0, payload_t=26.7, volume_m3=67.7),
    row(Payload, id="20OT", kind="container", teu=1.0, payload_t=32.1, volume_m3=33.0),
    row(Payload, id="truck", kind="truck", payload_t=30.0),
)


def region(**tables) -> Region:
    """The region, with some tables replaced."""
    made = {
        "places": {p.id: p for p in PLACES}, "terminals": TERMINALS, "links": LINKS,
        "borders": BORDERS, "services": SERVICES, "transfers": TRANSFERS, "rates": RATES,
        "speeds": SPEEDS, "factors": FACTORS, "delays": DELAYS, "parameters": PARAMETERS,
        "payloads": PAYLOADS,
        "gauges": GAUGES,
        "areas": (row(Area, id="land_all", countries=("AA", "BB")),),
        "markets": (row(Market, id="CC", countries=("CC", "DD")),),
    } | tables  # fmt: skip
    return Region(
        id="small", name="Small", name_zh="", root="mill", levels=(), country="AA",
        currency="USD", home="mill", centre=(0.0, 0.0), version="0", **made,
    )  # fmt: skip


def lanes() -> SeaGraph:
    """Two ways west from the harbour, a short one through a canal and a long one round."""
    lat = np.array([0.0, 0.0, 0.0, -30.0, 2.0, 85.0])
    lon = np.array([-7.2, -15.0, -29.8, -18.0, -37.8, -18.0])
    edges = [
        (0, 1, 870.0, ""), (1, 2, 1650.0, "canal"), (0, 3, 3600.0, ""), (3, 2, 3600.0, "cape"),
        (2, 4, 920.0, ""), (0, 5, 50.0, "northwest"), (5, 2, 50.0, ""),
    ]  # fmt: skip
    tail, head, km, passage = zip(*edges, strict=True)
    return SeaGraph(
        lat, lon, np.array(tail), np.array(head), np.array(km), np.array(passage, dtype="U16")
    )


def network(on: date = TODAY, drives=None, **tables) -> Network:
    return build_network(region(**tables), lanes(), on=on, drives=drives)


def consignment(*, kg="20000", teu="2", value="50000", volume=None, piece=None) -> Consignment:
    goods = Line("401120", Money(Decimal(value), "USD"), "AA")
    return Consignment(
        "mill", "market", (goods,), "DAP", Decimal(kg), Decimal(teu),
        None if volume is None else Decimal(volume), None if piece is None else Decimal(piece),
    )  # fmt: skip
