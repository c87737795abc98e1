"""What each link, border post and terminal costs those who must pass it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from entrepot.corridors.assignment import Kind, LinkFlow


@dataclass(frozen=True, slots=True)
class Bottleneck:
    """A link, post or terminal and what its limited capacity costs.

    Attributes:
        kind: Link, border post or terminal.
        id: Its name; a link without one is called by its ends.
        flow: Flow over all its links.
        lost: Flow times the cost above that without flow, over all its links.
        lost_share: That as a share of what is lost in the whole network, 0 to 1.
        dual: By how much Beckmann's objective would fall with one more unit of capacity on
            each of its links.
        saturation: The highest flow over capacity among its links.
    """

    kind: Kind
    id: str
    flow: float
    lost: float
    lost_share: float
    dual: float
    saturation: float


def lost_of(carried: LinkFlow) -> float:
    """Flow times the generalised cost lost: x (c(x) - c(0)) [flow x cost]."""
    link = carried.link
    free = link.free_flow_time * (1 + link.b * (link.power == 0))
    return carried.flow * max(carried.cost - free, 0.0)


def dual_of(carried: LinkFlow) -> float:
    """The shadow price of a link's capacity at the equilibrium.

    With Z the least value of Beckmann's objective, the price is -dZ/dk. Flows are optimal, so
    by the envelope theorem only the direct effect of k on the integral counts, however people
    choose other ways afterwards:

        p / (p + 1) t b (x / k)^(p + 1)

    At unchanged flows the total cost would fall by p + 1 times as much. After the change of
    ways it may fall less, and in a network like Braess's may even rise, which is why the price
    is that of the equilibrium's own programme.

    Returns:
        The price, not negative [flow x cost per unit of capacity].

    Example:
        >>> from entrepot.corridors.assignment import Link
        >>> dual_of(LinkFlow(Link("a", "b", 2.0, 3.0, 1.0, 1.0), 4.0, 9.0))
        6.0

    Source:
        Beckmann, McGuire and Winsten 1956, Studies in the Economics of Transportation (the
        programme); Milgrom and Segal 2002, Envelope Theorems for Arbitrary Choice Sets.
    """
    link = carried.link
    above = link.power / (link.power + 1) * link.free_flow_time * link.b
    price: float = above * carried.saturation ** (link.power + 1)
    return price


def rank_bottlenecks(links: Iterable[LinkFlow]) -> list[Bottleneck]:
    """Links, posts and terminals that cost something, the dearest first.

    Links of one post or terminal (its directions, its transfers) count together.
    """
    groups: dict[tuple[Kind, str], list[LinkFlow]] = defaultdict(list)
    for one in links:
        name = one.link.thing or f"{one.link.tail}-{one.link.head}"
        groups[one.link.kind, name].append(one)
    whole = sum(lost_of(one) for group in groups.values() for one in group)
    found = [_bottleneck(kind, name, group, whole) for (kind, name), group in groups.items()]
    return sorted(
        (one for one in found if one.lost > 0), key=lambda one: (-one.lost, one.kind, one.id)
    )


def _bottleneck(kind: Kind, name: str, group: Sequence[LinkFlow], whole: float) -> Bottleneck:
    lost = sum(map(lost_of, group))
    return Bottleneck(
        kind=kind,
        id=name,
        flow=sum(one.flow for one in group),
        lost=lost,
        lost_share=lost / whole if whole else 0.0,
        dual=sum(map(dual_of, group)),
        saturation=max(one.saturation for one in group),
    )
