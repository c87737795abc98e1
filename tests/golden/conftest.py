"""The dated law of the reference data, as the golden cases are judged by it."""

import pytest

from entrepot.tariff.law import Law


@pytest.fixture(scope="session")
def law(region) -> Law:
    """Law of the world layer, with the small invented region over it."""
    return Law.of(region)
