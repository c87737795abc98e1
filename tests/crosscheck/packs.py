"""The real packs as networks, built once a process."""

import functools
from datetime import date

from entrepot.corridors.load import Load
from entrepot.corridors.network import Network, build_network
from entrepot.corridors.route import Answer, Avoid, Query, find_routes
from entrepot.region.model import Region
from entrepot.store import packs
from entrepot.store.sealanes import read_package

ON = date(2026, 11, 20)
ONE_FEU = Load(0, 1, 24.0, 24_000.0, 60_000.0)  # two TEU of tyres for 60,000 USD
sea_lanes = functools.cache(read_package)


@functools.cache
def real_region(name: str) -> Region:
    region = packs.read_region(packs.read_folder(packs.find_folder(name))).region
    assert region is not None, f"the pack {name} has problems"
    return region


@functools.cache
def real_network(name: str, on: date = ON) -> Network:
    return build_network(real_region(name), sea_lanes(), on=on)


def ask(
    name: str, origin: str, destination: str, *avoid: str, load: Load = ONE_FEU, on: date = ON
) -> Answer:
    avoids = tuple(Avoid(*word.split(":", 1)) for word in avoid)
    return find_routes(real_network(name, on), Query(origin, destination, load, avoids))
