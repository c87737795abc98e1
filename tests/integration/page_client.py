"""A client that asks the application over a window as whoever it names."""

from types import SimpleNamespace
from typing import Any

from tests.integration.plans import NOON
from tests.integration.test_fund_pages import Client

from entrepot.service.accounts import MOST_UNREAD, Visitor
from entrepot.service.window import Window
from entrepot.store.accounts import acting_for
from entrepot.web.app import build_app
from entrepot.web.circle_verbs import CircleVerbs
from entrepot.web.window_verbs import WindowVerbs


def client_over(window: Window, circle: CircleVerbs | None = None, **verbs: Any) -> Client:
    """A client for whom an account's name is its session; `verbs` are what is served."""

    def find_visitor(token: str, _: str) -> Visitor | None:
        if not token:
            return None
        with acting_for(window.database, token, NOON) as (book, actor):
            unread = book.count_unread(account=actor.account, most=MOST_UNREAD)
            return Visitor(actor, token, token, token, unread)

    unasked: Any = lambda *_: None  # noqa: E731
    served = WindowVerbs(
        sign_in=unasked, sign_in_client=unasked, sign_out=unasked, find_visitor=find_visitor,
        switch_organisation=unasked, show_account=unasked, list_sandbox_accounts=list, **verbs,
    )  # fmt: skip
    told: Any = SimpleNamespace(wording={}, matrices=None)
    return Client(build_app(told, served, circle=circle), window.database)
