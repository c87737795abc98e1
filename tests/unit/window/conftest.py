"""What tests of the window share: the words of the reasons, and numbers of an invented law."""

import csv
from pathlib import Path
from types import SimpleNamespace

import pytest

from entrepot.region.window import LegalRow
from entrepot.window.legal import LegalBook
from entrepot.window.reasons import Reasons

WORLD = Path(__file__).parents[3] / "regions" / "world"
LAW = {
    "insurance_default_pct": "0.3",
    "tax_waiver_threshold": "50.00",
    "waived_tax_in_vat_base": "yes",
}


def book(**values: str | None) -> LegalBook:
    """A law of these numbers, on any day; one that is None is left out."""
    return LegalBook(
        LegalRow("", "an act", "synthetic", "XU", name, "", "", value, "", None, None)
        for name, value in values.items()
        if value is not None
    )


@pytest.fixture(scope="session")
def reasons() -> Reasons:
    """The reasons of the world layer."""
    with (WORLD / "reason_codes.csv").open(encoding="utf-8", newline="") as file:
        return Reasons(SimpleNamespace(**row) for row in csv.DictReader(file))


@pytest.fixture
def law() -> LegalBook:
    """Numbers of an invented law."""
    return book(**LAW)


@pytest.fixture
def law_of():
    """Makes a law that differs in some numbers."""
    return lambda **values: book(**{**LAW, **values})
