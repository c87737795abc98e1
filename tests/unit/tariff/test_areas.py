"""Groups of countries, as at a day."""

from datetime import date

from entrepot.kernel.period import Period
from entrepot.region.law import Market, Membership
from entrepot.tariff.areas import Areas
from entrepot.tariff.claim import Pact

CITED = ("", "made up", "synthetic")
UNION = Market(*CITED, "XU", "Union", "", ("XA", "XB"), "CIF", "EUR", False, None, "half_up")
JOINED, LEFT = date(2020, 1, 1), date(2022, 1, 1)
AREAS = Areas.of(
    [UNION],
    [Pact("PACT", frozenset({"pact"}), (("XA", Period()), ("XC", Period(JOINED, LEFT))))],
    [
        Membership(*CITED, "Group", "XA", JOINED, None),
        Membership(*CITED, "Group", "XB", JOINED, LEFT),
        Membership(*CITED, "XU without MFN", "XZ", JOINED, None),
    ],
)


def test_a_group_has_the_members_of_its_day() -> None:
    assert AREAS.members("group", date(2019, 12, 31)) == frozenset()
    assert AREAS.members("group", JOINED) == {"XA", "XB"}
    assert AREAS.members("GROUP", LEFT) == {"XA"}


def test_a_territory_and_an_agreement_are_groups_too() -> None:
    assert AREAS.members("xu", JOINED) == {"XA", "XB"}
    assert AREAS.members("Pact", JOINED) == {"XA", "XC"}
    assert AREAS.members("pact", LEFT) == {"XA"}
    assert AREAS.members("XA", JOINED) is None


def test_goods_have_mfn_treatment_unless_a_row_says_otherwise() -> None:
    assert AREAS.has_mfn("XU", "XZ", date(2019, 1, 1))
    assert not AREAS.has_mfn("XU", "XZ", JOINED)
    assert AREAS.has_mfn("XA", "XZ", JOINED)
