"""The least change of weights that swaps two units, as a document."""

from dataclasses import asdict
from typing import Any

from entrepot.assess.index import Index
from entrepot.assess.swap import JointSwap, joint_swap, node_swaps, why_not

Document = dict[str, Any]
_DOMINATED = "no weights put the one behind ahead: it is nowhere better by enough"


def swap_of(index: Index, a: int, b: int) -> Document:
    """What brings two units level, by one weight and by all; just past it they have swapped."""
    if index.final[a] < index.final[b]:
        a, b = b, a
    names = [index.table.units[index.prepared.rows[at]] for at in (a, b)]
    document: Document = {
        "ahead": names[0], "behind": names[1], "gap": float(index.final[a] - index.final[b]),
        "by_one_weight": [], "by_all_weights": None, "reason": why_not(index, a, b) or None,
    }  # fmt: skip
    if document["reason"]:
        return document | {"gap": document["gap"] if document["gap"] >= 0 else None}
    together = joint_swap(index, a, b)
    return document | {
        "by_one_weight": [asdict(one) for one in node_swaps(index, a, b)],
        "by_all_weights": _joint(together) if together else None,
        "reason": None if together else _DOMINATED,
    }


def _joint(one: JointSwap) -> Document:
    return {
        "moved_share": one.moved_share, "is_confirmed": one.is_confirmed,
        "indicators": [
            {"indicator": code, "share": share, "share_at_tie": one.after[code]}
            for code, share in one.before.items()
            if share != one.after[code]
        ],
    }  # fmt: skip
