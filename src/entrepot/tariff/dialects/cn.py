"""Cells of the customs tariff of China: percentages, amounts in yuan, rings and triangles."""

import re

from entrepot.tariff.dialects.reading import NUMBER, Reading, spaced
from entrepot.tariff.expression import parse_duty

_WIDE = str.maketrans("％．／＋（）", "%./+()")
_RING, _RINGS, _TRIANGLES = "○", "○〇◯⊙●", "△▲"
_UNITS = {
    "千克": "kg", "公斤": "kg", "吨": "t", "升": "l", "平方米": "m2", "米": "m", "台": "item",
    "个": "item", "件": "item", "双": "pair", "立方米": "m3",
}  # fmt: skip


def read(text: str) -> tuple[Reading, ...]:
    """Read a cell: `10`, `65○` (outside the quota), `8△5` (most favoured, then provisional).

    A triangle alone before or behind one number only says that a provisional rate exists.
    """
    text = spaced(text).translate(_WIDE).replace(" ", "")
    ringed = any(sign in text for sign in _RINGS)
    parts = [p for p in re.split(f"[{_TRIANGLES}]", re.sub(f"[{_RINGS}]", "", text)) if p]
    if len(parts) > 2 or not parts:
        return ()
    first = Reading(parse_duty(_expression(parts[0])), marks=_RING if ringed else "")
    if len(parts) == 1:
        return (first,)
    return first, Reading(parse_duty(_expression(parts[1])), provisional=True)


def _expression(text: str) -> str:
    if text in ("免税", "免"):
        return "Free"
    return " + ".join(_term(part) for part in re.split(r"\+|加", text))


def _term(text: str) -> str:
    if re.fullmatch(NUMBER, text):
        return f"{text} %"
    found = re.fullmatch(rf"({NUMBER})元/(.+)", text)
    return f"{found[1]} CNY/{_UNITS.get(found[2], found[2])}" if found else text
