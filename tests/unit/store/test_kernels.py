import json
import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest
from tests.unit.corridors.test_search import DIAMOND, Graph

from entrepot.corridors import labels
from entrepot.corridors.labels import SET_LABELS
from entrepot.corridors.linking import cut_out
from entrepot.corridors.search import GROW_GOAL_TREES, GROW_TREE, one_tree
from entrepot.store import kernels
from entrepot.store.kernels import use_kernels

BESIDE = Path(labels.__file__).parent / "__pycache__"
KERNELS = (SET_LABELS, GROW_GOAL_TREES, GROW_TREE)
pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or os.uname().machine != "x86_64",
    reason="code by itself is made for AMD64 under Linux; numba serves elsewhere",
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file that every process of this checkout uses."""
    forget()
    assert use_kernels(tmp_path_factory.mktemp("home"))
    files = BESIDE.glob("kernels-*.code")
    return max(files, key=lambda path: path.stat().st_mtime_ns)


@pytest.fixture
def _quickly(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What would be made is what was made."""
    page, code = made.read_bytes()[:4096], made.read_bytes()[4096:]
    monkeypatch.setattr(kernels, "_code", lambda: (code, json.loads(page)["starts"]))


@pytest.fixture(autouse=True)
def _numba_serves():
    forget()
    yield
    forget()


def forget() -> None:
    for kernel in KERNELS:
        kernel.forget()


@pytest.mark.parametrize("seed", range(20))
def test_code_by_itself_answers_as_numba_does_to_the_bit(tmp_path, seed):
    rng = np.random.default_rng(seed)
    ends, weights = rng.integers(0, 30, (300, 2)).tolist(), rng.integers(1, 99, (300, 4))
    graph = Graph(30, [(a, b, tuple(row)) for (a, b), row in zip(ends, weights, strict=True)])
    expected = answers(graph)
    use_kernels(tmp_path)

    assert all(kernel.is_code for kernel in KERNELS)
    assert answers(graph) == expected


def answers(graph: Graph) -> list[bytes]:
    fronts = [graph.fronts(0, 29, np.full(4, share)) for share in (0.0, 0.05)]
    tree = one_tree(graph.indptr, graph.heads, graph.weights[0], graph.closed, 0)
    return [np.asarray(part).tobytes() for answer in (*fronts, tree) for part in answer]


@pytest.mark.parametrize("harm", [
    lambda whole: whole[:5000], lambda whole: whole[:-1] + bytes([whole[-1] ^ 1]),
    lambda _: b"", lambda whole: b"[]" + whole[2:],
])  # fmt: skip
@pytest.mark.usefixtures("_quickly")
def test_a_damaged_file_is_made_anew(tmp_path, made, harm):
    bad = tmp_path / made.name
    bad.write_bytes(harm(made.read_bytes()))

    assert use_kernels(tmp_path, beside=tmp_path)
    assert bad.read_bytes() == made.read_bytes()


@pytest.mark.usefixtures("_quickly")
def test_where_the_folder_of_the_bytecode_cannot_be_written_the_data_folder_serves(tmp_path):
    wall = tmp_path / "wall"
    wall.touch()

    assert use_kernels(tmp_path, beside=wall / "cache")
    assert [path.parent.name for path in tmp_path.rglob("*.code")] == ["kernels"]


@pytest.mark.usefixtures("_quickly")
def test_where_no_folder_can_be_written_numba_serves(tmp_path):
    wall = tmp_path / "wall"
    wall.touch()

    assert not use_kernels(wall / "home", beside=wall / "cache")
    assert Graph(4, DIAMOND).fronts(0, 3)[0].shape == (2, 4)


def test_a_function_that_calls_another_program_is_not_cut_out():
    with pytest.raises(ValueError, match="outside"):
        cut_out(emitted("declare double @sin(double)", "call double @sin(double %x)"), "f")


def test_a_function_that_reads_what_may_change_is_not_cut_out():
    with pytest.raises(ValueError, match="outside"):
        cut_out(emitted("@a = hidden global double 1.0", "load double, ptr @a"), "f")


def test_what_is_no_object_of_this_processor_is_refused():
    with pytest.raises(ValueError, match="AMD64"):
        cut_out(b"\x7fELF\x01\x01" + bytes(60), "f")


def emitted(before: str, body: str) -> bytes:
    """Object of a function of one line."""
    llvm = import_module("llvmlite.binding")
    for name in ("target", "asmprinter"):
        getattr(llvm, f"initialize_native_{name}")()
    text = f"{before}\ndefine double @f(double %x) {{\n %y = {body}\n ret double %y\n}}"
    machine = llvm.Target.from_default_triple().create_target_machine(
        reloc="pic", codemodel="small"
    )
    return machine.emit_object(llvm.parse_assembly(text))


def test_a_question_loads_no_compiler(tmp_path):
    use_kernels(tmp_path)
    code = (
        "import sys\nfrom datetime import date\n"
        "from entrepot.service.routes import open_ground, route\n"
        "raw = {'origin': 'guiyang', 'destination': 'rotterdam', 'teu': 1}\n"
        "assert route(open_ground('guizhou'), raw, today=date(2026, 11, 20))['routes']\n"
        "print(sorted({'numba', 'llvmlite', 'scipy', 'pandas'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True,
        env=os.environ | {"ENTREPOT_HOME": str(tmp_path)},
    )  # fmt: skip

    assert done.stdout.strip() == "[]"
