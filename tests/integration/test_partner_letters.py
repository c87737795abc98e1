"""Letters to partners on the real database and by a real mail server: each once, and kept."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from threading import Barrier
from types import SimpleNamespace
from typing import Any

import pytest
from tests.integration.page_client import client_over
from tests.integration.plans import NOON, planning
from tests.integration.post import Keeper, mail_server

from entrepot.kernel.errors import InputError, OutsideError
from entrepot.service.accounts import RoleError
from entrepot.service.panel_pages import show_panel
from entrepot.service.partner_letters import list_outgoing, send_letters
from entrepot.service.roll_rows import list_rows
from entrepot.service.rolls import import_rows
from entrepot.service.window import Window
from entrepot.store.packs import open_region
from entrepot.store.window import acting_system
from entrepot.web.circle_binding import bind_circle
from entrepot.web.roll_binding import bind_rolls

ON = date(2026, 3, 10)
PARTNERS = (
    "id,name,owner,mailbox\n"
    "A,Alta,officer,office@alta.example\nB,Bela,,office@bela.example\nC,Cita,,\n"
)
PLANS = (
    "id,partner,occasion,begins_on,every_months,text,reply_days\n"
    "a,A,Spring news,2026-03-10,6,Dear friends,30\nb,B,Spring news,2026-03-01,6,Dear all,\n"
    "c,C,Spring news,2026-03-01,6,Dear all,\nd,A,Autumn news,2026-09-10,12,Dear friends,\n"
    "e,B,A fair,2026-03-02,12,,\n"
)


@pytest.fixture
def window(server, template_of) -> Iterator[Window]:
    with planning(server, template_of) as found:
        with acting_system(found.database) as book:
            book.save_account(id="steward", name="steward", name_zh="steward", kind="person")
            book.save_membership(account="steward", organisation="sandbox_house",
                                 roles=["steward"], offices=[], agency="",
                                 granted_by="admin")  # fmt: skip
        for roll, text in (("partners", PARTNERS), ("contact_plans", PLANS)):
            import_rows(found, roll, text.encode(), f"{roll}.csv", by="", at=NOON)
        yield found


@pytest.fixture
def post(window: Window) -> Iterator[Keeper]:
    with mail_server() as (url, keeper):
        window.home = replace(window.home, smtp_url=url, mail_from="desk@upland.example")
        yield keeper


def sent(window: Window) -> dict:
    return send_letters(window, ON, by="", at=NOON)


def plans(told: list[dict]) -> list[str]:
    return [one["plan"] for one in told]


def test_what_is_due_is_sent_once_and_kept(window: Window, post: Keeper) -> None:
    first, again = sent(window), sent(window)
    letter = next(one for one in post.letters if one["To"] == "office@alta.example")
    kept = {one["plan"]: one for one in list_rows(window, "letters", by="", at=NOON)["rows"]}
    panel = show_panel(window, "letters", by="", at=NOON, on=ON)
    dues = {(row["partner"], row["occasion"]): row["next_due"] for row in panel["rows"]}

    assert plans(first["sent"]) == ["b", "a"]
    assert [(one["plan"], one["lacks"]) for one in first["lacking"]] == [
        ("c", "mailbox"), ("e", "text"),
    ]  # fmt: skip
    assert again["sent"] == []
    assert len(post.letters) == 2
    assert (letter["From"], letter["Subject"]) == ("desk@upland.example", "Spring news")
    assert letter.get_content().strip() == "Dear friends"
    assert (kept["a"]["sent_on"], kept["a"]["reply_due_on"], kept["a"]["owner"]) == (
        "2026-03-10", "2026-04-09", "officer",
    )  # fmt: skip
    assert kept["b"]["reply_asked"] == ""
    assert dues["A", "Spring news"] == "2026-09-10"


def test_a_letter_in_both_languages_says_one_beneath_the_other(
    window: Window, post: Keeper
) -> None:
    text = (
        "id,partner,occasion,occasion_zh,begins_on,every_months,text,text_zh\n"
        "a,A,Spring news,春讯,2026-03-10,6,Dear friends,各位朋友\n"
    )
    import_rows(window, "contact_plans", text.encode(), "zh.csv", by="", at=NOON)
    (due, _, _, _) = sorted(list_outgoing(window, ON, by="", at=NOON)["letters"],
                            key=lambda one: one["plan"])  # fmt: skip
    told = send_letters(window, ON, by="", at=NOON, only=[due["letter"]])
    (letter,) = post.letters

    assert (due["subject"], due["text"]) == ("Spring news / 春讯", "Dear friends\n\n各位朋友")
    assert (due["partner"], due["partner_name"]) == ("A", "Alta")
    assert plans(told["sent"]) == ["a"]
    assert letter.get_content().strip() == "Dear friends\n\n各位朋友"


def test_the_page_sends_what_is_ticked_once_and_is_for_who_writes(
    window: Window, post: Keeper
) -> None:
    with acting_system(window.database) as book:
        book.save_account(id="abroad", name="abroad", name_zh="外事", kind="person")
        book.save_membership(account="abroad", organisation="sandbox_house", agency="",
                             roles=["foreign_affairs"], offices=[], granted_by="admin")  # fmt: skip
    desk: Any = SimpleNamespace(window=window, region=open_region("upland"))
    client = client_over(window, rolls=bind_rolls(desk, lambda: NOON),
                         circle=bind_circle(desk, lambda: NOON))  # fmt: skip
    page = client.get("/letters", "abroad").text
    ticked = re.findall(r'name="letter" value="([^"]+)"', page)
    first = client.act("/letters", "abroad", letter=ticked[0])
    again = client.act("/letters", "abroad", letter=ticked[0])
    chinese = client.get(first + "&lang=zh", "abroad").text

    assert len(ticked) == 2
    assert page.count("data-letter=") == 4
    assert "no mailbox" in page
    assert 'href="/partners/A">Alta</a>' in page
    assert (first, again) == ("/letters?sent=1&refused=0&lacking=0",
                              "/letters?sent=0&refused=0&lacking=0")  # fmt: skip
    assert len(post.letters) == 1
    assert "已发信函：1" in chinese
    assert "Letters due" not in chinese
    assert client.get("/letters", "steward").status_code == 403
    assert 'href="/letters"' in client.get("/partners", "abroad").text
    assert 'href="/letters"' not in client.get("/partners", "steward").text


def test_two_who_send_at_once_send_each_once(window: Window, post: Keeper) -> None:
    gate = Barrier(2)

    def run() -> dict:
        gate.wait()
        return sent(window)

    with ThreadPoolExecutor(2) as pool:
        told = [one.result() for one in [pool.submit(run), pool.submit(run)]]

    assert sorted(plan for one in told for plan in plans(one["sent"])) == ["a", "b"]
    assert len(post.letters) == 2


def test_one_that_is_refused_stays_due_and_holds_up_no_other(window: Window, post: Keeper) -> None:
    post.refuses = {"office@bela.example"}
    first = sent(window)
    post.refuses = set()
    then = sent(window)

    assert (plans(first["sent"]), plans(first["refused"])) == (["a"], ["b"])
    assert "550" in first["refused"][0]["why"]
    assert plans(then["sent"]) == ["b"]


def test_a_server_lost_midway_keeps_what_went_and_the_rest_goes_later(
    window: Window, post: Keeper
) -> None:
    post.most = 1
    with pytest.raises(OutsideError) as caught:
        sent(window)
    post.most = None
    then = sent(window)

    assert plans(caught.value.extra["sent"]) == ["b"]
    assert plans(then["sent"]) == ["a"]
    assert len(post.letters) == len({*post.told}) == 2


def test_without_a_server_nothing_goes_and_it_stays_due(window: Window) -> None:
    with pytest.raises(InputError) as caught:
        sent(window)

    assert caught.value.problems[0].code == "mail.setting"
    assert plans(list_outgoing(window, ON, by="", at=NOON)["letters"]) == ["b", "c", "e", "a"]


def test_who_keeps_no_partners_sends_nothing(window: Window, post: Keeper) -> None:
    with pytest.raises(RoleError):
        send_letters(window, ON, by="steward", at=NOON)

    assert post.letters == []
