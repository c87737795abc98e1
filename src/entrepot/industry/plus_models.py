"""Two sides matched by "plus" models: what each offers, who could join, what has landed."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from entrepot.kernel.panel import Answer, Panel, Rolls, added, grouped, is_by, sums
from entrepot.kernel.roll import Choice, Column, Roll, Row

PAGE = "/investment"
HERE, THERE = "here", "there"
POSSIBLE, SIGNED, LANDED = "possible", "signed", "landed"
_STATES = (Choice(POSSIBLE, "possible", "可对接"), Choice(SIGNED, "signed", "已签约"),
           Choice(LANDED, "landed", "已落地"))  # fmt: skip
_AT = {choice.code: at for at, choice in enumerate(_STATES)}
_MODEL = Column("model", "id", "Model", "合作模式", needed=True, refers="plus_models")


def _story(row: Row) -> Iterator[tuple[str, str, str, str]]:
    if row["landed_on"] and row["signed_on"] and row["landed_on"] < row["signed_on"]:
        yield ("landed_on", "lies before the signing.", "Look at both days.", "早于签约日期。")
    if row["landed_on"] and row["given_up_on"]:
        yield ("given_up_on", "is told, and it landed.", "Keep one.", "不能既落地又终止。")


MODELS = Roll(
    "plus_models", "Models of co-operation", "合作模式",
    (
        Column("name", "text", "Name", "名称", needed=True),
        Column("name_zh", "text", "Name in Chinese", "中文名称"),
        Column("agreement", "id", "Agreement", "协议"),
        Column("partner", "text", "With whom", "合作方"),
    ),
)  # fmt: skip
OFFERS = Roll(
    "plus_offers", "What each side offers", "双方供需",
    (
        _MODEL,
        Column("side", "choice", "Side", "方", needed=True, choices=(
            Choice(HERE, "here", "本地"), Choice(THERE, "partner", "合作方"),
        )),
        Column("subject", "id", "Resource, product or field", "资源、产品或领域", needed=True),
        Column("name", "text", "Offer", "内容", needed=True),
        Column("enterprise", "id", "Firm", "企业"),
        Column("opened_on", "day", "Open from", "起始日期", needed=True),
        Column("closed_on", "day", "Closed", "关闭日期"),
    ),
)  # fmt: skip
PROJECTS = Roll(
    "plus_projects", "Projects by model", "合作项目",
    (
        Column("name", "text", "Project", "项目名称", needed=True), _MODEL,
        Column("here", "id", "Offer here", "本地供需", refers="plus_offers"),
        Column("there", "id", "Offer of the partner", "合作方供需", refers="plus_offers"),
        Column("signed_on", "day", "Signed", "签约日期"),
        Column("landed_on", "day", "Landed", "落地日期"),
        Column("given_up_on", "day", "Given up", "终止日期"),
        Column("invested", "amount", "Money", "投资额"),
        Column("currency", "currency", "Currency", "币种"),
    ),
    checks=(_story,),
)  # fmt: skip


def project_state(row: Row, on: date) -> str | None:
    """Whether a project has landed or is signed by a day; None before, and once given up."""
    if is_by(row["landed_on"], on):
        return LANDED
    return SIGNED if is_by(row["signed_on"], on) and not is_by(row["given_up_on"], on) else None


def open_offers(rolls: Rolls, on: date) -> list[Row]:
    """Offers that are open on a day; one is closed from its last day on."""
    return [one for one in rolls["plus_offers"]
            if is_by(one["opened_on"], on) and not is_by(one["closed_on"], on)]  # fmt: skip


def possible_pairs(rolls: Rolls, on: date) -> list[tuple[Row, Row]]:
    """Offers of both sides open on a day, of one model and subject, not joined in a project."""
    joined = {(one["here"], one["there"]) for one in rolls["plus_projects"]
              if project_state(one, on)}  # fmt: skip
    open_ = open_offers(rolls, on)
    theirs: dict[tuple[str, str], list[Row]] = {}
    for one in open_:
        if one["side"] == THERE:
            theirs.setdefault((one["model"], one["subject"]), []).append(one)
    return [(one, other) for one in open_ if one["side"] == HERE
            for other in theirs.get((one["model"], one["subject"]), ())
            if (one["id"], other["id"]) not in joined]  # fmt: skip


def matches_of(rolls: Rolls, on: date) -> list[dict[str, Any]]:
    """What could be joined, is signed, and has landed."""
    offers = {one["id"]: one for one in rolls["plus_offers"]}
    projects = [_match(one, offers, project_state(one, on)) for one in rolls["plus_projects"]]
    pairs = [{"model": one["model"], "subject": one["subject"], "here": one["id"],
              "there": other["id"], "here_firm": one["enterprise"],
              "there_firm": other["enterprise"], "state": POSSIBLE, "project": None,
              "invested": None}
             for one, other in possible_pairs(rolls, on)]  # fmt: skip
    return [*pairs, *(one for one in projects if one["state"])]


def _match(row: Row, offers: Mapping[str, Row], state: str | None) -> dict[str, Any]:
    here, there = (offers.get(row[side], {}) for side in (HERE, THERE))
    return {
        "model": row["model"], "subject": here.get("subject") or there.get("subject"),
        "here": row["here"], "there": row["there"], "here_firm": here.get("enterprise"),
        "there_firm": there.get("enterprise"), "state": state, "project": row["id"],
        "invested": sums([row], "invested"),
    }  # fmt: skip


def tell_models(rolls: Rolls, on: date) -> Answer:
    """Offers, matches and landed projects of each model."""
    matches = matches_of(rolls, on)
    offers, found = grouped(open_offers(rolls, on), "model"), grouped(matches, "model")
    rows = [_model(one, offers[one["id"]], found[one["id"]]) for one in rolls["plus_models"]]
    landed = [one for one in matches if one["state"] == LANDED]
    figures: dict[str, Any] = {
        **{name: sum(row[name] for row in rows) for name in (LANDED, SIGNED, POSSIBLE, "alone")},
        "unpriced": sum(one["invested"] is None for one in landed),
    }  # fmt: skip
    told = figures if rows else dict.fromkeys(figures)
    return Answer({**told, "invested": added(one["invested"] for one in landed)}, rows)


def _model(
    model: Row, offers: Sequence[Row], matches: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    states, sides = [one["state"] for one in matches], [one["side"] for one in offers]
    met = {one[side] for one in matches for side in (HERE, THERE)}
    return {
        "model": model["id"], "name": model["name"], "name_zh": model["name_zh"] or model["name"],
        "partner": model["partner"], HERE: sides.count(HERE), THERE: sides.count(THERE),
        **{name: states.count(name) for name in (POSSIBLE, SIGNED, LANDED)},
        "alone": sum(one["id"] not in met for one in offers),
        "invested": added(one["invested"] for one in matches if one["state"] == LANDED),
    }  # fmt: skip


def tell_matches(rolls: Rolls, on: date) -> Answer:
    """Each pair that could be joined, and each project that is signed or landed."""
    rows = sorted(matches_of(rolls, on), key=_by_state)
    states = [row["state"] for row in rows]
    figures: dict[str, Any] = {one: states.count(one) for one in (POSSIBLE, SIGNED, LANDED)}
    is_kept = bool(rolls["plus_offers"] or rolls["plus_projects"])
    return Answer(figures if is_kept else dict.fromkeys(figures), rows)


def _by_state(row: Mapping[str, Any]) -> tuple[int, str, str, str]:
    return (_AT[row["state"]], row["model"], row["project"] or "",
            f"{row['here'] or ''} {row['there'] or ''}")  # fmt: skip


_COUNTS = (
    Column(LANDED, "whole", "Landed", "已落地"), Column(SIGNED, "whole", "Signed", "已签约"),
    Column(POSSIBLE, "whole", "Pairs that could be joined", "可对接"),
)  # fmt: skip
_MONEY = Column("invested", "money", "Money of what landed", "落地投资额")
_ALONE = Column("alone", "whole", "Offers without a counterpart", "无对应方的供需")
PANELS = (
    Panel(
        "plus_models", (111,), PAGE, "Landed by model of co-operation", "按合作模式落地",
        (MODELS, OFFERS, PROJECTS),
        (*_COUNTS, _MONEY, _ALONE,
         Column("unpriced", "whole", "Landed without a sum", "未填金额的落地项目")),
        (
            Column("model", "id", "Model", "合作模式"), Column("name", "text", "Name", "名称"),
            Column("partner", "text", "With whom", "合作方"),
            Column(HERE, "whole", "Open here", "本地在册"),
            Column(THERE, "whole", "Open at the partner", "合作方在册"),
            *reversed(_COUNTS), _ALONE, _MONEY,
        ),
        tell_models,
    ),
    Panel(
        "plus_matches", (111,), PAGE, "Both sides matched", "双方对接", (MODELS, OFFERS, PROJECTS),
        _COUNTS,
        (
            Column("state", "choice", "State", "状态", choices=_STATES),
            Column("model", "id", "Model", "合作模式"),
            Column("subject", "id", "Resource, product or field", "资源、产品或领域"),
            Column("here", "id", "Offer here", "本地供需"),
            Column("here_firm", "id", "Firm here", "本地企业"),
            Column("there", "id", "Offer of the partner", "合作方供需"),
            Column("there_firm", "id", "Firm of the partner", "合作方企业"),
            Column("project", "id", "Project", "项目"),
        ),
        tell_matches,
    ),
)  # fmt: skip
