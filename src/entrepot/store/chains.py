"""Events of things that are no declarations: mandates, accounts, firms, tries on foreign papers.

Each thing has a chain of its own, named `KIND:ID`. The window itself adds to it, since one who
acts may not read a whole chain; who acted stands in the event.
"""

import json
from collections.abc import Mapping
from datetime import datetime

from entrepot.store.db import Database
from entrepot.store.window import Book, acting_system
from entrepot.window.actor import Actor
from entrepot.window.evidence import GENESIS, Event, link

MOST_SIGNS = 200  # of a reference nobody vouches for


def append_event(
    book: Book,
    chain: str,
    *,
    kind: str,
    at: datetime,
    by: Actor,
    body: Mapping[str, object],
) -> Event:
    """Add the next event to a chain, in the transaction of the act it tells of.

    Args:
        book: The transaction; others who add to the chain wait until it ends.
        chain: Name of the chain, such as `mandate:7`.
        kind: Code of what happened.
        at: When it happened.
        by: Who acted.
        body: What else is known; see `evidence.canonical` for what it may hold.

    Returns:
        The event as it was stored.
    """
    with book.as_system():
        book.lock_chain(chain=chain)
        head = book.find_head(chain=chain)
        seq, before = (head["seq"] + 1, head["hash"]) if head else (1, GENESIS)
        event = link(chain, seq, before, at, kind, by.party, by.account, body)
        book.add_events(declaration_id=None, rows=events_json([event]))
    return event


def events_json(events: list[Event]) -> str:
    """Events as the query `add_events` takes them."""
    return json.dumps(
        [
            {
                "chain": event.chain,
                "seq": event.seq,
                "at": event.at.isoformat(),
                "kind": event.kind,
                "party": event.party,
                "account": event.account,
                "body": event.body,
                "prev_hash": event.prev_hash.hex(),
                "hash": event.hash.hex(),
            }
            for event in events
        ],
        ensure_ascii=False,
    )


def note_try(database: Database, account: str, at: datetime, what: str, reference: str) -> None:
    """Keep that somebody asked for something that is not his, or is not at all.

    It has a transaction of its own, so that it stays when the act itself is refused.

    Args:
        database: Where.
        account: Who asked, as `ACCOUNT` or `ACCOUNT@ORGANISATION`.
        at: When.
        what: What was asked, such as `show`.
        reference: What it was asked of, as it was written; cut at 200 signs.
    """
    told = {"what": what, "reference": reference[:MOST_SIGNS]}
    name, _, organisation = account.partition("@")
    with acting_system(database) as book:
        by = Actor(name, organisation, roles=frozenset({"unknown"}))
        append_event(book, f"tries:{name}", kind="try", at=at, by=by, body=told)
