"""The command line starts fast, says what it can, and is strict about how it is called."""

import json
import resource
import subprocess
import sys
from pathlib import Path

import pytest
import typer.main

from entrepot.cli import main

PROGRAM = Path(sys.executable).with_name("entrepot")
HEAVY = {"numpy", "scipy", "numba", "psycopg", "fastapi", "rich", "rapidfuzz", "babel", "yoyo"}
LOADED = """
import sys
from entrepot.cli.main import run
try:
    run({arguments})
finally:
    print(*sorted({{name.split(".")[0] for name in sys.modules}}), file=sys.stderr)
"""


def commands() -> list[list[str]]:
    """Every command and group of commands, as words."""
    found, groups = [[]], [([], typer.main.get_command(main.app))]
    for words, group in groups:
        for name, command in group.commands.items():
            found.append([*words, name])
            if hasattr(command, "commands"):
                groups.append(([*words, name], command))
    return found


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["quote", "--help"], []])
def test_help_loads_nothing_heavy(arguments: list[str]) -> None:
    code = LOADED.format(arguments=arguments)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    loaded = set(done.stderr.splitlines()[-1].split())

    assert "typer" in loaded
    assert loaded & HEAVY == ({"rich"} if arguments == [] else set())


def test_help_takes_under_three_tenths_of_a_second_of_work() -> None:
    def work_s() -> float:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([PROGRAM, "--help"], capture_output=True, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    assert min(work_s() for _ in range(3)) < 0.3


@pytest.mark.parametrize("words", commands(), ids=" ".join)
def test_every_command_explains_itself(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main.call([*words, "--help"]) == 0

    told = capsys.readouterr().out
    assert told.startswith(f"Usage: {' '.join(['entrepot', *words])}")
    assert len(told.splitlines()) > 5


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.call(["--version"]) == 0

    assert capsys.readouterr().out == "entrepot 0.1.0\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nonsense"], "No such command 'nonsense'."),
        (["quote", "--json"], "Missing argument 'origin'."),
        (["quote", "a", "b", "--hss", "1", "--json"], "No such option: --hss"),
        (
            ["quotes", "list", "--limit", "many", "--json"],
            "should be a valid integer",
        ),
        (
            ["quotes", "list", "--limit", "0", "--json"],
            "greater than or equal to 1",
        ),
    ],
)
def test_a_wrong_call_is_told_with_exit_code_2(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main.call(arguments) == 2

    out, err = capsys.readouterr()
    assert out == ""
    if "--json" in arguments:
        [problem] = json.loads(err)["problems"]
        assert problem["code"] == "usage"
        assert message in problem["message"]
    else:
        assert message in err
        assert "--help" in err


def test_shell_completion_knows_the_commands() -> None:
    done = subprocess.run(
        [PROGRAM],
        env={
            "_ENTREPOT_COMPLETE": "complete_bash",
            "COMP_WORDS": "entrepot quo",
            "COMP_CWORD": "1",
            "PATH": "/usr/bin:/bin",
        },
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.stdout.split() == ["quote", "quotes"]


def test_a_reader_that_leaves_is_no_error() -> None:
    with subprocess.Popen(
        [PROGRAM, "--help"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        process.stdout.close()
        told = process.stderr.read()

    assert told == b""
