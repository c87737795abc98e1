"""Benchmarks with known answers.

Sources: World Bank, Business Ready 2024, points of one economy and its three published pillar
scores; World Bank, Logistics Performance Index 2016. The files are not in the repository.
"""

import csv
import os
from pathlib import Path

import numpy as np
import pytest

from entrepot.assess.weigh import pca_weights
from entrepot.kernel.errors import RefusedError
from entrepot.service.benchmark import score_of, simulate

SHARED = "ENTREPOT_SHARED"
ROOT = Path(os.environ.get(SHARED, Path(__file__).parents[3] / "shared")) / "data" / "assess"
POINTS = ROOT / "bready" / "kyrgyz_indicator_points.csv"
PILLARS = ROOT / "bready" / "bready2024_pillars.csv"
GROUPS = ROOT / "bready" / "bready2024_income_group_rows.csv"
SURVEY = ROOT / "lpi" / "lpi_2010_2016.csv"
PUBLISHED = {"I": 65.33, "II": 41.23, "III": 74.71}

if not POINTS.exists():
    if os.environ.get("CI") == "true":
        raise FileNotFoundError(POINTS)
    pytest.skip(f"no shared data at {ROOT}", allow_module_level=True)


def test_814_items_add_up_to_the_three_published_pillars() -> None:
    told = score_of([POINTS])

    assert told["items"] == 814
    assert told["scale"] == "points of 100"
    found = {one["pillar"]: one["score"] for one in told["pillars"]}
    assert found == pytest.approx(PUBLISHED, abs=0.005)
    assert len(told["topics"]) == 10
    assert told["overall"] == pytest.approx(sum(found.values()) / 3)
    with PILLARS.open(encoding="utf-8") as file:
        (row,) = (row for row in csv.DictReader(file) if row["code"] == "KGZ")
    assert [float(row[f"pillar_{at}"]) for at in (1, 2, 3)] == list(PUBLISHED.values())


def test_the_items_that_add_most_add_what_they_say() -> None:
    best = score_of([POINTS], gaps=6)["gaps"]
    words = [f"{one['topic']}/{one['item']}=max" for one in best]
    told = simulate(POINTS, words)

    assert told["gain"] == pytest.approx(sum(one["gain_overall"] for one in best))
    assert told["overall_after"] - told["overall_before"] == pytest.approx(told["gain"])
    for one in told["pillars"]:
        assert one["after"] - one["before"] == pytest.approx(one["gain"])


def test_the_weights_behind_the_survey_of_2016() -> None:
    told = {one["edition"]: one for one in score_of([SURVEY])["editions"]}
    weights = list(told["2016"]["weights"].values())

    assert weights == pytest.approx([0.169, 0.149, 0.186, 0.168, 0.155, 0.173], abs=0.0005)
    assert told["2016"]["used"] == 160
    assert told["2016"]["largest_miss"] < 0.01
    assert list(told) == ["2010", "2012", "2014", "2016"]


def test_the_survey_is_a_mean_by_its_first_component() -> None:
    """The publisher weighs by the first component: ours gives its scores to 0.03."""
    with SURVEY.open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["year"] == "2016"]
    names = [n for n in rows[0] if n not in ("country", "code", "score", "rank", "year")]
    values = np.array([[float(row[name]) for name in names] for row in rows])
    scores = [float(row["score"]) for row in rows]

    np.testing.assert_allclose(values @ pca_weights(values).weights, scores, atol=0.03)


def test_economies_are_ranked_by_the_mean_of_their_pillars() -> None:
    told = score_of([PILLARS])

    assert told["economies"] == 50
    ranks = [one["rank"] for one in told["units"]]
    assert ranks == sorted(ranks)
    best = told["units"][0]
    assert best["score"] == max(one["score"] for one in told["units"])
    (own,) = (one for one in told["units"] if one["code"] == "KGZ")
    assert own["score"] == pytest.approx(sum(PUBLISHED.values()) / 3)
    assert own["gap_pillar_3"] == pytest.approx(told["frontier"]["pillar_3"] - 74.71)


def test_income_groups_among_economies_are_refused_by_name() -> None:
    with pytest.raises(RefusedError) as raised:
        score_of([PILLARS, GROUPS])

    assert {one.code for one in raised.value.problems} == {"benchmark.group_row"}
    assert len(raised.value.problems) == 4
