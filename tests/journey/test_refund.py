"""An export ends in a refund, as users type it: lodged, gone, filed, matched, approved, paid."""

import json

from tests.journey.test_window import COAST, Document, Terminal, box, terminal

__all__ = ["terminal"]


def test_an_export_that_left_ends_in_a_refund(terminal: Terminal) -> None:
    assert terminal.ask("demo", "hub")["status"] == "synthetic"
    terminal.arrive(box(77))
    export = terminal.lodge(terminal.example("G77", box(77)), "77")["reference"]
    line = {"declaration": export, "hs": "40112000", "levy_pct": "13", "invoice": "F-77",
            "purchase_ex_vat": {"amount": "250000.00", "currency": "CNY"}}  # fmt: skip
    file = terminal.home / "case.json"
    file.write_text(json.dumps({"kind": "trader", "class": "II", "lines": [line]}))
    case = terminal.ask("refund", "file", str(file), "--as", "exporter")["reference"]

    def move(name: str, by: str = "refunds") -> Document:
        return terminal.ask("refund", "move", case, name, "--as", by)

    code, told = terminal.refusal("refund", "move", case, "submit", "--as", "exporter")
    terminal.ask("move", box(77), "--place", COAST, "--as", "coast")
    move("submit", "exporter")
    accepted, matched = move("accept"), move("match")
    for name in ("review", "approve", "send"):
        move(name)
    paid = move("pay")
    again = terminal.ask("refund", "file", str(file), "--as", "exporter")["reference"]
    twice = terminal.refusal("refund", "move", again, "submit", "--as", "exporter")

    assert (code, told["problems"][0]["code"]) == (3, "refund.no_exit")
    assert (accepted["clock"]["days"], accepted["clock"]["days_remaining"]) == (3, 3)
    assert matched["refund"]["amount"] == "32500.00"  # 13 % of 250,000.00, as the row of tyres says
    assert paid["state"] == "paid"
    assert (twice[0], twice[1]["problems"][0]["code"]) == (3, "refund.export_used")
