"""Who acts at the land port, where, and what the acts there share."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from entrepot.kernel.errors import InputError, MissingError, Problem, RefusedError
from entrepot.service.accounts import need_role
from entrepot.service.fields import Fields
from entrepot.service.port_events import places_of, sites_of
from entrepot.service.window import Window
from entrepot.store.port import Port
from entrepot.store.window import acting, acting_system
from entrepot.window.actor import Actor

Document = dict[str, Any]
LAST = 2**62
MOST_ROWS = 100


@contextmanager
def at_port(window: Window, by: str, at: datetime, *roles: str) -> Iterator[tuple[Port, Actor]]:
    """A transaction in which somebody with one of some roles acts at the port.

    Raises:
        RoleError: The account holds none of them.
        MissingError: There is no such account.
    """
    with acting(window.database, by, at) as (book, actor):
        if roles:
            need_role(actor, *roles)
        if actor.scope in ("office", "agency"):  # row security knows sites, not offices
            places = ",".join(places_of(window, actor))
            book.tx.execute("select set_config('app.places', %s, true)", [places])
        yield Port(book.tx), actor


@contextmanager
def seeing(window: Window, by: str, at: datetime) -> Iterator[Port]:
    """The port's tables as an account sees them; without one, all of them, to be summed."""
    if by:
        with at_port(window, by, at) as (book, _):
            yield book
    else:
        with acting_system(window.database) as book:
            yield Port(book.tx)


def own_site(window: Window, actor: Actor, site: str) -> str:
    """A place an account works at; its first where none is named.

    Raises:
        MissingError: It is none of the account's.
    """
    sites = sites_of(window, actor)
    if site and site not in sites:
        raise window.missing_site(site)
    return site or sites[0]


def refuse(problems: Iterable[Problem]) -> None:
    """Raise what stands against an act, if anything does.

    Raises:
        RefusedError: With all of it.
    """
    if found := list(problems):
        raise RefusedError(found)


def no_such(what: str, name: object, chinese: str) -> MissingError:
    """There is no such thing for who asks."""
    problem = Problem(f"port.{what}_unknown", str(name)[:60], f"there is no such {what}.",
                      "Look for it in your list.", message_zh=f"没有该{chinese}。")  # fmt: skip
    return MissingError(problem)


def checked(fields: Fields) -> None:
    """See that nothing was wrong with what was handed in.

    Raises:
        InputError: With every fault.
    """
    fields.nothing_else()
    if fields.problems:
        raise InputError(fields.problems)


def read_instant(fields: Fields, name: str, *, required: bool = False) -> datetime | None:
    """An instant with its offset; None where it is absent or wrong, which the fields keep."""
    text = fields.text(name, required=required)
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        fields.fault("instant", name, f"{text[:40]!r} is no instant with its offset.",
                     "Write it as 2026-03-10T08:30:00+08:00.")  # fmt: skip
        return None
    return found


def told_instant(moment: datetime | None) -> str | None:
    """An instant as text."""
    return None if moment is None else moment.isoformat()
