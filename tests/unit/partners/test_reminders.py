"""What is due by a day: once each, to whose it is, and never what is done."""

from datetime import date

from entrepot.kernel.roll import Row, read_rows
from entrepot.partners.reminders import Reminder, reminders
from entrepot.service.panels import ROLLS

ON = date(2026, 6, 30)
NAMES = ("partners", "commitments", "contact_plans", "letters", "channels", "contacts",
         "instruments")  # fmt: skip
LINES: dict[str, list[dict[str, str]]] = {
    "partners": [{"id": "A", "name": "Alta", "name_zh": "阿尔塔", "owner": "officer"},
                 {"id": "B", "name": "Bela"}],
    "commitments": [
        {"id": "p1", "partner": "A", "owner": "x", "text": "Send a list", "due": "2026-06-30"},
        {"id": "p2", "partner": "A", "text": "b", "due": "2026-07-01"},
        {"id": "p3", "partner": "B", "text": "c", "text_zh": "丙", "due": "2026-05-01"},
        {"id": "p4", "partner": "B", "text": "d", "due": "2026-05-01", "done": "2026-06-30",
         "evidence": "A letter"},
        {"id": "p5", "partner": "B", "text": "e", "due": "2026-05-01", "done": "2026-07-01",
         "evidence": "A letter"},
        {"id": "p6", "partner": "A", "text": "f", "due": "2026-07-10", "remind_days": "10"},
        {"id": "p7", "partner": "A", "text": "g", "due": "2026-07-10", "remind_days": "0"},
    ],
    "contact_plans": [
        {"id": "l1", "partner": "A", "occasion": "Update", "begins_on": "2026-01-01",
         "every_months": "6"},
        {"id": "l2", "partner": "A", "occasion": "Fair", "begins_on": "2026-06-01",
         "every_months": "12"},
    ],
    "letters": [{"id": "1", "partner": "A", "plan": "l1", "subject": "a",
                 "sent_on": "2026-01-05"}],
    "channels": [
        {"id": "k1", "partner": "B", "counterpart": "Chamber", "opened_on": "2025-12-30",
         "every_months": "6"},
        {"id": "k2", "partner": "A", "counterpart": "Port", "opened_on": "2025-01-01"},
    ],
    "instruments": [
        {"id": "i1", "partner": "A", "kind": "friendship", "signed": "2016-07-30"},
        {"id": "i2", "partner": "A", "kind": "sister_city", "signed": "2006-06-30"},
        {"id": "i3", "partner": "A", "kind": "memorandum", "signed": "2016-07-20"},
        {"id": "i4", "partner": "A", "kind": "memorandum", "signed": "2016-06-30",
         "precision": "month"},
    ],
}  # fmt: skip


def rolls_of(**lines: list[dict[str, str]]) -> dict[str, list[Row]]:
    held: dict[str, list[Row]] = {}
    for name in NAMES:
        rows = lines.get(name, [])
        header = sorted({key for one in rows for key in one})
        held[name], problems = read_rows(ROLLS[name], header, rows, {}) if rows else ([], [])
        assert problems == []
    return held


def test_what_is_due_by_a_day_is_told_to_whose_it_is() -> None:
    found = reminders(rolls_of(**LINES), ON, ON)

    assert [(one.kind, one.item, one.owner, one.due_on.isoformat()) for one in found] == [
        ("promise", "p3", "", "2026-05-01"),
        ("promise", "p5", "", "2026-05-01"),
        ("letter", "l2", "officer", "2026-06-01"),
        ("anniversary", "i1", "officer", "2026-06-30"),
        ("anniversary", "i2", "officer", "2026-06-30"),
        ("meeting", "k1", "", "2026-06-30"),
        ("promise", "p1", "x", "2026-06-30"),
        ("promise", "p6", "officer", "2026-06-30"),
    ]


def test_it_says_of_whom_and_what_in_both_languages() -> None:
    found = {one.item: one for one in reminders(rolls_of(**LINES), ON, ON)}

    assert found["p1"].text == "Promise, Alta: Send a list"
    assert found["p1"].text_zh == "承诺，阿尔塔：Send a list"
    assert found["p3"].text_zh == "承诺，Bela：丙"
    assert found["p6"].text == "Promise, Alta: f (2026-07-10)"
    assert found["i1"].text_zh == "10周年，阿尔塔：友好交流城市（2026-07-30）"
    assert found["i2"] == Reminder(
        "anniversary", "i2", "officer", ON, "20 years, Alta: sister city",
        "20周年，阿尔塔：国际友好城市",
    )  # fmt: skip


def test_without_a_day_all_that_is_open_is_told() -> None:
    found = [(one.kind, one.item) for one in reminders(rolls_of(**LINES), None, ON)]

    assert found == [("promise", "p3"), ("promise", "p5"), ("letter", "l2"), ("meeting", "k1"),
                     ("promise", "p1"),
                     ("letter", "l1"), ("promise", "p2"), ("promise", "p6"),
                     ("promise", "p7")]  # fmt: skip


def test_nothing_kept_is_nothing_due() -> None:
    assert reminders(rolls_of(), ON, ON) == []


def test_what_is_still_to_come_changes_nothing_of_what_is_open_today() -> None:
    channel = {"id": "k", "partner": "A", "counterpart": "Port", "opened_on": "2026-01-01",
               "every_months": "12", "closed_on": "2028-01-01"}  # fmt: skip
    visit = {"id": "c", "partner": "A", "channel": "k", "kind": "visit", "two_way": "yes",
             "on": "2026-12-01"}  # fmt: skip
    held = rolls_of(partners=LINES["partners"], channels=[channel], contacts=[visit])

    assert [(one.item, one.due_on.isoformat()) for one in reminders(held, None, ON)] == [
        ("k", "2027-01-01")
    ]
