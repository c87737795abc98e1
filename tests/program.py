"""`entrepot` with every room imported, in a process that forks for each command.

A command has a process, an environment and streams of its own, as one that a shell starts. It is
only spared the second in which Python imports the rooms. Tests of starting, serving, signals
and kills start the program itself.
"""

import gc
import importlib
import json
import os
import pkgutil
import select
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stdout, suppress
from io import StringIO
from pathlib import Path
from typing import IO, NoReturn

PROGRAM = Path(sys.executable).with_name("entrepot")
MOST_BYTES = 1 << 17  # of words and environment of one command


class Program:
    """Calls commands of the warm process; threads may call at once."""

    def __init__(self, address: str) -> None:
        self.address = address

    def __call__(
        self, *words: object, env: Mapping[str, str], typed: str = ""
    ) -> subprocess.CompletedProcess[str]:
        """Run a command to its end, as `subprocess.run` does with captured text."""
        asked = {"words": [str(word) for word in words], "env": dict(env), "folder": os.getcwd()}
        with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as out, \
                tempfile.TemporaryFile() as err:  # fmt: skip
            given.write(typed.encode())
            given.seek(0)
            code = self._run(asked, [given.fileno(), out.fileno(), err.fileno()])
            return subprocess.CompletedProcess(asked["words"], code, _text(out), _text(err))

    def _run(self, asked: dict, streams: list[int]) -> int:
        with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as line:
            line.connect(self.address)
            socket.send_fds(line, [json.dumps(asked).encode()], streams)
            return int(line.recv(16))


def _text(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode()


@contextmanager
def warm_program(folder: Path) -> Iterator[Program]:
    """A warm process until the end of the block."""
    address = str(folder / "program")
    with subprocess.Popen(
        [sys.executable, __file__, address], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout.readline() == b"ready\n"
        yield Program(address)


# In the warm process


def serve(address: str) -> None:
    """Import the rooms, then make a process of each command until standard input ends."""
    for room in ("service", "cli"):
        package = importlib.import_module(f"entrepot.{room}")
        for module in pkgutil.iter_modules(package.__path__, f"entrepot.{room}."):
            importlib.import_module(module.name)
    with redirect_stdout(StringIO()):
        importlib.import_module("entrepot.cli.main").call(["--version"])
    gc.collect()
    gc.freeze()
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as door:
        door.bind(address)
        door.listen()
        print("ready", flush=True)
        while sys.stdin not in select.select([door, sys.stdin], [], [])[0]:
            line, _ = door.accept()
            if os.fork() == 0:
                door.close()
                _answer(line)
            line.close()
            _heed_ended()


def _heed_ended() -> None:
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def _answer(line: socket.socket) -> NoReturn:
    """Fork a command, wait for it, and tell its exit code."""
    message, streams, _, _ = socket.recv_fds(line, MOST_BYTES, 3)
    command = os.fork()
    if command == 0:
        line.close()
        _become(json.loads(message), streams)
    _, status = os.waitpid(command, 0)
    line.send(str(os.waitstatus_to_exitcode(status)).encode())
    os._exit(0)


def _become(asked: dict, streams: list[int]) -> NoReturn:
    from entrepot.cli.main import run

    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    sys.stdin = os.fdopen(0, encoding="utf-8")
    os.environ.clear()
    os.environ.update(asked["env"])
    os.chdir(asked["folder"])
    sys.argv = [str(PROGRAM), *asked["words"]]
    run()


if __name__ == "__main__":
    serve(sys.argv[1])
