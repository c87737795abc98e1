"""The door to the sealed kernels: by their machine code where it was handed in, else by numba.

A kernel takes arrays, writes into them and gives nothing back; it asks the system for nothing.
So its machine code can be used by itself, and a question need not load the compiler, which
takes a second and more memory than all the rest. Without it numba compiles as it always does;
both ways are the same instructions in the same order, so that answers are the same to the bit.
"""

import ctypes
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray

DTYPES = {
    "b1": np.dtype(np.bool_), "i4": np.dtype(np.int32), "i8": np.dtype(np.int64),
    "f8": np.dtype(np.float64),
}  # fmt: skip
_Array = NDArray[Any]
_NOWHERE = ctypes.c_void_p()  # where a kernel says that it has nothing to say
_AWAY = ctypes.byref(_NOWHERE)


def _flatten(arrays: Sequence[_Array]) -> list[int]:
    """Address and lengths of each array, one after the other."""
    flat: list[int] = []
    for array in arrays:
        flat += (array.__array_interface__["data"][0], *array.shape)
    return flat


class Room:
    """Arrays for a kernel to work in, kept from one question to the next.

    Args:
        arrays: The arrays, of the kinds the kernel asks for, last of all.
    """

    __slots__ = ("arrays", "flat")

    def __init__(self, *arrays: _Array) -> None:
        self.arrays = arrays
        self.flat = _flatten(arrays)


_NO_ROOM = Room()


class Kernel:
    """A kernel that can be called with arrays.

    Args:
        module: Module of this room that has it.
        name: Its name there.
        kinds: Type of each array it takes, and number of dimensions: `f8:2 i8:1`.
    """

    def __init__(self, module: str, name: str, kinds: str) -> None:
        pairs = [kind.split(":") for kind in kinds.split()]
        self.module, self.name, self.takes = module, name, kinds
        self.kinds = [(DTYPES[dtype], int(dims)) for dtype, dims in pairs]
        self._dtypes = [dtype for dtype, _ in self.kinds]
        self._code: Callable[..., int] | None = None
        self._keep: object = None

    def compiled(self) -> Any:
        """The kernel as numba has it."""
        return getattr(import_module(f"entrepot.corridors.{self.module}"), self.name)

    @property
    def is_code(self) -> bool:
        """Whether machine code was handed in."""
        return self._code is not None

    def use(self, address: int, keep: object) -> None:
        """Call machine code from now on.

        Args:
            address: Where it begins.
            keep: What must live as long as it is called.
        """
        count = sum(1 + dims for _, dims in self.kinds)
        kind = ctypes.CFUNCTYPE(ctypes.c_int, *(ctypes.c_void_p,) * (2 + count))
        self._keep, self._code = keep, kind(address)

    def forget(self) -> None:
        """Call numba from now on."""
        self._code = self._keep = None

    def __call__(self, *arrays: _Array, room: Room = _NO_ROOM) -> None:
        """Run the kernel; what it has to say is in the arrays afterwards."""
        if self._code is None:
            self.compiled()(*arrays, *room.arrays)
            return
        ready = [
            np.ascontiguousarray(array, dtype)
            for array, dtype in zip(arrays, self._dtypes, strict=False)
        ]
        self._code(_AWAY, _AWAY, *_flatten(ready), *room.flat)
