"""Whose eyes partners are shown to: everybody sees the pack's, some the registers too."""

from fastapi import Request

from entrepot.service.kept_circle import SEERS_OF_PARTNERS
from entrepot.web.sessions import visitor_shown


def keeper(request: Request) -> str:
    """Who asks, where he reads the registers of partners; empty for everybody else."""
    visitor = visitor_shown(request)
    reads = visitor is not None and visitor.actor.roles & set(SEERS_OF_PARTNERS)
    return visitor.who if visitor and reads else ""
