"""A small sound pack, as text, that tests break on purpose."""

from importlib.resources import files

import pytest

from entrepot.region.columns import Columns, parse_columns

END = "source,status"
OK = "a book,published"

WORLD = {
    "places.csv": f"""id,name,kind,country,lat,lon,{END}
far_port,Far Port,seaport,XB,10,20,{OK}
hub,Hub,seaport,XB,11,21,{OK}
""",
    "areas.csv": f"""id,name,countries,{END}
all_xb,All of XB,XB,{OK}
""",
    "services.csv": f"""id,name,from_place,to_place,mode,departures_per_week,price,price_unit,{END}
s1,Liner,far_port,hub,sea,1,900,USD/FEU,{OK}
""",
}

OWN = {
    "region.toml": """id = "hill"
name = "Hill"
name_zh = "山"
root = "hill"
levels = ["land", "shire", "town"]
country = "XA"
currency = "EUR"
home = "mill"
centre = [1, 2.5]
""",
    "places.csv": f"""id,name,name_zh,kind,country,parent,lat,lon,population,{END}
hill,Hill,山,land,XA,,1,2,5000,{OK}
west,West Shire,西,shire,XA,hill,1.1,2.1,3000,{OK}
mill,Mill Town,磨,town,XA,west,1.2,2.2,1000,{OK}
post,Post,岗,border_post,XA,,1.5,2.5,,{OK}
over,Over,对,border_post,XB,,1.5,2.51,,{OK}
""",
    "links.csv": f"""id,from_place,to_place,mode,km,valid_from,valid_to,{END}
l1,mill,post,rail,60,2020-01-01,2030-01-01,{OK}
l2,over,far_port,road,2400,,,{OK}
""",
    "terminals.csv": f"""place,modes,gauges_mm,is_liner_hub,{END}
mill,rail;road,1435;1520,no,{OK}
far_port,sea;road,,yes,{OK}
""",
    "borders.csv": f"""id,place_a,place_b,country_a,country_b,lat,lon,modes,p50_h,p90_h,{END}
post-over,post,over,XA,XB,1.5,2.5,rail;road,8,30,{OK}
""",
    "services.csv": f"""id,name,from_place,via,to_place,mode,departures_per_week,price,\
price_unit,{END}
t1,Train,mill,post;over,far_port,rail,2,700,USD/FEU,{OK}
""",
    "rates.csv": f"""id,mode,name,from_area,unit,low,mid,high,currency,{END}
r1,road,trucks,all_xb,USD/FEU-km,1,2,3,USD,{OK}
""",
    "markets.csv": f"""id,name,countries,basis,currency,{END}
XA,Hill,XA,CIF,EUR,{OK}
""",
    "measures.csv": f"""id,market,kind,regime,hs_code,origins,duty,valid_from,valid_to,{END}
m1,XA,mfn,MFN,4011,,5 %,2026-01-01,2027-01-01,{OK}
m2,XA,mfn,MFN,4011,,4 %,2027-01-01,,{OK}
m3,XA,mfn,MFN,4011,XB;XC,3 %,2026-01-01,,{OK}
""",
    "vat.csv": f"""country,tax,hs_code,rate_pct,valid_from,valid_to,{END}
XA,vat,,19.0,2020-01-01,,{OK}
""",
    "refunds.csv": f"""country,hs_code,vat_pct,refund_pct,valid_from,valid_to,{END}
XA,401120,13,9,2020-01-01,2027-01-01,{OK}
""",
    "targets.csv": f"""id,indicator,geography,operator,target_value,unit,target_year,{END}
g1,additional urban population,mill,>,0.2,million,2030,{OK}
""",
}


@pytest.fixture(scope="session")
def columns() -> Columns:
    path = files("entrepot.region").joinpath("columns.csv")
    return parse_columns(path.read_text(encoding="utf-8"))


@pytest.fixture
def world() -> dict[str, str]:
    return dict(WORLD)


@pytest.fixture
def own() -> dict[str, str]:
    return dict(OWN)
