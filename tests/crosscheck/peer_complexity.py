"""Writes complexity.csv: what the package ecomplexity says of an invented table of exports.

Run it in an environment with the group `bench`; tests read only what it wrote.
"""

import csv
import warnings
from pathlib import Path

import numpy as np

LOCATIONS, PRODUCTS, SEED = 14, 30, 11


def exports() -> np.ndarray:
    """An invented table: capable places export more products, and rarer ones."""
    chance = np.random.default_rng(SEED)
    ability = np.linspace(0.2, 1.0, LOCATIONS)[:, None]
    difficulty = np.linspace(0.1, 0.9, PRODUCTS)[None, :]
    likely = 1 / (1 + np.exp(-8 * (ability - difficulty)))
    values = np.exp(2 * chance.standard_normal((LOCATIONS, PRODUCTS))) * 1000
    return np.round(values * (chance.random((LOCATIONS, PRODUCTS)) < likely))


def main() -> None:
    """Ask the peer and write what it said."""
    import pandas
    from ecomplexity import ecomplexity

    warnings.simplefilter("ignore")
    values = exports()
    rows = [
        {"t": 1, "l": f"l{n:02d}", "p": f"p{m:02d}", "v": values[n, m]}
        for n in range(LOCATIONS) for m in range(PRODUCTS)
    ]  # fmt: skip
    found = ecomplexity(
        pandas.DataFrame(rows), {"time": "t", "loc": "l", "prod": "p", "val": "v"},
        check_logsupermodularity=False, verbose=False,
    )  # fmt: skip
    with Path(__file__).with_name("complexity.csv").open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        names = ["eci", "pci", "density", "coi", "cog"]
        writer.writerow(["l", "p", *names])
        for row in found.sort_values(["l", "p"]).to_dict("records"):
            writer.writerow([row["l"], row["p"], *(repr(float(row[name])) for name in names)])


if __name__ == "__main__":
    main()
