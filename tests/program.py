"""`entrepot` with every room imported, in a process that forks for each command.

A command has a process, an environment and streams of its own, as one that a shell starts. It is
only spared the second in which Python imports the rooms, and what is the same each time: laying
out the commands, and reading the packs that come along, where their texts are as they were. Tests
of starting, serving, signals and kills start the program itself, as do some of each pack.
"""

import atexit
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
import threading
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, redirect_stdout, suppress
from functools import cache
from io import StringIO
from pathlib import Path
from typing import IO, Any, NoReturn

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
    _keep_layout()
    for room in ("service", "cli"):
        package = importlib.import_module(f"entrepot.{room}")
        for module in pkgutil.iter_modules(package.__path__, f"entrepot.{room}."):
            importlib.import_module(module.name)
    with redirect_stdout(StringIO()):
        importlib.import_module("entrepot.cli.main").call(["--version"])
    _read_ahead("guizhou", "upland")
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


def _keep_layout() -> None:
    """Let typer lay the commands out once a process, not once a call."""
    from typer import main

    main.get_command = cache(main.get_command)


def _read_ahead(*regions: str) -> None:
    """Read packs, so that a command which finds the same texts need not."""
    from entrepot.store import packs

    read = packs.read_region
    folders = [packs.read_folder(packs.find_folder(region)) for region in regions]
    known = [(folder, read(folder)) for folder in folders]

    def read_region(folder: Any, *, whole: bool = False) -> Any:
        found = (reading for texts, reading in known if texts == folder and not whole)
        return next(found, None) or read(folder, whole=whole)

    packs.read_region = read_region


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
    code = _code_of(run)
    threading._shutdown()  # what Python does at its end, but that nothing is taken down,
    atexit._run_exitfuncs()  # whose memory is shared until it is written to
    for stream in (sys.stdout, sys.stderr):
        with suppress(ValueError, OSError):
            stream.flush()
    os._exit(code)


def _code_of(run: Callable[[], object]) -> int:
    try:
        run()
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    except BaseException:  # noqa: BLE001 - as Python tells what nobody caught
        traceback.print_exc()
        return 1
    return 0


if __name__ == "__main__":
    serve(sys.argv[1])
