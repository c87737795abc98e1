"""Codes of the page of services in words."""

from collections.abc import Mapping

from entrepot.web.marking import N_

SERVICE_WORDS: Mapping[str, Mapping[str, str]] = {
    "direction": {
        "north": N_("North"),
        "east": N_("East"),
        "south": N_("South"),
        "west": N_("West"),
    },
    "booking_state": {
        "confirmed": N_("confirmed"),
        "waiting": N_("on the waiting list"),
        "cancelled": N_("cancelled"),
        "lapsed": N_("lapsed: the cut-off is past"),
    },
    "service_done": {
        "confirmed": N_("The places are yours."),
        "waiting": N_("There was no room: the booking is on the waiting list."),
        "cancelled": N_("The booking is cancelled; its places go to who waits."),
    },
}
