"""The hand-made region with trade: two units, three places abroad, totals and one partner."""

from dataclasses import replace

from tests.unit.corridors import small

from entrepot.region.aims import Partner, TradeFigure
from entrepot.region.parameters import Destination, Parameter, Payload

MODES = ("rail", "road", "sea", "air", "river", "ferry", "border", "terminal")
EXTRA = {"trade_usd_per_teu": 1000.0, "gravity_distance": 1.0, "teu_per_container": 2.0} | {
    f"bpr_{what}_{mode}": value for mode in MODES for what, value in (("b", 0.15), ("power", 4.0))
}  # fmt: skip


def figure(year, flow, value, unit="million USD", **more):
    known = {"period": "year", "geography": "small", "status": "published", "source": "book"}
    row_id = f"{year}{flow}{unit}"
    return small.row(
        TradeFigure, id=row_id, year=year, flow=flow, value=value, unit=unit, **known | more
    )


def partner(name, share, countries, year=2024, unit=""):
    return small.row(
        Partner, id=name, reporter="small", partner=name, countries=countries, year=year,
        period="year", share_pct=share, unit=unit,
    )  # fmt: skip


def tables(**more):
    """Tables of trade beside those of the small region."""
    places = {one.id: one for one in small.PLACES}
    places["mill"] = small.place("mill", "AA", 0.0, 0.0, admin_code="1")
    for name, code, people in (("east", "11", 300), ("west", "12", 100)):
        places[name] = small.place(
            name, "AA", 0.0, 0.05, parent="mill", admin_code=code, population=people
        )
    made = {
        "places": places,
        "parameters": (*small.PARAMETERS, *(
            small.row(Parameter, id=name, mid=mid) for name, mid in EXTRA.items()
        )),
        "payloads": (*small.PAYLOADS, small.row(Payload, id="density_avg", payload_t=10.0)),
        "destinations": tuple(
            small.row(Destination, place=name, population=people)
            for name, people in (("town", 700), ("market", 3050), ("lonely", 100))
        ),
        "trade_series": (figure(2024, "exports", 8.0), figure(2024, "imports", 4.0)),
        "partners": (partner("Bees", 25.0, ("BB",)),),
    }  # fmt: skip
    return made | more


def region(**more):
    return replace(small.region(**tables(**more)), levels=("whole", "part"))
