"""Make statsforecast_walk.json: walks with drift by statsforecast, one step by statsmodels.

Run in the bench environment: python tests/crosscheck/statsforecast_walk.py
"""

import json
from pathlib import Path

import numpy as np
import statsmodels.api as sm
from statsforecast.models import RandomWalkWithDrift

AHEAD = 6
SERIES = {
    "short": [2.9, 3.1, 3.0, 3.49],
    "rising": [10.0, 10.9, 12.4, 12.1, 13.8, 15.2, 17.0, 16.6, 19.4],
    "falling": [80.0, 71.0, 73.5, 60.2, 58.8, 49.0, 51.3],
}


def walked(values):
    """Middle and 80 % band: all years by the normal, the first by the t distribution."""
    logs = np.log(values)
    found = RandomWalkWithDrift().forecast(y=logs, h=AHEAD, level=[80])
    changes = np.diff(logs)
    step = sm.OLS(changes, np.ones(len(changes))).fit().get_prediction([1.0])
    low, high = step.conf_int(obs=True, alpha=0.2)[0]
    return {
        "values": values,
        "median": np.exp(found["mean"]).tolist(),
        "low": np.exp(found["lo-80"]).tolist(),
        "high": np.exp(found["hi-80"]).tolist(),
        "t_first_year": [float(np.exp(logs[-1] + one)) for one in (low, high)],
    }


if __name__ == "__main__":
    cases = {name: walked(values) for name, values in SERIES.items()}
    path = Path(__file__).with_suffix(".json")
    path.write_text(json.dumps(cases, indent=1) + "\n")
