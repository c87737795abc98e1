"""Machine code of the kernels by itself: compiled by numba, cut out of the object, joined.

What is cut out holds one function and the constants it reads, and works wherever it is put:
it calls nothing and every address in it is counted from where it stands. Whatever does not
fit that is refused, and the kernel stays with numba.

Source:
    System V Application Binary Interface, and its supplement for AMD64: object files,
    relocation types 2 (PC32) and 4 (PLT32).
"""

import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from entrepot.corridors.compiled import Kernel

ALIGN = 64
_CONTENT, _SYMBOLS, _RELOCATIONS = 1, 2, 4  # kinds of section
_WRITABLE, _KEPT, _RUN = 1, 2, 4  # flags of a section
_FROM_HERE = {2, 4}  # kinds of relocation
_SECTION, _SYMBOL, _RELOCATION = "<IIQQQQIIQQ", "<IBBHQQ", "<QQq"
_FIRST_RESERVED = 0xFF00  # numbers of sections that are none


def compile_code(kernels: Iterable[Kernel]) -> tuple[bytes, dict[str, int]]:
    """Machine code of kernels, for the processor at hand and its like.

    Returns:
        The code and where in it each kernel begins, by name.

    Raises:
        ValueError: A kernel needs something that is not in its object.
    """
    code, starts = b"", {}
    for kernel in kernels:
        code += bytes(-len(code) % ALIGN)
        piece, start = cut_out(*_object(kernel))
        starts[kernel.name] = len(code) + start
        code += piece
    return code, starts


def _object(kernel: Kernel) -> tuple[bytes, str]:
    """Object file of a kernel and the name of its function there."""
    import llvmlite.binding as llvm

    types, entry = _entry(kernel)
    entry.compile(types)
    (found,) = entry.overloads.values()
    machine = llvm.Target.from_default_triple().create_target_machine(
        cpu=llvm.get_host_cpu_name(), features=llvm.get_host_cpu_features().flatten(), opt=3,
        reloc="pic", codemodel="small",
    )  # fmt: skip
    module = llvm.parse_assembly(found.library.get_llvm_str())
    return machine.emit_object(module), found.fndesc.llvm_func_name


def _entry(kernel: Kernel) -> tuple[tuple[Any, ...], Any]:
    """Types and body of a function that calls a kernel with the arrays at some addresses."""
    numba: Any = import_module("numba")
    types: list[Any] = []
    names: list[str] = []
    arrays: list[str] = []
    for dtype, dims in kernel.kinds:
        address, *lengths = [f"a{len(names) + i}" for i in range(1 + dims)]
        names += [address, *lengths]
        types += [numba.types.CPointer(numba.from_dtype(dtype)), *dims * [numba.intp]]
        arrays.append(f"carray({address}, ({', '.join(lengths)},))")
    body = numba.njit(forceinline=True, error_model="numpy")(kernel.compiled().py_func)
    scope = {"carray": numba.carray, "kernel": body}
    exec(f"def entry({', '.join(names)}):\n kernel({', '.join(arrays)})\n", scope)
    return tuple(types), numba.njit(error_model="numpy")(scope["entry"])


@dataclass(frozen=True, slots=True)
class _Section:
    kind: int
    flags: int
    first: int
    size: int
    link: int
    info: int
    align: int


def cut_out(elf: bytes, name: str) -> tuple[bytes, int]:
    """A function and its constants out of an object file.

    Args:
        elf: The object file: 64 bits, AMD64.
        name: Name of the function.

    Returns:
        The piece, to be put at a multiple of `ALIGN`, and where in it the function begins.

    Raises:
        ValueError: It needs something that is not in the file, or the file is of another kind.
    """
    sections = _sections(elf)
    (symbols,) = [one for one in sections if one.kind == _SYMBOLS]
    text, at, size = _find(elf, sections[symbols.link], symbols, name)
    piece, places = _lay_constants(elf, sections)
    start = len(piece) + -len(piece) % ALIGN
    piece += bytes(start - len(piece)) + elf[sections[text].first + at :][:size]
    if any(one.kind == _RELOCATIONS and one.info in places for one in sections):
        raise ValueError("constants hold addresses")
    rows = [one for one in sections if one.kind == _RELOCATIONS and one.info == text]
    for offset, what, extra in (row for one in rows for row in _rows(elf, one, _RELOCATION)):
        if not at <= offset < at + size:
            continue
        symbol = symbols.first + (what >> 32) * struct.calcsize(_SYMBOL)
        *_, section, value, _ = struct.unpack_from(_SYMBOL, elf, symbol)
        if what & 0xFFFFFFFF not in _FROM_HERE:
            raise ValueError("an address is not counted from where it stands")
        if section == text and at <= value < at + size:
            target = start + value - at
        elif section in places:
            target = places[section] + value
        else:
            raise ValueError("the function calls or reads something outside")
        place = start + offset - at
        struct.pack_into("<i", piece, place, target + extra - place)
    return bytes(piece), start


def _rows(elf: bytes, section: _Section, kind: str) -> Iterator[tuple[int, ...]]:
    return struct.iter_unpack(kind, elf[section.first : section.first + section.size])


def _sections(elf: bytes) -> list[_Section]:
    if elf[:6] != b"\x7fELF\x02\x01" or struct.unpack_from("<HH", elf, 16) != (1, 62):
        raise ValueError("the object is not one for AMD64")
    (first,) = struct.unpack_from("<Q", elf, 40)
    size, count = struct.unpack_from("<HH", elf, 58)
    found = []
    for number in range(count):
        row = struct.unpack_from(_SECTION, elf, first + number * size)
        _, kind, flags, _, at, length, link, info, align, _ = row
        found.append(_Section(kind, flags, at, length, link, info, align))
    return found


def _find(elf: bytes, names: _Section, symbols: _Section, name: str) -> tuple[int, int, int]:
    """Section, place there and size of a function."""
    for row, _, _, section, value, size in _rows(elf, symbols, _SYMBOL):
        end = elf.index(0, names.first + row)
        if elf[names.first + row : end].decode() == name and 0 < section < _FIRST_RESERVED:
            return section, value, size
    raise ValueError(f"the object has no function {name}")


def _lay_constants(elf: bytes, sections: list[_Section]) -> tuple[bytearray, dict[int, int]]:
    """Constants one after the other, and where those of each section begin."""
    piece, places = bytearray(), {}
    for number, one in enumerate(sections):
        if one.kind == _CONTENT and one.flags & (_WRITABLE | _KEPT | _RUN) == _KEPT:
            piece += bytes(-len(piece) % max(one.align, 1))
            places[number] = len(piece)
            piece += elf[one.first : one.first + one.size]
    return piece, places
