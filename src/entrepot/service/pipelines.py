"""Pipelines: their words for stages, and which projects a promoter sees and tells of."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from entrepot.industry.ladder import Pipeline, Stage, parse_pipeline
from entrepot.kernel.errors import InputError, MissingError, Problem
from entrepot.service.accounts import RoleError
from entrepot.service.window import Window
from entrepot.store.pipelines import Pipelines, acting_pipelines
from entrepot.window.actor import SYSTEM, Actor

Document = dict[str, Any]
PROMOTER, STEWARD, ADMINISTRATOR = "promoter", "steward", "administrator"
KEEPERS = (PROMOTER,)
SEERS = (PROMOTER, STEWARD, "planner", "statistician", "auditor")


# Defining


def define_pipeline(window: Window, data: bytes, name: str, *, by: str, at: datetime) -> Document:
    """Define a pipeline, or define it anew: its name and its words for the stages.

    Events that were imported before keep the stage that their word meant then.

    Args:
        window: The window.
        data: JSON with `pipeline`, `name` and `stages`: `stage`, `canonical`, and by choice
            `limit_days`, after which the alarm is raised.
        name: What the file is called.
        by: A promoter; empty is the machine itself.
        at: Now.

    Raises:
        InputError: With everything that is wrong.
        RoleError: Who acts is no promoter.
    """
    pipeline, problems = parse_pipeline(_json(data, name))
    if pipeline is None:
        raise InputError([put(one, name) for one in problems])
    with acting_pipelines(window.database, by, at) as (book, who):
        need(who, KEEPERS)
        with book.as_system():
            book.lock_pipelines()
            is_new = book.save_pipeline(code=pipeline.code, name=pipeline.name,
                                        by=who.account, at=at)  # fmt: skip
            book.drop_stages(pipeline=pipeline.code)
            book.add_stages(
                pipeline=pipeline.code, words=[one.word for one in pipeline.stages],
                canonicals=[one.canonical for one in pipeline.stages],
                limits=[one.limit_days for one in pipeline.stages],
            )  # fmt: skip
    return {**pipeline_document(pipeline), "is_new": is_new}


def list_pipelines(window: Window, *, by: str, at: datetime) -> Document:
    """Pipelines and their words.

    Raises:
        RoleError: Who acts has nothing to do with projects.
    """
    with acting_pipelines(window.database, by, at) as (book, who):
        need(who, SEERS)
        return {"pipelines": [pipeline_document(one) for one in pipelines_of(book).values()]}


def pipelines_of(book: Pipelines) -> dict[str, Pipeline]:
    """Pipelines by their code."""
    return {
        row["code"]: Pipeline(row["code"], row["name"], tuple(
            Stage(one["stage"], one["canonical"], one["limit_days"]) for one in row["stages"]
        ))
        for row in book.list_pipelines()
    }  # fmt: skip


def pipeline_document(pipeline: Pipeline) -> Document:
    """A pipeline as documents tell it."""
    stages = [{"stage": one.word, "canonical": one.canonical, "limit_days": one.limit_days}
              for one in pipeline.stages]  # fmt: skip
    return {"pipeline": pipeline.code, "name": pipeline.name, "stages": stages}


# Scopes


def set_scope(
    window: Window, account: str, places: Sequence[str], chains: Sequence[str], *, by: str,
    at: datetime,
) -> Document:  # fmt: skip
    """Say which projects a promoter sees and tells of; no place is every one, and so is no chain.

    Raises:
        MissingError: There is no such account.
        RoleError: Who acts is no administrator.
    """
    with acting_pipelines(window.database, by, at) as (book, who):
        need(who, (ADMINISTRATOR,))
        with book.as_system():
            if not book.has_account(account=account):
                raise MissingError(
                    Problem("access.unknown", account[:60], "there is no such account.",
                            "Name one that an administrator made.", message_zh="没有该账户。")
                )  # fmt: skip
            book.drop_scopes(account=account, at=at)
            for place in places or [""]:
                for chain in chains or [""]:
                    book.add_scope(account=account, place=place, chain=chain, by=who.account, at=at)
            scopes = [dict(row) for row in book.list_scopes(account=account)]
    return {"account": account, "scopes": scopes}


def need(who: Actor, roles: Sequence[str]) -> None:
    """See that who acts holds a role; the machine itself needs none.

    Raises:
        RoleError: He holds none.
    """
    if who != SYSTEM and not who.roles & set(roles):
        hint = f"Ask for an account with the role {' or '.join(roles)}."
        raise RoleError(
            Problem("pipeline.role", who.account, "has no role for it.", hint,
                    message_zh="没有相应角色。")
        )  # fmt: skip


def put(problem: Problem, name: str) -> Problem:
    """A problem with the name of its file before its place."""
    return replace(problem, where=f"{name} {problem.where}")


def _json(data: bytes, name: str) -> object:
    try:
        found: object = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise InputError(
            Problem("pipeline.json", name, "is no JSON in UTF-8.", "Save it as JSON.",
                    message_zh="不是 JSON 文件。")
        ) from None  # fmt: skip
    return found
