"""Panels of the office, of joint work, advice and exhibitions, in the order pages show them."""

from entrepot.kernel.panel import Panel
from entrepot.partners import (
    advice,
    alliance,
    area,
    associations,
    customs,
    expos,
    fairs,
    forums,
    joint,
    leads,
    office,
    plans,
    platforms,
    venues,
)

_EXCHANGES = (office, joint, customs, area, alliance, platforms, associations, advice, forums)
_EXPOS = (plans, venues, expos, leads, fairs)
PANELS: tuple[Panel, ...] = tuple(one for room in (*_EXCHANGES, *_EXPOS) for one in room.PANELS)
