"""What the pages of trade statistics show of their documents, in the page's language."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from entrepot.web.language import Language
from entrepot.web.verbs import Document
from entrepot.web.words import WORDS, word

_GOODS = ("hs2", "hs4", "hs6")
_COUNTRIES = ("partner", "origin", "reporter")
_SHOWN = ("from", "to", "flow", "currency", "revision")


def label(language: Language, by: str, code: str, goods: Mapping[str, Document]) -> str:
    """What a code of a field is called; the code itself where nobody knows."""
    if not code:
        return language.say("not told")
    if by in _COUNTRIES:
        return language.country(code)
    if by in _GOODS:
        return language.name(goods[code], "text") if code in goods else code
    if by == "mode" and code in WORDS["mode"]:
        return word(language, code, "mode")
    return code


def rows_of(found: Document, goods: Mapping[str, Document], language: Language) -> list[Document]:
    """The rows of a table by one field, each with its code, its name and its lines."""
    (by,) = found["by"]
    return [{**row, "code": row[by], "label": label(language, by, row[by], goods)}
            for row in found["rows"]]  # fmt: skip


def lines_address(asked: Mapping[str, str], by: str, code: str) -> str:
    """Where the lines of a row are listed; those of no code cannot be asked for."""
    fields = {name: asked[name] for name in ("from", "to", "flow", "revision") if asked.get(name)}
    return f"/trade/lines?{urlencode({**fields, 'own': '1', by: code})}" if code else ""


def file_query(asked: Mapping[str, str], is_public: bool, **more: str) -> str:
    """The query that gives a table of the page as a file."""
    fields = {name: asked[name] for name in _SHOWN if asked.get(name)} | more
    if is_public:
        fields["public"] = "1"
    else:
        fields["own"] = "1"
    return urlencode({name: value for name, value in fields.items() if value})


def series_chart(found: Document, language: Language) -> Document:
    """Values by month and flow for the chart; a month that is hidden or not loaded is a gap."""
    values = {(row["month"], row["flow"]): row["value"] for row in found["rows"]}
    months = sorted({*(month for month, _ in values), *map(str, found["missing"])})
    flows = [flow for flow in WORDS["trade_flow"] if any(flow == one for _, one in values)]
    return {
        "currency": found["currency"], "months": [f"{one[:4]}-{one[4:]}" for one in months],
        "flows": [
            {"name": word(language, flow, "trade_flow"),
             "points": [_float(values.get((month, flow))) for month in months]}
            for flow in flows
        ],
    }  # fmt: skip


def series_rows(found: Document) -> list[Document]:
    """The same as rows, a month and flow each, in their order."""
    return sorted(found["rows"], key=lambda row: (row["month"], row["flow"]))


def treemap(rows: Sequence[Document], language: Language, currency: str) -> list[Document]:
    """Partners by value for the chart; what is hidden or unknown has no place in it."""
    return [
        {"name": row["label"], "value": _float(row["value"]),
         "told": f"{language.number(row['value'])} {currency}"
                 + (f" · {language.number(row['share_pct'], 1)} %" if row.get("share_pct") else "")}
        for row in rows if row["value"] is not None and float(row["value"]) > 0
    ]  # fmt: skip


def space_chart(
    found: Document, goods: Mapping[str, Document], language: Language
) -> dict[str, Any]:
    """Products and what joins them, for the drawing."""
    number = language.number
    drawn = {one[end] for one in found["links"] for end in "ab"}
    return {
        "nodes": [
            {
                "code": row["product"], "name": label(language, "hs6", row["product"], goods),
                "world": row["world"], "made": row["made"], "ring": row["is_opportunity"],
                "told": f"RCA {number(row['rca'], 2)} · PCI {number(row['pci'], 2)}",
            }
            for row in found["products"] if row["product"] in drawn
        ],
        "links": [
            {"source": one["a"], "target": one["b"], "near": one["proximity"]}
            for one in found["links"]
        ],
    }  # fmt: skip


def _float(value: str | None) -> float | None:
    return None if value is None else float(value)


def query_of(fields: Mapping[str, str]) -> str:
    """Fields as the query of an address."""
    return urlencode({name: value for name, value in fields.items() if value})
