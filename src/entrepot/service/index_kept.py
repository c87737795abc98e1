"""Questions about runs that are kept: what changed between two, and a fund shared by one."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from entrepot.assess.index import build
from entrepot.kernel.errors import InputError, Problem
from entrepot.service.index_change import told_changes
from entrepot.service.index_files import IndexFiles
from entrepot.service.index_ground import Ground, read_under, stand
from entrepot.service.index_runs import asked_of, find_run, head_of
from entrepot.service.index_sensitivity import Asked, ask_of
from entrepot.service.index_tilt import Fund, told_tilt
from entrepot.service.observations import need_seer
from entrepot.service.window import Window
from entrepot.store.observations import Known, Row, acting_known

Document = dict[str, Any]


def explain_runs(
    window: Window, before: str, after: str, units: Sequence[str] = (), *, by: str, at: datetime
) -> Document:
    """Why units moved between two kept runs: data, weights, method, peers; nothing is kept.

    Both are worked out again from what was known then; `same_as_kept` tells whether that is what
    was kept, which another version of the program may read otherwise.

    Args:
        window: The window.
        before: Id of the first run.
        after: That of the second.
        units: Units asked about; all where none is named.
        by: Account.
        at: Now.

    Raises:
        InputError: One is a panel and the other none, or a scheme cannot read the other's data.
        MissingError: There is no such run, or a unit does not stand in both.
        ModelError: A run has no honest answer.
        RoleError: Who acts may not read them.
    """
    with acting_known(window.database, by, at) as (book, who):
        need_seer(who)
        rows = [find_run(book, name) for name in (before, after)]
        first, second = (stand(book, asked_of(row), at) for row in rows)
        crossed = read_under(book, first, second), read_under(book, second, first)
    told = told_changes((first.files, second.files), lambda: crossed, units)
    ends = zip(("before", "after"), rows, (first, second), strict=True)
    return {**told, **{name: _head(row, ground) for name, row, ground in ends}}


def tilt_run(
    window: Window, run: str, fund: Fund, before: str = "", *, by: str, at: datetime
) -> Document:
    """Share a fund by the ranks of a kept run; nothing is kept.

    Args:
        window: The window.
        run: Id of the run; its version names assumptions.
        fund: What is shared, and how.
        before: Id of an earlier run, where gains are paid too.
        by: Account.
        at: Now.

    Raises:
        InputError: An amount cannot be used, or the version names no assumptions.
        MissingError: There is no such run.
        ModelError: Scores are below zero, or a combination has no honest answer.
        RoleError: Who acts may not read it.
    """
    with acting_known(window.database, by, at) as (book, who):
        need_seer(who)
        row = find_run(book, run)
        ground = stand(book, asked_of(row), at)
        earlier = _earlier(book, ground, before, at) if before else None
    raw = ground.version.body["assumptions"]
    if not raw:
        raise InputError(_no_assumptions(run))
    last = _asked(earlier, raw) if earlier else None
    told = told_tilt(_asked(ground.files, raw), fund, last)
    return {**_head(row, ground), **told}


def _earlier(book: Known, ground: Ground, name: str, at: datetime) -> IndexFiles:
    """The data of an earlier run as the scheme of the later reads them."""
    other = stand(book, asked_of(find_run(book, name)), at)
    return replace(ground.files, table=read_under(book, ground, other))


def _asked(files: IndexFiles, raw: Any) -> Asked:
    return ask_of(files, build(files.scheme, files.table), raw, keep_scores=True)


def _head(row: Row, ground: Ground) -> Document:
    return {**head_of(row), "same_as_kept": ground.files.hash == row["hash"]}


def _no_assumptions(run: str) -> Problem:
    return Problem(
        "index.no_assumptions", run, "its version names no assumptions: no rank is in doubt.",
        "Publish a version with --assumptions and work it out.",
        message_zh="该方案版本没有列出假设，无从判断名次的把握。",
    )  # fmt: skip
