"""Files of e-commerce lists: each matched, taxed, counted towards a person's year, and kept."""

from collections.abc import Sequence
from datetime import datetime

from entrepot.bonded.allowance import Allowance, beyond_the_year
from entrepot.service.ecommerce_judge import ACCEPTED, EcommerceJudge, PreparedList
from entrepot.service.list_bulk import Replays
from entrepot.service.list_lines import Outcome
from entrepot.service.window import Window
from entrepot.store.ecommerce import ITEMS, STAGED, Lists, copy_text
from entrepot.store.personal import personal_keys
from entrepot.window.actor import Actor
from entrepot.window.evidence import GENESIS

FILERS = ("platform", "trader", "broker")


class EcommerceFiler:
    """Files lists of e-commerce.

    Args:
        window: The window.
    """

    roles = FILERS

    def __init__(self, window: Window) -> None:
        self._currency = window.reference.settings.currency
        keys = personal_keys(window.home.folder)
        self.judge = EcommerceJudge(self._currency, keys, window.legal)

    def keep(
        self, book: Lists, actor: Actor, prepared: Sequence[PreparedList], at: datetime
    ) -> list[Outcome]:  # fmt: skip
        """Keep lists with their goods, moves of allowances and events; those beyond a year not."""
        book.lock_firm(org=actor.organisation)
        numbers = [one.number for one in prepared]
        replays = Replays(book.find_filed(org=actor.organisation, numbers=numbers),
                          "ecommerce.order_taken")  # fmt: skip
        fresh = [
            one for one in prepared
            if replays.is_new(one.line, one.number, one.digest, one.reference)
        ]  # fmt: skip
        refused: dict[str, Outcome] = {}
        if fresh:
            _stage(book, fresh)
            refused = _beyond(book, fresh, at)
            refused_lines = [one.line for one in refused.values()]
            _keep_staged(book, actor, self._currency, refused_lines, at)
        outcomes = [refused.get(one.reference) or Outcome(one.line, one.reference) for one in fresh]
        return [*outcomes, *replays.settle(refused)]


def _stage(book: Lists, fresh: Sequence[PreparedList]) -> None:
    book.make_staging()
    copy_text(book, "ecommerce_staging", STAGED, [one.row for one in fresh])
    copy_text(book, "item_staging", ITEMS, [one.items for one in fresh])


def _beyond(book: Lists, fresh: Sequence[PreparedList], at: datetime) -> dict[str, Outcome]:
    """Outcomes of lists that a person's year does not hold, in the order of the file."""
    book.add_staged_persons(at=at)
    book.add_staged_allowances()
    held = {
        (bytes(row["person"]), row["year"]): (row["used"], row["reserved"])
        for row in book.lock_staged_allowances()
    }
    refused: dict[str, Outcome] = {}
    for one in fresh:
        counted, key = one.counted, (one.person, one.year)
        if not counted:
            continue
        allowance = Allowance(one.law.annual_limit, *held[key])
        if allowance.holds(counted):
            allowance = allowance.reserve(counted)
            held[key] = allowance.used, allowance.reserved
        else:
            problem = beyond_the_year(allowance, counted, one.law.source)
            refused[one.reference] = Outcome(one.line, problems=(problem,))
    return refused


def _keep_staged(
    book: Lists, actor: Actor, currency: str, refused: list[int], at: datetime
) -> None:  # fmt: skip
    if refused:
        book.drop_staged(lines=refused)
    book.keep_staged_lists(org=actor.organisation, currency=currency, by=actor.account, at=at)
    book.keep_staged_items()
    book.reserve_staged()
    book.keep_staged_moves(at=at)
    book.keep_staged_acceptances(kind=ACCEPTED, party=actor.party, account=actor.account, at=at,
                                 genesis=GENESIS)  # fmt: skip
