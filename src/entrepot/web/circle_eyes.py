"""Whose eyes partners are shown to: everybody sees the pack's, some the registers too."""

from fastapi import Request

from entrepot.service.kept_circle import SEERS_OF_PARTNERS
from entrepot.service.roll_rows import KEEPERS
from entrepot.web.sessions import visitor_shown


def keeper(request: Request) -> str:
    """Who asks, where he reads the registers of partners; empty for everybody else."""
    visitor = visitor_shown(request)
    reads = visitor is not None and visitor.actor.roles & set(SEERS_OF_PARTNERS)
    return visitor.who if visitor and reads else ""


def may_write(request: Request) -> bool:
    """Whether who asks writes to partners, and letters are served."""
    visitor = visitor_shown(request)
    writes = visitor is not None and bool(visitor.actor.roles & set(KEEPERS["partners"]))
    return writes and "/letters" in request.app.state.paths
