"""What the pages of kept indices draw of their documents."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from entrepot.web.index_sheet import bands_of
from entrepot.web.verbs import Document

WIDTH, ROW = 560, 24
_WAYS = ("plain", "robust")
Names = Mapping[str, Document]


def league(found: Document, time: float | None, names: Names) -> list[Document]:
    """The classes of a run, each with its units by rank and a chart of how sure ranks are."""
    bands = bands_of(found)
    units = [
        {**one, **named(one, names), "band": bands.get((one["unit"], one.get("time")))}
        for one in found["units"] if one.get("time") == time
    ]  # fmt: skip
    classes = list(dict.fromkeys(one["class"] for one in units))
    return [_class(name, [one for one in units if one["class"] == name]) for name in classes]


def years(found: Document) -> list[float]:
    """Years of a panel, newest first."""
    return sorted({one["time"] for one in found["units"] if "time" in one}, reverse=True)


def named(one: Mapping[str, Any], names: Names) -> Document:
    """Names of a unit: those of the scheme, else of the region's place, else its code."""
    if one.get("name") or one.get("name_zh"):
        return {"name": one["name"], "name_zh": one["name_zh"]}
    return dict(names.get(one["unit"], {"name": one["unit"], "name_zh": ""}))


def waterfall(found: Document) -> Document | None:
    """Bars from the mean of the class to the score; None where the tree does not add up."""
    if found["base"] is None:
        return None
    steps = [(one, one["adds"]) for one in found["parts"]]
    if found["deducted"]:
        steps.append(({"name": "", "name_zh": "", "indicator": ""}, found["deducted"]))
    return _fall(found["base"], steps)


def _fall(base: float, steps: Sequence[tuple[Document, float]]) -> Document:
    ends = [base]
    for _, adds in steps:
        ends.append(ends[-1] + adds)
    low, high = min(ends), max(ends)
    scale = WIDTH / (high - low) if high > low else 0.0
    bars = [
        {**one, "adds": adds, "y": (at + 1) * ROW, "x": (min(ends[at : at + 2]) - low) * scale,
         "width": abs(adds) * scale, "is_down": adds < 0}
        for at, (one, adds) in enumerate(steps)
    ]  # fmt: skip
    return {
        "bars": bars, "base": (base - low) * scale, "score": (ends[-1] - low) * scale,
        "height": (len(bars) + 2) * ROW, "width": WIDTH,
    }  # fmt: skip


def change_fall(move: Document) -> Document | None:
    """Bars from the score before to the score after; None where a mix gives no score."""
    parts = move["score_parts"]
    if any(part is None for part in parts.values()):
        return None
    steps = [({"cause": cause}, part) for cause, part in parts.items()]
    return _fall(move["score_before"], steps)


def paid(found: Document) -> list[Document]:
    """Two bars a unit: paid by rank alone, and as far as the rank is sure."""
    most = max((float(one[way]) for one in found["units"] for way in _WAYS), default=0.0)
    scale = WIDTH / most if most > 0 else 0.0
    return [
        {**one, "y": at * ROW, **{f"{way}_width": float(one[way]) * scale for way in _WAYS}}
        for at, one in enumerate(found["units"])
    ]


def shares(found: Document) -> list[Document]:
    """How much of the movement of ranks each assumption explains, with the width of its bars."""
    told = found["sensitivity"]
    return [
        {**one, "first_width": _part(one["first"]), "total_width": _part(one["total"])}
        for one in (told["indices"] if told else ())
    ]


def _class(name: str | None, units: Sequence[Document]) -> Document:
    ranked = [one for one in units if one["rank"] is not None]
    return {
        "name": name, "units": units, "bars": list(_bars(ranked)) if len(ranked) > 1 else [],
        "width": WIDTH, "height": len(ranked) * ROW, "last": len(ranked),
    }  # fmt: skip


def _bars(ranked: Sequence[Document]) -> Iterator[Document]:
    """A bar a unit from its 5th to its 95th percentile of rank, and a mark at its rank."""
    scale = WIDTH / (len(ranked) - 1)
    for at, one in enumerate(ranked):
        band = one["band"] or {"q05": None, "q95": None}
        first, last = (one["rank"] if band[key] is None else band[key] for key in ("q05", "q95"))
        drawn = {"y": at * ROW, "x": (first - 1) * scale, "mark": (one["rank"] - 1) * scale}
        yield {**one, **drawn, "width": max((last - first) * scale, 0)}


def _part(value: float | None) -> float:
    return 0.0 if value is None else 100 * min(max(value, 0.0), 1.0)
