"""The language of gravity equations."""

import numpy as np
import pytest

from entrepot.kernel.errors import InputError
from entrepot.trade.design import Levels, combine, design
from entrepot.trade.formula import Factor, parse_clusters, parse_formula

NUMBERS = {"trade": np.arange(4.0), "rta": np.array([0, 1, 0, 1.0]), "dist": np.exp([0, 1, 2, 3])}
LEVELS = {
    "year": Levels(np.array([0, 0, 1, 1]), ("1994", "1998")),
    "exporter": Levels(np.array([0, 1, 0, 1]), ("AUT", "BEL")),
}


def built(text):
    return design(parse_formula(text), NUMBERS, LEVELS, 4)


def test_terms_are_columns_logarithms_products_and_levels():
    found = built("trade ~ rta + log(dist) + rta:log(dist) + i(year, rta, ref=1994)")

    assert found.names == ("(intercept)", "rta", "log(dist)", "rta:log(dist)", "year::1998:rta")
    np.testing.assert_allclose(found.terms[:, 2], [0, 1, 2, 3])
    np.testing.assert_allclose(found.terms[:, 3], [0, 1, 0, 3])
    np.testing.assert_allclose(found.terms[:, 4], [0, 0, 0, 1])


def test_levels_without_a_column_and_without_a_reference_are_all_there():
    assert built("trade ~ i(year) | exporter").names == ("year::1994", "year::1998")
    assert built("trade ~ i(year, ref='1998') | exporter").names == ("year::1994",)


def test_effects_take_up_the_constant_and_combine():
    found = built("trade ~ rta | exporter^year + exporter")

    assert found.names == ("rta",)
    assert found.effects[0].names == ["AUT^1994", "AUT^1998", "BEL^1994", "BEL^1998"]
    assert found.effects[0].codes.tolist() == [0, 2, 1, 3]


def test_three_columns_combine():
    third = Levels(np.array([1, 0, 0, 1]), ("a", "b"))

    assert combine([LEVELS["exporter"], LEVELS["year"], third]).names == [
        "AUT^1994^b", "AUT^1998^a", "BEL^1994^a", "BEL^1998^b",
    ]  # fmt: skip


def test_no_term_at_all_is_written_1():
    assert built("trade ~ 1").names == ("(intercept)",)
    assert built("trade ~ 1 | exporter").names == ()


def test_names_that_are_no_words_stand_in_back_quotes():
    formula = parse_formula("`trade value` ~ `a+b` | `exp year`")

    assert formula.columns() == ["trade value", "a+b", "exp year"]
    assert formula.terms[0].factors == (Factor("a+b"),)


@pytest.mark.parametrize(
    "text",
    ["trade", "trade ~", "log(trade) ~ x", "trade ~ x |", "trade ~ x | a | b", "trade ~ x + x",
     "trade ~ f(x)", "trade ~ x | a + a", "trade ~ x | a*b", "a + b ~ x", "trade ~ i(year, ref=)",
     "trade ~ x +", ""],
)  # fmt: skip
def test_what_is_no_formula_is_told(text):
    with pytest.raises(InputError) as caught:
        parse_formula(text)

    assert {one.code for one in caught.value.problems} == {"gravity.formula"}


def test_all_faults_of_a_formula_are_told_at_once():
    with pytest.raises(InputError) as caught:
        parse_formula("log(trade) ~ f(x) + g(y) | a*b")

    assert len(caught.value.problems) == 4


def test_a_reference_that_is_no_level_is_told_with_those_there_are():
    with pytest.raises(InputError, match=r"There are: 1994, 1998"):
        built("trade ~ i(year, rta, ref=2001)")


def test_groupings_of_errors_are_parted_by_commas_and_combine():
    assert parse_clusters(["exporter,importer"]) == (("exporter",), ("importer",))
    assert parse_clusters(["exporter^importer"]) == (("exporter", "importer"),)
