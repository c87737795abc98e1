"""Rows of notices, addresses and feeds of two accounts; each sees its own."""

from tests.integration.window.house import House

TABLES = {"notice", "mail_address", "calendar_feed"}
_ROWS = (
    "insert into notice (region, kind, item, day, account, due_on, text, text_zh, link, made_at)"
    " values ('upland', 'case', %(account)s, '2026-03-10', %(account)s, '2026-03-05', 'A', 'A',"
    " '/stewards/work', %(at)s)",
    "insert into mail_address (account, email, set_at) values (%(account)s, 'a@b.example', %(at)s)",
    "insert into calendar_feed (digest, account, made_at)"
    " values (sha256(convert_to(%(account)s, 'UTF8')), %(account)s, %(at)s)",
)


def keep_notices(house: House) -> None:
    """A notice, an address and a feed of a firm's person and of a promoter."""
    with house.raw() as tx:
        for account in ("exporter", "promoter"):
            for statement in _ROWS:
                tx.execute(statement, {"account": account, "at": house.at})
