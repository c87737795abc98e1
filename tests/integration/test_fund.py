"""The fund on PostgreSQL: the committee, the money, races, and who sees what."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from decimal import Decimal

import psycopg
import pytest
from tests.integration.conftest import MADE_AT, copy_of

from entrepot.kernel.errors import InputError, MissingError, RefusedError
from entrepot.service import fund
from entrepot.service.project_funds import caps_of_calls
from entrepot.service.window import Window
from entrepot.store.db import Database
from entrepot.store.fund import acting_fund
from entrepot.store.home import Home
from entrepot.store.reference import open_reference

NOON = datetime(2026, 3, 10, 4, tzinfo=UTC)
MEMBERS = ["member1", "member2", "member3"]
MANAGER, FIRM, RIVAL = "fund", "exporter", "rival"


def rehearse_hub(database: Database) -> None:
    """Make the accounts of `entrepot demo hub`."""
    from entrepot.service.demo_hub import demo_hub

    demo_hub(database, open_reference("upland"), at=MADE_AT)


@pytest.fixture(scope="module")
def hub(server, template_of, tmp_path_factory) -> Iterator[Window]:
    """A window with the hub's accounts, which this file's tests share."""
    home = Home(tmp_path_factory.mktemp("fund"), region="upland")
    with copy_of(template_of(server, rehearse_hub), server) as database:
        yield Window(home, database, open_reference("upland"))


class Project:
    """A call and an application of its own, and what is done with it."""

    def __init__(self, window: Window, budget: str = "1000.00", asked: str = "600.00") -> None:
        self.window, self.currency = window, window.reference.settings.currency
        raw = {"title": "Cold boxes", "budget": self.money(budget), "opens_on": "2026-03-01",
               "closes_on": "2026-03-31", "members": MEMBERS}  # fmt: skip
        self.call = fund.open_call(window, raw, by=MANAGER, at=NOON)["reference"]
        half = {"amount": f"{Decimal(asked) / 2:.2f}", "currency": self.currency}
        steps = [{"title": "bought", "amount": half}, {"title": "at work", "amount": half}]
        wish = {"title": "Two boxes", "asked": self.money(asked), "milestones": steps}
        self.wish = wish
        self.name = fund.apply(window, self.call, wish, by=FIRM, at=NOON)["reference"]

    def money(self, amount: str) -> dict:
        return {"amount": amount, "currency": self.currency}

    def act(self, move: str, by: str = MANAGER, **more) -> dict:
        if isinstance(more.get("amount"), str):
            more["amount"] = self.money(more["amount"])
        return fund.act(self.window, self.name, {"move": move, **more}, by=by, at=NOON)

    def approve(self) -> "Project":
        for member in MEMBERS:
            self.act("vote", member, vote="yes")
        assert self.act("decide")["state"] == "approved"
        return self

    def show(self, by: str = MANAGER) -> dict:
        return fund.show(self.window, self.name, by=by, at=NOON)


def code_of(caught) -> list[str]:
    return [problem.code for problem in caught.value.problems]


def test_a_project_goes_from_call_to_money_returned(hub) -> None:
    project = Project(hub).approve()
    project.act("commit", amount="600.00", key="c")
    project.act("reach", milestone="1", evidence="invoice 7")
    project.act("draw", amount="300.00", key="d")
    told = project.act("return", amount="100.00", key="r")

    assert [told[name]["amount"] for name in ("committed", "drawn", "returned")] == [
        "600.00", "300.00", "100.00",
    ]  # fmt: skip
    call = fund.show(hub, project.call, by=MANAGER, at=NOON)
    assert call["free"]["amount"] == "500.00"
    assert [move["kind"] for move in told["money"]] == ["commit", "draw", "return"]


def test_money_is_drawn_only_on_milestones_reached(hub) -> None:
    project = Project(hub).approve()
    project.act("commit", amount="600.00", key="c")

    with pytest.raises(RefusedError) as caught:
        project.act("draw", amount="0.01", key="early")
    assert code_of(caught) == ["fund.commitment"]
    with pytest.raises(RefusedError) as caught:
        project.act("reach", milestone="3", evidence="none")
    assert code_of(caught) == ["fund.milestone"]


def test_who_stepped_back_neither_votes_nor_makes_the_quorum(hub) -> None:
    project = Project(hub)
    project.act("recuse", "member1", reason="my brother's firm")
    with pytest.raises(RefusedError) as caught:
        project.act("vote", "member1", vote="yes")
    assert "fund.recused" in code_of(caught)
    project.act("vote", "member2", vote="yes")
    project.act("vote", "member3", vote="yes")

    with pytest.raises(RefusedError) as caught:
        project.act("decide")
    assert code_of(caught) == ["fund.quorum"]


def test_the_same_key_is_the_same_move_and_another_amount_is_refused(hub) -> None:
    project = Project(hub).approve()
    project.act("commit", amount="10.00", key="c")
    again = project.act("commit", amount="10.00", key="c")

    assert again["committed"]["amount"] == "10.00"
    with pytest.raises(RefusedError) as caught:
        project.act("commit", amount="11.00", key="c")
    assert code_of(caught) == ["fund.key_taken"]


def test_two_projects_never_get_more_than_the_call_has(hub) -> None:
    first = Project(hub, budget="1000.00", asked="600.00")
    second = Project.__new__(Project)
    second.__dict__.update(first.__dict__)
    second.name = fund.apply(hub, first.call, first.wish, by=RIVAL, at=NOON)["reference"]
    first.approve()
    second.approve()

    def commit(project: Project) -> str:
        try:
            return project.act("commit", amount="600.00", key="c")["state"]
        except RefusedError as error:
            return error.problems[0].code

    with ThreadPoolExecutor(2) as threads:
        told = sorted(threads.map(commit, (first, second)))

    assert told == ["committed", "fund.budget"]
    assert fund.show(hub, first.call, by=MANAGER, at=NOON)["free"]["amount"] == "400.00"


def test_others_see_neither_an_application_nor_its_votes(hub) -> None:
    project = Project(hub)
    project.act("vote", "member1", vote="no")

    with pytest.raises(MissingError):
        project.show(by=RIVAL)
    assert project.show(by=FIRM)["votes"] == []
    assert project.show(by="member2")["votes"][0]["vote"] == "no"
    assert project.show(by="auditor")["votes"][0]["account"] == "member1"
    assert fund.show(hub, project.call, by=RIVAL, at=NOON)["applications"] == []


def test_who_holds_no_role_of_the_fund_does_nothing_with_it(hub) -> None:
    project = Project(hub)

    for move, by, more in (
        ("vote", MANAGER, {"vote": "yes"}), ("decide", "member1", {}), ("decide", FIRM, {}),
    ):  # fmt: skip
        with pytest.raises(RefusedError):
            project.act(move, by, **more)
    assert project.show()["state"] == "applied"


def test_everything_wrong_with_an_application_is_named_at_once(hub) -> None:
    project = Project(hub)
    wrong = {"asked": project.money("5.00"), "colour": "red",
             "milestones": [{"title": "", "amount": project.money("4.00")}]}  # fmt: skip

    with pytest.raises(InputError) as caught:
        fund.apply(hub, project.call, wrong, by=FIRM, at=NOON)

    assert {problem.where for problem in caught.value.problems} == {
        "title", "colour", "milestones[0].title", "milestones",
    }  # fmt: skip


def test_a_call_takes_applications_on_its_days_alone(hub) -> None:
    project, late = Project(hub), datetime(2026, 4, 1, 12, tzinfo=UTC)

    with pytest.raises(RefusedError) as caught:
        fund.apply(hub, project.call, project.wish, by=FIRM, at=late)
    assert code_of(caught) == ["fund.closed"]


def try_sql(window: Window, sql: str) -> None:
    """Run a statement as the window itself would."""
    with acting_fund(window.database, MANAGER, NOON) as (book, _):
        book.become_system()
        book.tx.execute(sql)


@pytest.mark.parametrize(
    "sql",
    [
        "update fund_call set committed = committed + 1",
        "update fund_application set drawn = committed, state = 'committed'",
        "update fund_vote set vote = 'yes'",
        "delete from fund_move",
    ],
)
def test_the_database_itself_refuses_what_does_not_add_up(hub, sql) -> None:
    Project(hub).approve().act("commit", amount="10.00", key="c")

    with pytest.raises(psycopg.Error):
        try_sql(hub, sql)


def test_what_a_call_has_free_caps_a_source_of_money_of_projects(hub: Window) -> None:
    project = Project(hub, budget="2500000.00", asked="500000.00")
    found = caps_of_calls(hub, {"open_fund": project.call}, project.currency, 1e6,
                          by=MANAGER, at=NOON)  # fmt: skip

    assert Decimal(found["fund:open_fund"]) == Decimal("2.5")
    with pytest.raises(InputError) as raised:
        caps_of_calls(hub, {"open_fund": project.call}, "XTS", 1.0, by=MANAGER, at=NOON)
    assert raised.value.problems[0].code == "plan.currency"
    with pytest.raises(MissingError):
        caps_of_calls(hub, {"open_fund": "F-0"}, project.currency, 1.0, by=MANAGER, at=NOON)
