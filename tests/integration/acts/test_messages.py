"""Messages go out in order and at least once; what is refused eight times is parked."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from entrepot.kernel.errors import InputError, MissingError, Problem, RefusedError
from entrepot.service import customs
from entrepot.service.messages import deliver, list_messages, list_parked, retry
from entrepot.store.webhooks import list_webhooks

FIRM = "sandbox_exporter"


class Receiver:
    """Takes messages, or refuses those it is told to."""

    def __init__(self, *refused: str) -> None:
        self.refused, self.taken, self.asked = set(refused), [], 0

    def __call__(self, letter: dict) -> None:
        self.asked += 1
        if letter["message"] in self.refused:
            raise RefusedError(Problem("test.refused", letter["message"], "not this one"))
        self.taken.append((letter["seq"], letter["message"]))


@pytest.fixture
def filed(desk) -> str:
    """A released export whose messages wait, and none of anybody else."""
    deliver(desk.window, at=desk.at, receivers={})
    return desk.filed("G")["reference"]


def send(desk, receiver: Receiver | None = None) -> dict:
    return deliver(desk.window, at=desk.at, receivers={FIRM: receiver} if receiver else {})


def numbers(desk) -> list[int]:
    rows = desk.ask("select seq from outbox where receiver = %s and seq is not null order by seq",
                    FIRM)  # fmt: skip
    return [row["seq"] for row in rows]


def test_firms_and_offices_of_the_window_read_theirs_numbered_without_a_gap(desk, filed) -> None:
    done = send(desk)
    rows = list_messages(desk.window, by="exporter", at=desk.at)["rows"]
    coast = list_messages(desk.window, by="coast", at=desk.at)["rows"]

    assert done["sent"] > 0
    assert send(desk) == {"sent": 0, "refused": 0, "parked": 0}
    assert [row["message"] for row in rows if row["reference"] == filed] == [
        "RELEASE", "ASSESSMENT", "CHANNEL", "DEC_ACCEPTED", "DEC_RECEIVED",
    ]  # fmt: skip
    assert rows[0]["body"]["release_no"].startswith("R")
    assert (rows[0]["name"], rows[0]["name_zh"]) == ("Release order", "放行通知")
    assert [row["message"] for row in coast if row["reference"] == filed] == ["RELEASE"]
    assert numbers(desk) == list(range(1, len(numbers(desk)) + 1))


@pytest.mark.usefixtures("filed")
def test_nobody_reads_the_messages_of_another_firm(desk) -> None:
    assert list_messages(desk.window, by="rival", at=desk.at)["rows"] == []


@pytest.mark.usefixtures("filed")
def test_a_page_of_messages_leads_to_the_next(desk) -> None:
    first = list_messages(desk.window, by="exporter", at=desk.at, most=2)
    second = list_messages(desk.window, by="exporter", at=desk.at, most=2, cursor=first["cursor"])
    ids = [row["id"] for row in (*first["rows"], *second["rows"])]

    assert len(set(ids)) == 4
    assert ids == sorted(ids, reverse=True)
    with pytest.raises(InputError):
        list_messages(desk.window, by="exporter", at=desk.at, cursor="x")


@pytest.mark.usefixtures("filed")
def test_a_receiver_outside_gets_them_in_their_order(desk) -> None:
    receiver = Receiver()

    send(desk, receiver)

    assert [word for _, word in receiver.taken] == [
        "DEC_RECEIVED", "DEC_ACCEPTED", "CHANNEL", "ASSESSMENT", "RELEASE",
    ]  # fmt: skip
    seqs = [seq for seq, _ in receiver.taken]
    assert seqs == list(range(seqs[0], seqs[0] + 5))


@pytest.mark.usefixtures("filed")
def test_a_refused_message_waits_longer_each_time_and_those_after_it_wait_too(desk) -> None:
    receiver = Receiver("CHANNEL")
    waits = []
    for _ in range(3):
        assert send(desk, receiver)["refused"] == 1
        assert send(desk, receiver)["refused"] == 0  # not before its time
        (row,) = desk.ask("select next_try_at, tries from outbox where receiver = %s "
                          "and message = 'CHANNEL' and sent_at is null", FIRM)  # fmt: skip
        waits.append((row["next_try_at"] - desk.at).total_seconds())
        desk.at = row["next_try_at"]
    receiver.refused.clear()
    send(desk, receiver)

    assert waits == [60, 120, 240]
    assert [word for _, word in receiver.taken] == [
        "DEC_RECEIVED", "DEC_ACCEPTED", "CHANNEL", "ASSESSMENT", "RELEASE",
    ]  # fmt: skip


@pytest.fixture
def parked(desk, filed) -> tuple[Receiver, int]:
    """A message that was refused eight times."""
    assert filed
    receiver = Receiver("CHANNEL")
    done = {"parked": 0}
    while not done["parked"]:
        done = send(desk, receiver)
        desk.later(hours=3)
    row = desk.ask("select id from outbox where parked_at is not null order by id desc limit 1")[0]
    return receiver, row["id"]


def test_after_eight_refusals_it_is_parked_with_an_alarm_and_the_others_go(desk, parked) -> None:
    receiver, number = parked
    shown = list_parked(desk.window, by="admin", at=desk.at)["rows"]
    (row,) = [one for one in shown if one["id"] == number]
    alarm = desk.ask("select kind, body from event where chain = %s order by seq desc limit 1",
                     f"outbox:{FIRM}")[0]  # fmt: skip

    assert receiver.asked - len(receiver.taken) == 8
    assert [word for _, word in receiver.taken][-2:] == ["ASSESSMENT", "RELEASE"]
    assert (row["tries"], row["fault"], row["message"]) == (8, "not this one", "CHANNEL")
    assert "body" not in row  # the administrator decides no case, and reads none
    assert alarm["kind"] == "message_parked"
    assert json.loads(alarm["body"])["id"] == number


def test_a_parked_message_tried_again_keeps_its_number(desk, parked) -> None:
    receiver, number = parked
    missed = desk.ask("select seq from outbox where id = %s", number)[0]["seq"]
    receiver.refused.clear()

    retry(desk.window, number, by="admin", at=desk.at)
    send(desk, receiver)

    assert receiver.taken[-1] == (missed, "CHANNEL")
    assert number not in [row["id"] for row in
                          list_parked(desk.window, by="admin", at=desk.at)["rows"]]  # fmt: skip
    with pytest.raises(MissingError):
        retry(desk.window, number, by="admin", at=desk.at)


@pytest.mark.parametrize("by", ["exporter", "officer", "supervisor", "auditor"])
def test_only_administrators_see_and_retry_what_is_parked(desk, by: str) -> None:
    with pytest.raises(RefusedError):
        list_parked(desk.window, by=by, at=desk.at)
    with pytest.raises(RefusedError):
        retry(desk.window, 1, by=by, at=desk.at)


@pytest.mark.usefixtures("filed")
def test_a_message_whose_answer_was_lost_is_sent_again_under_its_number(desk) -> None:
    seen: list[int] = []

    def breaks_off(letter: dict) -> None:
        seen.append(letter["seq"])
        raise KeyboardInterrupt  # the process dies before it could note the answer

    receiver = Receiver()
    with pytest.raises(KeyboardInterrupt):
        deliver(desk.window, at=desk.at, receivers={FIRM: breaks_off})
    send(desk, receiver)

    assert receiver.taken[0][0] == seen[0]


@pytest.mark.usefixtures("filed")
def test_two_who_send_at_once_give_no_number_twice(desk) -> None:
    desk.filed("G")
    threads = [threading.Thread(target=lambda: send(desk)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert numbers(desk) == list(range(1, len(numbers(desk)) + 1))


# Receivers outside


@pytest.fixture
def outside() -> Iterator[tuple[str, list, list]]:
    """An address that takes what is posted to it; how it answers can be set."""
    got: list[tuple[str, dict]] = []
    answers = [204]

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            got.append((self.headers["idempotency-key"], body))
            self.send_response(answers[0])
            self.send_header("location", "http://127.0.0.1:9/")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Keep quiet."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/in", got, answers
        server.shutdown()
        thread.join()


@pytest.mark.usefixtures("filed")
def test_messages_go_to_the_addresses_the_house_listed(desk, outside) -> None:
    url, got, _ = outside
    (desk.window.home.folder / "webhooks.toml").write_text(f'[receivers]\n{FIRM} = "{url}"\n')

    done = deliver(desk.window, at=desk.at)

    assert done["refused"] == 0
    assert [body["message"] for _, body in got] == [
        "DEC_RECEIVED", "DEC_ACCEPTED", "CHANNEL", "ASSESSMENT", "RELEASE",
    ]  # fmt: skip
    assert [key for key, _ in got] == [f"{FIRM}/{body['seq']}" for _, body in got]


@pytest.mark.usefixtures("filed")
@pytest.mark.parametrize("answer", [302, 404, 500])
def test_any_other_answer_refuses_and_no_redirect_is_followed(desk, outside, answer: int) -> None:
    url, got, answers = outside
    answers[0] = answer
    (desk.window.home.folder / "webhooks.toml").write_text(f'[receivers]\n{FIRM} = "{url}"\n')

    done = deliver(desk.window, at=desk.at)
    row = desk.ask("select fault from outbox where fault <> '' order by id desc limit 1")[0]
    answers[0] = 204
    desk.later(minutes=5)
    deliver(desk.window, at=desk.at)

    assert (done["refused"], len(got)) == (1, 6)
    assert str(answer) in row["fault"]


@pytest.mark.usefixtures("filed")
def test_a_silent_receiver_counts_as_refusing(desk) -> None:
    (desk.window.home.folder / "webhooks.toml").write_text(
        f'[receivers]\n{FIRM} = "http://127.0.0.1:9/"\n'
    )

    assert deliver(desk.window, at=desk.at)["refused"] == 1
    desk.later(minutes=5)
    send(desk, Receiver())


@pytest.mark.parametrize("text", ["[receivers]\na = 'file:///etc/passwd'\n", "receivers ="])
def test_a_list_of_addresses_that_cannot_be_used_is_told(tmp_path, text: str) -> None:
    (tmp_path / "webhooks.toml").write_text(text)

    with pytest.raises(InputError):
        list_webhooks(tmp_path)


# Notices in


def test_an_arrival_told_again_gets_the_first_reply_and_changes_nothing(desk) -> None:
    raw = desk.file("G", kind="ADVANCE")
    reference = desk.lodge(raw)["reference"]
    (container,) = desk.boxes_of(raw)

    def tell() -> dict:
        return customs.arrive(desk.window, container, desk.site, by="site", at=desk.at,
                              told_at=desk.at)  # fmt: skip

    first = tell()
    events = desk.events(reference)

    assert first["released"] == [reference]
    assert tell() == first
    assert desk.events(reference) == events


def test_an_arrival_told_by_many_at_once_is_taken_in_once(desk) -> None:
    raw = desk.file("G", kind="ADVANCE")
    reference = desk.lodge(raw)["reference"]
    told: list[dict] = []

    def tell() -> None:
        told.append(customs.arrive(desk.window, desk.boxes_of(raw)[0], desk.site, by="site",
                                   at=desk.at, told_at=desk.at))  # fmt: skip

    threads = [threading.Thread(target=tell) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert told == [told[0]] * 4
    assert desk.events(reference).count("arrived") == 1
