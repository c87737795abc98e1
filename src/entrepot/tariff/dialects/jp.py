"""Cells of the Customs Tariff Schedule of Japan."""

import re
from dataclasses import replace
from decimal import Context, Decimal, Inexact, localcontext
from fractions import Fraction

from entrepot.tariff.dialects.reading import Reading
from entrepot.tariff.expression import Duty, Free, parse_duty

_WIDE = str.maketrans("（）％＋－−／，〜０１２３４５６７８９", "()%+--/,~0123456789")
_MARKS = re.compile(r"^[◎※●*]+|(?:◆\d+)$")
_UNITS = {
    "kg": "kg", "l": "l", "kl": "1000 l", "㎡": "m2", "m2": "m2", "枚": "item", "本": "item",
    "1000本": "1000 item", "足": "pair", "頭": "item", "MT": "t", "個": "item",
}  # fmt: skip
# Goods in words, an ideographic space, their rate: one a line.
_HEADED = re.compile(r"(\S*[^\W\d_]\S*(?:[  ]\S+)*)[ 　]+([(（※●◎*]*(?:[\d,.]+[%％円]|無税).*)")
_SO_MUCH = r"(\d+(?:\.\d+)?)円"
_EACH = rf"{_SO_MUCH}/([^\d\W]+|㎡|m2|1000本)"
_OR = re.compile(
    r"(.+?)又は(.+?)のうちいずれか([高低])い税率(?:ただしその税率が(.+?)を下回る場合は\4)?"
)
_LESS = re.compile(rf"\({_SO_MUCH}(?:×([\d.]+))?-課税価格\)/(\w+)")
_EACH_LESS = re.compile(rf"\(?{_SO_MUCH}/(\w+)-課税価格/\2\)?")
_SHARE_LESS = re.compile(rf"\(\({_SO_MUCH}-課税価格\)×([\d./]+)\)/(\w+)")
_LACTOSE = re.compile(
    rf"1キログラムにつき、{_SO_MUCH}に重量比による乳糖の含有率が10%を超える1%ごとに{_SO_MUCH}を加えた額"
)
_GATE = re.compile(r"1(?:キログラム|頭)につき、?(.+?)に係る基準輸入価格と課税価格との差額")
_GATED = {"部分肉": "cuts", "枝肉": "carcases", "生きている豚": "live_swine"}


def read(text: str) -> tuple[Reading, ...]:
    """Read a cell: brackets are kept as a flag, marks as a condition.

    A rate in brackets is bound at the WTO and not applied. A mark (◎, ※, ●, a star, ◆ and a
    number) refers to a condition outside the cell, such as a use or a quota; so do goods named
    in words before each of several rates.
    """
    found = [_HEADED.fullmatch(line.strip()) for line in text.splitlines() if line.strip()]
    if found and all(found):
        return tuple(replace(_reading(line[2]), marks=line[1]) for line in found if line)
    return (_reading(text),)


def _reading(text: str) -> Reading:
    text = re.sub(r"\s", "", text).translate(_WIDE)
    text = re.sub(r"(?<=\d),(?=\d{3})", "", text)
    marks = "".join(_MARKS.findall(text))
    text = _MARKS.sub("", text)
    bare = _unbracketed(text)
    duty: Duty = Free() if bare in ("無税", "免税") else parse_duty(_expression(bare))
    return Reading(duty, bracketed=bare != text, marks=marks)


def _unbracketed(text: str) -> str:
    if not (text.startswith("(") and text.endswith(")")):
        return text
    depth = 0
    for place, sign in enumerate(text):
        depth += (sign == "(") - (sign == ")")
        if not depth and place < len(text) - 1:
            return text
    return text[1:-1]


def _expression(text: str) -> str:
    lactose, gate = _LACTOSE.fullmatch(text), _GATE.fullmatch(text)
    if lactose:
        return f"{lactose[1]} JPY/kg + {lactose[2]} JPY/kg/lactose_pct_over_10"
    if gate and gate[1] in _GATED:
        return f"[standard_import_price_of_{_GATED[gate[1]]}] - 100 % MIN (0 %)"
    either = _OR.fullmatch(text)
    if either is None:
        return _sum(text)
    first, second, which, floor = either.groups()
    held = f"{_sum(first)} {'MIN' if which == '高' else 'MAX'} ({_sum(second)})"
    return f"{held} MIN ({_sum(floor)})" if floor else held


def _sum(text: str) -> str:
    less, share, each = (p.fullmatch(text) for p in (_LESS, _SHARE_LESS, _EACH_LESS))
    if less:
        amount = Decimal(less[1]) * Decimal(less[2] or 1)
        return f"{amount:f} JPY/{_unit(less[3])} - 100 %"
    if each:
        return f"{each[1]} JPY/{_unit(each[2])} - 100 %"
    if share:
        return _part_of_difference(*share.groups())
    return " + ".join(re.sub(f"^{_EACH}$", _per, term) for term in text.split("+"))


def _part_of_difference(yen: str, factor: str, unit: str) -> str:
    over, _, under = factor.partition("/")
    share = Fraction(over) / Fraction(under or 1)
    with localcontext(Context(prec=50, traps=[Inexact])):
        try:
            share_pct = Decimal(share.numerator) * 100 / share.denominator
        except Inexact:  # 2/11 has no end: a person must say how it is rounded
            return f"{factor} of a difference"
        return f"{Decimal(yen) * share_pct / 100:f} JPY/{_unit(unit)} - {share_pct:f} %"


def _per(found: re.Match[str]) -> str:
    return f"{found[1]} JPY/{_unit(found[2])}"


def _unit(printed: str) -> str:
    return _UNITS.get(printed, printed)
