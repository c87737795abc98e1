"""Portfolios that are searched while somebody waits: asked for, watched, stopped.

Each has a process of its own, one at a time; one that dies is begun again. They are kept in the
memory of who serves: with it they end.
"""

import json
import subprocess
import sys
import threading
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any

from entrepot import __version__
from entrepot.kernel.errors import InputError, MissingError, ModelError, Problem, RefusedError
from entrepot.plan.frontier import names_of
from entrepot.plan.intake import read_case
from entrepot.plan.portfolio import gap_of
from entrepot.service.cases import parse_cases
from entrepot.service.portfolio import check_against

Document = dict[str, Any]
PLAN, FRONTIER, REGRET = "plan", "frontier", "regret"
POINTS = 11
WAITING, WORKING, DONE, FAILED = "waiting", "working", "done", "failed"
UNFINISHED = (WAITING, WORKING)
MOST_WAITING, MOST_KEPT, MOST_ATTEMPTS = 8, 50, 3
MOST_SECONDS = 600
_WORKER = "entrepot.service.portfolio_worker"


@dataclass(slots=True)
class Run:
    """A portfolio that is or was searched.

    Attributes:
        ask: plan, frontier or regret.
        against: What the frontier holds benefit against.
        choices: What it could hold it against.
    """

    id: str
    name: str
    case: str
    made_by: str
    made_at: datetime
    ask: str = PLAN
    against: str = ""
    choices: tuple[str, ...] = ()
    state: str = WAITING
    best: float | None = None
    bound: float | None = None
    attempts: int = 0
    is_stopped: bool = False
    document: Document | None = None
    problems: list[dict[str, str]] = field(default_factory=list)
    process: "subprocess.Popen[str] | None" = None

    def told(self) -> Document:
        """The run as JSON tells it."""
        gap = None if self.best is None or self.bound is None else gap_of(self.best, self.bound)
        return {
            "id": self.id, "name": self.name, "ask": self.ask, "against": self.against,
            "choices": list(self.choices), "state": self.state, "is_stopped": self.is_stopped,
            "progress": {"objective": self.best, "bound": self.bound, "gap": gap},
            "made_by": self.made_by, "made_at": self.made_at.isoformat(timespec="seconds"),
            "result": self.document, "problems": self.problems,
        }  # fmt: skip


class PortfolioRuns:
    """The runs of one that serves."""

    def __init__(self, command: tuple[str, ...] = (sys.executable, "-m", _WORKER)) -> None:
        self.command = command
        self.lock = threading.Lock()
        self.runs: dict[str, Run] = {}
        self.waiting: deque[Run] = deque()
        self.is_working = False

    def start(
        self, content: bytes, name: str, *, by: str, at: datetime, ask: str = PLAN,
        against: str = "",
    ) -> Document:  # fmt: skip
        """Ask for a portfolio; the same case asked for again is the same run.

        Args:
            content: The case.
            name: Under which it is kept; else its code.
            by: Account.
            at: Instant.
            ask: plan, frontier or regret.
            against: What the frontier holds benefit against.

        Raises:
            InputError: The case cannot be used; everything wrong is named.
            RefusedError: Too many wait.
        """
        text = _text(content, name)
        case = read_case(parse_cases(text.encode(), name or "case"))
        if case.options.time_limit_s > MOST_SECONDS:
            hint, zh = f"Give at most {MOST_SECONDS} s here.", f"这里最多求解 {MOST_SECONDS} 秒。"
            where = "options.time_limit_s"
            raise InputError(Problem("plan.range", where, "is too long.", hint, message_zh=zh))
        if ask == FRONTIER:
            check_against(case, against)
        told = "\0".join((__version__, ask, against, text))
        key = sha256(told.encode()).hexdigest()[:32]
        with self.lock:
            known = self.runs.get(key)
            if known is not None and known.state != FAILED and not known.is_stopped:
                return known.told()
            if len(self.waiting) >= MOST_WAITING:
                message, hint = "too many portfolios wait.", "Try again when some are done."
                raise RefusedError(Problem("plan.busy", "runs", message, hint,
                                           message_zh="等待中的方案过多。"))  # fmt: skip
            choices = names_of(case)
            run = Run(key, name or case.code, text, by, at, ask, against, choices)
            self._keep(run)
            return run.told()

    def get(self, key: str) -> Document:
        """A run: how far it is, what came out.

        Raises:
            MissingError: There is no such run.
        """
        with self.lock:
            return self._find(key).told()

    def ask_more(self, key: str, ask: str, against: str, *, by: str, at: datetime) -> Document:
        """Ask for the frontier or the least regret of the case of a run.

        Raises:
            InputError: The case holds nothing of that name.
            MissingError: There is no such run.
            RefusedError: Too many wait.
        """
        with self.lock:
            run = self._find(key)
        return self.start(run.case.encode(), run.name, by=by, at=at, ask=ask, against=against)

    def list(self) -> list[Document]:
        """The newest runs without their results, newest first."""
        with self.lock:
            rows = [{**run.told(), "result": None} for run in self.runs.values()]
        return rows[::-1]

    def stop(self, key: str) -> Document:
        """End the search of a run with the best plan found; one that has ended stays as it is.

        Raises:
            MissingError: There is no such run.
        """
        with self.lock:
            run = self._find(key)
            if run.state in UNFINISHED:
                run.is_stopped = True
                _say(run, "stop\n")
            return run.told()

    def end(self) -> None:
        """Let nothing wait or be searched any more."""
        with self.lock:
            self.waiting.clear()
            for run in self.runs.values():
                run.attempts = MOST_ATTEMPTS
                if run.process is not None:
                    run.process.kill()

    def _find(self, key: str) -> Run:
        if key in self.runs:
            return self.runs[key]
        message, hint = f"there is no portfolio '{key}'.", "Send its case again."
        raise MissingError(
            Problem("plan.unknown_run", "id", message, hint, message_zh=f"没有方案“{key}”。")
        )

    def _keep(self, run: Run) -> None:
        self.runs.pop(run.id, None)
        self.runs[run.id] = run
        ended = [one.id for one in self.runs.values() if one.state not in UNFINISHED]
        for key in ended[: max(0, len(self.runs) - MOST_KEPT)]:
            del self.runs[key]
        self.waiting.append(run)
        if not self.is_working:
            self.is_working = True
            threading.Thread(target=self._work_out_waiting, daemon=True).start()

    def _work_out_waiting(self) -> None:
        while True:
            with self.lock:
                if not self.waiting:
                    self.is_working = False
                    return
                run = self.waiting.popleft()
            while run.state in UNFINISHED:
                self._attempt(run)

    def _attempt(self, run: Run) -> None:
        """Let a process search; where it dies without an answer the run goes on waiting."""
        with subprocess.Popen(
            self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        ) as process:
            with self.lock:
                run.state, run.process, run.attempts = WORKING, process, run.attempts + 1
                task = {"case": run.case, "ask": run.ask, "against": run.against}
                _say(run, json.dumps(task) + "\n" + "stop\n" * run.is_stopped)
            for line in process.stdout or ():
                if line.startswith("{"):
                    self._hear(run, json.loads(line))
                if run.state not in UNFINISHED:
                    break
            process.kill()
        with self.lock:
            run.process = None
            if run.state in UNFINISHED and run.attempts >= MOST_ATTEMPTS:
                message = f"its process ended {MOST_ATTEMPTS} times before it was done."
                error = ModelError(Problem("plan.broke", "run", message, "Make the case smaller.",
                                           message_zh="求解进程多次中断。"))  # fmt: skip
                run.state, run.problems = FAILED, error.document()["problems"]

    def _hear(self, run: Run, told: Document) -> None:
        with self.lock:
            if "document" in told:
                run.state, run.document = DONE, told["document"]
                run.best, run.bound = run.document.get("objective"), run.document.get("bound")
            elif "problems" in told:
                run.state, run.problems = FAILED, told["problems"]
            else:
                run.best, run.bound = told["best"], told["bound"]


def _text(content: bytes, name: str) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(
            Problem("input.text", name or "case", "is no text in UTF-8.", "Save it as UTF-8.",
                    message_zh="不是 UTF-8 文本。")
        ) from error  # fmt: skip


def _say(run: Run, text: str) -> None:
    """Say something to the process of a run; one that is gone does not hear it."""
    pipe = run.process.stdin if run.process else None
    if pipe is not None:
        with suppress(OSError):
            pipe.write(text)
            pipe.flush()
