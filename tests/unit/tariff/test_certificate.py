"""The life of a certificate beside the table written down once more, and its fields."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import product

import pytest

from entrepot.kernel.errors import InputError, RefusedError
from entrepot.kernel.money import Money
from entrepot.tariff.certificate import NONE, STANDING, STATES, TABLE, move, moves_for
from entrepot.tariff.certificate_fields import (
    Basis,
    check_fields,
    fields_of,
    is_retrospective,
    last_day,
    parse_fields,
)

# move | from | who | to | reason
MOVES = """
draft         | none                    | trader broker      | draft     |
edit          | draft checked           | trader broker      | draft     |
check         | draft                   | trader broker      | checked   |
submit        | checked                 | trader broker      | submitted |
return        | submitted               | certificate_issuer | draft     | reason
issue         | submitted               | certificate_issuer | issued    |
correct       | issued corrected        | certificate_issuer | corrected | reason
replace       | issued corrected        | certificate_issuer | replaced  | reason
issue_instead | none                    | certificate_issuer | issued    |
withdraw      | draft checked submitted | trader broker      | cancelled |
cancel        | issued corrected        | certificate_issuer | cancelled | reason
"""
ROWS = [tuple(part.strip() for part in line.split("|")) for line in MOVES.strip().splitlines()]
ALLOWED = {
    (name, start, role): (to, bool(reason))
    for name, starts, who, to, reason in ROWS
    for start in starts.split()
    for role in who.split()
}
ROLES = ("trader", "broker", "certificate_issuer", "supervisor", "auditor")
BASIS = Basis(
    id="D0000000000001", verdict="originating", agreement="RCEP", exporting_party="CN",
    importing_party="JP", on=date(2026, 8, 1), hs="920290", criterion="RVC", country="CN",
    fob=Money(Decimal(80), "USD"), proofs=("certificate",), proof_months=12,
)  # fmt: skip
FIELDS = fields_of(BASIS) | {
    "exporter_name": "Guitar Works", "exporter_address": "1 Road", "importer_name": "Music Co",
    "description": "Acoustic guitars", "quantity": "100", "quantity_unit": "item",
    "fob": "8000", "fob_currency": "USD", "invoice_number": "INV-1",
    "invoice_date": "2026-08-01", "departure_date": "2026-08-03",
}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "start"), list(product([row[0] for row in ROWS], [NONE, *STATES]))
)
def test_every_move_from_every_state_is_that_of_the_table(name: str, start: str) -> None:
    for role in ROLES:
        wanted = ALLOWED.get((name, start, role))
        if wanted is None:
            with pytest.raises(RefusedError):
                move(name, start, {role}, "why")
            continue
        to, needs_reason = wanted

        assert move(name, start, {role}, "why") == to
        if needs_reason:
            with pytest.raises(RefusedError) as refused:
                move(name, start, {role}, " ")
            assert refused.value.problems[0].code == "certificate.reason"


def test_the_table_holds_nothing_else() -> None:
    assert {row.name for row in TABLE} == {row[0] for row in ROWS}
    assert {one.name for one in moves_for("submitted", {"trader"})} == {"withdraw"}
    assert moves_for("replaced", set(ROLES)) == ()
    assert moves_for("cancelled", set(ROLES)) == ()
    assert all(
        {one.name for one in moves_for(state, {"certificate_issuer"})}
        == {"correct", "replace", "cancel"}
        for state in STANDING
    )


def test_fields_that_follow_from_the_determination_have_no_fault() -> None:
    assert check_fields(FIELDS, "first", BASIS) == []


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"hs6": "920210"}, "hs6"), ({"criterion": "CTC"}, "criterion"),
        ({"origin_country": "VN"}, "origin_country"), ({"importing_party": "KR"},
        "importing_party"), ({"fob": "7999"}, "fob"), ({"fob_currency": "EUR"}, "fob_currency"),
        ({"fob": ""}, "fob"), ({"quantity": "0"}, "quantity"), ({"quantity": "ten"}, "quantity"),
        ({"invoice_date": "2026-02-30"}, "invoice_date"), ({"exporter_name": ""}, "exporter_name"),
        ({"departure_date": ""}, "departure_date"), ({"original_number": "X"}, "original_number"),
    ],
)  # fmt: skip
def test_a_field_that_does_not_is_named(change: dict[str, str], where: str) -> None:
    assert where in {one.where for one in check_fields({**FIELDS, **change}, "first", BASIS)}


def test_all_faults_are_told_at_once() -> None:
    told = check_fields({"hs6": "920210"}, "back_to_back", replace(BASIS, verdict="undetermined"))

    assert {"determination", "hs6", "exporter_name", "quantity", "fob", "original_number"} <= {
        one.where for one in told
    }


@pytest.mark.parametrize("verdict", ["not_originating", "undetermined"])
def test_only_goods_that_originate_are_certified(verdict: str) -> None:
    [fault] = check_fields(FIELDS, "first", replace(BASIS, verdict=verdict))

    assert fault.code == "certificate.verdict"


def test_an_agreement_not_known_to_take_certificates_gives_none() -> None:
    [fault] = check_fields(FIELDS, "first", replace(BASIS, proofs=()))

    assert fault.code == "certificate.agreement"


def test_a_certificate_upon_another_names_it() -> None:
    original = {
        "original_number": "VN26-1", "original_country": "VN", "original_issued": "2026-07-01",
    }  # fmt: skip

    assert check_fields({**FIELDS, **original}, "back_to_back", BASIS) == []
    assert len(check_fields(FIELDS, "back_to_back", BASIS)) == 3


def test_a_certificate_holds_for_its_term_and_never_outlasts_the_one_it_rests_on() -> None:
    issued = date(2026, 8, 2)

    assert last_day(FIELDS, BASIS, issued) == date(2027, 8, 2)
    assert last_day({"original_valid_to": "2027-06-30"}, BASIS, issued) == date(2027, 6, 30)
    assert last_day({"original_valid_to": "2028-06-30"}, BASIS, issued) == date(2027, 8, 2)
    assert last_day(FIELDS, replace(BASIS, proof_months=None), issued) is None


def test_issued_after_departure_is_retrospective() -> None:
    assert is_retrospective(FIELDS, datetime(2026, 8, 4, tzinfo=UTC).date())
    assert not is_retrospective(FIELDS, date(2026, 8, 3))


@pytest.mark.parametrize(
    "raw", [[], {"colour": "red"}, {"quantity": 5}, {"remarks": "a" * 501}, {"remarks": "a\x00"}]
)
def test_fields_that_are_none_are_refused(raw: object) -> None:
    with pytest.raises(InputError):
        parse_fields(raw)


def test_a_field_that_is_none_is_refused_with_those_it_is_like() -> None:
    with pytest.raises(InputError) as refused:
        parse_fields({"producer": "Works", "qqqq": "1"})

    assert [(one.code, one.where, one.hint) for one in refused.value.problems] == [
        ("certificate.unknown", "producer", "Did you mean producer_name, producer_address?"),
        ("certificate.unknown", "qqqq", ""),
    ]
