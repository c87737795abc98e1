"""Opportunities of the region, filtered, with their matrix of products by markets."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from entrepot.kernel.errors import InputError, Problem
from entrepot.kernel.source import weakest
from entrepot.service.desk import Desk
from entrepot.service.fields import Fields
from entrepot.service.opportunities import Wanted, ranked
from entrepot.service.region_opportunities import Links, world_matrix
from entrepot.service.tariff_desk import tariff_law
from entrepot.service.trade_overview import TradeTables
from entrepot.store.trade import acting_trade
from entrepot.tariff.areas import WITHOUT_MFN
from entrepot.tariff.sections import SECTIONS, section_of
from entrepot.trade.opportunity import PARTS

Document = dict[str, Any]
TOP, MOST = 50, 500  # rows: without being asked, and at most
MARKETS, PRODUCTS = 20, 30  # of the matrix
SOURCE = "lines of trade that are loaded; Decreux and Spies (2016)"


class OpportunityTable:
    """Opportunities, ranked once a revision and year.

    Args:
        desk: The desk.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._tables = TradeTables(desk.window)

    def show(self, raw: Mapping[str, Any], *, by: str, at: datetime) -> Document:
        """The opportunities that fit, the largest first, and where they lie.

        Args:
            raw: Fields by name: year, section, bloc, binding, least (amount not realised),
                market, product, top (rows; 50 by default).
            by: Account; empty is the machine itself.
            at: Instant.

        Returns:
            rows with links to duty and route; matrix (markets, products, cells); count and
            unrealised of all that fit; choices of each filter; year, currency, status,
            data_status, warnings.

        Raises:
            InputError: With every fault of every field.
            MissingError: No exports of the region are loaded.
            RoleError: Who acts is no statistics analyst.
        """
        asked = _parse(raw)
        found = self._ranked(asked["year"], by=by, at=at)
        blocs = self._blocs(at.date())
        rows = list(_fitting(found["rows"], asked, blocs))
        links = Links(self._desk, at.date())
        shown = rows[: asked["top"]]
        return {
            **{name: found[name] for name in ("year", "data_status", "warnings")},
            "currency": "USD", "source": SOURCE, "status": "modelled", "asked": asked,
            "rows": [{**row, "links": links.of(row["importer"], row["product"])} for row in shown],
            "count": len(rows), "unrealised": sum(row["unrealised"] for row in rows),
            "matrix": _matrix(rows), "choices": _choices(found["rows"], blocs), "backtest": None,
        }  # fmt: skip

    def _ranked(self, year: int | None, *, by: str, at: datetime) -> Document:
        """Every opportunity of a year, made once a revision."""
        window, region = self._desk.window, self._desk.region.id

        def make() -> Document:
            matrix, of_year = world_matrix(window, region, year, by=by, at=at)
            with acting_trade(window.database, by, at) as (book, _):
                statuses = [one["status"] for one in book.list_batches()]
            rows = ranked(matrix, Wanted(exporter=region, top=0))
            return {
                "year": of_year, "warnings": list(matrix.warnings),
                "data_status": weakest(statuses),
                "rows": [
                    row | {"section": section_of(row["product"])}
                    for row in rows if row["unrealised"] > 0
                ],
            }  # fmt: skip

        found: Document = self._tables.kept(f"opportunities {year}", make, by=by, at=at)
        return found

    def _blocs(self, on: date) -> dict[str, frozenset[str]]:
        """Members of every group of countries on a day, by its name."""
        law = tariff_law(self._desk)
        names = {row.group for row in self._desk.region.memberships}
        names |= {pact.code for pact in law.pacts} | {
            market.id for market in self._desk.region.markets if len(market.countries) > 1
        }
        found = {
            name: law.areas.members(name, on) for name in names if not name.endswith(WITHOUT_MFN)
        }
        return {name: members for name, members in sorted(found.items()) if members}


def _parse(raw: Mapping[str, Any]) -> Document:
    """The fields, checked.

    Raises:
        InputError: With every fault.
    """
    fields = Fields(raw)
    year, top = _whole(fields, "year", 1990, 2100), _whole(fields, "top", 1, MOST)
    least = fields.positive("least")
    asked = {
        "year": year, "top": top or TOP, "least": float(least) if least else 0.0,
        "section": fields.text("section").upper(), "bloc": fields.text("bloc"),
        "binding": fields.text("binding"), "market": fields.text("market").upper(),
        "product": fields.text("product").replace(".", ""),
    }  # fmt: skip
    fields.nothing_else()
    problems = list(fields.problems)
    for name, known in (("section", SECTIONS), ("binding", PARTS)):
        if asked[name] and asked[name] not in known:
            problems.append(Problem("input.unknown", name, f"{asked[name]!r} is none.",
                                    f"One of {', '.join(known)}."))  # fmt: skip
    if problems:
        raise InputError(problems)
    return asked


def _whole(fields: Fields, name: str, least: int, most: int) -> int | None:
    text = fields.text(name)
    if not text:
        return None
    if not text.isascii() or not text.isdigit() or not least <= int(text) <= most:
        fields.problems.append(
            Problem("input.number", name, f"{text[:20]!r} is no number from {least} to {most}.")
        )
        return None
    return int(text)


def _fitting(
    rows: Iterable[Document], asked: Document, blocs: Mapping[str, frozenset[str]]
) -> Iterable[Document]:
    """Rows that pass every filter.

    Raises:
        InputError: There is no such bloc.
    """
    if asked["bloc"] and asked["bloc"] not in blocs:
        raise InputError(Problem("input.unknown", "bloc", f"{asked['bloc'][:40]!r} is none.",
                                 f"One of {', '.join(blocs)}."))  # fmt: skip
    same = {"section": "section", "binding": "binding", "market": "importer"}
    for row in rows:
        if (
            all(asked[name] in ("", row[column]) for name, column in same.items())
            and row["product"].startswith(asked["product"])
            and row["unrealised"] >= asked["least"]
            and (not asked["bloc"] or row["importer"] in blocs[asked["bloc"]])
        ):
            yield row


def _matrix(rows: list[Document]) -> Document:
    """Amounts not realised by product and market, the largest of either."""
    markets, products = _largest(rows, "importer", MARKETS), _largest(rows, "product", PRODUCTS)
    at_market = {code: n for n, code in enumerate(markets)}
    at_product = {code: n for n, code in enumerate(products)}
    return {
        "markets": markets, "products": products,
        "cells": [
            [at_market[row["importer"]], at_product[row["product"]], row["unrealised"]]
            for row in rows if row["importer"] in at_market and row["product"] in at_product
        ],
    }  # fmt: skip


def _largest(rows: list[Document], column: str, most: int) -> list[str]:
    sums: dict[str, float] = defaultdict(float)
    for row in rows:
        sums[row[column]] += row["unrealised"]
    return sorted(sums, key=lambda code: (-sums[code], code))[:most]


def _choices(rows: list[Document], blocs: Mapping[str, frozenset[str]]) -> Document:
    """What each filter offers: what there is."""
    markets = {row["importer"] for row in rows}
    sections = {row["section"] for row in rows}
    return {
        "market": sorted(markets), "binding": list(PARTS),
        "section": [one for one in SECTIONS if one in sections],
        "bloc": [name for name, members in blocs.items() if members & markets],
    }  # fmt: skip
