"""The document of a gravity estimate: its keys, its refusals, the files it writes."""

import json

import numpy as np
import pytest
from tests.gravity_panels import panel

from entrepot.cli.main import call
from entrepot.kernel.errors import InputError, ModelError
from entrepot.service.gravity import estimate_file, estimate_rows
from entrepot.service.gravity_document import Asked
from entrepot.store.frames import read_frame

THREE_WAY = "trade ~ rta + tariff | exporter^year + importer^year + exporter^importer"
PAIR = ("exporter^importer",)


def rows(**changes):
    columns = {name: one.tolist() for name, one in panel(7, 3).items()}
    made = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    for place, change in changes.items():
        made[int(place[1:])] |= change
    return made


@pytest.fixture
def file(tmp_path):
    lines = [",".join(rows()[0]), *(",".join(map(str, row.values())) for row in rows())]
    path = tmp_path / "flows.csv"
    path.write_text("\n".join(lines) + "\n")
    return path


def test_the_document_has_the_keys_of_its_contract():
    found = estimate_rows(rows(), Asked(THREE_WAY, clusters=PAIR))

    assert {"term", "estimate", "std_error", "z", "p_value", "ci_low", "ci_high"} == set(
        found["coefficients"][0]
    )
    assert found["vcov"] == {"kind": "cluster", "by": ["exporter^importer"], "ssc": "none"}
    assert found["n_obs"] + found["dropped"]["separated"] == 147
    assert found["status"] == "modelled"
    for name in ("vcov_matrix", "n_clusters", "deviance", "log_pseudo_likelihood", "pseudo_r2",
                 "iterations", "gradient_norm", "converged", "warnings"):  # fmt: skip
        assert name in found


def test_every_row_whose_trade_is_none_is_told():
    wrong = {"r1": {"trade": -1}, "r4": {"trade": None}, "r9": {"trade": float("nan")}}

    with pytest.raises(InputError) as caught:
        estimate_rows(rows(**wrong), Asked(THREE_WAY))

    assert [one.where for one in caught.value.problems] == [
        "rows row 2, trade", "rows row 5, trade", "rows row 10, trade",
    ]  # fmt: skip


def test_texts_and_negative_numbers_of_trade_are_told_together(tmp_path):
    path = tmp_path / "flows.csv"
    path.write_text("trade,x\n1,0\nfar,1\n-3,0\n2,1\n5,1\n")

    with pytest.raises(InputError) as caught:
        estimate_file(path, Asked("trade ~ x"))

    assert {one.where for one in caught.value.problems} == {
        "flows.csv row 2, trade", "flows.csv row 3, trade",
    }  # fmt: skip


def test_the_hint_of_such_a_row_leaves_it_out():
    wrong = {"r1": {"trade": -1}, "r4": {"trade": None}, "r9": {"trade": float("nan")}}
    asked = Asked(THREE_WAY, where="isfinite(trade) AND trade >= 0")

    assert estimate_rows(rows(**wrong), asked)["dropped"]["missing"] == 0


def test_rows_that_lack_a_term_or_an_effect_are_left_out_and_counted():
    lacking = {"r1": {"tariff": None}, "r4": {"exporter": None}}

    assert estimate_rows(rows(**lacking), Asked(THREE_WAY))["dropped"]["missing"] == 2


def test_numbers_without_a_logarithm_are_told_row_by_row():
    with pytest.raises(InputError, match="rows row 4, distance: 0 has no logarithm"):
        estimate_rows(rows(r3={"distance": 0}), Asked("trade ~ log(distance) | exporter"))


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        (Asked("trade ~ rta", kind="cluster"), "gravity.option"),
        (Asked("trade ~ rta", kind="iid", clusters=("year",)), "gravity.option"),
        (Asked("trade ~ rta", kind="hac"), "gravity.option"),
        (Asked("trade ~ rta", small="r"), "gravity.option"),
        (Asked("trade ~ nothing"), "frame.column"),
        (Asked("trade ~ rta", where="year > 9999"), "gravity.no_rows"),
        (Asked("trade ~ rta | exporter", is_corrected=True), "gravity.bias_shape"),
        (Asked(THREE_WAY, is_corrected=True, clusters=("exporter",)), "gravity.bias_shape"),
        (Asked(THREE_WAY.replace("exporter^importer", "year"), is_corrected=True),
         "gravity.bias_shape"),
        (Asked(THREE_WAY.replace("exporter^importer", "one"), is_corrected=True,
               derive={"one": "least(exporter, importer) * 9 + greatest(exporter, importer)"},
               clusters=("one",)), "gravity.bias_shape"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_refused(asked, code):
    with pytest.raises(InputError) as caught:
        estimate_rows(rows(), asked)

    assert {one.code for one in caught.value.problems} == {code}


def test_nothing_left_has_no_answer():
    with pytest.raises(ModelError):
        estimate_rows([{"trade": 0, "x": 1}, {"trade": 0, "x": 2}], Asked("trade ~ x"))


def test_the_correction_is_told_beside_what_was_estimated():
    plain = estimate_rows(rows(), Asked(THREE_WAY, clusters=PAIR))["coefficients"]

    found = estimate_rows(rows(), Asked(THREE_WAY, clusters=PAIR, is_corrected=True))

    for before, after, told in zip(
        plain, found["coefficients"], found["bias_correction"]["terms"], strict=True
    ):
        assert told["estimate"] == before["estimate"]
        assert after["estimate"] == pytest.approx(before["estimate"] - told["bias"])
        assert after["std_error"] > before["std_error"]


def test_used_rows_are_written_with_their_fitted_values_and_effects_with_a_reference(
    file, tmp_path
):
    fitted, effects = tmp_path / "fitted.csv", tmp_path / "effects.parquet"
    asked = Asked(THREE_WAY, where="year > 0", clusters=PAIR, reference="3")

    found = estimate_file(file, asked, fitted=fitted, effects=effects)

    written = read_frame(fitted)
    assert list(written.columns) == [*panel(), "fitted"]
    assert len(written) == found["n_obs"]
    assert written.number("fitted").sum() == pytest.approx(written.number("trade").sum())
    told = read_frame(effects)
    levels, values = told.columns["level"].texts(), told.number("estimate")
    second = np.array([one == "importer^year" for one in told.columns["effect"].texts()])
    inward = dict(zip(np.array(levels)[second], values[second], strict=True))
    assert inward["3^1"] == pytest.approx(0, abs=1e-9)


def test_collinear_terms_are_listed_and_told():
    found = estimate_rows(rows(), Asked("trade ~ distance + rta | pair"))

    assert found["dropped"]["terms"] == ["distance"]
    assert [one["code"] for one in found["warnings"]] == ["gravity.collinear"]


def test_the_command_prints_a_table_or_the_document(file, capsys):
    arguments = ["gravity", str(file), "--formula", "trade ~ rta | exporter + importer",
                 "--derive", "late=year > 0", "--where", "late"]  # fmt: skip

    assert call([*arguments, "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert call(arguments) == 0

    assert document["vcov"]["kind"] == "robust"
    assert f"{document['coefficients'][0]['estimate']:.6f}" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("extra", "code"),
    [(["--derive", "x"], 2), (["--derive", "a=1", "--derive", "a=2"], 2), (["--vcov", "no"], 2),
     (["--where", "(select 1)"], 2), (["--where", "trade = 0"], 5)],
)  # fmt: skip
def test_the_command_ends_with_the_code_of_its_fault(file, extra, code):
    assert call(["gravity", str(file), "--formula", "trade ~ rta | exporter", *extra]) == code
