"""The page of scenarios: an address is a question, edits are words, faults stand by their edit."""

import json
import re
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
from starlette.datastructures import QueryParams

from entrepot.kernel.errors import InputError, Problem
from entrepot.web import what_if_form
from entrepot.web.scenario_verbs import ScenarioVerbs

PATH = "/corridors/what-if"
ASKED = f"{PATH}?origin=up&destination=north&teu=1&edit=close+passage:suez&lang=en"


def edits_of(address: str) -> list[str]:
    return parse_qs(urlsplit(address).query).get("edit", [])


def test_an_empty_address_shows_the_form_and_says_what_to_do(client, service) -> None:
    answer = client.get(f"{PATH}?lang=en")

    assert answer.status_code == 200
    assert "Nothing differs yet" in answer.text
    assert "No pair of places is chosen yet" in answer.text
    assert "not built on this machine" not in answer.text, "nothing was asked of the networks"
    assert service.asked == []


def test_an_address_is_a_study_with_its_pairs_and_edits(client, service) -> None:
    client.get(
        f"{PATH}?origin=Upland+City+(up)&destination=north&origin=up&destination=&teu=2"
        "&modes=rail&edit=scale+tariff:rail+cost=1.2&edit=open+link:x+year=2030"
    )

    assert service.asked[0] == {
        "od": [{"origin": "up", "destination": "north", "teu": "2", "modes": ["rail"]}],
        "scenario": [
            {
                "name": "what if",
                "edit": [
                    {"scale": "tariff:rail", "cost": "1.2"},
                    {"open": "link:x", "year": "2030"},
                ],
            }
        ],
    }
    assert [asked.get("year") for asked in service.asked[1:]] == ["2030", "2030"]
    assert [("scenario" in asked) for asked in service.asked[1:]] == [False, True]


def test_a_new_edit_of_the_form_becomes_part_of_the_address(client) -> None:
    answer = client.get(
        f"{PATH}?origin=up&destination=north&teu=1&edit=close+passage:suez&new_scale=border:b"
        "&new_scale_time=2&new_add_from=Upland+City+(up)&new_add_to=Ho+Chi&new_add_mode=rail"
        "&new_add_km=100&new_add_traffic=mixed&new_convert_country=&new_open="
    )

    assert answer.status_code == 303
    assert edits_of(answer.headers["location"]) == [
        "close passage:suez",
        "scale border:b time=2",
        "add from=up to=Ho_Chi mode=rail km=100 traffic=mixed",
    ]


def test_what_changes_is_told_with_sign_and_word(client) -> None:
    text = re.sub(r"\s+", " ", client.get(ASKED).text)
    rows = dict(re.findall(r'data-criterion="(\w+)">.*?<td class="num">([^<]*?) <span class="turn',
                           text))  # fmt: skip
    turns = re.findall(r'class="turn turn-(\w+)">([^<]*)<', text)

    assert turns == [("worse", "worse"), ("better", "better"), ("same", "the same"),
                     ("same", "the same")]  # fmt: skip
    assert [found.rsplit(">", 1)[-1] for found in rows.values()] == [
        "+10.00", "−5.00", "±0.00", "±0.00"
    ]  # fmt: skip


def test_an_edit_is_taken_back_by_its_own_link(client) -> None:
    text = client.get(ASKED).text
    link = re.search(r'data-edit="close passage:suez" href="([^"]+)"', text)

    assert link is not None
    assert edits_of(link[1].replace("&amp;", "&")) == []
    assert "Shut · Passage: Suez Canal" in text


def test_the_map_offers_to_shut_what_it_shows(client) -> None:
    text = client.get(ASKED).text
    found = json.loads(re.search(r'id="map-data">(.*?)</script>', text)[1])
    offers = [offer for one in found["marks"] + found["lines"] for offer in one["offers"]]

    assert {one["when"] for one in found["routes"]} == {"base", "after"}
    taken = next(one for one in offers if one["edit"] == "close passage:suez")
    assert taken["text"] == "Take back: Shut"
    assert edits_of(next(one["href"] for one in offers if one["edit"] == "open link:later")) == [
        "close passage:suez", "open link:later"
    ]  # fmt: skip


def test_a_pair_out_of_reach_says_why(client) -> None:
    text = client.get(ASKED.replace("passage:suez", "border:all")).text

    assert "No way is left: every way needs something that is shut or to be avoided" in text


def test_faults_are_told_beside_their_edit_in_both_languages(service, serve) -> None:
    def refuse(_):
        raise InputError(
            [
                Problem("scenario.unknown", "scenario[1].edit[1].close", "there is no passage 'x'.",
                        "Nearest: suez."),
                Problem("input.place", "od[1].origin", "'upp' is no place known."),
            ]
        )  # fmt: skip

    client = serve("refusing", replace(service.verbs(), run_scenarios=refuse))
    english, chinese = (client.get(ASKED.replace("lang=en", f"lang={lang}")) for lang in
                        ("en", "zh"))  # fmt: skip

    assert english.status_code == 422
    assert "<b>Shut · Passage: Suez Canal</b>: There is no passage" in re.sub(
        r"\s+", " ", english.text
    )
    assert "Nearest: suez." in english.text
    told = re.search(r'id="summary">(.*?)</div>', chinese.text, flags=re.DOTALL)[1]
    assert "没有" in told
    assert "there is no" not in told


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_nothing_typed_breaks_the_page(client, lang) -> None:
    odd = ("", "x", "close", "scale a=b=c", "add from", "<script>", "convert country=%FF", "=")
    for edit in odd:
        answer = client.get(f"{PATH}?origin=up&destination=north&teu=1&lang={lang}&edit={edit}")

        assert answer.status_code == 200, edit
        assert "<script>x" not in answer.text


def test_an_edit_read_and_written_is_the_same() -> None:
    fields = what_if_form.read_form(QueryParams("edit=close border:x&edit=close border:x&by=time"))

    assert fields["edits"] == ["close border:x"]
    again = what_if_form.read_form(QueryParams(urlsplit(what_if_form.address(fields)).query))
    assert again == fields


class FakeKept:
    """Keeps one scenario and remembers what was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple] = []

    def verbs(self) -> ScenarioVerbs:
        def noted(verb):
            return lambda *given: self.asked.append((verb, *given)) or {}

        line = {"from": "up", "to": "north", "mode": "rail", "km": 100.0}
        row = {
            "reference": "S1", "name": "Dear rail", "version": 2, "hash": "ab", "runs": 1,
            "made_at": "2026-03-10T12:00:00+00:00",
            "edits": [{"scale": "tariff:rail", "cost": 1.5}, {"add": line}],
        }  # fmt: skip
        return ScenarioVerbs(
            keep=noted("keep"), list_all=lambda _: {"scenarios": [row]}, show=noted("show"),
            remove=noted("remove"), restore=noted("restore"),
        )  # fmt: skip


def signed_in(serve, service, window, kept):
    client = serve("scenarios", service.verbs(), replace(window.verbs(), scenarios=kept.verbs()))
    answer = client.post("/sign-in", data={"account": "firm", "password": "firm"})
    cookie = {"cookie": answer.headers["set-cookie"].partition(";")[0]}
    page = client.get(ASKED, headers=cookie).text
    return client, cookie, page, re.search(r'name="csrf" value="([^"]+)"', page)[1]


def test_who_has_signed_in_keeps_removes_and_puts_back(serve, service, window) -> None:
    kept = FakeKept()
    client, cookie, page, csrf = signed_in(serve, service, window, kept)
    question = re.search(r'name="question" value="([^"]+)"', page)[1].replace("&amp;", "&")
    form = {"csrf": csrf, "question": question}

    done = client.post(f"{PATH}/kept", data=form | {"name": "Suez"}, headers=cookie)
    gone = client.post(f"{PATH}/kept/S1/remove", data=form, headers=cookie)
    back = client.post(f"{PATH}/kept/S1/restore", data=form, headers=cookie)

    assert [answer.status_code for answer in (done, gone, back)] == [303, 303, 303]
    assert [asked[0] for asked in kept.asked] == ["keep", "remove", "restore"]
    assert kept.asked[0][2]["scenario"] == [{"name": "Suez", "edit": [{"close": "passage:suez"}]}]
    assert "removed=S1" in gone.headers["location"]
    assert "Put it back" in client.get(gone.headers["location"], headers=cookie).text
    assert "removed" not in back.headers["location"]


def test_a_kept_scenario_is_asked_anew_by_its_address(serve, service, window) -> None:
    *_, page, _ = signed_in(serve, service, window, FakeKept())
    link = re.search(r'<a href="([^"]+)">Dear rail</a>', page)[1].replace("&amp;", "&")

    assert edits_of(link) == [
        "scale tariff:rail cost=1.5", "add from=up to=north mode=rail km=100"
    ]  # fmt: skip


def test_strangers_are_offered_no_keeping(client) -> None:
    assert "Kept scenarios" not in client.get(ASKED).text
    assert client.post(f"{PATH}/kept", data={"name": "x"}).status_code in (303, 401)
