"""A heap of whole numbers, each a rank and the number of what is ranked, for the kernels.

The rank is in the upper half and what it ranks in the lower, so that one comparison orders
both and equal ranks come out in the order of their numbers. Every parent has four children.
A ranking keeps where each number stands, so that a number is in it once and can rise.
"""

from numba import njit

LOW_HALF = 0xFFFFFFFF
MOST_RANK = 2.0**31 - 1024  # the greatest rank that fits the upper half


@njit(cache=True, nogil=True, inline="always")
def _least_of_four(heap, child, size):  # type: ignore[no-untyped-def]
    """Which of the children from one on is the least; whole fours need no branches."""
    if child + 3 < size:
        one = child + (heap[child + 1] < heap[child])
        other = child + 2 + (heap[child + 3] < heap[child + 2])
        return other if heap[other] < heap[one] else one
    lower = child
    for other in range(child + 1, size):
        if heap[other] < heap[lower]:
            lower = other
    return lower


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
        lower = _least_of_four(heap, child, size)
        least = heap[lower]
        if least >= entry:
            break
        heap[i] = least
        i = lower
    heap[i] = entry
    return size


@njit(cache=True, nogil=True, inline="always")
def rise(heap, at, size, rank, number):  # type: ignore[no-untyped-def]
    """Put a number into a ranking, or move it to a lower rank; give the size."""
    i = at[number]
    if i < 0:
        i = size
        size += 1
    entry = (rank << 32) | number
    while i > 0:
        up = (i - 1) >> 2
        above = heap[up]
        if above <= entry:
            break
        heap[i] = above
        at[above & LOW_HALF] = i
        i = up
    heap[i] = entry
    at[number] = i
    return size


@njit(cache=True, nogil=True, inline="always")
def leave(heap, at, size):  # type: ignore[no-untyped-def]
    """Take the least number off a ranking; its place 0 is free to read before. Gives the size."""
    at[heap[0] & LOW_HALF] = -1
    size -= 1
    if size == 0:
        return size
    entry = heap[size]
    i = 0
    while True:
        child = 4 * i + 1
        if child >= size:
            break
        lower = _least_of_four(heap, child, size)
        least = heap[lower]
        if least >= entry:
            break
        heap[i] = least
        at[least & LOW_HALF] = i
        i = lower
    heap[i] = entry
    at[entry & LOW_HALF] = i
    return size
