"""Codes of the land port in words; `words` puts them beside its own."""

from collections.abc import Mapping

from entrepot.web.marking import N_

PORT_WORDS: Mapping[str, Mapping[str, str]] = {
    "port_event": {
        "gate_in": N_("Came in at the gate"),
        "discharge": N_("Unloaded"),
        "yard_in": N_("Set down in the yard"),
        "yard_out": N_("Taken up from the yard"),
        "shift": N_("Moved within the yard"),
        "weigh": N_("Weighed"),
        "seal": N_("Sealed"),
        "load": N_("Loaded"),
        "gate_out": N_("Left the gate"),
    },
    "port_direction": {"in": N_("in"), "out": N_("out")},
    "port_route": {"road": N_("road")},
    "box_load": {"full": N_("full"), "empty": N_("empty")},
    "dwell_party": {
        "operator": N_("Site operator"),
        "declarant": N_("Declarant"),
        "customs": N_("Customs"),
        "agency": N_("Holding agency"),
        "carrier": N_("Carrier"),
    },
    "age_band": {
        "0-2 d": N_("under 2 days"),
        "2-5 d": N_("2 to 5 days"),
        "5-10 d": N_("5 to 10 days"),
        "10 d +": N_("10 days and more"),
    },
    "leg_state": {
        "sealed": N_("under seal"),
        "arrived": N_("arrived, seal as declared"),
        "seal_check": N_("seal under check"),
        "cleared": N_("seal check closed"),
    },
    "call_mode": {
        "train": N_("Train"),
        "vessel": N_("Vessel"),
        "flight": N_("Flight"),
        "truck": N_("Truck"),
    },
    "call_state": {"expected": N_("expected"), "here": N_("here"), "left": N_("has left")},
    "bill_kind": {"master": N_("Master bill"), "house": N_("House bill")},
    "truck_state": {
        "booked": N_("booked"),
        "came": N_("came"),
        "no_show": N_("did not come"),
        "cancelled": N_("cancelled by its firm"),
    },
    "air_kind": {"mail": N_("Mail"), "express": N_("Express parcel"), "cargo": N_("Air cargo")},
    "air_centre": {
        "mail": N_("Mail centre"),
        "express": N_("Express centre"),
        "freight": N_("Freight centre"),
        "bonded": N_("Bonded centre"),
        "supervision": N_("Supervision centre"),
    },
    "air_customs": {
        "under_control": N_("under customs control"),
        "released": N_("released"),
        "bonded": N_("under bond"),
        "held": N_("held"),
    },
    "opening_kind": {"approval": N_("Approval"), "readiness": N_("Readiness")},
    "opening_state": {"done": N_("done"), "applied": N_("applied for"), "open": N_("still open")},
}
PORT_DONE: Mapping[str, str] = {
    "laid_out": N_("The block is laid out."),
    "grounded": N_("The box stands in its slot."),
    "taken_up": N_("The box is taken up."),
    "leg_arrived": N_("It is here, and its seal is as declared."),
    "leg_seal_check": N_("It is here; its seal differs, and the check of the seal is open."),
    "check_closed": N_("The check of the seal is closed."),
    "call_planned": N_("The call is planned."),
    "call_moved": N_("The call is where you said."),
    "bill_added": N_("The bill is on the manifest."),
    "slots_opened": N_("The slots are open."),
    "truck_booked": N_("The truck is booked."),
    "truck_came": N_("The truck came."),
    "truck_cancelled": N_("The appointment is cancelled."),
    "air_step": N_("The step is told."),
}
PORT_FAULTS = (
    N_("has a blank or more than 60 signs."),
    N_("is longer than 120 signs."),
    N_("names no box, or more than 500."),
    N_("'%(given)s' is no instant with its offset."),
    N_("is no whole number up to %(most)s."),
    N_("As AWB-1."),
    N_("As X1."),
    N_("Name a service."),
    N_("Name each."),
    N_("Name one at least."),
    N_("Write it as 2026-03-10T08:30:00+08:00."),
    N_("Write digits."),
)
