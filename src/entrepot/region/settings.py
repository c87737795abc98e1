"""`region.toml`: what a region is called, where it begins and which words it uses."""

import tomllib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from entrepot.kernel.codes import is_country, is_currency
from entrepot.kernel.errors import Problem
from entrepot.region.cells import nearest

FILE = "region.toml"


@dataclass(frozen=True, slots=True)
class Key:
    """One key of `region.toml`.

    Attributes:
        is_valid: Whether a value will do.
        form: What the value must be, in words.
        example: A value for the template, as TOML.
        meaning_en, meaning_zh: Help text.
    """

    is_valid: Callable[[Any], bool]
    form: str
    example: str
    meaning_en: str
    meaning_zh: str


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and value.strip() != ""


def _is_id(value: Any) -> bool:
    return _is_text(value) and value.isascii() and value.replace("_", "").isalnum()


def _is_words(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(map(_is_text, value))


def _is_point(value: Any) -> bool:
    numbers = isinstance(value, list) and len(value) == 2 and all(map(_is_number, value))
    return numbers and abs(value[0]) <= 90 and abs(value[1]) <= 180


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


KEYS: Mapping[str, Key] = {
    "id": Key(
        _is_id, "a word of plain letters", '"my_region"',
        "Name of the pack's folder.", "数据包文件夹名。",
    ),
    "name": Key(_is_text, "a text", '"My Region"', "English name.", "英文名称。"),
    "name_zh": Key(_is_text, "a text", '"我的区域"', "Chinese name.", "中文名称。"),
    "root": Key(
        _is_text, "a place id", '"my_region"',
        "Place that stands for the whole region.", "代表整个区域的地点。",
    ),
    "levels": Key(
        _is_words, "a list of words", '["region", "district", "town"]',
        "Kinds of its units from the root down.", "自上而下各级单元的类别名。",
    ),
    "country": Key(
        lambda value: _is_text(value) and is_country(value), "two capitals", '"XX"',
        "Customs territory it lies in, ISO 3166-1 alpha-2.", "所在关税区，ISO 3166-1 两位字母。",
    ),
    "currency": Key(
        lambda value: _is_text(value) and is_currency(value), "three capitals", '"XXX"',
        "Its money, ISO 4217.", "货币，ISO 4217。",
    ),
    "home": Key(
        _is_text, "a place id", '"my_town"',
        "Place a quote starts from when none is named.", "报价未指定起点时的默认地点。",
    ),
    "centre": Key(
        _is_point, "[latitude, longitude] in degrees", "[0.0, 0.0]",
        "Latitude and longitude of the middle of the map.", "地图中心的纬度与经度。",
    ),
}  # fmt: skip
PLACES = ("root", "home")


def read_settings(text: str | None) -> tuple[dict[str, Any], list[Problem]]:
    """Read `region.toml`.

    Args:
        text: The file, None if the pack has none.

    Returns:
        The keys whose values are good, and every problem.
    """
    if text is None:
        return {}, [Problem("pack.missing", FILE, "is missing.", "Write it; see `region new`.")]
    try:
        settings = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        hint = "Texts need quotation marks."
        return {}, [Problem("pack.toml", FILE, f"is not TOML: {error}.", hint)]
    problems = [_unknown(name) for name in settings if name not in KEYS]
    good = {}
    for name, key in KEYS.items():
        if name not in settings:
            hint = f"Add {name} = {key.example}: {key.meaning_en}"
            problems.append(Problem("pack.missing", f"{FILE}, {name}", "is missing.", hint))
        elif not key.is_valid(settings[name]):
            message, hint = f"{settings[name]!r} will not do.", f"Give {key.form}."
            problems.append(Problem("pack.type", f"{FILE}, {name}", message, hint))
        else:
            good[name] = settings[name]
    return good, problems


def check_places(settings: Mapping[str, Any], places: Collection[str]) -> list[Problem]:
    """Find keys that name a place the pack lacks."""
    return [
        Problem(
            "pack.reference", f"{FILE}, {name}", f"there is no place '{settings[name]}'.",
            nearest(settings[name], tuple(places)),
        )
        for name in PLACES
        if name in settings and settings[name] not in places
    ]  # fmt: skip


def _unknown(name: str) -> Problem:
    hint = nearest(name, tuple(KEYS)) or f"Keys: {', '.join(KEYS)}."
    return Problem("pack.key", f"{FILE}, {name}", "is not a key of this file.", hint)
