"""The scoring of parks of the guide by hand: an invented set, equal weights."""

import json
from pathlib import Path

import pytest

from entrepot.cli import main

GUIDE = Path(__file__).parents[2] / "docs" / "how-to"


def test_parks_are_scored_on_land_tenants_services_and_discharge(capsys) -> None:
    words = ["index", str(GUIDE / "parks.toml"), str(GUIDE / "parks.csv"), "--json"]

    assert main.call(words) == 0
    found = json.loads(capsys.readouterr().out)
    units = {one["unit"]: one for one in found["units"]}
    # Averlund North by hand: output a hectare 8 of 2.8 to 9 is 83.871;
    # idle is least: 100; tenants 0.4 of 0.3 to 0.5: 50, exporters 0.42 of 0.17 to 0.55: 65.789;
    # services 9 of 5 to 9: 100; reply 2 of 6 to 2: 100; discharge 0.36 of 0.12 to 0.80: 35.294.
    land, firms = (83.8709677 + 100) / 2, (50 + 65.7894737) / 2
    assert units["Averlund North"]["score"] == pytest.approx(
        (land + firms + 100 + 35.2941176) / 4, abs=1e-6
    )
    assert units["Averlund North"]["rank"] == 1
    assert "Corvane Old Mill" not in units  # too little of it is known
    assert any("Corvane Old Mill" in str(one) for one in found["warnings"])
