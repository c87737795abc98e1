"""Some containers go while others are held."""

import pytest

from entrepot.kernel.errors import MissingError, RefusedError
from entrepot.service import consignments, customs
from entrepot.service.partial import narrow, release_part

AGENCIES = {"customs": "inspector", "quarantine": "quarantine", "market": "market"}


def codes(raised) -> list[str]:
    return sorted({problem.code for problem in raised.value.problems})


@pytest.fixture
def held(desk) -> tuple[str, list[str]]:
    """An export of three containers that three agencies inspect; the documents are seen."""
    raw = desk.file("R", boxes=3)
    desk.arrive(raw)
    reference = desk.lodge(raw)["reference"]
    desk.do(customs.documents, reference, "clear", by="officer")
    return reference, desk.boxes_of(raw)


def clear_all(desk, reference: str) -> dict:
    """The results of all agencies; the last one is told."""
    told = {}
    for agency, by in AGENCIES.items():
        told = desk.do(customs.record_result, reference, agency, "clear", by=by)
    return told


def check(desk, container: str) -> dict:
    return customs.check_release(desk.window, container, desk.coast, by="coast", at=desk.at)


def narrow_all(desk, reference: str, containers: list[str]) -> None:
    for by in ("inspector", "quarantine", "market"):
        desk.do(narrow, reference, containers, by=by)


def test_a_container_nobody_holds_goes_before_the_others(desk, held) -> None:
    reference, (a, b, c) = held
    narrow_all(desk, reference, [a, b])

    told = desk.do(release_part, reference, [c], by="supervisor")
    gates = {one: check(desk, one) for one in (a, b, c)}

    assert (told["state"], told["release_no"]) == ("UNDER_CONTROL", None)
    assert {one: gates[one]["decision"] for one in gates} == {a: "STOP", b: "STOP", c: "GO"}
    assert (gates[a]["code"], gates[b]["code"]) == ("gate.held", "gate.held")
    assert all(word in gates[a]["reason"] for word in ("Customs", "Market", "quarantine"))
    assert gates[c]["release_no"] == f"R{told['number']}"
    assert desk.events(reference)[-1] == "part_released"


def test_the_rest_follows_under_the_same_number_when_it_is_clear(desk, held) -> None:
    reference, (a, b, c) = held
    narrow_all(desk, reference, [a])
    desk.do(release_part, reference, [b, c], by="supervisor")
    for agency, by in (
        ("customs", "inspector"),
        ("quarantine", "quarantine"),
        ("market", "market"),
    ):
        told = desk.do(customs.record_result, reference, agency, "clear", by=by)

    assert told["state"] == "RELEASED"
    assert {check(desk, one)["release_no"] for one in (a, b, c)} == {told["release_no"]}
    assert {check(desk, one)["decision"] for one in (a, b, c)} == {"GO"}
    assert len(desk.assessed(reference)) == 1


def test_a_hold_that_is_not_narrowed_holds_them_all(desk, held) -> None:
    reference, (a, _, c) = held
    desk.do(narrow, reference, [a], by="inspector")
    desk.do(narrow, reference, [a], by="quarantine")

    with pytest.raises(RefusedError) as raised:
        desk.do(release_part, reference, [c], by="supervisor")

    assert codes(raised) == ["gate.held", "inspection.unfinished"]
    assert check(desk, c)["decision"] == "STOP"


def test_documents_not_seen_hold_them_all(desk) -> None:
    raw = desk.file("R", boxes=2)
    desk.arrive(raw)
    reference = desk.lodge(raw)["reference"]
    a, b = desk.boxes_of(raw)
    narrow_all(desk, reference, [a])

    with pytest.raises(RefusedError) as raised:
        desk.do(release_part, reference, [b], by="supervisor")

    assert codes(raised) == ["inspection.unfinished"]


def test_duty_is_charged_early_and_settled_before_a_part_goes(desk) -> None:
    raw = desk.file("R", "import", boxes=2)
    desk.arrive(raw)
    reference = desk.lodge(raw)["reference"]
    a, b = desk.boxes_of(raw)
    desk.do(customs.documents, reference, "clear", by="officer")
    narrow_all(desk, reference, [a])
    due = desk.assessed(reference)[-1]["due"]

    with pytest.raises(RefusedError) as raised:
        desk.do(release_part, reference, [b], by="supervisor")
    paid = desk.pay(reference, f"{due}")
    desk.do(release_part, reference, [b], by="supervisor")
    for agency, by in (
        ("customs", "inspector"),
        ("quarantine", "quarantine"),
        ("market", "market"),
    ):
        told = desk.do(customs.record_result, reference, agency, "clear", by=by)

    assert codes(raised) == ["tax.unpaid"]
    assert (paid["state"], paid["revenue"]) == ("UNDER_CONTROL", "PAID")
    assert (told["state"], told["revenue"]) == ("RELEASED", "PAID")
    assert desk.balances(reference) == {"revenue": -due, "bank": due}


def test_duty_secured_early_stays_secured_when_the_rest_is_released(desk) -> None:
    raw = desk.file("R", "import", boxes=2)
    desk.arrive(raw)
    reference = desk.lodge(raw)["reference"]
    desk.do(customs.documents, reference, "clear", by="officer")
    narrow_all(desk, reference, desk.boxes_of(raw)[:1])
    desk.do(customs.secure, reference, by="exporter")
    desk.do(release_part, reference, desk.boxes_of(raw)[1:], by="supervisor")
    for agency, by in (
        ("customs", "inspector"),
        ("quarantine", "quarantine"),
        ("market", "market"),
    ):
        told = desk.do(customs.record_result, reference, agency, "clear", by=by)

    assert (told["state"], told["revenue"]) == ("RELEASED", "SECURED")
    assert len(desk.ask(
        "select m.id from cover_move m join declaration d on d.id = m.declaration_id "
        "where reference = %s", reference)) == 1  # fmt: skip


def test_a_container_that_went_can_be_neither_held_alone_nor_amended_nor_cancelled(
    desk, held
) -> None:
    reference, (a, b, c) = held
    narrow_all(desk, reference, [a, b])
    desk.do(release_part, reference, [c], by="supervisor")
    customs.move_out(desk.window, c, desk.coast, by="coast", at=desk.at)

    with pytest.raises(RefusedError) as held_again:
        desk.do(narrow, reference, [a, c], by="inspector")
    with pytest.raises(RefusedError) as amended:
        desk.do(consignments.ask_amendment, reference,
                {"/goodsShipment/consignment/transportEquipment/2": None,
                 f"{desk.item}/commodity/transportEquipment/2": None},
                reason="left out", by="officer")  # fmt: skip

    assert codes(held_again) == ["part.released"]
    assert codes(amended) == ["amend.field_locked"]
    assert check(desk, c)["decision"] == "STOP"  # it has left


def test_a_new_hold_of_the_whole_stops_what_was_let_go(desk, held) -> None:
    reference, (a, b, c) = held
    narrow_all(desk, reference, [a, b])
    desk.do(release_part, reference, [c], by="supervisor")

    desk.do(customs.place_hold, reference, reason="news", by="quarantine")

    assert check(desk, c)["decision"] == "STOP"
    with pytest.raises(RefusedError):
        customs.move_out(desk.window, c, desk.coast, by="coast", at=desk.at)


def test_only_a_supervisor_lets_go_and_only_who_holds_narrows(desk, held) -> None:
    reference, (a, b, c) = held

    with pytest.raises(RefusedError) as let:
        desk.do(release_part, reference, [c], by="officer")
    with pytest.raises(RefusedError) as whole:
        desk.do(narrow, reference, [a, b, c], by="inspector")
    with pytest.raises(MissingError) as unknown:
        desk.do(narrow, reference, ["CSQU3054383"], by="inspector")

    assert codes(let) == ["window.role_missing"]
    assert codes(whole) == ["part.whole"]
    assert codes(unknown) == ["part.unknown"]
