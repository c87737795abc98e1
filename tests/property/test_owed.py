"""Laws of what is owed that hold whatever the rates."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from entrepot.kernel.consignment import Line
from entrepot.kernel.money import Money
from entrepot.region.law import Market, Measure, Vat
from entrepot.tariff.claim import Claim, Proof
from entrepot.tariff.evaluation import no_exchange
from entrepot.tariff.owed import Goods, Owed, Rules, owe

DAY = date(2026, 1, 1)
# The machine may be busy: no test measures time.
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
CITED = ("", "made up", "synthetic")
rates = st.one_of(
    st.decimals(0, 60, places=1).map("{} %".format),
    st.decimals(0, 9, places=2).map("{} EUR/kg".format),
    st.tuples(st.decimals(0, 60, places=1), st.decimals(0, 9, places=2)).map(
        lambda pair: f"{pair[0]} % MIN ({pair[1]} EUR/kg)"
    ),
    st.just("Free"),
)
maybe_unknown = rates | st.just("")
choices = st.sampled_from(["", "provisional_first", "general_or_bound"])
MARKET = ("XA", "Alpha", "", ("XA",), "CIF", "EUR", False, None, "half_up")


def _measure(kind: str, regime: str, duty: str) -> Measure:
    return Measure(
        *CITED, f"{kind}-{regime}", "XA", kind, regime, "401120", (), (), duty, duty, None, None, ""
    )


def _owed(choice: str, duties: dict[str, str], *, claimed: bool) -> Owed:
    regimes = {"preference": "PACT", "additional": "extra"}
    measures = tuple(_measure(kind, regimes.get(kind, kind), d) for kind, d in duties.items())
    value = Money(Decimal(1000), "EUR")
    line = Line("401120", value, "XC", None, {"kg": Decimal(100)})
    claims = (Claim("PACT", Proof("certificate", "1", DAY)),) if claimed else ()
    found = owe(
        Goods(line, value, DAY, no_exchange, claims),
        Rules(
            Market(*CITED, *MARKET, choice=choice), "XA", measures,
            vat=Vat(*CITED, "XA", "VAT", "", Decimal(20), None, None),
        ),
    )  # fmt: skip
    assert found is not None
    return found


@unhurried
@given(choices, rates, rates, rates, rates)
def test_a_valid_claim_never_raises_the_duty(choice, general, mfn, provisional, preference) -> None:
    duties = {
        "general": general, "mfn": mfn, "provisional": provisional, "preference": preference
    }  # fmt: skip
    plain, claimed = (_owed(choice, duties, claimed=one) for one in (False, True))

    assert plain.duty is not None
    assert claimed.duty is not None
    assert claimed.duty.amount <= plain.duty.amount
    if claimed.gain and claimed.gain.state == "claimed":
        assert claimed.gain.amount == plain.duty - claimed.duty


@unhurried
@given(choices, maybe_unknown, maybe_unknown, maybe_unknown, st.booleans())
def test_an_unknown_rate_never_lowers_a_total(choice, mfn, preference, extra, claimed) -> None:
    duties = {"mfn": mfn, "preference": preference, "additional": extra}
    known = {kind: duty or "0 %" for kind, duty in duties.items()}
    found = _owed(choice, duties, claimed=claimed)
    least = _owed(choice, known, claimed=claimed)

    if found.duty is not None:
        assert least.duty is not None
        assert found.duty.amount >= least.duty.amount
        assert not found.missing
    else:
        assert found.missing
        assert found.tax is None


@unhurried
@given(choices, rates, rates, rates, st.sampled_from(["mfn", "provisional", "additional"]))
def test_a_condition_that_is_not_known_never_lowers_a_total(
    choice, mfn, other, conditional, kind
) -> None:
    rows = [_measure("mfn", "mfn", mfn), _measure("provisional", "provisional", other),
            _measure("additional", "extra", other)]  # fmt: skip
    same = next(one for one in rows if one.kind == kind)
    use = replace(same, id="use", duty=conditional, conditions="end use ships")

    def duty(end_use: str | None) -> Money | None:
        line = Line("401120", Money(Decimal(1000), "EUR"), "XC", None, {"kg": Decimal(100)})
        found = owe(
            Goods(line, line.value, DAY, no_exchange, end_use=end_use),
            Rules(Market(*CITED, *MARKET, choice=choice), "XA", (*rows, use)),
        )
        assert found is not None
        return found.duty

    unknown, either = duty(None), [duty("ships"), duty("tyres")]
    assert all(one is not None for one in either)
    if unknown is not None:
        assert unknown.amount == max(one.amount for one in either)


@unhurried
@given(choices, rates, rates, rates)
def test_the_lines_sum_to_the_totals(choice, mfn, preference, extra) -> None:
    duties = {"mfn": mfn, "preference": preference, "additional": extra}
    found = _owed(choice, duties, claimed=True)
    amounts = [charge.amount.amount for charge in found.charges]

    assert found.duty is not None
    assert found.tax is not None
    assert sum(amounts) == found.duty.amount + found.tax.amount
    assert sum(one.chosen for one in found.candidates) == 1
