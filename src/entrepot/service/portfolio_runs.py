"""Portfolios searched in the background: asked for, watched, stopped with the best plan found.

They are kept in the store: who serves may end in the middle, another process goes on from the
best plan found.
"""

import json
import signal
import threading
from datetime import datetime
from hashlib import sha256
from typing import Any

from entrepot import __version__
from entrepot.kernel.errors import InputError, Problem, RefusedError
from entrepot.plan.case import Case
from entrepot.plan.frontier import names_of
from entrepot.plan.intake import read_case
from entrepot.plan.portfolio import gap_of
from entrepot.service.accounts import RoleError
from entrepot.service.background import GONE, work_apart
from entrepot.service.cases import parse_cases
from entrepot.service.portfolio import check_against
from entrepot.service.programmes import PLANNER
from entrepot.service.trade_load import STATISTICIAN
from entrepot.service.window import Window
from entrepot.store import jobs
from entrepot.store.db import Database
from entrepot.store.portfolios import Portfolios, Row, acting_portfolios, as_machine, get_run
from entrepot.window.actor import SYSTEM, Actor

Document = dict[str, Any]
ERRAND = "portfolios"
PLAN, FRONTIER, REGRET = "plan", "frontier", "regret"
ASKS = (PLAN, FRONTIER, REGRET)
POINTS = 11
PLANNERS = frozenset({PLANNER, STATISTICIAN})
MOST_WAITING, MOST_LISTED = 8, 50
MOST_SECONDS = 600
_AGAIN = (GONE, -signal.SIGKILL)  # what it had is kept: another process goes on at once
_WORKER = "entrepot.service.portfolio_worker"
_LONGEST_NAME = 200
_NAMELESS = "case"


def start_run(
    window: Window, content: bytes, name: str, *, by: str, at: datetime, ask: str = PLAN,
    against: str = "",
) -> Document:  # fmt: skip
    """Ask for a portfolio; the same case asked for again is the same run.

    Args:
        window: The window.
        content: The case.
        name: Under which it is kept; else its code.
        by: Account.
        at: Instant.
        ask: plan, frontier or regret.
        against: What the frontier holds benefit against.

    Raises:
        InputError: The case cannot be used; everything wrong is named.
        RefusedError: Too many wait.
        RoleError: Who acts plans no portfolios.
    """
    case, raw = _read(content, name, ask, against)
    seal = seal_of(raw)
    key = sha256("\0".join((__version__, ask, against, seal)).encode()).hexdigest()[:32]
    with acting_portfolios(window.database, by, at) as (book, who):
        need_portfolios(who)
        if not book.is_known(id=key):
            _need_room(book)
            book.add_run(
                id=key, ask=ask, against=against,
                name=(name or case.code or _NAMELESS)[:_LONGEST_NAME], version=__version__,
                case_hash=seal, asked=content.decode("utf-8-sig"),
                choices=list(names_of(case)), by=who.account, at=at,
            )  # fmt: skip
            jobs.send_on_errand(book.tx, ERRAND)
        return told_run(get_run(book, key))


def ask_more(
    window: Window, key: str, ask: str, against: str = "", *, by: str, at: datetime
) -> Document:
    """Ask for the frontier or the least regret of the case of a run.

    Raises:
        InputError: The case holds nothing of that name.
        MissingError: There is no such run.
        RefusedError: Too many wait.
        RoleError: Who acts plans no portfolios.
    """
    with acting_portfolios(window.database, by, at) as (book, _):
        row = get_run(book, key)
    return start_run(
        window, row["asked"].encode(), row["name"], by=by, at=at, ask=ask, against=against
    )


def show_run(window: Window, key: str, *, by: str, at: datetime) -> Document:
    """A run: how far it is, what came out.

    Raises:
        MissingError: There is no such run that who asks may see.
    """
    with acting_portfolios(window.database, by, at) as (book, _):
        return told_run(get_run(book, key))


def list_runs(window: Window, *, by: str, at: datetime) -> list[Document]:
    """The newest runs that who asks may see, without their results, newest first."""
    with acting_portfolios(window.database, by, at) as (book, _):
        return [told_run(row) for row in book.list_runs(most=MOST_LISTED)]


def stop_run(window: Window, key: str, *, by: str, at: datetime) -> Document:
    """End a search with the best plan found; one that has ended stays as it is.

    Raises:
        MissingError: There is no such run.
        RoleError: Who acts plans no portfolios.
    """
    with acting_portfolios(window.database, by, at) as (book, who):
        need_portfolios(who)
        book.stop_run(id=get_run(book, key)["id"])
        return told_run(get_run(book, key))


def cancel_run(window: Window, key: str, *, by: str, at: datetime) -> Document:
    """End a search without an answer; one that has ended stays as it is.

    Raises:
        MissingError: There is no such run.
        RoleError: Who acts plans no portfolios.
    """
    with acting_portfolios(window.database, by, at) as (book, who):
        need_portfolios(who)
        book.cancel_run(id=get_run(book, key)["id"], at=at)
        return told_run(get_run(book, key))


def work_in_background(region: str, ending: threading.Event) -> None:
    """Let a process of its own search what waits, until it is done or told to end."""
    work_apart(_WORKER, region, ending, _AGAIN)


def send_for_the_unfinished(database: Database) -> None:
    """Ask again for what a killed process left behind."""
    with database.transaction() as tx:
        if as_machine(tx).count_unfinished():
            jobs.send_on_errand(tx, ERRAND)


def need_portfolios(who: Actor) -> None:
    """See that who acts may have portfolios searched and keep plans.

    Raises:
        RoleError: He may not.
    """
    if who != SYSTEM and not who.roles & PLANNERS:
        hint = "Ask for an account with the role planner or statistician."
        raise RoleError(Problem("plan.role", who.account, "plans no portfolios.", hint,
                                message_zh="既不是规划员也不是统计分析员。"))  # fmt: skip


def seal_of(raw: object) -> str:
    """The hash of a case, whatever the order and the blanks of its text."""
    told = json.dumps(raw, sort_keys=True, default=lambda number: {"exactly": str(number)})
    return f"sha256:{sha256(told.encode()).hexdigest()}"


def told_run(row: Row) -> Document:
    """A run as JSON tells it."""
    best, bound = row["best"], row["bound"]
    gap = None if best is None or bound is None else gap_of(best, bound)
    times = ("made_at", "began_at", "told_at", "ended_at")
    return {
        "id": row["id"], "name": row["name"], "ask": row["ask"], "against": row["against"],
        "choices": row["choices"], "state": row["state"], "is_stopped": row["is_stopped"],
        "progress": {"objective": best, "bound": bound, "gap": gap},
        "attempts": row["attempts"], "case_hash": row["case_hash"], "version": row["version"],
        "made_by": row["made_by"],
        **{name: row[name] and row[name].isoformat(timespec="seconds") for name in times},
        "starts": row.get("starts"), "result": row.get("document"),
        "problems": row["problems"] or [],
    }  # fmt: skip


def _read(content: bytes, name: str, ask: str, against: str) -> tuple[Case, object]:
    """A case that can be searched, and its JSON.

    Raises:
        InputError: It cannot be; everything wrong is named.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(
            Problem("input.text", name or "case", "is no text in UTF-8.", "Save it as UTF-8.",
                    message_zh="不是 UTF-8 文本。")
        ) from error  # fmt: skip
    raw = parse_cases(text.encode(), name or "case")
    case = read_case(raw)
    if case.options.time_limit_s > MOST_SECONDS:
        hint, zh = f"Give at most {MOST_SECONDS} s here.", f"这里最多求解 {MOST_SECONDS} 秒。"
        where = "options.time_limit_s"
        raise InputError(Problem("plan.range", where, "is too long.", hint, message_zh=zh))
    _check_ask(case, ask, against)
    return case, raw


def _check_ask(case: Case, ask: str, against: str) -> None:
    if ask not in ASKS:
        hint = f"Write {', '.join(ASKS)}."
        raise InputError(Problem("plan.ask", "ask", f"{ask[:40]!r} is none.", hint,
                                 message_zh="没有这种提问。"))  # fmt: skip
    if ask == FRONTIER:
        check_against(case, against)
    elif against:
        raise InputError(Problem("plan.against", "against", "is of a frontier.", "Leave it out.",
                                 message_zh="只用于权衡前沿。"))  # fmt: skip


def _need_room(book: Portfolios) -> None:
    """See that not too many wait already."""
    with book.as_system():
        waiting = book.count_waiting()
    if waiting >= MOST_WAITING:
        message, hint = "too many portfolios wait.", "Try again when some are done."
        raise RefusedError(Problem("plan.busy", "runs", message, hint,
                                   message_zh="等待中的方案过多。"))  # fmt: skip
