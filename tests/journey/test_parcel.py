"""A parcel from its order to its return: filed, counted, released, sent back, and told apart."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from tests.integration.window.lists import export, order, parcel
from tests.journey.test_chinese_pages import english

pytestmark = pytest.mark.xdist_group("browser")  # with the others on the served system
PERSON = "JOURNEY-1"
PAGES = {
    "/ecommerce": "platform2", "/ecommerce/forms?month=2026-03": "platform2",
    "/ecommerce/allowance": "officer", "/offshore": "exporter",
}  # fmt: skip


@pytest.fixture(scope="module")
def hub(rehearsal):
    """Commands on the served system with the rehearsal of the hub in it."""
    rehearsal("demo", "hub")
    return rehearsal


@pytest.fixture(scope="module")
def platform(served: str, hub) -> httpx.Client:  # noqa: ARG001 - whose accounts sign in
    """The platform's own program, signed in."""
    form = {"grant_type": "client_credentials", "client_id": "platform",
            "client_secret": "platform"}  # fmt: skip
    with httpx.Client(base_url=served, timeout=60, trust_env=False) as client:
        token = client.post("/api/v1/token", data=form).json()["access_token"]
        client.headers["authorization"] = f"Bearer {token}"
        yield client


def left(hub) -> tuple[str, str, str]:
    found = hub("ecommerce", "allowance", PERSON, "--year", "2026", "--as", "officer")
    return tuple(found[name]["amount"] for name in ("used", "reserved", "remaining"))


def test_a_parcel_is_filed_released_and_returned(hub, tmp_path: Path) -> None:
    file, out = tmp_path / "lists.ndjson", tmp_path / "out.ndjson"
    lines = [order(PERSON, "900.00", "J-1"), order(PERSON, "26000.00", "J-2"), "no json"]
    file.write_text("\n".join(one if isinstance(one, str) else json.dumps(one) for one in lines))
    words = ("ecommerce", "lists", str(file), "--results", str(out), "--as", "platform")
    first, second = hub(*words), hub(*words)
    told = [json.loads(line) for line in out.read_text().splitlines()]
    name = told[0]["list"]
    filed = left(hub)
    hub("ecommerce", "release", name, "--as", "officer", "--on", "2026-03-10")
    released = left(hub)
    back = hub("ecommerce", "return", name, "--as", "platform", "--on", "2026-03-20")
    seen = hub("ecommerce", "show", name, "--as", "officer", "--buyer")
    moved = hub("ecommerce", "movements", "--month", "2026-03", "--as", "officer")["movements"]

    assert {**first, "lines_per_s": 0} == {
        "read": 3, "accepted": 1, "refused": 2, "replayed": 0, "lines_per_s": 0,
    }  # fmt: skip
    assert (second["accepted"], second["replayed"]) == (1, 1)
    assert [one["problems"][0]["code"] for one in told[1:]] == [
        "ecommerce.annual_limit", "list.unreadable",
    ]  # fmt: skip
    assert (filed, released) == (
        ("0.00", "900.00", "25100.00"), ("900.00", "0.00", "25100.00"),
    )  # fmt: skip
    assert back["given_back"]["amount"] == "900.00"
    assert left(hub) == ("0.00", "0.00", "26000.00")
    assert (seen["state"], seen["buyer"]) == ("returned", PERSON)
    own = [(one["kind"], one["value"]["amount"]) for one in moved if one["list"] == name]
    assert own == [("original", "900.00"), ("reversal", "-900.00")]
    assert not list(tmp_path.glob("*.partial"))


def test_a_program_files_lines_and_reads_a_result_for_each(platform: httpx.Client) -> None:
    lines = [order("API-1"), {"mode": "0110"}, export()]
    body = "\n".join(map(json.dumps, lines))
    answer = platform.post("/api/v1/ecommerce/lists:bulk", content=body)
    told = [json.loads(line) for line in answer.text.splitlines()]
    sent = platform.post("/api/v1/express/lists:bulk", content=json.dumps(parcel()))
    name = told[0]["list"]
    back = platform.post(f"/api/v1/ecommerce/lists/{name}", json={"move": "return"})
    no_move = platform.post(f"/api/v1/ecommerce/lists/{name}", json={"move": "burn"})
    month = platform.get("/api/v1/ecommerce/statistics?month=2026-03").json()

    assert answer.headers["content-type"] == "application/x-ndjson"
    assert [answer.headers[f"list-{one}"] for one in ("read", "accepted", "refused")] == [
        "3", "2", "1",
    ]  # fmt: skip
    assert [one["result"] for one in told] == ["accepted", "refused", "accepted"]
    assert sent.headers["list-accepted"] == "1"
    assert (back.status_code, back.json()["state"]) == (200, "returned")
    assert no_move.status_code == 422
    assert {row["mode"] for row in month["forms"]} >= {"1210", "9610"}


def test_who_may_not_is_told_so(platform: httpx.Client, served: str) -> None:
    asked = {"person": PERSON, "year": 2026}
    nobody = httpx.post(f"{served}/api/v1/ecommerce/allowances", json=asked, trust_env=False)
    empty = httpx.post(f"{served}/api/v1/ecommerce/assessments", json={}, trust_env=False)

    assert platform.post("/api/v1/ecommerce/allowances", json=asked).status_code == 403
    assert platform.get("/api/v1/ecommerce/lists/L0000000000000").status_code == 404
    assert (nobody.status_code, empty.status_code) == (401, 422)
    assert httpx.get(f"{served}/api/v1/ecommerce/forms", trust_env=False).json()["forms"]


def test_an_offshore_deal_is_accepted_by_its_papers_alone(hub) -> None:
    found = hub("offshore", "list", "--as", "exporter")["deals"]

    assert [one["reference"] for one in found] == ["DEMO-OFFSHORE-1"]
    assert found[0]["is_synthetic"]
    assert hub("offshore", "list", "--as", "rival")["deals"] == []


@contextmanager
def signed_in(served: str, account: str) -> Iterator[httpx.Client]:
    with httpx.Client(
        base_url=served, timeout=60, trust_env=False, follow_redirects=True
    ) as client:  # fmt: skip
        client.post("/sign-in", data={"account": account, "password": account})
        yield client


@pytest.mark.parametrize("path", PAGES)
def test_each_page_is_read_in_both_languages(hub, served: str, path: str) -> None:  # noqa: ARG001
    with signed_in(served, PAGES[path]) as client:
        client.cookies.set("lang", "en")
        plain = client.get(path)
        client.cookies.set("lang", "zh")
        chinese = client.get(path)

    assert (plain.status_code, chinese.status_code) == (200, 200)
    assert english(plain.text)
    assert english(chinese.text) == []


def test_one_list_is_read_in_chinese_and_tables_are_safe(hub, served: str, tmp_path: Path) -> None:
    file, out = tmp_path / "lists.ndjson", tmp_path / "out.ndjson"
    file.write_text(json.dumps(order("PAGE-1", "90.00", "=1+1")))
    hub("ecommerce", "lists", str(file), "--results", str(out), "--as", "platform")
    name = json.loads(out.read_text())["list"]
    with signed_in(served, "platform2") as client:
        client.cookies.set("lang", "zh")
        page = client.get(f"/ecommerce/lists/{name}")
        table = client.get("/ecommerce/lists.csv").text
        other = client.get("/ecommerce/uploads/U0000000000000")

    assert english(page.text) == []
    assert "'=1+1" in table
    assert other.status_code == 404
