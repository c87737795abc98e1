"""Make lifelines_survival.json: survival and medians of days in a stage, some still open.

Run with lifelines installed: python tests/crosscheck/lifelines_survival.py
"""

import json
import random
from pathlib import Path

import lifelines

SIZES = (1, 3, 5, 8, 13, 21, 55, 144, 377)


def case(seed, size):
    """One case: what goes in, and what lifelines makes of it."""
    draw = random.Random(seed)
    lasted = [(draw.randrange(0, 400), draw.random() < 0.7) for _ in range(size)]
    days, ended = zip(*lasted, strict=True)
    found = lifelines.KaplanMeierFitter().fit(days, ended)
    curve = found.survival_function_["KM_estimate"]
    median = found.median_survival_time_
    return {
        "lasted": lasted,
        "survival": {int(day): share for day, share in curve.items() if day in days},
        "median": None if median == float("inf") else int(median),
    }


if __name__ == "__main__":
    cases = [case(seed * 1000 + size, size) for size in SIZES for seed in range(3)]
    told = {"lifelines": lifelines.__version__, "cases": cases}
    path = Path(__file__).with_suffix(".json")
    path.write_text(json.dumps(told, indent=None, separators=(",", ":")) + "\n")
