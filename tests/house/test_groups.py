"""Tests of one group go to one worker: what a group shares is made once, not once a worker."""

import os
import subprocess
import sys
from pathlib import Path

FILE = """
import os
from pathlib import Path

import pytest

pytestmark = pytest.mark.xdist_group("{group}")

@pytest.mark.parametrize("number", range(3))
def test_worker(number):
    with Path(__file__).with_name("{group}.txt").open("a") as file:
        file.write(os.environ["PYTEST_XDIST_WORKER"] + "\\n")
"""


def test_all_files_of_a_group_run_on_one_worker(tmp_path: Path) -> None:
    for file, group in enumerate(("ships", "trains", "ships", "trains", "ships")):
        (tmp_path / f"test_{file}.py").write_text(FILE.format(group=group))
    command = [sys.executable, "-m", "pytest", "-q", "-c", os.devnull]
    bare = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}

    subprocess.run(
        [*command, "--rootdir", tmp_path, "-p", "xdist", "-n", "2", "--dist", "loadgroup"],
        env=bare | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}, cwd=tmp_path, check=True,
        capture_output=True,
    )  # fmt: skip
    workers = {
        group: (tmp_path / f"{group}.txt").read_text().split() for group in ("ships", "trains")
    }

    assert len(workers["ships"]) == 9
    assert len(workers["trains"]) == 6
    assert len(set(workers["ships"])) == 1
    assert len(set(workers["trains"])) == 1
