"""Scenarios that people keep: each version once, its runs beside it, removed and put back."""

import json
import re
import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from entrepot.kernel.errors import MissingError, Problem
from entrepot.store.db import Tx
from entrepot.store.queries import queries

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_FORM = re.compile(f"S[{_CROCKFORD}]{{13}}")
_MISREAD = str.maketrans("OIL", "011")
_MOST = 200
_MOST_RUNS = 20
Row = Mapping[str, Any]


def keep_scenario(
    tx: Tx, *, owner: str, region: str, pack_version: str, name: str, digest: str,
    edits: list[dict[str, Any]], at: datetime,
) -> Row:  # fmt: skip
    """The newest version of a name where it has these edits, else a new version.

    Returns:
        Its id, reference and version.
    """
    sql = queries("scenarios")
    sql.lock_name(tx, owner=owner, region=region, name=name)
    newest = sql.find_newest(tx, owner=owner, region=region, name=name)
    if newest and newest["hash"] == digest and newest["removed_at"] is None:
        return dict(newest)
    reference = "S" + "".join(secrets.choice(_CROCKFORD) for _ in range(13))
    version = newest["version"] + 1 if newest else 1
    number = sql.add_scenario(
        tx, reference=reference, owner=owner, region=region, pack_version=pack_version,
        name=name, version=version, hash=digest, edits=_written(edits), made_at=at,
    )  # fmt: skip
    return {"id": number, "reference": reference, "version": version}


def add_run(
    tx: Tx, scenario_id: int, *, od: list[dict[str, Any]], result: object, at: datetime
) -> None:
    """Keep what a scenario made of some pairs."""
    queries("scenarios").add_run(
        tx, scenario_id=scenario_id, made_at=at, od=_written(od), result=_written(result)
    )


def list_scenarios(tx: Tx, owner: str, region: str) -> list[Row]:
    """Scenarios of an account, newest first, without those removed."""
    return list(queries("scenarios").list_scenarios(tx, owner=owner, region=region, most=_MOST))


def get_scenario(tx: Tx, reference: str) -> tuple[Row, list[Row]]:
    """A scenario of who acts, and its runs, newest first.

    Raises:
        MissingError: He has no such scenario.
    """
    name = parse_reference(reference)
    row = queries("scenarios").find_scenario(tx, reference=name) if name else None
    if row is None:
        raise unknown(reference)
    return row, list(queries("scenarios").list_runs(tx, scenario_id=row["id"], most=_MOST_RUNS))


def remove_scenario(tx: Tx, reference: str, *, at: datetime) -> None:
    """Take a scenario off the list.

    Raises:
        MissingError: He has no such scenario, or removed it before.
    """
    name = parse_reference(reference)
    if not name or queries("scenarios").remove_scenario(tx, reference=name, at=at) is None:
        raise unknown(reference)


def restore_scenario(tx: Tx, reference: str) -> None:
    """Put a removed scenario back.

    Raises:
        MissingError: He removed no such scenario.
    """
    name = parse_reference(reference)
    if not name or queries("scenarios").restore_scenario(tx, reference=name) is None:
        raise unknown(reference)


def parse_reference(text: str) -> str:
    """A reference however it is written; empty where it is none."""
    bare = "".join(text.upper().replace("-", "").split())
    bare = bare[:1] + bare[1:].translate(_MISREAD)
    return bare if _FORM.fullmatch(bare) else ""


def unknown(reference: str) -> MissingError:
    """The error for a scenario that is not there, or is another's."""
    message = f"you keep no scenario {reference[:40]!r}."
    return MissingError(
        Problem("scenario.none", "reference", message, "List your scenarios.",
                message_zh="您没有该情景。")
    )  # fmt: skip


def _written(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
