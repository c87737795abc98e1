"""What anybody may ask of the window: is a note genuine, was a draw fair, how long it takes."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from entrepot.kernel.errors import MissingError, Problem
from entrepot.service.evidence import verify_note
from entrepot.service.oversight import released_cases
from entrepot.service.window import Window
from entrepot.store.queries import queries
from entrepot.window.note import PREFIX
from entrepot.window.risk_draw import WHOLE_BP, draw_bp
from entrepot.window.trs import Case, hide_small, study_groups

Document = dict[str, Any]
DAYS_SHOWN = 60
PARTIES = ("trader", "agency", "port", "transport")
WITHDRAWN = ("CANCELLED", "SEIZED")
_SAID = {
    "stands": ("This release was given here and stands.", "该放行由本处作出，现行有效。"),
    "withdrawn": (
        "This release was given here and has been withdrawn since.",
        "该放行由本处作出，但其后已被撤销。",
    ),
    "unknown": (
        "No release of this number was given here.",
        "本处没有作出过该编号的放行。",
    ),
}  # fmt: skip


# Releases


def check_note(window: Window, text: str) -> Document:
    """Say whether a release is genuine, by the text of its QR code or by its number.

    Args:
        window: The window.
        text: The text, which begins with `ENT1:`, or the number of the release.

    Returns:
        `is_valid`, `code`, `reason` and `reason_zh`; `note` (what the signed text says, None
        for a number), `release_no`, and the instant `released_at` of the release known here.
    """
    text = "".join(text.split())  # a QR code's text may come in several lines
    told: Document = {"note": None}
    number = text.upper()
    if text.startswith(PREFIX):
        told = verify_note(text)
        if not told["is_valid"]:
            return {**told, "release_no": None, "released_at": None}
        number = str(told["note"]["release_no"])
    with window.as_system() as book:
        row = queries("public").find_release(book.tx, release_no=number)
    code = "unknown" if row is None else "stands"
    if row is not None and row["state"] in WITHDRAWN:
        code = "withdrawn"
    reason, reason_zh = _SAID[code]
    return {
        "is_valid": code == "stands", "code": code, "reason": reason, "reason_zh": reason_zh,
        "note": told["note"], "release_no": number if row else None,
        "released_at": row["released_at"].astimezone(UTC).isoformat() if row else None,
    }  # fmt: skip


# Draws


def draws(window: Window, *, at: datetime) -> Document:
    """Commitments of the last days, newest first; a key is told once its day is over everywhere.

    The commitment of a day is made by the first who asks that day, before or after a draw.

    Returns:
        `today`, and `rows` of `day`, `commitment` and `key`, which is None while it is secret.
    """
    today = _day_begun_everywhere(window, at)
    window.day_key(at.astimezone(window.reference.zone).date())
    with window.as_system() as book:
        queries("public").reveal_past(book.tx, at=at, today=today)
        since = today - timedelta(days=DAYS_SHOWN)
        rows = list(queries("public").list_days(book.tx, since=since, today=today))
    return {
        "today": today.isoformat(),
        "rows": [
            {"day": row["day"].isoformat(), "commitment": row["commitment"], "key": row["key"]}
            for row in rows
        ],
    }


def _day_begun_everywhere(window: Window, at: datetime) -> date:
    """The day it is where the day is youngest: no office draws by an earlier one any more."""
    days = [window.day_at(office, at) for office in window.offices]
    return min(days, default=at.astimezone(window.reference.zone).date())


def draw(window: Window, day: date, number: str, *, at: datetime) -> Document:
    """Work out the draw of a declaration's number on a day that is over.

    Raises:
        MissingError: Nothing was drawn that day, or its key is still secret.
    """
    told = {row["day"]: row for row in draws(window, at=at)["rows"]}.get(day.isoformat())
    if told is None or told["key"] is None:
        raise MissingError(
            Problem(
                "risk.no_key", day.isoformat(), "no key of that day is told.",
                "Ask of a day that is over.", message_zh="该日没有已公开的密钥。",
            )
        )  # fmt: skip
    return {
        **told, "number": number, "draw_bp": draw_bp(told["key"].encode(), number),
        "of": WHOLE_BP,
    }  # fmt: skip


# Times


def times(
    window: Window, *, flow: str = "", since: date | None = None, until: date | None = None,
    at: datetime,
) -> Document:  # fmt: skip
    """The cases behind the clearance times, without names; months of few cases are left out.

    Args:
        window: The window.
        flow: import or export; empty is both.
        since: First day of release.
        until: First day of release that is outside.
        at: Instant.

    Returns:
        `rows` of flow, month, seconds in all and by party, and whether accepted before
        arrival, in an order that tells nothing; `left_out` counts the others.

    Source:
        WCO Time Release Study guide, version 3 (2018); WTO TFA article 7.6.
    """
    cases, excluded, rows = released_cases(window, flow=flow, since=since, until=until)
    of = {name: (row["flow"], f"{row['released_at']:%Y-%m}") for name, row in rows.items()}
    groups = study_groups(cases, lambda case: " ".join(of[case.declaration]))
    smallest = window.legal.days("smallest_group", at.astimezone(window.reference.zone).date())
    shown = {name for name, one in hide_small(groups, smallest).items() if one is not None}
    told = [
        {"flow": of[case.declaration][0], "month": of[case.declaration][1], **_figures(case)}
        for case in cases
        if " ".join(of[case.declaration]) in shown
    ]
    told.sort(key=lambda row: (row["flow"], row["month"], row["seconds"]))
    return {"rows": told, "left_out": len(cases) - len(told), "excluded": len(excluded)}


def _figures(case: Case) -> dict[str, int]:
    parts = {f"{party}_s": case.parts.get(party, 0) for party in PARTIES}
    return {"seconds": case.seconds, **parts, "precleared": int(case.is_precleared)}
