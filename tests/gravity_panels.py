"""Panels of flows for tests of the gravity equation: made by a seed, or AGTPA's own."""

from pathlib import Path

import numpy as np

AGTPA = Path("shared/data/trade/agtpa_panel_69x69_1986_2006.parquet")
YEARS = "year IN (1986, 1990, 1994, 1998, 2002, 2006)"
POOLED = "CASE WHEN exporter = importer THEN 0 ELSE pair_id END"


def agtpa() -> Path | None:
    """The panel of the Advanced Guide, beside the project; None where it is not there."""
    folders = Path(__file__).resolve().parents
    return next((path for one in folders if (path := one / AGTPA).exists()), None)


def panel(countries: int = 10, years: int = 4, seed: int = 1) -> dict[str, np.ndarray]:
    """Flows between countries that tell neither their terms nor their zeros by chance alone."""
    draw = np.random.default_rng(seed)
    exporter, importer, year = (
        one.ravel()
        for one in np.meshgrid(np.arange(countries), np.arange(countries), np.arange(years),
                               indexing="ij")
    )  # fmt: skip
    distance = draw.uniform(100, 9000, (countries, countries))
    distance = (distance + distance.T)[exporter, importer]
    opened = draw.integers(0, 2 * years, (countries, countries))[exporter, importer]
    rta = ((year >= opened) & (exporter != importer)).astype(float)
    tariff = draw.normal(size=len(year))
    index = (
        draw.normal(size=(countries, years))[exporter, year]
        + draw.normal(size=(countries, years))[importer, year]
        - 0.7 * np.log(distance) + 0.4 * rta - 0.1 * tariff + 6
    )  # fmt: skip
    trade = np.exp(index) * draw.lognormal(0, 0.5, len(year))
    trade = np.where(draw.uniform(size=len(year)) < 0.15, 0.0, np.round(trade, 3))
    return {
        "exporter": exporter, "importer": importer, "year": year, "trade": trade,
        "distance": distance, "rta": rta, "tariff": tariff,
        "pair": exporter * countries + importer,
    }  # fmt: skip
