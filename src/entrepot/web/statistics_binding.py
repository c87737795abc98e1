"""The verbs of the statistics of trade over a desk."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import cache

from entrepot.service import trade_load
from entrepot.service.desk import Desk
from entrepot.service.forecast_targets import forecast_targets
from entrepot.service.product_space import product_space
from entrepot.service.trade_cells import list_batches, list_lines
from entrepot.service.trade_firms import firms
from entrepot.service.trade_ledger import ledger
from entrepot.service.trade_mirror import mirror_lines
from entrepot.service.trade_nation import nation
from entrepot.service.trade_outlook import foresee_trade
from entrepot.service.trade_overview import TradeTables
from entrepot.service.trade_own import own_trade
from entrepot.service.trade_review import review_growth
from entrepot.service.trade_table import parse_asked
from entrepot.store.importers.sources import layouts
from entrepot.web.statistics_verbs import StatisticsVerbs
from entrepot.web.verbs import Document, Fields


def bind_statistics(desk: Desk, now: Callable[[], datetime]) -> StatisticsVerbs:
    """Bind the functions to a desk and to a clock; tables are kept for as long as it stands."""

    @cache
    def tables() -> TradeTables:
        return TradeTables(desk.window)

    def lines(who: str, raw: Fields) -> Document:
        asked, _ = parse_asked(raw)
        return list_lines(desk.window, asked, by=who, at=now())

    def space(who: str, year: int | None) -> Document:
        def make() -> Document:
            return product_space(desk.window, desk.region.id, year=year, by=who, at=now())

        found: Document = tables().kept(f"space {year}", make, by=who, at=now())
        return found

    def review(geography: str, first: int | None, last: int | None) -> Document:
        return review_growth(desk.window.reference, geography=geography, first=first, last=last)

    def goods(codes: Sequence[str]) -> Mapping[str, Document]:
        found = {code: desk.nomenclature.find(code) for code in codes}
        return {
            code: {"text": one.text, "text_zh": one.text_zh} for code, one in found.items() if one
        }

    return StatisticsVerbs(
        overview=lambda who, raw: tables().overview(raw, by=who, at=now()),
        outline=lambda who, raw: tables().outline(raw, by=who, at=now()),
        table=lambda who, raw: tables().show(raw, by=who, at=now()),
        mirror=lambda who, raw: mirror_lines(desk.window, raw, by=who, at=now()),
        ledger=lambda who, raw: ledger(desk.window, raw, by=who, at=now()),
        firms=lambda who, raw: firms(desk.window, raw, by=who, at=now()),
        own=lambda who, raw: own_trade(desk.window, raw, by=who, at=now()),
        nation=lambda who, raw: nation(desk.window, raw, by=who, at=now()),
        foresee=lambda who, raw: foresee_trade(desk.window, raw, by=who, at=now()),
        targets=lambda who, raw: forecast_targets(desk.window, raw, by=who, at=now()),
        review=review,
        lines=lines,
        batches=lambda who: list_batches(desk.window, by=who, at=now()),
        load=lambda who, data, name, layout, own: trade_load.load_bytes(
            desk.window, data, name, layout, own, by=who, at=now()
        ),
        gather=lambda who: trade_load.gather(desk.window, by=who, at=now()),
        space=space,
        goods=goods,
        layouts=layouts,
    )
