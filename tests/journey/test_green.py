"""A firm with a green channel, as users type it: its case is in the line with its grounds."""

import json

from tests.journey.test_window import COAST, Terminal, box, terminal

__all__ = ["terminal"]


def test_an_eligible_firms_refund_says_why_it_goes_first_until_it_is_revoked(
    terminal: Terminal,
) -> None:
    terminal.ask("demo", "hub")
    [row] = terminal.ask("green", "list", "--as", "exporter")["rows"]
    terminal.arrive(box(78))
    export = terminal.lodge(terminal.example("G78", box(78)), "78")["reference"]
    line = {"declaration": export, "hs": "40112000", "levy_pct": "13", "invoice": "F-78",
            "purchase_ex_vat": {"amount": "1000.00", "currency": "CNY"}}  # fmt: skip
    file = terminal.home / "green.json"
    file.write_text(json.dumps({"kind": "trader", "class": "II", "lines": [line]}))
    case = terminal.ask("refund", "file", str(file), "--as", "exporter")["reference"]
    terminal.ask("move", box(78), "--place", COAST, "--as", "coast")
    terminal.ask("refund", "move", case, "submit", "--as", "exporter")
    queue = ("green", "queue", "refund", "--as", "refunds")
    before = terminal.ask(*queue)["waiting"]
    reason = ("--reason", "struck from the list", "--as", "refunds2")
    terminal.ask("green", "revoke", row["reference"], *reason)
    after = terminal.ask(*queue)["waiting"]

    assert (row["state"], row["in_force"], row["is_sandbox"]) == ("live", True, True)
    assert [(one["case"], one["why"]) for one in before] == [(case, "eligible")]
    assert "(synthetic)" in before[0]["grounds"]
    assert [(one["case"], one["why"]) for one in after] == [(case, "arrived")]
