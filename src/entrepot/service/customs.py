"""What officers, sites and banks do, each part in a file of its own."""

from entrepot.service.clock import tick
from entrepot.service.control import (
    OUTCOMES,
    ask_trader,
    claim,
    documents,
    inspection_document,
    lift_hold,
    place_hold,
    record_result,
    show_inspection,
)
from entrepot.service.gates import (
    arrive,
    check_release,
    move_out,
)
from entrepot.service.officers import (
    AGENCY_OF_ROLE,
    need_role,
    officer_agency,
)
from entrepot.service.payments import (
    pay,
    secure,
)
from entrepot.service.rulings import (
    appeal,
    close_audit,
    decide_amendment,
    decide_appeal,
    decide_cancellation,
    open_audit,
    propose_seizure,
    seize,
    settle_cancellation,
)

__all__ = [
    "AGENCY_OF_ROLE",
    "OUTCOMES",
    "appeal",
    "arrive",
    "ask_trader",
    "check_release",
    "claim",
    "close_audit",
    "decide_amendment",
    "decide_appeal",
    "decide_cancellation",
    "documents",
    "inspection_document",
    "lift_hold",
    "move_out",
    "need_role",
    "officer_agency",
    "open_audit",
    "pay",
    "place_hold",
    "propose_seizure",
    "record_result",
    "secure",
    "seize",
    "settle_cancellation",
    "show_inspection",
    "tick",
]
