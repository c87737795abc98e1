"""What an act entails beside its arrow: holds, bays, officers, contents, gates, the clock."""

import json
from datetime import timedelta

import pytest

from entrepot.kernel.errors import InputError, RefusedError
from entrepot.service import clock, consignments, customs, decisions, oversight
from entrepot.service.raising import raise_channel


def codes(raised) -> list[str]:
    return sorted(problem.code for problem in raised.value.problems)


# A channel raised by hand


def test_a_yellow_declaration_is_put_into_the_red_channel_and_inspected(desk) -> None:
    reference = desk.filed("Y")["reference"]

    told = desk.do(raise_channel, reference, "RED", reason="seal looks odd", by="inspector")
    shown = desk.do(customs.show_inspection, reference, by="inspector")
    desk.do(customs.record_result, reference, "customs", "clear", by="inspector")

    assert (told["state"], told["channel"]) == ("UNDER_CONTROL", "RED")
    assert [one["agencies"] for one in shown["appointments"]] == [["customs"]]
    assert told["holds"] == [{"agency": "customs"}]
    assert desk.show(reference)["state"] == "RELEASED"
    assert "channel_raised" in desk.events(reference)


def test_the_trader_learns_the_channel_and_not_the_reason(desk) -> None:
    reference = desk.filed("Y")["reference"]

    desk.do(raise_channel, reference, "RED", reason="seal looks odd", by="officer")
    bodies = desk.ask(
        "select body from outbox o join declaration d on d.id = o.declaration_id "
        "where reference = %s", reference,
    )  # fmt: skip

    assert "seal looks odd" not in json.dumps([row["body"] for row in bodies])


@pytest.mark.parametrize(("letter", "to"), [("R", "YELLOW"), ("Y", "YELLOW"), ("R", "RED")])
def test_a_channel_is_never_lowered_nor_kept_by_hand(desk, letter: str, to: str) -> None:
    reference = desk.filed(letter)["reference"]

    with pytest.raises(RefusedError) as raised:
        desk.do(raise_channel, reference, to, reason="why", by="supervisor" if to else "officer")

    assert codes(raised) == ["channel.not_higher"]


def test_a_channel_is_raised_by_officers_with_a_reason_while_the_control_lasts(desk) -> None:
    yellow = desk.filed("Y")["reference"]
    released = desk.filed("G")["reference"]

    with pytest.raises(RefusedError) as silent:
        desk.do(raise_channel, yellow, "RED", reason=" ", by="officer")
    with pytest.raises(RefusedError) as trader:
        desk.do(raise_channel, yellow, "RED", reason="why", by="exporter")
    with pytest.raises(RefusedError) as late:
        desk.do(raise_channel, released, "RED", reason="why", by="officer")
    with pytest.raises(InputError):
        desk.do(raise_channel, yellow, "GREEN", reason="why", by="officer")

    assert codes(silent) == ["window.reason_missing"]
    assert codes(trader) == ["window.role_missing"]
    assert codes(late) == ["channel.too_late"]


def test_what_a_rehearsal_delays_can_be_raised_meanwhile(desk) -> None:
    told = desk.filed("GD")

    raised = desk.do(raise_channel, told["reference"], "YELLOW", reason="why", by="officer")

    assert (told["state"], told["channel"]) == ("ACCEPTED", "GREEN")
    assert (raised["state"], raised["channel"]) == ("UNDER_CONTROL", "YELLOW")


# Two officers over a value


@pytest.fixture
def dear(desk) -> str:
    """A red declaration worth more than one officer may see alone."""
    value = f"{desk.item}/commodity/invoiceLine/itemChargeAmount"
    with desk.window.as_system() as book:
        book.tx.execute("update membership set roles = '{inspector,document_officer}' "
                        "where account = 'inspector'")  # fmt: skip
    return desk.filed("R", **{value: "32000000.00"})["reference"]


def test_over_a_value_the_inspector_does_not_see_the_documents_as_well(desk, dear) -> None:
    desk.do(customs.record_result, dear, "customs", "clear", by="inspector")
    with pytest.raises(RefusedError) as own:
        desk.do(customs.documents, dear, "clear", by="inspector")
    for agency, by in (("quarantine", "quarantine"), ("market", "market")):
        desk.do(customs.record_result, dear, agency, "clear", by=by)
    before = desk.show(dear)["state"]

    told = desk.do(customs.documents, dear, "clear", by="officer")

    assert codes(own) == ["window.second_person"]
    assert (before, told["state"]) == ("UNDER_CONTROL", "RELEASED")


def test_over_a_value_who_saw_the_documents_does_not_inspect_whoever_comes_last(desk, dear) -> None:
    desk.do(customs.documents, dear, "clear", by="inspector")

    with pytest.raises(RefusedError) as own:
        desk.do(customs.record_result, dear, "customs", "clear", by="inspector")

    assert codes(own) == ["window.second_person"]


# Contents


@pytest.mark.parametrize(
    ("pointer", "value"),
    [
        ("/functionalReferenceId", "OTHER"),
        ("/procedureCategory", "SUMMARY"),
        ("/declarationOfficeId", "ul_marenport"),
        ("/goodsShipment/ucr/id", "6XU91000000MA0000001G-OTHER"),
    ],
)
def test_what_a_declaration_is_known_by_is_not_amended(desk, pointer: str, value: str) -> None:
    reference = desk.filed("Y")["reference"]

    with pytest.raises((RefusedError, InputError)) as raised:
        desk.do(consignments.ask_amendment, reference, {pointer: value}, reason="why",
                by="exporter")  # fmt: skip

    assert raised.value.exit_code in (2, 3)
    assert desk.show(reference)["amendment"] == "AMEND_NONE"


def test_an_amendment_meets_the_rules_as_a_filing_does(desk) -> None:
    reference = desk.filed("Y")["reference"]

    with pytest.raises(InputError) as raised:
        desk.do(consignments.ask_amendment, reference, {"/totalGrossMassMeasure": "1"},
                reason="why", by="exporter")  # fmt: skip

    assert codes(raised) == ["declaration.mass_order"]


def test_another_office_of_exit_is_the_one_that_sees_it_from_then_on(desk) -> None:
    reference = desk.filed("Y")["reference"]
    desk.do(consignments.ask_amendment, reference, {"/exitOffice/id": "ul_dravensill"},
            reason="other way", by="exporter")  # fmt: skip

    desk.do(customs.decide_amendment, reference, approve=True, by="supervisor")
    row = desk.ask("select border_office from declaration where reference = %s", reference)[0]

    assert row["border_office"] == "ul_dravensill"


def test_a_container_amended_in_brings_the_arrival_it_had(desk) -> None:
    told = desk.filed("Y")
    other = desk.file("Y")
    desk.arrive(other)
    (new,) = desk.boxes_of(other)
    changes = {"/goodsShipment/consignment/transportEquipment/0/id": new,
               f"{desk.item}/commodity/transportEquipment/0/id": new}  # fmt: skip
    desk.do(consignments.ask_amendment, told["reference"], changes, reason="other box",
            by="exporter")  # fmt: skip

    desk.do(customs.decide_amendment, told["reference"], approve=True, by="supervisor")
    rows = desk.ask(
        "select container, arrived_at, is_live from equipment e join declaration d "
        "on d.id = e.declaration_id where reference = %s order by is_live", told["reference"],
    )  # fmt: skip

    assert [row["is_live"] for row in rows] == [False, True]
    assert (rows[1]["container"], rows[1]["arrived_at"]) == (new, desk.at)


def test_a_summary_is_not_completed_by_the_contents_of_another(desk) -> None:
    told = desk.filed("G", "import", "SUMMARY")
    other = desk.file("G", "import", "FULL")

    with pytest.raises(RefusedError) as raised:
        desk.do(consignments.complete, told["reference"], json.dumps(other).encode(),
                by="exporter")  # fmt: skip

    assert set(codes(raised)) == {"amend.field_locked"}
    assert desk.show(told["reference"])["completion_due"] is not None


# Bays, holds, gates


def test_an_amendment_under_inspection_books_one_new_visit(desk) -> None:
    reference = desk.filed("R")["reference"]
    desk.do(consignments.ask_amendment, reference, {"/goodsShipment/packaging/marksNumbersId": "X"},
            reason="marks", by="officer")  # fmt: skip

    told = desk.do(customs.decide_amendment, reference, approve=True, by="supervisor")
    shown = desk.do(customs.show_inspection, reference, by="officer")

    assert (told["state"], told["channel"]) == ("UNDER_CONTROL", "RED")
    assert len(shown["appointments"]) == 1


def test_a_cancellation_lifts_holds_frees_the_bay_and_drops_what_was_pending(desk) -> None:
    reference = desk.filed("Y")["reference"]
    desk.do(customs.place_hold, reference, reason="why", by="officer")
    desk.do(consignments.ask_amendment, reference, {"/goodsShipment/packaging/marksNumbersId": "X"},
            reason="marks", by="exporter")  # fmt: skip
    desk.do(consignments.ask_cancellation, reference, reason="sold", by="exporter")

    told = desk.do(customs.decide_cancellation, reference, grant=True, by="supervisor")
    left = desk.ask(
        "select (select count(*) from hold h where h.declaration_id = d.id and lifted_at is null)"
        " + (select count(*) from task t where t.declaration_id = d.id and closed_at is null)"
        " + (select count(*) from appointment a where a.declaration_id = d.id and not is_moved)"
        " + (select count(*) from amendment a where a.declaration_id = d.id and state = 'pending')"
        " as n from declaration d where reference = %s", reference,
    )  # fmt: skip

    assert (told["state"], told["holds"], told["amendment"]) == ("CANCELLED", [], "AMEND_NONE")
    assert left == [{"n": 0}]


def test_seized_goods_free_the_bay_and_stay_held(desk) -> None:
    reference = desk.filed("R")["reference"]
    desk.do(customs.propose_seizure, reference, reason="counterfeit", by="inspector")
    (row,) = [one for one in decisions.list_approvals(desk.window, by="supervisor", at=desk.at)
              ["rows"] if one["subject"] == reference]  # fmt: skip

    told = decisions.decide(desk.window, row["id"], approve=True, by="supervisor", at=desk.at)
    visits = desk.ask(
        "select is_moved from appointment a join declaration d on d.id = a.declaration_id "
        "where reference = %s", reference,
    )  # fmt: skip

    assert (told["state"], told["cargo"]) == ("SEIZED", "HELD")
    assert visits == [{"is_moved": True}]


def test_detained_goods_go_when_the_hold_is_lifted(desk) -> None:
    told = desk.filed("D")
    reference = told["reference"]

    desk.do(customs.record_result, reference, "customs", "clear", by="inspector")

    assert told["cargo"] == "HELD"
    assert desk.show(reference)["state"] == "RELEASED"


def test_what_was_rejected_or_withdrawn_is_not_held(desk) -> None:
    rejected = desk.filed("J")["reference"]

    with pytest.raises(RefusedError) as raised:
        desk.do(customs.place_hold, rejected, reason="why", by="officer")

    assert codes(raised) == ["hold.over"]


def test_a_container_held_after_its_release_does_not_leave(desk) -> None:
    raw = desk.file("G")
    desk.arrive(raw)
    reference = desk.lodge(raw)["reference"]
    desk.do(customs.place_hold, reference, reason="news", by="officer")

    with pytest.raises(RefusedError) as raised:
        customs.move_out(desk.window, desk.boxes_of(raw)[0], desk.coast, by="coast", at=desk.at)

    assert codes(raised) == ["gate.held"]


def test_a_cancellation_is_closed_once_a_container_has_left(desk) -> None:
    raw = desk.file("G", boxes=2)
    desk.arrive(raw)
    reference = desk.lodge(raw)["reference"]
    customs.move_out(desk.window, desk.boxes_of(raw)[0], desk.coast, by="coast", at=desk.at)

    with pytest.raises(RefusedError) as raised:
        desk.do(consignments.ask_cancellation, reference, reason="why", by="exporter")

    assert codes(raised) == ["cancel.exited"]


@pytest.mark.parametrize(("flow", "word"), [("import", "GATE_OUT"), ("export", "EXIT")])
def test_the_trader_is_told_by_which_way_the_goods_left(desk, flow: str, word: str) -> None:
    raw = desk.file("G", flow)
    desk.arrive(raw)
    reference = desk.lodge(raw)["reference"]
    if flow == "import":
        desk.pay(reference, f"{desk.assessed(reference)[-1]['due']}")

    customs.move_out(desk.window, desk.boxes_of(raw)[0], desk.coast, by="coast", at=desk.at)

    assert desk.messages(reference)[-1] == word


def test_every_container_that_comes_later_is_known_to_have_come(desk) -> None:
    raw = desk.file("Y", boxes=2)
    first, second = desk.boxes_of(raw)
    customs.arrive(desk.window, first, desk.site, by="site", at=desk.at, told_at=desk.at)
    reference = desk.lodge(raw)["reference"]
    desk.later(hours=2)

    customs.arrive(desk.window, second, desk.site, by="site", at=desk.at, told_at=desk.at)
    rows = desk.ask(
        "select arrived_at from equipment e join declaration d on d.id = e.declaration_id "
        "where reference = %s order by arrived_at", reference,
    )  # fmt: skip

    assert [row["arrived_at"] for row in rows] == [desk.at - timedelta(hours=2), desk.at]


# The clock


def test_an_export_not_seen_to_leave_is_asked_about_until_it_leaves(desk) -> None:
    raw = desk.file("G")
    desk.arrive(raw)
    reference = desk.lodge(raw)["reference"]
    desk.later(days=61)
    done = clock.tick(desk.window, at=desk.at)

    customs.move_out(desk.window, desk.boxes_of(raw)[0], desk.coast, by="coast", at=desk.at)
    (case,) = desk.ask(
        "select kind, outcome, closed_by from legal_case c join declaration d "
        "on d.id = c.declaration_id where reference = %s", reference,
    )  # fmt: skip

    assert reference in done["no_exit"]
    assert (case["kind"], case["outcome"], case["closed_by"]) == (
        "no_exit", "left after all", "coast",
    )  # fmt: skip


def test_what_a_rehearsal_delayed_goes_on_at_the_next_round_and_is_then_left_alone(desk) -> None:
    reference = desk.filed("GD")["reference"]

    first = clock.tick(desk.window, at=desk.at)
    revision = desk.show(reference)["revision"]
    second = clock.tick(desk.window, at=desk.at)

    assert reference in first["resume"]
    assert reference not in second["resume"]
    assert (desk.show(reference)["state"], desk.show(reference)["revision"]) == (
        "RELEASED", revision,
    )  # fmt: skip


def test_a_case_that_cannot_go_on_holds_up_no_other(desk, monkeypatch) -> None:
    raw = [desk.file("G", kind="ADVANCE") for _ in range(2)]
    references = [desk.lodge(one)["reference"] for one in raw]
    desk.later(days=31)
    monkeypatch.setattr("entrepot.service.clock.open_as_system", _failing(references[0]))

    done = clock.tick(desk.window, at=desk.at)

    assert references[0] in done["failed"]
    assert references[1] in done["expire"]


def _failing(reference: str):
    from entrepot.service.files import open_as_system

    def opened(window, book, name, at):
        if name == reference:
            raise RefusedError(window.reasons.problem("window.not_yet", name))
        return open_as_system(window, book, name, at)

    return opened


def test_an_audit_opens_to_the_day_so_many_years_after_release(desk) -> None:
    reference, late = (desk.filed("G")["reference"] for _ in range(2))
    desk.later(days=365 + 365 + 366)  # to 10 March 2029, past a leap day
    told = desk.do(customs.open_audit, reference, reason="chosen", by="supervisor")
    desk.later(days=1)
    with pytest.raises(RefusedError) as raised:
        desk.do(customs.open_audit, late, reason="chosen", by="supervisor")

    assert told["audit"] == "PCA_OPEN"
    assert codes(raised) == ["audit.too_late"]


# Before arrival


def test_a_filing_before_arrival_is_screened_and_screened_again_under_its_number(desk) -> None:
    raw = desk.file("X", kind="ADVANCE")
    told = desk.lodge(raw)
    query = (
        "select n, r.result ->> 'number' as number, r.hash from risk_result r "
        "join declaration d on d.id = r.declaration_id where reference = %s order by n"
    )
    before = desk.ask(query, told["reference"])

    desk.arrive(raw)
    after = desk.ask(query, told["reference"])
    number = desk.show(told["reference"])["number"]
    replayed = oversight.replay(desk.window, told["reference"], by="auditor", at=desk.at)

    assert (told["state"], told["channel"]) == ("PRELODGED", "NONE")
    assert [row["number"] for row in before] == [told["reference"]]
    assert [row["number"] for row in after] == [told["reference"], number]
    assert replayed["identical"] is True
    assert "pre_screened" in desk.events(told["reference"])
