"""What does not fit in published growth, or cannot be told from it, in two languages."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from entrepot.region.aims import TradeFigure
from entrepot.trade.review import Series, Step, is_total

Document = dict[str, Any]
Rows = Sequence[TradeFigure]


def flags_of(
    series: Sequence[Series], averages: Iterable[Document], rows: Rows
) -> list[Document]:  # fmt: skip
    """Every flag of a review.

    Args:
        series: The series of the place.
        averages: Stated averages with their readings.
        rows: Its figures.
    """
    steps = (flag for one in series for step in one.steps for flag in _step(one, step, rows))
    return [*steps, *_signs(series, rows), *(flag for one in averages for flag in _average(one))]


def flow_zh(flow: str, rows: Rows) -> str:
    """The Chinese name of what is counted; empty where none is told."""
    return next((row.flow_zh for row in rows if row.flow == flow), "")


def _flag(code: str, where: str, message: str, message_zh: str) -> Document:
    return {"code": code, "where": where, "message": message, "message_zh": message_zh}


def _step(one: Series, step: Step, rows: Rows) -> Iterator[Document]:
    where = _ids(step)
    what = f"{one.flow} {step.year} [{one.unit}]"
    what_zh = f"{step.year} 年{flow_zh(one.flow, rows) or one.flow}[{one.unit}]"
    values = ", ".join(dict.fromkeys(str(own.value) for own in step.stated))
    if len({own.value for own in step.stated}) > 1:
        yield _flag("review.two_values", where, f"{what} is told as {values}.",
                    f"{what_zh}有不同数值：{values}。")  # fmt: skip
    if step.fits is False and step.growth is not None:
        told, found = step.stated_growth, f"{float(step.growth):.2f}"
        yield _flag("review.growth_differs", where,
                    f"{what}: {told} % is stated, {found} % follows from the values.",
                    f"{what_zh}：公布增速 {told}%，按数值计算为 {found}%。")  # fmt: skip
    if any(own.is_derived for own in step.stated):
        yield _flag("review.derived", where, f"{what} was worked out from other figures.",
                    f"{what_zh}由其他数据推算。")  # fmt: skip


def _signs(series: Iterable[Series], rows: Rows) -> Iterator[Document]:
    """Years in which totals by several definitions or currencies do not move alike."""
    kin = [one for one in series if is_total(one.flow)]
    for steps in zip(*(one.steps for one in kin), strict=True):
        moved = [(one, step) for one, step in zip(kin, steps, strict=True)
                 if step.growth is not None]  # fmt: skip
        if len({(step.growth or 0) > 0 for _, step in moved}) > 1:
            year, where = steps[0].year, ", ".join(_ids(step) for _, step in moved)
            told = "; ".join(_moved(one.flow, one, step) for one, step in moved)
            told_zh = "；".join(_moved(flow_zh(one.flow, rows) or one.flow, one, step)
                                for one, step in moved)  # fmt: skip
            yield _flag("review.sign", where, f"{year} rose or fell by definition: {told}.",
                        f"{year} 年增减因口径而异：{told_zh}。")  # fmt: skip


def _moved(flow: str, one: Series, step: Step) -> str:
    return f"{flow} [{one.unit}] {float(step.growth or 0):+.1f} %"


def _average(one: Document) -> Iterator[Document]:
    told, first = one["growth_pct"], one["from"]
    if len({found["since"] for found in one["readings"]}) > 1:
        yield _flag("review.average", one["id"],
                    f"{told} % a year may start from {first - 1} or from {first}; "
                    "both readings are held.",
                    f"年均 {told}% 可能自 {first - 1} 年或 {first} 年起算；"
                    "两种读法并存。")  # fmt: skip
    if not any(found["proves"] for found in one["readings"] if found["is_its_own"]):
        yield _flag("review.unproved", one["id"],
                    "no figure of its own series was measured apart from it.",
                    "该口径没有独立于此的数值可资验证。")  # fmt: skip


def _ids(step: Step) -> str:
    return ", ".join(one.id for one in step.stated)
