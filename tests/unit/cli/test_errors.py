"""Errors of every kind: the exit code of their kind, in words or as one RFC 9457 document."""

import errno
import json
import signal
from pathlib import Path

import pytest

from entrepot.cli import main, serve, show
from entrepot.kernel.errors import (
    EntrepotError,
    InputError,
    MissingError,
    ModelError,
    OutsideError,
    Problem,
    RefusedError,
)
from entrepot.store import upkeep

PROBLEMS = (
    Problem("a.b", "links.csv row 3, km", "'far' is not a number.", "Give kilometres."),
    Problem("a.c", "value", "is empty.", source="Act, article 1"),
)
KINDS = [
    (InputError, 2, 422),
    (RefusedError, 3, 409),
    (MissingError, 4, 404),
    (ModelError, 5, 422),
    (OutsideError, 6, 503),
]


def failing(error: BaseException) -> object:
    def status() -> None:
        raise error

    return status


@pytest.mark.parametrize(("kind", "code", "status"), KINDS)
def test_with_json_an_error_is_one_document_on_standard_error(
    kind: type[EntrepotError],
    code: int,
    status: int,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(upkeep, "status", failing(kind(PROBLEMS)))

    assert main.call(["db", "status", "--json"]) == code

    out, err = capsys.readouterr()
    assert out == ""
    assert json.loads(err) == {
        "type": "about:blank",
        "title": kind.title,
        "status": status,
        "detail": "\n".join(map(str, PROBLEMS)),
        "problems": [
            {
                "code": "a.b",
                "where": "links.csv row 3, km",
                "message": "'far' is not a number.",
                "hint": "Give kilometres.",
                "source": "",
            },
            {
                "code": "a.c",
                "where": "value",
                "message": "is empty.",
                "hint": "",
                "source": "Act, article 1",
            },
        ],
    }


def test_without_json_every_problem_is_a_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(upkeep, "status", failing(InputError(PROBLEMS)))

    assert main.call(["db", "status"]) == 2

    assert capsys.readouterr().err.splitlines() == [
        "The input cannot be used:",
        "  links.csv row 3, km: 'far' is not a number. Give kilometres. [a.b]",
        "  value: is empty. [a.c]",
        "    Act, article 1",
    ]


def test_an_interrupt_ends_quietly(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(upkeep, "status", failing(KeyboardInterrupt()))

    assert main.call(["db", "status"]) == 128 + signal.SIGINT
    assert capsys.readouterr().err == ""


def test_a_command_written_wrongly_is_told_in_whole_sentences(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main.call(["serve", "--port", "99999"]) == 2

    assert ". See `entrepot serve --help`. [usage]" in capsys.readouterr().err


def test_a_file_that_cannot_be_written_is_a_fault_of_the_input(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="a folder you may write"):
        show.file(tmp_path / "none" / "quote.pdf", b"")


def test_a_taken_port_is_told_with_another_to_take() -> None:
    with serve.listen("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(OutsideError) as raised:
            serve.listen("127.0.0.1", port)

    [problem] = raised.value.problems
    assert problem.where == f"127.0.0.1:{port}"
    assert f"Another program has port {port}" in problem.hint
    assert "--port" in problem.hint


@pytest.mark.parametrize(
    ("host", "hint"), [("no such host", "address of this machine"), ("192.0.2.1", "such as 127")]
)
def test_an_address_that_is_not_ours_is_told(host: str, hint: str) -> None:
    with pytest.raises(OutsideError, match=hint):
        serve.listen(host, 0)


def test_a_port_of_the_systems_is_told() -> None:
    error = OSError(errno.EACCES, "Permission denied")

    assert "higher --port" in str(serve._cannot_listen("127.0.0.1", 80, error))
