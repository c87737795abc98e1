"""Goods that leave without a stop in the yard: asked by the trader, approved by an officer."""

import pytest

from entrepot.kernel.errors import RefusedError
from entrepot.service import consignments, customs
from entrepot.service.control import place_hold
from entrepot.service.directly import decide_direct_release

ASKED = {"/additionalInformation/directRelease": True}


def codes(raised) -> list[str]:
    return sorted(problem.code for problem in raised.value.problems)


def decide(desk, reference: str, *, approve: bool = True, by: str = "officer", reason: str = "why"):
    return desk.do(decide_direct_release, reference, approve=approve, reason=reason, by=by)


@pytest.mark.parametrize("kind", ["FULL", "ADVANCE"])
def test_an_approved_one_is_released_before_its_goods_are_there_and_leaves(desk, kind) -> None:
    raw = desk.file("G", kind=kind, **ASKED)
    (number,) = desk.boxes_of(raw)
    told = desk.lodge(raw)
    reference = told["reference"]

    released = decide(desk, reference)
    gate = desk.window.offices[desk.coast].place
    word = customs.check_release(desk.window, number, gate, by="coast", at=desk.at)
    left = customs.move_out(desk.window, number, gate, by="coast", at=desk.at)

    assert told["direct_release"] == "asked"
    assert "direct.undecided" in {one["code"] for one in told["blockers"]}
    assert (released["state"], released["direct_release"]) == ("RELEASED", "approved")
    assert "arrived" not in desk.events(reference)
    assert word["decision"] == "GO"
    assert (left["state"], left["cargo"]) == ("COMPLETED", "EXITED")


def test_an_approved_import_is_accepted_under_the_law_of_the_day_it_arrives(desk) -> None:
    raw = desk.file("G", flow="import", kind="ADVANCE", **ASKED)
    reference = desk.lodge(raw)["reference"]

    approved = decide(desk, reference)
    desk.arrive(raw)

    assert (approved["state"], approved["direct_release"]) == ("PRELODGED", "approved")
    assert desk.show(reference)["state"] in ("ASSESSED", "RELEASED")


def test_goods_are_not_said_to_be_there_before_they_are(desk) -> None:
    reference = desk.lodge(desk.file("Y", **ASKED))["reference"]

    told = decide(desk, reference)

    assert (told["state"], told["channel"], told["cargo"]) == (
        "UNDER_CONTROL", "YELLOW", "EXPECTED",
    )  # fmt: skip
    released = desk.do(customs.documents, reference, "clear", by="officer")
    assert released["state"] == "RELEASED"


def test_the_red_channel_stops_it_and_agencies_stand_in_the_way(desk) -> None:
    reference = desk.lodge(desk.file("R", **ASKED))["reference"]

    told = decide(desk, reference, by="supervisor")
    decide(desk, reference, approve=False)
    with pytest.raises(RefusedError) as held:
        decide(desk, reference)

    assert (told["state"], told["channel"]) == ("UNDER_CONTROL", "RED")
    assert set(codes(held)) == {"direct.held"}


def test_a_withdrawn_approval_waits_for_the_goods_again(desk) -> None:
    raw = desk.file("Y", **ASKED)
    reference = desk.lodge(raw)["reference"]
    decide(desk, reference)

    withdrawn = decide(desk, reference, approve=False)
    checked = desk.do(customs.documents, reference, "clear", by="officer")
    desk.arrive(raw)

    assert withdrawn["direct_release"] == "withdrawn"
    assert checked["state"] == "ASSESSED"
    assert {one["code"] for one in checked["blockers"]} == {
        "arrival.not_confirmed", "direct.refused",
    }  # fmt: skip
    assert desk.show(reference)["state"] == "RELEASED"


def test_it_is_on_record_and_told_to_the_firm_and_the_border_office(desk) -> None:
    reference = desk.lodge(desk.file("Y", **ASKED))["reference"]

    refused = decide(desk, reference, approve=False, reason="no berth")
    decide(desk, reference, by="supervisor")
    rows = desk.ask(
        "select o.receiver, o.body from outbox o join declaration d on d.id = o.declaration_id "
        "where reference = %s and message = 'DIRECT_RELEASE' order by o.id", reference,
    )  # fmt: skip

    assert (refused["state"], refused["direct_release"]) == ("LODGED", "refused")
    assert [one for one in desk.events(reference) if one.startswith("direct")] == [
        "direct_release_refused", "direct_release_approved",
    ]  # fmt: skip
    assert desk.coast in {row["receiver"] for row in rows}
    assert len({row["receiver"] for row in rows}) == 2
    assert {row["body"]["reason"] for row in rows} == {"no berth", "why"}


def test_what_was_not_asked_or_is_over_is_refused_and_so_are_others(desk) -> None:
    plain = desk.lodge(desk.file("G"))["reference"]
    asked = desk.lodge(desk.file("G", **ASKED))["reference"]
    over = desk.filed("G", **ASKED)["reference"]
    held = desk.lodge(desk.file("G", **ASKED))["reference"]
    desk.do(place_hold, held, reason="why", by="inspector")

    found = []
    for reference, named in [
        (plain, {}), (over, {}), (asked, {"reason": " "}), (asked, {"by": "exporter"}),
        (asked, {"by": "inspector"}), (held, {}),
    ]:  # fmt: skip
        with pytest.raises(RefusedError) as raised:
            decide(desk, reference, **named)
        found.append(codes(raised))

    assert found == [
        ["direct.not_asked"], ["direct.over"], ["window.reason_missing"],
        ["window.role_missing"], ["window.role_missing"], ["direct.held"],
    ]  # fmt: skip


def test_an_amendment_that_asks_no_longer_ends_the_approval(desk) -> None:
    reference = desk.lodge(desk.file("Y", **ASKED))["reference"]
    decide(desk, reference)
    desk.do(consignments.ask_amendment, reference, {"/additionalInformation/directRelease": False},
            reason="yard after all", by="exporter")  # fmt: skip

    told = desk.do(customs.decide_amendment, reference, approve=True, by="officer")

    assert told["direct_release"] == ""
    assert "arrival.not_confirmed" in {one["code"] for one in told["blockers"]}
