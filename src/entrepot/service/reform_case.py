"""A plan of tasks and the score of a benchmark that it leads to, as a document."""

from collections.abc import Mapping
from fractions import Fraction

from entrepot.assess.benchmarks import Item, score
from entrepot.plan.reforms import ReformTask, YearScore, gain_of, path_of
from entrepot.service.case_parts import Document, cited_document, cited_of, done, share
from entrepot.service.fields import Fields

MOST_ITEMS, MOST_TASKS = 2000, 500


def score_reforms(raw: Mapping[str, object]) -> Document:
    """The score of a benchmark year by year as tasks are done.

    Args:
        raw: `items` with `topic`, `pillar`, `item`, `maximum`, `obtained` (null is unknown) and
            `name`; `tasks` with `id`, `title`, `topic`, `item`, `obtained`, `year`, `owner`,
            `evidence` and `chance` (unknown where absent); `method`, the benchmark and its
            edition; `source` and `status`.

    Returns:
        `now`, `tasks` with what each adds alone, and `years` with the score that is proven, that
        is planned and that is likely (null where a chance is unknown).

    Raises:
        InputError: With every fault of the fields.
    """
    fields = Fields(raw)
    method = fields.text("method", required=True)
    items = [_item(one) for one in (fields.rows("items") or [])[:MOST_ITEMS]]
    if not items:
        fields.fault("missing", "items", "is empty.", "Give the tree.")
    known = {one.key: one for one in items}
    told = [_task(one, known) for one in (fields.rows("tasks") or [])[:MOST_TASKS]]
    keys = [one.key for one, _ in told]
    for key in sorted({one for one in keys if keys.count(one) > 1}):
        fields.fault("twice", "tasks", f"change {key[:60]!r} twice.", "Join them in one task.")
    cited = cited_of(fields)
    done(fields)
    tasks = [one for one, _ in told]
    return {
        "method": method, "now": _number(score(items).overall),
        "tasks": [{**about, "gain": _number(gain_of(items, one))} for one, about in told],
        "years": [_year(one) for one in path_of(items, tasks)], **cited_document(cited),
    }  # fmt: skip


def _item(fields: Fields) -> Item:
    topic, pillar = fields.text("topic", required=True), fields.text("pillar", required=True)
    code, name = fields.text("item", required=True), fields.text("name")
    most, had = fields.positive("maximum", required=True), fields.number("obtained")
    if most is not None and had is not None and had > most:
        fields.fault("range", "obtained", "is above the maximum.", "Give at most that.")
    fields.nothing_else()
    return Item(topic, pillar, code, name or code, Fraction(most or 1),
                None if had is None else Fraction(had))  # fmt: skip


def _task(fields: Fields, known: Mapping[str, Item]) -> tuple[ReformTask, Document]:
    about = {name: fields.text(name, required=name in ("id", "topic", "item"))
             for name in ("id", "title", "topic", "item", "owner", "evidence")}  # fmt: skip
    points = fields.number("obtained", required=True)
    year = fields.whole("year", low=1900, high=2200)
    if not fields.text("year"):
        fields.fault("missing", "year", "is empty.", "Fill it in.")
    chance = share(fields, "chance") if fields.has("chance") else None
    key = f"{about['topic']}/{about['item']}"
    item = known.get(key)
    if item is None and about["item"]:
        fields.fault("item", "item", f"there is no item {key[:60]!r}.", "Name one of the tree.")
    elif item is not None and item.obtained is None:
        fields.fault("item", "item", "has no known points today.", "Give what is had.")
    elif item is not None and points is not None and points > item.maximum:
        fields.fault("range", "obtained", "is above the maximum.", "Give at most that.")
    fields.nothing_else()
    found = ReformTask(about["id"], key, Fraction(points or 0), year or 1900, about["evidence"],
                       None if chance is None else Fraction(chance))  # fmt: skip
    told: Document = {**about, "obtained": _number(found.obtained), "year": found.year}
    return found, told | {"chance": _number(found.chance)}


def _year(one: YearScore) -> Document:
    return {"year": one.year, "proven": _number(one.proven), "planned": _number(one.planned),
            "likely": _number(one.likely), "tasks": list(one.tasks)}  # fmt: skip


def _number(value: Fraction | None) -> float | None:
    return None if value is None else float(value)
