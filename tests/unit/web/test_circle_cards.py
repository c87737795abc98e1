"""Cards of partners, read by a second program."""

import pytest
import vobject

from .conftest import Client
from .test_circle import API, client_of

ON = "as_of=2021-12-31"


@pytest.fixture(scope="module")
def client() -> Client:
    return client_of("guizhou")


def cards(client: Client, path: str) -> list:
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/vcard; charset=utf-8"
    return list(vobject.readComponents(answer.text))


def test_a_card_tells_name_country_place_ties_and_their_source(client: Client) -> None:
    (card,) = cards(client, f"{API}/burnaby/card.vcf?{ON}&lang=en")

    assert (card.fn.value, card.nickname.value) == ("Burnaby", "本那比")
    assert card.adr.value.country == "Canada"
    assert card.categories.value == ["Friendship agreement"]
    assert "signed 17 Apr 2014 (eguiyang 2019" in card.note.value
    assert "published)" in card.note.value
    assert card.url.value.endswith("/partners/burnaby?home=guiyang")


def test_a_card_is_told_in_chinese(client: Client) -> None:
    (card,) = cards(client, f"{API}/burnaby/card.vcf?{ON}&lang=zh")

    assert (card.fn.value, card.nickname.value) == ("本那比", "Burnaby")
    assert card.adr.value.country == "加拿大"
    assert "2014年4月17日签署" in card.note.value


def test_every_partner_has_one_card_and_a_year_is_no_day(client: Client) -> None:
    found = client.get(f"{API}?{ON}").json()["partners"]
    all_ = cards(client, f"{API}/cards.vcf?{ON}&lang=en")
    notes = {one.fn.value: getattr(one, "note", None) for one in all_}

    assert [one.fn.value for one in all_] == [one["name"] for one in found]
    assert len({one.uid.value for one in all_}) == len(all_)
    assert "signed 1992 (" in notes["Palmerston North"].value


def test_who_is_no_partner_has_no_card(client: Client) -> None:
    assert client.get(f"{API}/nobody/card.vcf").status_code == 404
    assert client.get(f"{API}/cards.vcf?home=nowhere").status_code == 404


def test_the_pages_link_the_cards_of_the_day_they_show(client: Client) -> None:
    one = client.get(f"/partners/burnaby?{ON}&lang=en").text
    all_ = client.get(f"/partners?{ON}&lang=en").text

    assert f'href="/api/v1/partners/burnaby/card.vcf?{ON}&amp;lang=en"' in one
    assert f'href="/api/v1/partners/cards.vcf?{ON}&amp;lang=en"' in all_
