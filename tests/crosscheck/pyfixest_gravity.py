"""Gravity equations by pyfixest 0.60, whose numbers `test_gravity.py` asks ours for.

    python -m tests.crosscheck.pyfixest_gravity > tests/crosscheck/pyfixest_gravity.json

needs the bench dependencies. Steps and sweeps are asked for as exactly as it can; nothing is
done for small samples, so that errors are the plain sandwich.
"""

import json
from typing import Any

import pandas
import pyfixest
from tests.gravity_panels import AGTPA, agtpa, panel

CASES: dict[str, dict[str, Any]] = {
    "two-way robust": {
        "formula": "trade ~ log(distance) + rta + tariff | exporter^year + importer^year",
        "vcov": "hetero",
    },
    "two-way iid": {"formula": "trade ~ rta + tariff | exporter + importer", "vcov": "iid"},
    "three-way clustered": {
        "formula": "trade ~ rta + tariff | exporter^year + importer^year + pair",
        "vcov": {"CRV1": "pair"},
    },
    "two clusters": {"formula": "trade ~ log(distance) + rta | exporter^year + importer^year",
                     "vcov": {"CRV1": "exporter+importer"}},
    "constant": {"formula": "trade ~ log(distance) + rta + tariff", "vcov": "hetero"},
    "levels": {"formula": "trade ~ i(year, rta, ref=0) + tariff | exporter + importer",
               "vcov": "hetero"},
    "products": {"formula": "trade ~ rta + rta:tariff | exporter + importer", "vcov": "hetero"},
}  # fmt: skip


def main() -> None:
    """Estimate every case and print what came out."""
    frame = pandas.DataFrame(panel())
    found = {name: estimate(frame, **case) for name, case in CASES.items()}
    path = agtpa()
    if path is None:
        raise SystemExit(f"{AGTPA} is needed")
    frame = pandas.read_parquet(path)
    frame["pair"] = frame["pair_id"].where(frame["exporter"] != frame["importer"], 0)
    formula = "trade ~ rta | exporter^year + importer^year + pair"
    found["AGTPA, 21 years"] = estimate(frame, formula, {"CRV1": "pair_id"})
    print(json.dumps({"pyfixest": pyfixest.__version__, "cases": found}, indent=1))


def estimate(frame: pandas.DataFrame, formula: str, vcov: Any) -> dict[str, Any]:
    """One case: what was asked and what came out."""
    fit = pyfixest.fepois(
        formula, frame, vcov=vcov, iwls_tol=1e-13, iwls_maxiter=200, fixef_tol=1e-12,
        ssc=pyfixest.ssc(k_adj=False, G_adj=False), fixef_rm="none",
    )  # fmt: skip
    return {
        "formula": formula, "vcov": vcov, "n_obs": int(fit._N),
        "estimates": fit.coef().tolist(), "errors": fit.se().tolist(),
        "deviance": float(fit.deviance),
    }  # fmt: skip


if __name__ == "__main__":
    main()
