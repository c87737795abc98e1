"""The reference of all tables as Markdown, in English and Chinese, from the columns."""

from collections.abc import Mapping
from typing import Literal

from entrepot.region.columns import Column, Columns
from entrepot.region.settings import FILE, KEYS

Language = Literal["en", "zh"]

_TITLES: Mapping[Language, str] = {"en": "Tables of a region pack", "zh": "区域数据包的表"}
_INTRO: Mapping[Language, str] = {
    "en": "A pack is a folder with `region.toml` and one CSV file a table. Columns in bold must "
    "be filled; a key tells the rows of a table apart.",
    "zh": "数据包是一个文件夹，内含 `region.toml` 和每表一个 CSV 文件。"
    "粗体列必填；键用于区分表内各行。",
}
_HEADS: Mapping[Language, tuple[str, ...]] = {
    "en": ("column", "type", "unit", "values", "meaning"),
    "zh": ("列", "类型", "单位", "取值", "含义"),
}
_TYPES: Mapping[str, str] = {
    "id": "标识", "ref": "引用", "text": "文字", "word": "词", "unit": "单位", "number": "数",
    "integer": "整数", "decimal": "小数", "date": "日期", "flag": "是否",
}  # fmt: skip
_WORDS: Mapping[Language, Mapping[str, str]] = {
    "en": {
        "key": "key", "in": "in {}", "default": "default {}", "low": "from {}", "high": "to {}",
        "list": "list of {}", "not_above": "not above {}", "before": "before {}",
        "not_equal": "not {}",
    },
    "zh": {
        "key": "键", "in": "见 {}", "default": "默认 {}", "low": "不小于 {}", "high": "不大于 {}",
        "list": "{}列表", "not_above": "不大于 {}", "before": "早于 {}", "not_equal": "不同于 {}",
    },
}  # fmt: skip


def describe_pack(columns: Columns, language: Language = "en") -> str:
    """Markdown of every table of a pack and of `region.toml`."""
    parts = [f"# {_TITLES[language]}\n\n{_INTRO[language]}\n", _describe_settings(language)]
    parts += [describe_table(columns, name, language) for name in columns.tables]
    return "\n".join(parts)


def describe_table(columns: Columns, table: str, language: Language = "en") -> str:
    """Markdown of one table: what it is and one line a column."""
    meaning = columns.meanings[table][0 if language == "en" else 1]
    rows = [_row(column, language) for column in columns[table].values()]
    return "\n".join([f"## {table}.csv\n\n{meaning}\n", _head(_HEADS[language]), *rows, ""])


def _describe_settings(language: Language) -> str:
    heads = _HEADS[language]
    rows = [_head((_WORDS[language]["key"], heads[3], heads[4]))]
    for name, key in KEYS.items():
        meaning = key.meaning_en if language == "en" else key.meaning_zh
        rows.append(f"| **{name}** | `{key.example}` | {meaning} |")
    return f"## {FILE}\n\n" + "\n".join(rows) + "\n"


def _head(heads: tuple[str, ...]) -> str:
    return f"| {' | '.join(heads)} |\n|{' --- |' * len(heads)}"


def _row(column: Column, language: Language) -> str:
    name = f"**{column.name}**" if column.required else column.name
    meaning = column.meaning_en if language == "en" else column.meaning_zh
    cells = (name, _type(column, language), column.unit, _values(column, language), meaning)
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _type(column: Column, language: Language) -> str:
    name = column.base if language == "en" else _TYPES[column.base]
    return _WORDS[language]["list"].format(name) if column.is_list else name


def _values(column: Column, language: Language) -> str:
    """What a cell may hold, besides its type."""
    words = _WORDS[language]
    told = [words["key"]] if column.key else []
    told += [", ".join(f"`{choice}`" for choice in column.choices)] if column.choices else []
    told += [f"`{column.pattern.pattern}`"] if column.pattern else []
    told += [words["in"].format(", ".join(column.refers_to))] if column.refers_to else []
    told += [words["default"].format(f"`{column.default}`")] if column.default else []
    told += [words["low"].format(f"{column.low:.15g}")] if column.low is not None else []
    told += [words["high"].format(f"{column.high:.15g}")] if column.high is not None else []
    told += [
        words[rule].format(other)
        for rule in ("not_above", "before", "not_equal")
        if (other := getattr(column, rule))
    ]
    return "; ".join(told)
