"""The rehearsal of the hub: those who work there beside the firms and offices of the window."""

from datetime import datetime
from typing import Any

from entrepot.service.accounts import CLIENT
from entrepot.service.demo import PARTIES as WINDOW_PARTIES
from entrepot.service.demo import (
    Party,
    User,
    check_invented,
    demo_window,
    places_of,
    save_parties,
    save_users,
    uscc_of,
    users_document,
)
from entrepot.service.examples import example_offices
from entrepot.store.accounts import Accounts
from entrepot.store.db import Database
from entrepot.store.reference import WindowReference

PARTIES = (
    Party("sandbox_operator", "carrier", "Example Train Operator (synthetic)",
          "示例班列运营方（虚构）", uscc_of(21)),
    Party("sandbox_zone", "zone", "Example Zone Firm (synthetic)", "示例区内企业（虚构）",
          uscc_of(22), "0000940022"),
    Party("sandbox_platform", "platform", "Example Platform (synthetic)", "示例电商平台（虚构）",
          uscc_of(23), "0000930023"),
    Party("sandbox_insurer", "insurer", "Example Insurer (synthetic)", "示例保险公司（虚构）",
          uscc_of(24)),
    Party("sandbox_tax", "office", "Tax Office (synthetic)", "示例税务机关（虚构）",
          uscc_of(25)),
    Party("sandbox_fund", "agency", "Development Fund (synthetic)", "示例开放发展基金（虚构）",
          uscc_of(27)),
    Party("sandbox_farm", "farm", "Example Fruit Co-operative (synthetic)",
          "示例水果合作社（虚构）", uscc_of(26), "0000920026"),
)  # fmt: skip

USERS = (
    User("operator", "sandbox_operator", "carrier", "Train operator (synthetic)",
         "班列运营员（虚构）", "place"),
    User("zone", "sandbox_zone", "zone_enterprise", "Zone firm (synthetic)", "区内企业（虚构）"),
    User("platform", "sandbox_platform", "platform", "Platform program (synthetic)",
         "平台程序（虚构）", kind=CLIENT),
    User("bank", "sandbox_bank", "bank", "Bank program (synthetic)", "银行程序（虚构）",
         kind=CLIENT),
    User("bank2", "sandbox_bank", "bank", "Bank desk (synthetic)", "银行经办人（虚构）",
         is_shown=False),
    User("insurer", "sandbox_insurer", "insurer", "Insurer (synthetic)", "保险员（虚构）"),
    User("refunds", "sandbox_tax", "tax_officer", "Refund officer (synthetic)",
         "退税审核员（虚构）"),
    User("platform2", "sandbox_platform", "platform", "Platform desk (synthetic)",
         "平台经办人（虚构）", is_shown=False),
    User("farm", "sandbox_farm", "trader", "Co-operative (synthetic)", "合作社（虚构）"),
    User("refunds2", "sandbox_tax", "tax_supervisor", "Refund supervisor (synthetic)",
         "退税主管（虚构）", is_shown=False),
    User("zone_officer", "sandbox_inland", "zone_supervisor", "Zone supervisor (synthetic)",
         "区域监管员（虚构）", "inland", is_shown=False),
    User("fund", "sandbox_fund", "fund_manager", "Fund manager (synthetic)", "基金管理员（虚构）",
         is_shown=False),
    *(
        User(f"member{number}", "sandbox_fund", "fund_member",
             f"Committee member {number} (synthetic)", f"评审委员{number}（虚构）", is_shown=False)
        for number in (1, 2, 3)
    ),
)  # fmt: skip


def demo_hub(database: Database, reference: WindowReference, *, at: datetime) -> dict[str, Any]:
    """Make the rehearsal of the window and those of the hub; what is there stays as it is.

    Args:
        database: Where.
        reference: Tables of the region; its offices are where it takes place.
        at: Now.

    Returns:
        What `demo_window` tells, the users of the hub among its users.

    Raises:
        MissingError: The region has no offices to rehearse at.
        RefusedError: The store holds organisations or accounts that are real.
    """
    told = demo_window(database, reference, at=at)
    with database.transaction() as tx:
        book = Accounts(tx)
        book.become_system()
        book.lock_account(account="demo hub")
        check_invented(book, USERS)
        save_parties(book, PARTIES)
        save_users(book, USERS, places_of(*example_offices(reference)))
    users = users_document(USERS, (*WINDOW_PARTIES, *PARTIES))
    return {**told, "users": {**told["users"], **users}}
