"""What the pages of benchmarks draw of their documents."""

from collections.abc import Iterator, Sequence

from entrepot.web.verbs import Document

WIDTH, ROW = 420, 24
_CHECKED = 2  # the most a variable of a checklist has


def bars_of(found: Document) -> Document:
    """A bar a part: what is had, what may be, up to the frontier."""
    bars = list(_bars(found))
    most = {"tree": 100.0, "checklist": float(_CHECKED)}.get(found["form"]) or _most(bars)
    scale = WIDTH / most if most > 0 else 0.0
    drawn = [
        {**one, "y": at * ROW, "width": max(one["value"] or 0.0, 0.0) * scale,
         "reach": max(one["at_most"] or 0.0, 0.0) * scale}
        for at, one in enumerate(bars)
    ]  # fmt: skip
    return {"bars": drawn, "width": WIDTH, "height": len(drawn) * ROW, "most": most}


def tree_of(found: Document) -> list[Document]:
    """Topics, each with its pillars and their items."""
    topics: dict[str, dict[str, list[Document]]] = {}
    for one in found["rows"]:
        topics.setdefault(one["topic"], {}).setdefault(one["pillar"], []).append(one)
    scores = {(one["topic"], one["pillar"]): one for one in found["parts"]}
    means = {one["topic"]: one["score"] for one in found["topics"]}
    return [
        {"topic": topic, "score": means[topic],
         "pillars": [{**scores[topic, pillar], "rows": items} for pillar, items in some.items()]}
        for topic, some in topics.items()
    ]  # fmt: skip


def _bars(found: Document) -> Iterator[Document]:
    if found["form"] == "tree":
        for one in found["parts"]:
            yield {"text": f"{one['topic']} · {one['pillar']}", "value": one["score"],
                   "at_most": one["at_most"]}  # fmt: skip
    elif found["form"] == "checklist":
        for one in found["indicators"]:
            yield _bar(one["indicator"], one["score"])
    elif found["form"] == "table":
        yield from (_bar(one["economy"], one["score"]) for one in found["units"][:20])
    else:
        yield from (_bar(one["economy"], one["score"]) for one in found["rows"][:20])


def _bar(text: str, value: float | None) -> Document:
    return {"text": text, "value": value, "at_most": value}


def _most(bars: Sequence[Document]) -> float:
    return max((one["value"] or 0.0 for one in bars), default=0.0)
