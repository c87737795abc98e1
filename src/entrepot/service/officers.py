"""Which roles an account needs, and the agency an officer acts for."""

from collections.abc import Mapping

from entrepot.kernel.errors import RefusedError
from entrepot.service.clock import tick as tick
from entrepot.service.window import Window
from entrepot.window.actor import Actor

AGENCY_OF_ROLE: Mapping[str, str] = {
    "inspector": "customs",
    "quarantine_officer": "quarantine",
    "market_officer": "market",
}


def need_role(window: Window, actor: Actor, *roles: str) -> None:
    """See that an account holds one of some roles.

    Raises:
        RefusedError: It holds none.
    """
    if not actor.roles & set(roles):
        raise RefusedError(
            window.reasons.problem("window.role_missing", actor.account, roles=", ".join(roles))
        )


def officer_agency(actor: Actor) -> str:
    """The agency an officer acts for."""
    return actor.agency or "customs"
