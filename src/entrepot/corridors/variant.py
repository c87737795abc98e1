"""A network as a scenario has it: copied on write, the base untouched."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from entrepot.corridors.closure import Avoid, check_avoid
from entrepot.corridors.conversion import check_conversion, convert
from entrepot.corridors.network import Network
from entrepot.corridors.scaling import is_waited_for, scale_network
from entrepot.corridors.widening import widen
from entrepot.kernel.errors import Problem
from entrepot.region.edits import Addition, Close, Conversion, Edit, Opening, Scaling
from entrepot.region.scenario import Scenario


@dataclass(frozen=True, slots=True)
class Variant:
    """A network with the differences of a scenario.

    Attributes:
        network: The network; the base itself where nothing but closures differs.
        avoid: What is shut, to be kept away from by every question.
    """

    network: Network
    avoid: tuple[Avoid, ...]


def vary(network: Network, scenario: Scenario, year: int | None = None) -> Variant:
    """Apply a scenario to a network.

    Gauges are converted first, then links open, then rates and times change on all there is,
    and what is shut is shut last. Closures are masked by the search, so that they cost
    nothing to apply.

    Args:
        network: The base.
        scenario: What differs.
        year: Year of the question, by which links must be open; None is the network's. Days
            between which nothing changes share a network, so that the two may differ.
    """
    year = network.on.year if year is None else year
    edits = scenario.edits
    changed = convert(network, [e for e in edits if isinstance(e, Conversion)])
    changed = widen(changed, [e for e in edits if isinstance(e, Opening | Addition)], year)
    changed = scale_network(changed, tuple(e for e in edits if isinstance(e, Scaling)))
    return Variant(changed, tuple(avoid_of(edit) for edit in scenario.closes))


def avoid_of(edit: Close) -> Avoid:
    """A closure as something to keep away from."""
    return Avoid(edit.kind, edit.id)  # type: ignore[arg-type]


def check_scenario(network: Network, scenario: Scenario, where: str) -> list[Problem]:
    """List what the edits name but the network does not know, each with its nearest matches.

    Args:
        network: The base.
        scenario: The scenario.
        where: What faults call it, such as `scenario[1]`.
    """
    found: list[Problem] = []
    for number, edit in enumerate(scenario.edits, start=1):
        found += _check(network, edit, f"{where}.edit[{number}]")
    return found


def _check(network: Network, edit: Edit, where: str) -> Sequence[Problem]:
    if isinstance(edit, Close):
        return _unknown(network, avoid_of(edit), f"{where}.close")
    if isinstance(edit, Conversion):
        problem = check_conversion(network.region, edit, f"{where}.convert")
        return [problem] if problem else []
    if isinstance(edit, Scaling) and edit.kind != "tariff":
        unknown = _unknown(network, Avoid(edit.kind, edit.id), f"{where}.scale")
        return unknown or _shared_wait(network, edit, where)
    return []


def _unknown(network: Network, avoid: Avoid, where: str) -> list[Problem]:
    return [
        Problem("scenario.unknown", where, one.message, one.hint or _names_of(network, avoid))
        for one in check_avoid(network, [avoid])
    ]


def _names_of(network: Network, avoid: Avoid) -> str:
    """The nearest name however far, for a kind whose names people may not know."""
    prefix = f"{avoid.kind}:"
    names = [tag[len(prefix) :] for tag in network.tags if tag.startswith(prefix)]
    near = get_close_matches(avoid.id.lower(), names, n=3, cutoff=0.0)
    return f"Nearest: {', '.join(near)}." if near else ""


def _shared_wait(network: Network, edit: Scaling, where: str) -> list[Problem]:
    runs = f"service:{edit.id}" in network.tags
    if edit.frequency == 1.0 or not runs or is_waited_for(network, edit.id):
        return []
    message = f"service '{edit.id}' is modelled and shares its wait with others."
    hint = "Scale its cost or time, or a service of the pack."
    return [Problem("scenario.shared_wait", f"{where}.frequency", message, hint)]
