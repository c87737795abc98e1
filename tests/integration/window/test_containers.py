"""One container, several declarations: of firms, of voyages, of parts that are held."""

from tests.integration.window.house import House, find_broken

from entrepot.service import customs


def same_box(house: House, letters: str, other: str, by: str = "exporter", **more: str) -> dict:
    """Lodges a declaration of another consignment in the container of one known by its name."""
    name = house.name(letters)
    house.boxes[name] = house.boxes[other]
    body = house.body(name, **more)
    if by == "rival":
        ours, theirs = (
            house.value("select uscc from organisation where id = %s", f"sandbox_{one}")
            for one in ("exporter", "rival")
        )
        body = body.replace(ours.encode(), theirs.encode())
    return house.lodge(body, by=by)


def test_a_release_of_one_firm_frees_no_container_that_another_declaration_holds(
    house: House,
) -> None:
    held = house.file("R")
    container = house.boxes[held["lrn"]]
    released = same_box(house, "G", held["lrn"], by="rival")
    told = house.check(container)

    assert (held["state"], released["state"]) == ("UNDER_CONTROL", "RELEASED")
    assert (told["decision"], told["code"]) == ("STOP", "gate.held")
    assert told["declaration"] == held["reference"]


def test_a_container_that_two_declarations_cover_leaves_for_both(house: House) -> None:
    first = house.file("G")
    container = house.boxes[first["lrn"]]
    second = same_box(house, "B", first["lrn"])
    told = house.check(container)["decision"]
    house.do(customs.move_out, container, house.coast, by="coast")

    states = [house.show(one["reference"])["state"] for one in (first, second)]
    assert (told, states) == ("GO", ["COMPLETED", "COMPLETED"])
    assert house.check(container)["code"] == "gate.already_out"
    assert find_broken(house) == {}


def test_an_arrival_counts_until_the_container_leaves(house: House) -> None:
    first = house.file("G")
    container = house.boxes[first["lrn"]]
    house.pass_time(hours=1)
    house.do(customs.move_out, container, house.coast, by="coast")
    house.pass_time(days=20)
    next_voyage = same_box(house, "G", first["lrn"], kind="ADVANCE")
    house.arrive(container)

    assert next_voyage["state"] == "PRELODGED"
    assert house.show(next_voyage["reference"])["state"] == "RELEASED"
    assert house.check(container)["declaration"] == next_voyage["reference"]


def test_a_filing_for_the_next_voyage_stops_nothing_now(house: House) -> None:
    first = house.file("G")
    container = house.boxes[first["lrn"]]
    waiting = same_box(house, "G", first["lrn"], kind="ADVANCE")

    assert waiting["state"] == "RELEASED"  # the container is there
    assert house.check(container)["decision"] == "GO"


def test_a_filing_that_waits_for_its_goods_stops_at_the_gate(house: House) -> None:
    waiting = house.file("G", kind="ADVANCE", is_there=False)
    told = house.check(house.boxes[waiting["lrn"]])

    assert (told["decision"], told["declaration"]) == ("STOP", waiting["reference"])
