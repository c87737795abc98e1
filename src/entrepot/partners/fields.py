"""Co-operation by field and country: from an idea to its result."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from statistics import median

from entrepot.kernel.panel import Answer, Panel, Rolls, share_pct, sums
from entrepot.kernel.roll import Choice, Column, Roll, Row
from entrepot.partners.ties import OWNER, PAGE, PARTNERS, PRECISION, day_of, has_come, if_kept

FIELDS = (
    Choice("trade", "trade", "贸易"), Choice("investment", "investment", "投资"),
    Choice("business", "business", "商务"), Choice("economy", "economy", "经济"),
    Choice("manufacturing", "manufacturing", "制造业"), Choice("minerals", "minerals", "矿产"),
    Choice("energy", "energy", "能源"), Choice("agriculture", "agriculture", "农业"),
    Choice("logistics", "logistics", "物流"), Choice("transport", "transport", "交通"),
    Choice("infrastructure", "infrastructure", "基础设施"), Choice("finance", "finance", "金融"),
    Choice("technology", "high technology", "高新技术"), Choice("data", "big data", "大数据"),
    Choice("science", "science", "科技"), Choice("education", "education", "教育"),
    Choice("culture", "culture", "文化"), Choice("tourism", "tourism", "旅游"),
    Choice("sports", "sports", "体育"), Choice("health", "health", "卫生健康"),
    Choice("environment", "environment", "环境保护"), Choice("other", "other", "其他"),
)  # fmt: skip
STAGES = (
    Choice("idea", "idea", "设想"), Choice("talks", "in talks", "洽谈"),
    Choice("agreed", "agreed", "协议"), Choice("under_way", "under way", "实施"),
    Choice("result", "with a result", "成果"), Choice("dropped", "dropped", "放弃"),
)  # fmt: skip
_DAYS = {"idea": "idea_on", "talks": "talks_on", "agreed": "agreed_on", "under_way": "started_on",
         "result": "result_on", "dropped": "dropped_on"}  # fmt: skip
_STEPS = ("idea_on", "talks_on", "agreed_on", "started_on")
_FIELD = Column("field", "choice", "Field", "领域", needed=True, choices=FIELDS)


def check_days(row: Row) -> Iterator[tuple[str, str, str, str]]:
    """An item has come somewhere, and a result is told and shown."""
    if not any(row[name] for name in _DAYS.values()):
        yield ("idea_on", "is empty, as is every other day.", "Write when it came up.",
               "缺少任何阶段日期。")  # fmt: skip
    days = [day.last for name in _STEPS if (day := day_of(row, name))]
    came = day_of(row, "result_on")
    if came and days and came.last < min(days):
        yield ("result_on", "is before every other step.", "Look at the days.", "早于各阶段日期。")
    for name in ("result", "evidence"):
        if row["result_on"] and not row[name]:
            yield (name, "is empty, and there is a day of the result.",
                   "Say what came of it and what shows it.", "有成果日期但内容不全。")  # fmt: skip


FIELD_ITEMS = Roll(
    "field_items", "Co-operation by field", "分领域合作事项",
    (
        Column("title", "text", "Item", "事项", needed=True),
        Column("title_zh", "text", "Item in Chinese", "事项（中文）"), _FIELD,
        Column("country", "country", "Country", "国家", needed=True),
        Column("partner", "id", "Partner", "伙伴", refers="partners"),
        Column("agreement", "id", "Paper", "文书", refers="instruments"),
        Column("idea_on", "day", "Came up", "提出日期"),
        Column("talks_on", "day", "Talks since", "洽谈日期"),
        Column("agreed_on", "day", "Agreed", "协议日期"),
        Column("started_on", "day", "Under way since", "实施日期"),
        Column("result_on", "day", "Result", "成果日期"),
        Column("dropped_on", "day", "Dropped", "放弃日期"), PRECISION,
        Column("result", "text", "What came of it", "成果"),
        Column("evidence", "text", "What shows it", "佐证"),
        Column("value", "amount", "Value of the result", "成果金额"),
        Column("currency", "currency", "Currency", "币种"), OWNER,
    ),
    "partners", (check_days,),
)  # fmt: skip


def tell_fields(rolls: Rolls, on: date) -> Answer:
    """Items by country and field, each at the stage it has come to."""
    staged = [(one, stage) for one in rolls["field_items"] if (stage := stage_of(one, on))]
    cells: dict[tuple[str, str], list[tuple[Row, str]]] = {}
    for one, stage in staged:
        cells.setdefault((one["country"], one["field"]), []).append((one, stage))
    rows = [{"country": country, "field": field, "items": len(found), **_tally(found)}
            for (country, field), found in sorted(cells.items())]  # fmt: skip
    tally = _tally(staged)
    took = [days for one, stage in staged if stage == "result"
            and (days := _days_to_result(one)) is not None]  # fmt: skip
    figures = {
        "items": len(staged), "countries": len({one["country"] for one, _ in staged}),
        "fields": len({one["field"] for one, _ in staged}), **tally,
        "result_pct": share_pct(tally["result"], len(staged)),
        "days_to_result": median(took) if took else None,
    }  # fmt: skip
    return Answer(if_kept(figures, staged), rows)


def tell_items(rolls: Rolls, on: date) -> Answer:
    """Each item with its stage, and how long it has stood there."""
    partners = {one["id"]: one for one in rolls["partners"]}
    rows = [_item(one, stage, partners, on) for one in rolls["field_items"]
            if (stage := stage_of(one, on))]  # fmt: skip
    live = [row for row in rows if row["stage"] not in {"result", "dropped"}]
    figures = {
        "live": len(live), "without_owner": sum(row["owner"] is None for row in live),
        "longest": max((row["days"] for row in live), default=None),
    }  # fmt: skip
    order = [one.code for one in STAGES]
    rows.sort(key=lambda row: (order.index(row["stage"]), -row["days"], row["item"]))
    return Answer(if_kept(figures, rows), rows)


def stage_of(item: Row, on: date) -> str | None:
    """How far an item has come by a day; None where nothing of it had come up.

    A result stays one even where the item was dropped later. Steps may be skipped.
    """
    order = ("result", "dropped", "under_way", "agreed", "talks", "idea")
    return next((stage for stage in order if has_come(item, _DAYS[stage], on)), None)


def _tally(staged: Sequence[tuple[Row, str]]) -> Row:
    stages = Counter(stage for _, stage in staged)
    came = [one for one, stage in staged if stage == "result"]
    return {**{one.code: stages[one.code] for one in STAGES}, "value": sums(came, "value")}


def _days_to_result(item: Row) -> Decimal | None:
    """Days from the first known step to the result; None where days are not known to the day."""
    if item["precision"] in {"month", "year"}:
        return None
    first = min((item[name] for name in _STEPS if item[name]), default=None)
    return None if first is None else Decimal((item["result_on"] - first).days)


def _item(item: Row, stage: str, partners: Mapping[str, Row], on: date) -> Row:
    since = day_of(item, _DAYS[stage])
    partner = partners.get(item["partner"] or "", {})
    return {
        "item": item["id"], "title": item["title"], "title_zh": item["title_zh"] or item["title"],
        "country": item["country"], "field": item["field"], "partner": partner.get("name"),
        "partner_zh": partner.get("name_zh") or partner.get("name"), "stage": stage,
        "since": since.text if since else None, "days": (on - since.last).days if since else 0,
        "result": item["result"] if stage == "result" else None,
        "owner": item["owner"] or partner.get("owner"),
    }  # fmt: skip


_STAGE_FIGURES = tuple(Column(one.code, "whole", one.en.capitalize(), one.zh) for one in STAGES)
_VALUE = Column("value", "money", "Value of results", "成果金额")
PANELS = (
    Panel(
        "fields", (12,), PAGE, "Co-operation by country and field, from idea to result",
        "分国别分领域合作：从设想到成果", (FIELD_ITEMS,),
        (
            Column("items", "whole", "Items", "事项"),
            Column("countries", "whole", "Countries", "国家"),
            Column("fields", "whole", "Fields", "领域"), *_STAGE_FIGURES,
            Column("result_pct", "number", "Items with a result [%]", "成果率（%）"),
            Column("days_to_result", "number", "Days to a result, median", "成果用时中位数（天）"),
            _VALUE,
        ),
        (
            Column("country", "country", "Country", "国家"), _FIELD,
            Column("items", "whole", "Items", "事项"), *_STAGE_FIGURES, _VALUE,
        ),
        tell_fields,
    ),
    Panel(
        "field_items", (12,), PAGE, "Items of co-operation, and how long each has stood",
        "合作事项及停留时间", (PARTNERS, FIELD_ITEMS),
        (
            Column("live", "whole", "Items without a result yet", "尚无成果的事项"),
            Column("without_owner", "whole", "Of them without an owner", "其中无经办人"),
            Column("longest", "whole", "Longest without a step [days]", "最长停留（天）"),
        ),
        (
            Column("item", "id", "Number or name", "编号"), Column("title", "text", "Item", "事项"),
            Column("country", "country", "Country", "国家"), _FIELD,
            Column("partner", "text", "Partner", "伙伴"),
            Column("stage", "choice", "Stage", "阶段", choices=STAGES),
            Column("since", "text", "Since", "起始"), Column("days", "whole", "Days", "天数"),
            Column("result", "text", "What came of it", "成果"), OWNER,
        ),
        tell_items,
    ),
)  # fmt: skip
