"""What the window does by itself with a declaration; each act says whether to go on."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from entrepot.kernel.money import Money
from entrepot.service.window import Screening
from entrepot.window.actor import SYSTEM
from entrepot.window.lifecycle import next_event, transition
from entrepot.window.sandbox import Steering

if TYPE_CHECKING:
    from entrepot.service.proceeding import Proceeding

_ZERO = Decimal(0)


def wait_for_goods(proceeding: "Proceeding") -> bool:
    """Keep a filing before arrival, screened already, until its goods come."""
    days = int(proceeding.window.legal.get("prelodgement_validity_days", proceeding.today).value)
    proceeding.act(
        "validate_ok_advance", by=SYSTEM, expires_on=proceeding.today + timedelta(days=days)
    )
    # So that who inspects can plan; nothing follows from it yet.
    screening = proceeding.window.screen(proceeding)
    proceeding.row["score"] = screening.score
    _keep_screening(proceeding, screening)
    body = {"ruleset": screening.ruleset, "result": screening.hash}
    proceeding.note("pre_screened", SYSTEM, body)
    return False


def accept(proceeding: "Proceeding") -> bool:
    """Number it: from now on it is a declaration under the law of this day."""
    event = next_event(proceeding.standing)
    proceeding.row |= {"law_date": proceeding.today, "number": _take_number(proceeding)}
    body = {"number": proceeding.row["number"], "law_date": proceeding.today.isoformat()}
    cargo = proceeding.standing.cargo  # may be awaited still, where it leaves directly
    proceeding.act(event, by=SYSTEM, body=body, cargo=cargo, accepted_at=proceeding.at)
    return True


def _take_number(proceeding: "Proceeding") -> str:
    """The next number of the office; its counter stays locked until the end."""
    office, year = proceeding.window.office(proceeding.row["decl_office"]), proceeding.today.year
    kind = proceeding.standing.flow
    last = proceeding.looked_up.get("serial")  # taken while all else was looked up
    if last is None:
        last = proceeding.book.take_number(office=office.office, kind=kind, year=year)
    return proceeding.window.number(office, kind, year, last)


def give_back_number(proceeding: "Proceeding") -> None:
    """Let the next filing have the number that was taken along and that nothing came to need."""
    if proceeding.looked_up.get("serial") is not None and proceeding.row["number"] is None:
        proceeding.book.give_back_number(
            office=proceeding.row["decl_office"], kind=proceeding.standing.flow,
            year=proceeding.today.year,
        )  # fmt: skip


def screen(proceeding: "Proceeding") -> bool:
    """Let rules, score and chance choose the channel."""
    screening = proceeding.window.screen(proceeding)
    channel, inspecting, holding = _steered(proceeding, screening)
    channel = proceeding.window.higher(channel, proceeding.row["channel"])
    if channel == "RED":
        inspecting = inspecting or ("customs",)
    proceeding.row |= {"score": screening.score, "routed": [*inspecting, *holding]}
    proceeding.inspecting = list(inspecting) if channel == "RED" else []
    _keep_screening(proceeding, screening)
    body = {"channel": channel, "ruleset": screening.ruleset, "result": screening.hash}
    proceeding.act("risk_run", by=SYSTEM, body=body, channel=channel)
    return not (proceeding.steering and proceeding.steering.is_delayed)


def _steered(
    proceeding: "Proceeding", screening: Screening
) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """Channel, who inspects and who holds, as screened or as a rehearsal steers."""
    if proceeding.steering is not None and proceeding.steering.channel:
        return proceeding.steering.channel, proceeding.steering.agencies, ()
    return screening.channel, screening.inspecting, screening.holding


def _keep_screening(proceeding: "Proceeding", screening: Screening) -> None:
    """Keep the screening with all it was decided by."""
    if not proceeding.is_new and not proceeding.screened:
        stored = proceeding.book.list_risk_results(declaration_id=proceeding.row["id"])
        proceeding.screened = sum(
            1 for one in stored if one["version"] == proceeding.standing.version
        )
    proceeding.screened += 1
    row = {
        "version": proceeding.standing.version, "n": proceeding.screened,
        "ruleset": screening.ruleset, "facts": screening.facts, "result": screening.result,
        "channel": screening.channel, "score": screening.score,
        "draw_bp": screening.draw_bp, "hash": screening.hash,
    }  # fmt: skip
    proceeding.add("screenings", [row])


def open_control(proceeding: "Proceeding") -> bool:
    """Open the tasks of the officers, the holds and the visit of all inspectors."""
    agencies = proceeding.inspecting
    if proceeding.standing.channel == "RED" and not agencies:  # chosen in an earlier round
        agencies = list(proceeding.row["routed"])
    holding = list(proceeding.row["routed"])
    tasks = ["documents", *(f"inspection:{one}" for one in agencies)]
    limit = proceeding.window.legal.get("four_eyes_value_limit", proceeding.on).value
    proceeding.act(
        "open_control", by=SYSTEM, body={"tasks": tasks}, open_tasks=frozenset(tasks),
        holds=proceeding.standing.holds | set(holding),
        value_limit_passed=proceeding.window.value_of(proceeding.declaration) > Decimal(limit),
    )  # fmt: skip
    _open_tasks(proceeding, tasks)
    if holding:
        proceeding.later(
            proceeding.book.place_holds,
            agencies=holding,
            reason="risk",
            by="system",
            at=proceeding.at,
        )
    if agencies:
        _inspect(proceeding, agencies)
    if proceeding.steering and proceeding.steering.finding:
        _steer_finding(proceeding, proceeding.steering)
    return False


def _open_tasks(proceeding: "Proceeding", kinds: list[str]) -> None:
    """Open tasks, due when the law says."""
    due = proceeding.window.due_after(proceeding.row["decl_office"], proceeding.at)
    proceeding.row["due_at"] = due
    proceeding.later(
        proceeding.book.open_tasks,
        kinds=kinds,
        office=proceeding.row["decl_office"],
        due_at=due,
        at=proceeding.at,
    )


def _inspect(proceeding: "Proceeding", agencies: list[str]) -> None:
    """Order inspections, and book one visit for all of them."""
    proceeding.later(proceeding.book.order_inspections, agencies=agencies, at=proceeding.at)
    proceeding.afterwards.append(lambda: proceeding.window.book_visit(proceeding, agencies))
    proceeding.tell("INSPECTION_NOTICE", {"agencies": agencies})


def raise_channel(proceeding: "Proceeding", channel: str, agency: str) -> None:
    """Put it into a higher channel; in the red one an agency holds and inspects."""
    proceeding.change(channel=channel)
    inspecting = [agency] if channel == "RED" else []
    proceeding.row["routed"] = list(dict.fromkeys((*proceeding.row["routed"], *inspecting)))
    if proceeding.standing.state == "ACCEPTED":  # the control opens by itself
        proceeding.inspecting = inspecting
    elif inspecting:
        task = f"inspection:{agency}"
        proceeding.change(
            open_tasks=proceeding.standing.open_tasks | {task},
            holds=proceeding.standing.holds | {agency},
        )
        _open_tasks(proceeding, [task])
        proceeding.later(
            proceeding.book.place_holds,
            agencies=inspecting,
            reason="officer",
            by=proceeding.actor.account,
            at=proceeding.at,
        )
        _inspect(proceeding, inspecting)


def _steer_finding(proceeding: "Proceeding", steering: Steering) -> None:
    """A rehearsal of detention or of a question of the officer."""
    if steering.finding == "detained":
        proceeding.change(cargo="HELD", holds=proceeding.standing.holds | {"customs"})
        proceeding.later(
            proceeding.book.place_holds,
            agencies=["customs"],
            reason="sandbox",
            by="system",
            at=proceeding.at,
        )
        proceeding.note("detain", SYSTEM, {"sandbox": True})
        proceeding.tell("DETENTION", {"sandbox": True})
    else:
        problem = proceeding.window.reasons.problem("value.too_low", proceeding.reference)
        proceeding.later(
            proceeding.book.ask,
            code=problem.code,
            question=problem.message,
            by="system",
            at=proceeding.at,
            due_at=proceeding.row["due_at"],
        )
        proceeding.note("query", SYSTEM, {"code": problem.code, "sandbox": True})
        proceeding.tell("QUERY", {"code": problem.code})


def close_control(proceeding: "Proceeding") -> bool:
    """Close the control, once no task and no discrepancy is left."""
    is_officer = proceeding.actor.roles & set(transition("close_control").roles)
    who = proceeding.actor if is_officer and not _saw_documents(proceeding) else SYSTEM
    proceeding.act("close_control", by=who)
    proceeding.row["due_at"] = None
    return True


def _saw_documents(proceeding: "Proceeding") -> bool:
    """Whether who acts saw the documents where two officers have to look."""
    case = proceeding.standing
    two = case.channel == "RED" and case.value_limit_passed
    return two and proceeding.actor.account == case.documents_by


def assess(proceeding: "Proceeding") -> bool:
    """Work out what is owed, and bring ledger and security to it."""
    owed = proceeding.revenue.assessed()
    security, reserved = owed.security.amount, proceeding.revenue.reserved()
    is_secured = reserved > security and reserved >= proceeding.revenue.left(owed).amount + security
    body = {"due": owed.due.amount, "security": security, "currency": owed.due.currency}
    proceeding.act(
        "assess", by=SYSTEM, body=body, **proceeding.revenue.facets(owed, is_secured=is_secured)
    )
    proceeding.settle(owed)
    proceeding.mark_security(owed)
    return True


def release(proceeding: "Proceeding") -> bool:
    """Release the goods."""
    proceeding.act(
        "release", by=SYSTEM, body=proceeding.take_release_number(), released_at=proceeding.at
    )
    proceeding.after_release()
    return True


def release_summary(proceeding: "Proceeding") -> bool:
    """Release on security what is declared in two steps."""
    owed = proceeding.revenue.assessed(is_provisional=True)
    left = proceeding.revenue.left(owed)
    needed = left + owed.security
    lacking = needed - Money(proceeding.revenue.reserved(), proceeding.money)
    if lacking.amount > 0 and not proceeding.reserve(lacking):
        proceeding.change(security_missing=True, **proceeding.revenue.facets(owed))
        return False
    proceeding.act(
        "release_summary", by=SYSTEM, body=proceeding.take_release_number(),
        released_at=proceeding.at, security_missing=False,
        completion_due=_completion_due(proceeding),
        **proceeding.revenue.facets(owed, is_secured=True),
    )  # fmt: skip
    proceeding.mark_security(owed)
    proceeding.after_release()
    return True


def _completion_due(proceeding: "Proceeding") -> date:
    """Last day of the second step, counted from the event the law names."""
    legal = proceeding.window.legal
    by_arrival = legal.get("completion_start", proceeding.on).value == "arrival"
    start = (proceeding.arrived_on() if by_arrival else None) or proceeding.today
    return start + timedelta(days=legal.days("completion_days", proceeding.on))


def screen_again(proceeding: "Proceeding") -> None:
    """Screen amended contents; a channel may rise, never fall."""
    before = proceeding.standing.channel
    screening = proceeding.window.screen(proceeding)
    chosen, looking, holding = _steered(proceeding, screening)
    channel = proceeding.window.higher(before, chosen)
    ordered = [one["agency"] for one in
               proceeding.book.list_orders(declaration_id=proceeding.row["id"])]  # fmt: skip
    inspecting = dict.fromkeys((*ordered, *looking))
    proceeding.inspecting = (list(inspecting) or ["customs"]) if channel == "RED" else []
    routed = dict.fromkeys((*proceeding.row["routed"], *proceeding.inspecting, *holding))
    proceeding.row["routed"] = list(routed)
    proceeding.row["score"] = screening.score
    _keep_screening(proceeding, screening)
    proceeding.change(
        channel=channel,
        open_tasks=frozenset(),
        discrepancies=frozenset(),
        revenue="UNASSESSED",
        security_missing=False,
        owed=_ZERO,
    )
    proceeding.note("risk_run", SYSTEM, {"channel": channel, "result": screening.hash})


BY_ITSELF: Mapping[str, Callable[["Proceeding"], bool]] = {
    "validate_ok_advance": wait_for_goods,
    "validate_ok_present": accept,
    "goods_arrival": accept,
    "risk_run": screen,
    "open_control": open_control,
    "close_control": close_control,
    "assess": assess,
    "release": release,
    "release_summary": release_summary,
}
