"""Equilibrium in plain Python, without arrays or compilation: slow, and plainly right.

Each pair keeps its ways with their flows. Again and again the least way of a pair is sought
with a heap, and flow is moved to it from the dearest used one, by halving, until both cost
the same.
"""

import heapq
from collections import defaultdict
from collections.abc import Sequence

from entrepot.corridors.assignment import Demand, Link

Way = tuple[int, ...]


def plain_flows(
    links: Sequence[Link], demands: Sequence[Demand], *, gap: float, rounds: int = 400
) -> list[float]:
    """Flows of the links at equilibrium; every pair must have a way."""
    flows = [0.0] * len(links)
    ways: list[dict[Way, float]] = []
    for demand in demands:
        way = least_way(links, flows, demand)
        ways.append({way: demand.flow})
        for number in way:
            flows[number] += demand.flow
    for _ in range(rounds):
        spent = sum(flow * cost_of(link, flow) for link, flow in zip(links, flows, strict=True))
        best = [least_way(links, flows, demand) for demand in demands]
        least = sum(
            demand.flow * way_cost(links, flows, way)
            for demand, way in zip(demands, best, strict=True)
        )
        if spent - least <= gap * spent:
            return flows
        for _ in range(20):
            for carried, way in zip(ways, best, strict=True):
                carried.setdefault(way, 0.0)
                even_out(links, flows, carried)
    raise AssertionError("the plain method did not get there")


def even_out(links: Sequence[Link], flows: list[float], carried: dict[Way, float]) -> None:
    """Move flow of one pair from its dearest used way to its least, until they cost the same."""
    cost = {way: way_cost(links, flows, way) for way in carried}
    low = min(carried, key=cost.__getitem__)
    high = max((way for way in carried if carried[way] > 0), key=cost.__getitem__)
    if cost[high] <= cost[low]:
        return
    from_links, to_links = set(high) - set(low), set(low) - set(high)

    def excess(amount: float) -> float:
        return sum(cost_of(links[n], flows[n] - amount) for n in from_links) - sum(
            cost_of(links[n], flows[n] + amount) for n in to_links
        )

    amount, too_much = 0.0, carried[high]
    if excess(too_much) >= 0:
        amount = too_much
    else:
        for _ in range(60):
            half = (amount + too_much) / 2
            amount, too_much = (half, too_much) if excess(half) >= 0 else (amount, half)
    carried[high] -= amount
    carried[low] += amount
    for number in from_links:
        flows[number] -= amount
    for number in to_links:
        flows[number] += amount


def cost_of(link: Link, flow: float) -> float:
    """Cost of a link at a flow."""
    return link.free_flow_time * (1 + link.b * (max(flow, 0.0) / link.capacity) ** link.power)


def way_cost(links: Sequence[Link], flows: Sequence[float], way: Way) -> float:
    """Cost of a way."""
    return sum(cost_of(links[number], flows[number]) for number in way)


def least_way(links: Sequence[Link], flows: Sequence[float], demand: Demand) -> Way:
    """The least way of a pair at these flows."""
    leaving = defaultdict(list)
    for number, link in enumerate(links):
        leaving[link.tail].append(number)
    heap: list[tuple[float, str, Way]] = [(0.0, demand.origin, ())]
    done = set()
    while heap:
        cost, node, way = heapq.heappop(heap)
        if node == demand.destination:
            return way
        if node in done:
            continue
        done.add(node)
        for number in leaving[node]:
            more = cost_of(links[number], flows[number])
            heapq.heappush(heap, (cost + more, links[number].head, (*way, number)))
    raise AssertionError(f"no way from {demand.origin} to {demand.destination}")
