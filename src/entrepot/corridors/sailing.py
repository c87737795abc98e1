"""Physical ways by sea, with passages shut."""

from entrepot.corridors.sea import SeaWays
from entrepot.corridors.travel import Ask, Way


def sail(sea: SeaWays, ask: Ask) -> Way:
    """Find the shortest way by sea; the Arctic passages are always shut.

    Args:
        sea: The lanes, with both ends among its ports by their names.
        ask: The question.
    """
    ends = ask.start.name, ask.goal.name
    snaps = sea.snap_km(ends[0]), sea.snap_km(ends[1])
    far = [name for name, km in zip(ends, snaps, strict=True) if km is None]
    if far:
        reason = f"there is no sea lane within 300 km of {' and '.join(far)}. [networks.far]"
        return Way(ask, None, snaps, reason=reason)
    shut = [name for kind, name in ask.avoid if kind == "passage"]
    way = sea.way(*ends, shut)
    if way is None:
        return Way(ask, None, snaps, reason=_shut(sea, ask, shut))
    return Way(ask, way.km, snaps, passages=way.passages, line=way.path)


def _shut(sea: SeaWays, ask: Ask, shut: list[str]) -> str:
    if sea.way(ask.start.name, ask.goal.name) is None:
        return "no sea lane joins the two. [networks.gap]"
    return f"every way is shut: {', '.join(sorted(shut))}. [networks.passages_shut]"
