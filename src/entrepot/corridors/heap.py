"""A heap of whole numbers, each a rank and the number of what is ranked, for the kernels.

The rank is in the upper half and what it ranks in the lower, so that one comparison orders
both and equal ranks come out in the order of their numbers. Every parent has four children.
"""

from numba import njit

LOW_HALF = 0xFFFFFFFF
MOST_RANK = 2.0**31 - 1024  # the greatest rank that fits the upper half


@njit(cache=True, nogil=True, inline="always")
def put(heap, size, entry):  # type: ignore[no-untyped-def]
    """Put an entry into the heap; give its new size."""
    i = size
    while i > 0:
        up = (i - 1) >> 2
        if heap[up] <= entry:
            break
        heap[i] = heap[up]
        i = up
    heap[i] = entry
    return size + 1


@njit(cache=True, nogil=True, inline="always")
def take(heap, size):  # type: ignore[no-untyped-def]
    """Take the least entry off; its place 0 is free to read before. Gives the new size."""
    size -= 1
    entry = heap[size]
    i = 0
    while True:
        child = 4 * i + 1
        if child >= size:
            break
        least, at = heap[child], child
        for other in range(child + 1, min(child + 4, size)):
            if heap[other] < least:
                least, at = heap[other], other
        if least >= entry:
            break
        heap[i] = least
        i = at
    heap[i] = entry
    return size
