"""Masters and the house bills beneath them."""

from entrepot.port.manifests import HOUSE, MASTER, Bill, check_bills

A, B = "CSQU3054383", "MSKU6011672"


def codes(*bills: Bill) -> list[str]:
    return [one.code for one in check_bills(bills)]


def test_house_bills_hang_on_a_master_that_covers_their_boxes() -> None:
    master = Bill("M1", MASTER, containers=(A, B))

    assert codes(master, Bill("H1", HOUSE, "M1", (A,)), Bill("H2", HOUSE, "M1", (A, B))) == []


def test_every_fault_is_named_at_once() -> None:
    master = Bill("M1", MASTER, containers=(A,))
    orphan = Bill("H1", HOUSE, "M9", (A,))
    strange = Bill("H2", HOUSE, "M1", (B, B))
    wrong = Bill("H2", "other", containers=("CSQU3054384",))

    assert codes(master, orphan, strange, wrong) == [
        "manifest.duplicate", "manifest.master", "equipment.duplicate", "manifest.box",
        "manifest.box", "equipment.check_digit", "manifest.kind",
    ]  # fmt: skip
