"""Rows of four numbers taken at once, for the kernels: one instruction where four were.

Rows are those of arrays of whole rows of four float64, which nothing checks.
"""

from typing import Any

from llvmlite import ir
from numba.core.types import boolean, void
from numba.extending import intrinsic

_FOUR = ir.VectorType(ir.DoubleType(), 4)


def _row(context: Any, builder: Any, kind: Any, array: Any, number: Any) -> Any:
    """Where a row of an array begins, as a pointer to four numbers."""
    data = context.make_array(kind)(context, builder, array).data
    at = builder.mul(number, ir.Constant(number.type, 4))
    return builder.bitcast(builder.gep(data, [at]), _FOUR.as_pointer())


def _covers(typing, one, i, other, j):  # type: ignore[no-untyped-def]  # noqa: ARG001 - of numba
    def code(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        kinds = signature.args
        low = builder.load(_row(context, builder, kinds[0], values[0], values[1]), align=8)
        high = builder.load(_row(context, builder, kinds[2], values[2], values[3]), align=8)
        bits = builder.bitcast(builder.fcmp_ordered("<=", low, high), ir.IntType(4))
        return builder.icmp_unsigned("==", bits, ir.Constant(ir.IntType(4), 15))

    return boolean(one, i, other, j), code


# Whether no number of row i of one array is above that of row j of another.
covers: Any = intrinsic(_covers)


def _worked(of: str) -> Any:
    """A row that becomes what some operation makes of two others."""

    def typed(typing, one, i, other, j, out, k):  # type: ignore[no-untyped-def]  # noqa: ARG001
        def code(context: Any, builder: Any, signature: Any, values: Any) -> Any:
            kinds = signature.args
            a, b = (
                builder.load(_row(context, builder, kinds[n], values[n], values[n + 1]), align=8)
                for n in (0, 2)
            )
            there = _row(context, builder, kinds[4], values[4], values[5])
            builder.store(getattr(builder, of)(a, b), there, align=8)
            return context.get_dummy_value()

        return void(one, i, other, j, out, k), code

    return intrinsic(typed)


# Row k of a third array becomes what row i of one and row j of another make.
add = _worked("fadd")
multiply = _worked("fmul")
divide = _worked("fdiv")
