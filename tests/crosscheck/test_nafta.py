"""Tariffs of NAFTA with 40 sectors and 31 countries beside what the article prints.

Source: Caliendo and Parro 2015, Estimates of the Trade and Welfare Effects of NAFTA, tables of
the welfare effects and of intra-bloc trade: tariffs among the members change from 1993 to 2005,
those of the rest of the world stay. The data are of the authors and are read where they lie.
"""

import csv
from contextlib import contextmanager

import numpy as np
import pytest

from entrepot.service.equilibrium import equilibrium

SECTORS, COUNTRIES, TRADED = 40, 31, 20
MEMBERS = {"MEX": 19, "CAN": 4, "USA": 29}
PRINTED = {  # total, terms of trade, volume of trade, real wage, imports from members [%]
    "MEX": (1.31, -0.41, 1.72, 1.72, 118.28),
    "CAN": (-0.06, -0.11, 0.04, 0.32, 11.11),
    "USA": (0.08, 0.04, 0.04, 0.11, 40.52),
}
NAMES = (
    "welfare_first_order_pct", "terms_of_trade_pct", "volume_of_trade_pct", "real_wage_pct"
)  # fmt: skip


def codes():
    named = {place: code for code, place in MEMBERS.items()}
    return [named.get(place, f"c{place:02}") for place in range(COUNTRIES)]


@pytest.fixture(scope="module")
def folder(trade_data, tmp_path_factory):
    """The case as CSV, outside the repository."""
    made = tmp_path_factory.mktemp("nafta")
    read = {
        name: np.loadtxt(trade_data / "caliendo_parro_2015" / f"{name}.txt.gz")
        for name in ("xbilat1993", "tariffs1993", "tariffs2005", "IO", "B", "GO", "T")
    }
    shape = (TRADED, COUNTRIES, COUNTRIES)
    flows, before, after = (
        read[name].reshape(shape) for name in ("xbilat1993", "tariffs1993", "tariffs2005")
    )
    inputs = read["IO"].reshape(COUNTRIES, SECTORS, SECTORS)
    names, members = codes(), set(MEMBERS.values())
    with _writer(made / "flows.csv", "sector,importer,exporter,value") as write:
        for j, n, i in np.argwhere(flows > 0).tolist():
            if n != i:
                write((f"s{j:02}", names[n], names[i], repr(float(1000 * flows[j, n, i]))))
    with _writer(made / "tariffs.csv", "sector,importer,exporter,before_pct,after_pct") as write:
        for j, n, i in np.argwhere((before > 0) | (after > 0)).tolist():
            new = after if {n, i} <= members else before
            if n != i:
                row = (repr(float(before[j, n, i])), repr(float(new[j, n, i])))
                write((f"s{j:02}", names[n], names[i], *row))
    with _writer(made / "output.csv", "country,sector,gross_output,value_added_share") as write:
        for j, n in np.ndindex(SECTORS, COUNTRIES):
            row = (repr(float(read["GO"][j, n])), repr(float(read["B"][j, n])))
            write((names[n], f"s{j:02}", *row))
    with _writer(made / "inputs.csv", "country,user,input,share") as write:
        for n, k, j in np.argwhere(inputs != 0).tolist():
            write((names[n], f"s{j:02}", f"s{k:02}", repr(float(inputs[n, k, j]))))
    with _writer(made / "theta.csv", "sector,theta") as write:
        for j, theta in enumerate(read["T"].tolist()):
            write((f"s{j:02}", theta))
    return made


@contextmanager
def _writer(path, header):
    with path.open("w", newline="") as file:
        write = csv.writer(file).writerow
        write(header.split(","))
        yield write


def case(**more):
    return {
        "model": "caliendo-parro", "closure": "balanced-first", "duty_in_flows": False,
        "flows": {"file": "flows.csv"}, "tariffs": {"file": "tariffs.csv"},
        "output": {"file": "output.csv"}, "inputs": {"file": "inputs.csv"},
        "elasticities": {"file": "theta.csv"}, "tau_hat": None,
        "blocs": {"nafta": ["CAN", "MEX", "USA"]}, **more,
    }  # fmt: skip


@pytest.fixture(scope="module")
def found(folder):
    return equilibrium(case(), folder)


@pytest.mark.parametrize("code", MEMBERS)
def test_effects_are_those_printed(found, code):
    row = next(one for one in found["countries"] if one["code"] == code)
    [growth] = [
        one["imports_from_members_pct"] for one in found["blocs"]["nafta"] if one["code"] == code
    ]

    got = [round(row[name], 2) for name in NAMES]
    assert [*got, round(growth, 2)] == list(PRINTED[code])


def test_the_residual_is_small_and_what_was_clipped_is_told(found):
    assert found["residual"] <= 1e-9
    assert len(found["clipped"]["output"]) == 26
    assert len(found["clipped"]["final_demand"]) == 185
    assert all(
        one["residual"] < 0 and one["cut_to"] == 0 for one in found["clipped"]["final_demand"]
    )
    assert all(one["gross_output"] < one["raised_to"] for one in found["clipped"]["output"])


@pytest.mark.parametrize("closure", ["balanced-first", "additive", "multiplicative"])
def test_without_a_shock_nothing_changes(folder, closure):
    told = case(
        closure=closure, tariffs={"file": "tariffs.csv", "after_pct": "before_pct"}, blocs=None
    )

    still = equilibrium(told, folder)

    for one in still["countries"]:
        changes = [one[name] for name in one if name.endswith("_pct") and "share" not in name]
        assert changes == pytest.approx([0] * len(changes), abs=1e-9)
        assert one["tariff_revenue_share_before_pct"] == pytest.approx(
            one["tariff_revenue_share_after_pct"], abs=1e-9
        )
