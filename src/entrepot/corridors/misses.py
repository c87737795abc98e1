"""What the routes given do without, and why: a reason for every mode that none of them uses."""

from collections.abc import Collection
from dataclasses import dataclass

from entrepot.corridors.closure import Avoid, only_modes
from entrepot.corridors.explain import is_reachable
from entrepot.corridors.network import Network
from entrepot.kernel.codes import MODES, Mode

MODES_ZH: dict[Mode, str] = {
    "road": "公路", "rail": "铁路", "river": "内河", "sea": "海运", "air": "航空", "ferry": "轮渡",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Miss:
    """Something that no route given has.

    Attributes:
        what: A mode, or `route` where there is no way at all.
        code: Stable name, such as `corridors.no_rail`.
        where: Place id at which it fails, or the option that shut it.
        message, message_zh: Why.
        hint: What to do about it.
    """

    what: str
    code: str
    where: str
    message: str
    message_zh: str = ""
    hint: str = ""


def cut_misses(is_cut: bool) -> tuple[Miss, ...]:
    """Say so when the search stopped at its limit; the best values are exact even then."""
    if not is_cut:
        return ()
    message = "The search met its limit of labels: ways may be missing from the front."
    hint = "Ask with a larger --eps."
    return (Miss("front", "corridors.cut", "eps", message, "搜索达到上限，前沿可能不全。", hint),)


def curated_only() -> Miss:
    """Say that the pack is on no networks, so that its own links are all there is."""
    message = "The pack is not surveyed on the world's networks: only its curated links are used."
    hint = "Run `make networks` once, then `entrepot networks build` after each change of the pack."
    message_zh = "数据包尚未在世界路网上勘测：只使用其中整理的线路。"
    return Miss("networks", "corridors.no_networks", "networks", message, message_zh, hint)


def list_misses(
    network: Network, origin: str, destination: str, avoid: Collection[Avoid],
    *, modes: Collection[Mode], used: Collection[str],
) -> tuple[Miss, ...]:  # fmt: skip
    """Say for every mode that no route uses why that is so.

    Args:
        network: The network.
        origin: Place the ways start from.
        destination: Place they reach.
        avoid: What was to be avoided, modes left out of `modes` not among it.
        modes: Modes asked for.
        used: Modes of the legs of the routes given.
    """
    return tuple(
        _miss(network, origin, destination, avoid, mode, is_asked=mode in modes)
        for mode in MODES
        if mode not in used
    )


def _miss(
    network: Network, origin: str, destination: str, avoid: Collection[Avoid], mode: Mode,
    *, is_asked: bool,
) -> Miss:  # fmt: skip
    code, zh = f"corridors.no_{mode}", MODES_ZH[mode]
    if not is_asked:
        message = f"{mode} is not among the modes asked for."
        return Miss(mode, code, "modes", message, f"未要求{zh}。", f"Add {mode} to --modes.")
    for place in (origin, destination):
        if not _has_terminal(network, place, mode):
            reach, name = network.book.number("drayage_radius_km"), _name(network, place)
            message = f"There is no {mode} terminal within {reach:g} km by road of {name}."
            told = f"{_name_zh(network, place)}公路 {reach:g} 公里内没有{zh}场站。"
            hint = f"Join {mode} with a mode that leads there."
            return Miss(mode, code, place, message, told, hint)
    alone = only_modes((mode,))
    if is_reachable(network, origin, destination, (*avoid, *alone)):
        message = f"There is a way by {mode} alone; the routes given are better or differ more."
        told = f"仅用{zh}可达，但所列路线更优或差异更大。"
        return Miss(mode, code, origin, message, told, f"Ask for --modes {mode}, or --max 0.")
    if avoid and is_reachable(network, origin, destination, alone):
        message = f"Every way by {mode} alone needs something that is to be avoided."
        told = f"仅用{zh}的路线都须经过要避开的对象。"
        return Miss(mode, code, origin, message, told, "Avoid less.")
    day = network.on.isoformat()
    message = f"No way by {mode} alone is known from {_name(network, origin)} to "
    message += f"{_name(network, destination)} in the network of {day}."
    told = f"{day} 的网络中没有仅用{zh}的路线。"
    return Miss(mode, code, origin, message, told, "Add a link or service to the pack.")


def _has_terminal(network: Network, place: str, mode: Mode) -> bool:
    """Say whether a terminal of the mode is within reach of trucks; roads are everywhere."""
    terminals = network.trucking.overlay.terminals
    near = (other for other, _ in network.trucking.near(place))
    return mode == "road" or any(mode in terminals[other].modes for other in near)


def _name(network: Network, place: str) -> str:
    return network.region.places[place].name


def _name_zh(network: Network, place: str) -> str:
    return network.region.places[place].name_zh or _name(network, place)
