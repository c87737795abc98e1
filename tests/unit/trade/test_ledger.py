"""Ledgers of partners and groups: exact sums, dated groups, unions that count once."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from entrepot.trade.ledger import Account, Traded, account_of, by_group, by_partner, ranks, union

SINCE = {("G", "A"): date(2024, 2, 1), ("G", "B"): date(1999, 1, 1), ("H", "B"): date(1999, 1, 1)}
traded = st.lists(
    st.builds(Traded, st.sampled_from("ABC"), st.sampled_from([202401, 202402, 202400]),
              st.sampled_from(["export", "import", "re-export"]), st.integers(0, 10**12)),
    max_size=20,
)  # fmt: skip


def belongs(group: str, partner: str, on: date) -> bool:
    since = SINCE.get((group, partner))
    return since is not None and since <= on


def test_a_partner_belongs_to_a_group_from_its_day_on() -> None:
    rows = [Traded("A", 202401, "export", 5), Traded("A", 202402, "export", 7),
            Traded("B", 202401, "import", 11)]  # fmt: skip
    found = by_group(rows, ["G", "H"], belongs)

    assert (found["G"].exports, found["G"].imports, found["G"].balance) == (7, 11, -4)
    assert found["G"].partners == {"A", "B"}
    assert (found["H"].exports, found["H"].imports) == (0, 11)


def test_in_a_union_each_partner_counts_once() -> None:
    rows = [Traded("B", 202401, "export", 5)]

    assert union(rows, ["G", "H"], belongs).turnover == 5


def test_what_is_unknown_makes_its_sums_unknown_and_no_others() -> None:
    rows = [Traded("A", 202401, "export", None), Traded("A", 202401, "import", 3)]
    account = by_partner(rows)["A"]

    assert (account.exports, account.imports, account.balance, account.turnover) == (
        None, 3, None, None
    )  # fmt: skip
    assert ranks({"A": account, "B": Account(1, 1)}) == {"A": None, "B": 1}


@given(traded)
def test_partners_add_up_to_the_whole(rows: list[Traded]) -> None:
    partners, whole = by_partner(rows), account_of(rows)

    assert sum(one.exports or 0 for one in partners.values()) == whole.exports
    assert sum(one.imports or 0 for one in partners.values()) == whole.imports


@given(traded)
def test_a_union_lies_between_its_largest_group_and_their_sum(rows: list[Traded]) -> None:
    groups = by_group(rows, ["G", "H"], belongs)
    whole = union(rows, ["G", "H"], belongs).turnover or 0
    parts = [one.turnover or 0 for one in groups.values()]

    assert max(parts) <= whole <= sum(parts)


def test_equals_share_the_better_place() -> None:
    accounts = {"A": Account(2, 2), "B": Account(4, 0), "C": Account(1, 0)}

    assert ranks(accounts) == {"A": 1, "B": 1, "C": 3}
