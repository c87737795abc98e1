"""Codes of the pages of trains in words."""

from collections.abc import Mapping

from entrepot.web.marking import N_

TRAIN_WORDS: Mapping[str, Mapping[str, str]] = {
    "train_booking": {
        "confirmed": N_("confirmed"),
        "waitlisted": N_("on the waiting list"),
        "cancelled": N_("cancelled"),
        "refused": N_("not booked"),
    },
    "wagon_kind": {"container flat": N_("container flat")},
    "train_done": {
        "opened": N_("The train is open for booking."),
        "confirmed": N_("The places are yours."),
        "waitlisted": N_("There was no room: the booking is on the waiting list."),
        "cancelled": N_("The booking is cancelled; its places go to who waits."),
        "filled": N_("The plan of the wagons is made."),
    },
}
