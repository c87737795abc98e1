"""Make statsmodels_smoothing.json: errors and forecasts of ETS with given parameters.

Run in the bench environment: python tests/crosscheck/statsmodels_smoothing.py
"""

import json
from pathlib import Path

import numpy as np
from statsmodels.tsa.exponential_smoothing.ets import ETSModel

SEASONS = [round(float(10 * np.sin(np.pi * n / 6)), 6) for n in range(12)]
CASES = {
    "ETS(A,N,N)": ("none", False, (0.4, 0.0, 1.0, 0.0)),
    "ETS(A,A,N)": ("linear", False, (0.4, 0.1, 1.0, 0.0)),
    "ETS(A,Ad,N)": ("damped", False, (0.4, 0.1, 0.9, 0.0)),
    "ETS(A,A,A)": ("linear", True, (0.4, 0.1, 1.0, 0.2)),
    "ETS(A,Ad,A)": ("damped", True, (0.4, 0.1, 0.9, 0.2)),
}


def smoothed(series, trend, is_seasonal, parameters):
    """One case: what goes in, and what statsmodels makes of it."""
    growth = 0.0 if trend == "none" else 0.8
    model = ETSModel(
        series, error="add", trend=None if trend == "none" else "add",
        damped_trend=trend == "damped", seasonal="add" if is_seasonal else None,
        seasonal_periods=12 if is_seasonal else None, initialization_method="known",
        initial_level=100.0, initial_trend=growth or None,
        initial_seasonal=SEASONS if is_seasonal else None,
    )  # fmt: skip
    names = ("smoothing_level", "smoothing_trend", "damping_trend", "smoothing_seasonal")
    known = {**dict(zip(names, parameters, strict=True)), "initial_level": 100.0,
             "initial_trend": growth}  # fmt: skip
    found = model.smooth([
        known[name] if name in known else SEASONS[int(name.split(".")[-1])]
        for name in model.param_names
    ])  # fmt: skip
    return {
        "trend": trend, "parameters": parameters, "level": 100.0, "growth": growth,
        "seasons": SEASONS if is_seasonal else [0.0],
        "errors": found.resid.tolist(), "ahead": found.forecast(24).tolist(),
    }  # fmt: skip


if __name__ == "__main__":
    months = np.arange(60)
    noise = np.random.default_rng(5).normal(0, 2, 60)
    series = np.round(100 + 0.8 * months + 10 * np.sin(np.pi * months / 6) + noise, 3)
    cases = {name: smoothed(series, *case) for name, case in CASES.items()}
    told = {"program": "statsmodels 0.15.0", "series": series.tolist(), "cases": cases}
    Path(__file__).with_suffix(".json").write_text(json.dumps(told, indent=1) + "\n")
