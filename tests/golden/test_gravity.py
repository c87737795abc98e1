"""The published estimate of the Advanced Guide to Trade Policy Analysis (2016), table 3."""

import pytest
from tests.conftest import missing
from tests.gravity_panels import AGTPA, POOLED, YEARS, agtpa

from entrepot.service.gravity import estimate_file
from entrepot.service.gravity_document import Asked


def test_the_published_effect_of_trade_agreements_comes_out():
    path = agtpa()
    if path is None:
        missing(str(AGTPA))
    asked = Asked(
        "trade ~ rta | exporter^year + importer^year + pair", where=YEARS,
        derive={"pair": POOLED}, clusters=("pair_id",),
    )  # fmt: skip

    found = estimate_file(path, asked)

    (rta,) = found["coefficients"]
    assert rta["estimate"] == pytest.approx(0.557185, abs=5e-7)
    assert rta["std_error"] == pytest.approx(0.102214, abs=5e-7)
    assert found["n_obs"] == 28_482
    assert found["dropped"] == {"missing": 0, "separated": 84, "terms": []}
    assert found["converged"]
