"""The lane graph of the searoute package, read for tests."""

import functools

import numpy as np

from entrepot.corridors.sea import SeaGraph


@functools.cache
def searoute_lanes() -> SeaGraph:
    from searoute.data.marnet_dict import edge_list, node_list

    number = {node: i for i, node in enumerate(node_list)}
    edges = {}
    for tail, heads in edge_list.items():
        for head, data in heads.items():
            key = tuple(sorted((number[tail], number[head])))
            edges[key] = (float(data["weight"]), data.get("passage") or "")
    lon, lat = np.array(list(node_list), dtype=float).T
    return SeaGraph(
        lat=lat.copy(),
        lon=lon.copy(),
        tail=np.array([a for a, _ in edges]),
        head=np.array([b for _, b in edges]),
        km=np.array([km for km, _ in edges.values()]),
        passage=np.array([name for _, name in edges.values()]),
    )
