"""How sources write countries, and which country each of it means."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

# Names of customs tables that CLDR writes otherwise.
_NAMES_ZH: Mapping[str, str] = {
    "香港": "HK", "中国香港": "HK", "澳门": "MO", "中国澳门": "MO", "台湾省": "TW",
    "中国台湾": "TW", "俄罗斯联邦": "RU", "阿联酋": "AE", "吉尔吉斯": "KG", "朝鲜": "KP",
    "韩国": "KR", "东帝汶": "TL", "斯威士兰": "SZ", "马其顿": "MK", "北马其顿": "MK",
    "捷克": "CZ",
}  # fmt: skip


def country_codes(
    countries: Iterable[Any], kind: str, own: Mapping[str, str]
) -> list[dict[str, str]]:
    """Pairs of what a source writes (`told`, in capitals) and the country's `code`.

    Args:
        countries: Rows of `countries.csv`.
        kind: iso2, iso3, m49 or name_zh.
        own: Codes that the source has of its own; they go first.
    """
    found = dict(_pairs(countries, kind))
    found |= {told.upper(): code for told, code in own.items()}
    return [{"told": told, "code": code} for told, code in found.items()]


def _pairs(countries: Iterable[Any], kind: str) -> Iterator[tuple[str, str]]:
    if kind == "name_zh":
        from babel import Locale

        names = Locale("zh").territories
        yield from ((name, code) for code, name in names.items() if len(code) == 2)
        yield from _NAMES_ZH.items()
    for one in countries:
        yield one.code, one.code
        if kind == "iso3":
            yield one.iso3, one.code
        if kind == "m49" and one.m49:
            yield one.m49, one.code
            yield str(int(one.m49)), one.code
