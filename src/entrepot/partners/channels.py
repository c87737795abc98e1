"""Channels to governments and business circles: contacts, meetings, what is still open."""

from collections.abc import Mapping, Sequence
from datetime import MAXYEAR, date

from entrepot.kernel.panel import Answer, Panel, Rolls, is_by
from entrepot.kernel.roll import Choice, Column, Roll, Row
from entrepot.partners.days import Day, months_after
from entrepot.partners.promises import COMMITMENTS, promised_by, state_of
from entrepot.partners.proof import grouped
from entrepot.partners.ties import (
    CONTACTS,
    NAMED,
    NOTE,
    OWNER,
    PAGE,
    PARTNER,
    PARTNERS,
    PRECISION,
    day_of,
    has_come,
    if_kept,
    named_by,
)

MEETINGS = frozenset({"meeting", "call", "visit_in", "visit_out", "visit"})
_SIDES = (
    Choice("government", "government", "政府"),
    Choice("business", "business circles", "工商界"),
)
CHANNELS = Roll(
    "channels", "Regular channels", "常态化联系渠道",
    (
        PARTNER, Column("counterpart", "text", "Counterpart", "对口机构", needed=True),
        Column("side", "choice", "Of", "对方类别", choices=_SIDES),
        Column("opened_on", "day", "Opened", "建立日期", needed=True), PRECISION,
        Column("closed_on", "day", "Closed", "关闭日期"),
        Column("every_months", "whole", "To meet every so many months", "会晤间隔（月）", least=1,
               most=120),
        OWNER, NOTE,
    ),
    "partners",
)  # fmt: skip


def tell_channels(rolls: Rolls, on: date) -> Answer:
    """Per partner: channels open, contacts and meetings, what was promised and whom to remind."""
    parts = {
        "channels": grouped((one for one in rolls["channels"] if is_open(one, on)), "partner"),
        "contacts": grouped((one for one in rolls["contacts"] if has_come(one, "on", on)),
                            "partner"),
        "promises": grouped(promised_by(rolls, on), "partner"),
    }  # fmt: skip
    partners = {one["id"]: one for one in rolls["partners"]}
    names = sorted({name for one in parts.values() for name in one})
    rows = [_partner(name, {part: found.get(name, []) for part, found in parts.items()},
                     partners, on) for name in names]  # fmt: skip
    channels = [one for found in parts["channels"].values() for one in found]
    sums_of = ("contacts", "meetings", "promises_open", "promises_overdue", "follow_ups_open",
               "follow_ups_overdue", "done")  # fmt: skip
    figures = {
        "partners": len(rows),
        **{side.code: sum(one["side"] == side.code for one in channels) for side in _SIDES},
        "side_unknown": sum(one["side"] is None for one in channels),
        **{name: sum(row[name] for row in rows) for name in sums_of},
        "late_meetings": sum(row["rhythm"] == "late" for row in rows),
    }  # fmt: skip
    return Answer(if_kept(figures, rows), rows)


def is_open(channel: Row, on: date) -> bool:
    """Whether a channel was opened by a day and is not closed."""
    return has_come(channel, "opened_on", on) and not is_by(channel["closed_on"], on)


def next_meeting(channel: Row, contacts: Sequence[Row]) -> date | None:
    """When the sides are to meet next: the agreed months after a contact of it was a meeting."""
    if channel["every_months"] is None:
        return None
    days = [day_of(channel, "opened_on"), *_meeting_days(contacts)]
    last = max(one.last for one in days if one)
    months = 12 * last.year + last.month - 1 + channel["every_months"]
    return months_after(last, channel["every_months"]) if months // 12 <= MAXYEAR else None


def _meeting_days(contacts: Sequence[Row]) -> list[Day]:
    return [day for one in contacts if one["kind"] in MEETINGS and (day := day_of(one, "on"))]


def _partner(
    name: str, parts: Mapping[str, Sequence[Row]], partners: Mapping[str, Row], on: date
) -> Row:  # fmt: skip
    channels, contacts, promises = (parts[one] for one in ("channels", "contacts", "promises"))
    meetings = _meeting_days(contacts)
    through = grouped(contacts, "channel")
    dues = [(due, one["owner"]) for one in channels
            if (due := next_meeting(one, through.get(one["id"], [])))]  # fmt: skip
    late = [owner for due, owner in dues if due < on]
    owner = partners.get(name, {}).get("owner")
    states = [(state_of(one, on), one["kind"] == "follow_up", one["owner"]) for one in promises]
    named = [who or owner for who in late]
    named += [who or owner for state, _, who in states if state in {"overdue", "to_remind"}]
    last = max(meetings, key=lambda one: one.last, default=None)
    return {
        **named_by(partners, name), "channels": len(channels), "contacts": len(contacts),
        "meetings": len(meetings), "last_meeting": last.text if last else None,
        "next_meeting": min((due for due, _ in dues), default=None),
        "rhythm": ("late" if late else "kept") if dues else None, **_tally(states),
        "reminded": ", ".join(sorted({one for one in named if one})) or None,
    }  # fmt: skip


def _tally(states: Sequence[tuple[str, bool, str | None]]) -> Row:
    def count(is_follow_up: bool, *wanted: str) -> int:
        return sum(state in wanted and follows == is_follow_up for state, follows, _ in states)

    live = ("later", "to_remind", "overdue")
    return {
        "promises_open": count(False, *live), "promises_overdue": count(False, "overdue"),
        "follow_ups_open": count(True, *live), "follow_ups_overdue": count(True, "overdue"),
        "done": sum(state == "done" for state, _, _ in states),
    }  # fmt: skip


_RHYTHM = (Choice("kept", "kept", "按期"), Choice("late", "late", "逾期"))
PANELS = (Panel(
    "channels", (11,), PAGE, "Regular channels: contacts, meetings, promises, follow-ups",
    "常态化渠道：联络、会晤、承诺与后续", (PARTNERS, CHANNELS, CONTACTS, COMMITMENTS),
    (
        Column("partners", "whole", "Partners", "伙伴"),
        Column("government", "whole", "Channels to governments", "政府渠道"),
        Column("business", "whole", "Channels to business circles", "工商界渠道"),
        Column("side_unknown", "whole", "Channels, to whom not told", "未注明对方的渠道"),
        Column("contacts", "whole", "Contacts", "往来"),
        Column("meetings", "whole", "Meetings", "会晤"),
        Column("late_meetings", "whole", "Partners whom to meet is overdue", "逾期未会晤的伙伴"),
        Column("promises_open", "whole", "Promises open", "未完成承诺"),
        Column("promises_overdue", "whole", "Of them overdue", "其中逾期"),
        Column("follow_ups_open", "whole", "Follow-ups open", "未完成后续事项"),
        Column("follow_ups_overdue", "whole", "Follow-ups overdue", "后续事项逾期"),
        Column("done", "whole", "Done, with evidence", "已完成且有佐证"),
    ),
    (
        *NAMED, Column("channels", "whole", "Channels", "渠道"),
        Column("contacts", "whole", "Contacts", "往来"),
        Column("meetings", "whole", "Meetings", "会晤"),
        Column("last_meeting", "text", "Last met", "最近会晤"),
        Column("next_meeting", "day", "To meet next", "下次会晤"),
        Column("rhythm", "choice", "Rhythm", "会晤节奏", choices=_RHYTHM),
        Column("promises_open", "whole", "Promises open", "未完成承诺"),
        Column("promises_overdue", "whole", "Of them overdue", "其中逾期"),
        Column("follow_ups_open", "whole", "Follow-ups open", "未完成后续事项"),
        Column("follow_ups_overdue", "whole", "Follow-ups overdue", "后续事项逾期"),
        Column("done", "whole", "Done", "已完成"),
        Column("reminded", "text", "Reminded now", "现需提醒"),
    ),
    tell_channels,
),)  # fmt: skip
