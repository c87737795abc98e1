"""Certificates on PostgreSQL: the guitar's from its determination to a paper that is verified."""

import json
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import psycopg
import pytest

from entrepot.kernel.canonical import canonical_json
from entrepot.kernel.errors import EntrepotError, InputError, MissingError, RefusedError
from entrepot.service import certificate_case, certificate_checks, mandates
from entrepot.service import certificates as service
from entrepot.service.duty_answer import answer_duty
from entrepot.service.origin import OriginDesk, determine_origin, show_determination
from entrepot.service.tariff_desk import certified_by
from entrepot.store.accounts import acting_for
from entrepot.store.db import Database
from entrepot.store.key_terms import list_terms, revoke
from entrepot.store.keys import rotate
from entrepot.store.reference import open_reference
from entrepot.store.window import acting_system
from entrepot.tariff.certificate import ISSUERS

AT = datetime(2026, 8, 2, 3, tzinfo=UTC)
FIRM, RIVAL, ISSUER = "exporter", "rival", "issuer"
# The guitar of golden case 5 of origin: RVC 41.00 %, originating, RCEP country of origin CN.
GUITAR = {
    "agreement": "RCEP", "exporting_party": "CN", "importing_party": "JP", "on": "2026-08-01",
    "operations": ["carving", "assembly", "finishing"],
    "good": {"hs": "920290", "edition": "HS2022", "fob": {"amount": "80", "currency": "USD"},
             "weight_kg": "2.4"},
    "materials": [{"name": "neck", "hs": "920290", "weight_kg": "1.1", "origin": "BR",
                   "value": {"amount": "47.20", "currency": "USD"}}],
}  # fmt: skip
FIELDS = {
    "exporter_name": "Guitar Works", "exporter_address": "1 Road", "importer_name": "Music Co",
    "importer_address": "2 Street", "description": "Acoustic guitars 吉他", "quantity": "100",
    "quantity_unit": "item", "fob": "8000", "fob_currency": "USD", "invoice_number": "INV-1",
    "invoice_date": "2026-08-01", "departure_date": "2026-08-03", "transport": "rail and sea",
}  # fmt: skip


@pytest.fixture(scope="module")
def origins(rehearsal: Database) -> OriginDesk:
    return OriginDesk(open_reference("guizhou"), rehearsal)


@pytest.fixture
def window(rehearsal: Database, origins: OriginDesk, tmp_path: Path) -> Any:
    return SimpleNamespace(
        database=rehearsal, reference=origins.reference,
        home=SimpleNamespace(folder=tmp_path),
    )  # fmt: skip


@pytest.fixture
def determination(origins: OriginDesk) -> dict[str, Any]:
    made = determine_origin(origins, GUITAR, at=AT, by=FIRM)
    return show_determination(origins, made["id"], at=AT, by=FIRM)


@pytest.fixture
def submitted(window: Any, determination: dict[str, Any]) -> str:
    raw = {"determination": determination["id"], "fields": FIELDS}
    reference = service.draft(window, raw, by=FIRM, at=AT)["reference"]
    for name in ("check", "submit"):
        service.act(window, reference, name, by=FIRM, at=AT)
    return reference


@pytest.fixture
def issued(window: Any, submitted: str) -> dict[str, Any]:
    return service.issue(window, submitted, by=ISSUER, at=AT)


@pytest.fixture
def verify(
    window: Any, tmp_path: Path, determination: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., dict[str, Any]]:
    """Verifies a credential from its bytes, with the list and the determination in files."""
    monkeypatch.setenv("ENTREPOT_HOME", str(window.home.folder))
    paths = {name: tmp_path / f"{name}.json" for name in ("file", "statuses", "determination")}
    paths["determination"].write_text(json.dumps(determination))

    def call(content: bytes, at: datetime = AT + timedelta(days=1)) -> dict[str, Any]:
        paths["file"].write_bytes(content)
        listed = certificate_checks.list_statuses(window, at=AT)
        paths["statuses"].write_bytes(canonical_json(listed))
        return certificate_checks.verify_file(
            str(paths["file"]), at=at, statuses=str(paths["statuses"]),
            determination=str(paths["determination"]), region="guizhou",
        )  # fmt: skip

    return call


def states(found: dict[str, Any]) -> dict[str, str]:
    return {one["check"]: one["state"] for one in found["checks"]}


# Golden: issue 04, golden case 5 and "done when" 9


def test_the_certificate_of_the_guitar_is_issued_and_verified(
    window: Any, issued: dict[str, Any], verify: Callable[..., dict[str, Any]]
) -> None:
    subject = issued["credential"]["credentialSubject"]
    shown = certificate_checks.verify_number(
        window, issued["number"], at=AT, digest=issued["digest"]
    )
    [public] = shown["certificates"]

    assert (subject["hs6"], subject["criterion"], subject["origin_country"]) == (
        "920290", "RVC", "CN",
    )  # fmt: skip
    assert subject["synthetic"] is True
    assert issued["credential"]["validUntil"] == "2027-08-02T23:59:59Z"
    assert set(states(verify(canonical_json(issued["credential"]))).values()) == {"passed"}
    assert set(states(public).values()) == {"passed"}
    assert public["says"]["exporter_name"] == "Guitar Works"
    assert not {"Music Co", "8000", "2 Street"} & set(public["says"].values())


def test_one_changed_byte_fails_with_the_check_named(
    issued: dict[str, Any], verify: Callable[..., dict[str, Any]]
) -> None:
    content = canonical_json(issued["credential"])
    found = verify(content.replace(b'"quantity":"100"', b'"quantity":"900"'))

    assert not found["is_valid"]
    assert found["failed"] == ["signature", "fields"]
    assert states(found)["issuer_key"] == "passed"


# A claim in a duty rests on what became of the certificate

CLAIMED = {
    "market": "JP", "hs": "9202.90", "origin": "CN", "on": "2026-09-01",
    "customs_value": {"amount": "800000", "currency": "JPY"},
    "measures": [
        {"type": "mfn", "duty": "10 %"}, {"type": "preference", "agreement": "RCEP", "duty": "Free"}
    ],
}  # fmt: skip


@pytest.fixture
def claim(rehearsal: Database, tariff_law: Any) -> Callable[..., tuple[str, str, str | None]]:
    """Asks for the duty with a certificate's number: where the preference stands, why, the duty."""
    law = replace(tariff_law, certified=partial(certified_by, rehearsal))

    def ask(number: str, **changes: object) -> tuple[str, str, str | None]:
        proof = {"kind": "certificate", "number": number, "issued": "2026-08-02"}
        case = {**CLAIMED, "claims": [{"agreement": "RCEP", "proof": proof}], **changes}
        found = answer_duty(law, case, today=AT.date())
        (one,) = (c for c in found["candidates"] if c["regime"] == "RCEP")
        duty = found["totals"]["duty"]
        return one["state"], one["why"], duty and duty["amount"]

    return ask


def test_a_claim_follows_what_becomes_of_its_certificate(
    window: Any, submitted: str, claim: Callable[..., tuple[str, str, str | None]]
) -> None:
    before = claim(submitted)
    number = service.issue(window, submitted, by=ISSUER, at=AT)["number"]
    stands = claim(number.lower())
    others = [
        claim(number, hs="9202.10"), claim(number, consignee="Drum Co"),
        claim(number, on="2027-08-03"), claim(number, market="KR"),
    ]  # fmt: skip
    instead = service.replace(window, number, {}, by=ISSUER, at=AT, reason="lost")["number"]
    after = claim(number)
    service.act(window, instead, "cancel", by=ISSUER, at=AT, reason="wrong goods")

    assert before == ("possible", f"certificate {number} is not issued yet", "80000")
    assert stands[::2] == ("applies", "0")
    assert f"certificate {number} of 2026-08-02, made in a rehearsal, stands" in stands[1]
    assert {one[::2] for one in others} == {("rejected", "80000")}
    assert [one[1].partition(f"{number} ")[2] for one in others] == [
        "is for other goods: 920290", "names another consignee", "held until 2027-08-02",
        "is for import into JP",
    ]  # fmt: skip
    assert after == ("rejected", f"certificate {number} was replaced by {instead}", "80000")
    assert claim(instead)[1] == f"certificate {instead} was cancelled"


def test_a_number_that_nobody_gave_here_stays_as_claimed_on_paper(
    claim: Callable[..., tuple[str, str, str | None]],
) -> None:
    assert claim("G26-ABROAD-1")[::2] == ("applies", "0")


# Several goods on one certificate

BOW = {
    **GUITAR, "good": {**GUITAR["good"], "hs": "920210"},
    "materials": [{**GUITAR["materials"][0], "name": "wood", "hs": "440929"}],
}  # fmt: skip
SECOND = {"description_2": "Violins", "quantity_2": "5", "quantity_unit_2": "item"}


def test_two_goods_are_certified_each_by_its_own_determination(
    window: Any,
    origins: OriginDesk,
    determination: dict[str, Any],
    claim: Callable[..., tuple[str, str, str | None]],
    tmp_path: Path,
    verify: Callable[..., dict[str, Any]],
) -> None:
    other = determine_origin(origins, BOW, at=AT, by=FIRM)["id"]
    raw = {"determination": determination["id"], "fields": FIELDS}
    reference = service.draft(window, raw, by=FIRM, at=AT)["reference"]
    given = {**SECOND, "determination_2": other.lower()}
    drafted = service.edit(window, reference, given, by=FIRM, at=AT)
    for name in ("check", "submit"):
        service.act(window, reference, name, by=FIRM, at=AT)
    issued = service.issue(window, reference, by=ISSUER, at=AT)
    [public] = certificate_checks.verify_number(window, issued["number"], at=AT)["certificates"]
    subject = issued["credential"]["credentialSubject"]

    assert (drafted["fields"]["hs6_2"], drafted["fields"]["determination_2"]) == ("920210", other)
    assert (subject["hs6"], subject["goods"][0]["hs6"]) == ("920290", "920210")
    assert len(issued["credential"]["relatedResource"]) == 2
    assert set(states(public).values()) == {"passed"}
    assert public["goods"][0]["description"] == "Violins"
    assert claim(issued["number"], hs="9202.10")[0] == "applies"
    assert claim(issued["number"], hs="9201.10")[0] == "rejected"
    assert states(verify(canonical_json(issued["credential"])))["fields"] == "unmade"
    both = [determination, show_determination(origins, other, at=AT, by=FIRM)]
    (tmp_path / "determination.json").write_text(json.dumps(both))
    assert set(states(verify(canonical_json(issued["credential"]))).values()) == {"passed"}


def test_a_further_good_is_checked_against_its_own_determination(
    window: Any, origins: OriginDesk, determination: dict[str, Any]
) -> None:
    other = determine_origin(origins, BOW, at=AT, by=FIRM)["id"]
    foreign = determine_origin(origins, BOW, at=AT, by=RIVAL)["id"]
    raw = {"determination": determination["id"],
           "fields": {**FIELDS, **SECOND, "determination_2": other, "hs6_2": "920290"}}  # fmt: skip
    reference = service.draft(window, raw, by=FIRM, at=AT)["reference"]
    with pytest.raises(InputError) as wrong:
        service.act(window, reference, "check", by=FIRM, at=AT)
    with pytest.raises(MissingError):
        service.edit(window, reference, {"determination_3": foreign}, by=FIRM, at=AT)

    assert [one.where for one in wrong.value.problems] == ["hs6_2"]


# A broker certifies for a firm that has let it


def test_a_broker_drafts_and_submits_for_a_firm_while_its_mandate_lives(
    window: Any, rehearsal: Database, origins: OriginDesk
) -> None:
    made = determine_origin(origins, GUITAR, at=AT, by="broker")
    given = {**FIELDS, "exporter_name": ""}
    raw = {"determination": made["id"], "firm": "sandbox_exporter", "fields": given}
    drafted = service.draft(window, raw, by="broker", at=AT)
    reference = drafted["reference"]
    service.act(window, reference, "check", by="broker", at=AT)
    seen = service.show(window, reference, by=FIRM, at=AT)
    later = AT + timedelta(hours=1)
    mandates.revoke_mandate(rehearsal, FIRM, "broker", at=later)
    with pytest.raises(MissingError):
        service.show(window, reference, by="broker", at=later)
    with pytest.raises(RefusedError, match=r"certificate\.mandate"):
        service.draft(window, raw, by="broker", at=later)
    mandates.grant_mandate(rehearsal, FIRM, "broker", at=later, scope=["file"])
    with pytest.raises(RefusedError, match=r"certificate\.mandate"):
        service.act(window, reference, "submit", by="broker", at=later)
    mandates.grant_mandate(rehearsal, FIRM, "broker", at=later, scope=["origin"])
    submitted = service.act(window, reference, "submit", by="broker", at=later)
    issued = service.issue(window, reference, by=ISSUER, at=later)

    assert drafted["firm"] == seen["firm"]
    assert drafted["fields"]["exporter_name"] == drafted["firm"]
    assert seen["broker_name"]
    assert (submitted["state"], issued["state"]) == ("submitted", "issued")


@pytest.mark.parametrize("firm", ["sandbox_rival", "nobody"])
def test_no_broker_drafts_for_a_firm_that_has_not_let_it(
    window: Any, origins: OriginDesk, firm: str
) -> None:
    made = determine_origin(origins, GUITAR, at=AT, by="broker")

    with pytest.raises(RefusedError, match=r"certificate\.mandate"):
        service.draft(window, {"determination": made["id"], "firm": firm}, by="broker", at=AT)


# What fails, and what could not be checked


def test_a_cancelled_certificate_fails_by_its_status(
    window: Any, issued: dict[str, Any], verify: Callable[..., dict[str, Any]]
) -> None:
    service.act(window, issued["reference"], "cancel", by=ISSUER, at=AT, reason="wrong goods")

    assert verify(canonical_json(issued["credential"]))["failed"] == ["status"]
    [public] = certificate_checks.verify_number(window, issued["number"], at=AT)["certificates"]
    assert public["failed"] == ["status"]


def test_a_list_from_before_the_certificate_tells_nothing_of_it(
    window: Any, issued: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ENTREPOT_HOME", str(window.home.folder))
    old, path = tmp_path / "old.json", tmp_path / "shown.json"
    listed = certificate_checks.list_statuses(window, at=AT - timedelta(days=1))
    old.write_bytes(canonical_json(listed))
    path.write_bytes(canonical_json(issued["credential"]))
    found = certificate_checks.verify_file(str(path), at=AT, statuses=str(old))

    assert states(found)["status"] == "unmade"
    old.write_bytes(canonical_json({**listed, "validFrom": "2030-01-01T00:00:00Z"}))
    with pytest.raises(InputError):
        certificate_checks.verify_file(str(path), at=AT, statuses=str(old))


def test_a_revoked_key_fails_and_another_signs_from_then_on(
    window: Any, issued: dict[str, Any], verify: Callable[..., dict[str, Any]]
) -> None:
    [name] = list_terms(window.home.folder)
    revoke(window.home.folder, name, AT + timedelta(hours=1))
    found = verify(canonical_json(issued["credential"]))

    assert found["failed"] == ["issuer_key"]
    assert not list((window.home.folder / "keys").glob(f"*{name}.key"))
    assert len(list_terms(window.home.folder)) == 2


def test_a_key_that_was_taken_out_of_use_still_proves_what_it_signed(
    window: Any, issued: dict[str, Any], verify: Callable[..., dict[str, Any]]
) -> None:
    rotate(window.home.folder)

    assert verify(canonical_json(issued["credential"]))["is_valid"]


def test_another_house_does_not_trust_the_key(
    issued: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ENTREPOT_HOME", str(tmp_path / "other"))
    path = tmp_path / "shown.json"
    path.write_bytes(canonical_json(issued["credential"]))
    found = certificate_checks.verify_file(str(path), at=AT)

    assert states(found) == {
        "signature": "passed", "issuer_key": "failed", "status": "unmade", "dates": "passed",
        "fields": "unmade",
    }  # fmt: skip


def test_the_dates_are_those_of_the_agreement(
    issued: dict[str, Any], verify: Callable[..., dict[str, Any]]
) -> None:
    content = canonical_json(issued["credential"])

    assert verify(content, datetime(2027, 8, 2, 12, tzinfo=UTC))["is_valid"]
    assert verify(content, datetime(2027, 8, 3, 0, tzinfo=UTC))["failed"] == ["dates"]
    assert verify(content, AT - timedelta(days=1))["failed"] == ["dates"]


def test_an_unknown_number_tells_nothing(window: Any) -> None:
    for number in ("C0000000000000", "'; drop table", "\u4e2d"):
        assert certificate_checks.verify_number(window, number, at=AT)["certificates"] == []


# Moves


def test_a_draft_with_faults_stays_a_draft_and_names_them_all(
    window: Any, determination: dict[str, Any]
) -> None:
    raw = {"determination": determination["id"], "fields": {"hs6": "920210"}}
    made = service.draft(window, raw, by=FIRM, at=AT)
    with pytest.raises(InputError) as refused:
        service.act(window, made["reference"], "check", by=FIRM, at=AT)

    assert {"hs6", "fob", "quantity", "importer_name"} <= {
        one.where for one in refused.value.problems
    }
    assert service.show(window, made["reference"], by=FIRM, at=AT)["state"] == "draft"


def test_a_correction_keeps_the_number_and_makes_the_first_version_void(
    window: Any, issued: dict[str, Any], verify: Callable[..., dict[str, Any]]
) -> None:
    told = {"importer_address": "3 Street"}
    new = service.correct(window, issued["number"], told, by=ISSUER, at=AT, reason="moved")

    assert (new["state"], new["version"], new["number"]) == ("corrected", 2, issued["number"])
    assert verify(canonical_json(issued["credential"]))["failed"] == ["status"]
    assert verify(canonical_json(new["credential"]))["is_valid"]
    [public] = certificate_checks.verify_number(
        window, issued["number"], at=AT, digest=issued["digest"]
    )["certificates"]
    assert public["failed"] == ["paper"]


def test_a_replacement_names_what_it_replaces_and_nothing_replaces_it_again(
    window: Any, issued: dict[str, Any], verify: Callable[..., dict[str, Any]]
) -> None:
    new = service.replace(
        window, issued["reference"], {"quantity": "50", "fob": "4000"}, by=ISSUER, at=AT,
        reason="fewer goods",
    )  # fmt: skip
    old = service.show(window, issued["reference"], by=FIRM, at=AT)

    assert (old["state"], old["replaced_by"]) == ("replaced", new["reference"])
    assert (new["state"], new["replaces"]) == ("issued", issued["reference"])
    assert verify(canonical_json(issued["credential"]))["failed"] == ["status"]
    assert verify(canonical_json(new["credential"]))["is_valid"]
    with pytest.raises(RefusedError):
        service.act(window, issued["reference"], "cancel", by=ISSUER, at=AT, reason="again")


def test_what_was_done_is_told_with_who_and_when(issued: dict[str, Any]) -> None:
    done = [(one["move"], one["account"]) for one in issued["events"]]

    assert done == [("draft", FIRM), ("check", FIRM), ("submit", FIRM), ("issue", ISSUER)]
    assert {datetime.fromisoformat(one["at"]) for one in issued["events"]} == {AT}


def test_a_returned_certificate_goes_back_to_the_firm_alone(window: Any, submitted: str) -> None:
    back = service.act(window, submitted, "return", by=ISSUER, at=AT, reason="no invoice")

    assert back["state"] == "draft"
    with pytest.raises(MissingError):
        service.show(window, submitted, by=ISSUER, at=AT)


# Numbers, rows, faults


def test_a_number_is_given_once_whoever_is_faster(
    window: Any, determination: dict[str, Any]
) -> None:
    raw = {"determination": determination["id"], "fields": FIELDS}
    references = []
    for _ in range(4):
        references.append(service.draft(window, raw, by=FIRM, at=AT)["reference"])
        for name in ("check", "submit"):
            service.act(window, references[-1], name, by=FIRM, at=AT)
    outcomes: list[str] = []
    start = threading.Barrier(len(references))

    def give(reference: str) -> None:
        start.wait()
        try:
            service.issue(window, reference, by=ISSUER, at=AT, number="RC26/0001")
            outcomes.append("issued")
        except EntrepotError as error:
            outcomes.append(error.problems[0].code)

    threads = [threading.Thread(target=give, args=[one]) for one in references]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["certificate.number_taken"] * 3 + ["issued"]
    found = certificate_checks.verify_number(window, "rc26/0001", at=AT)["certificates"]
    assert len(found) == 1


def test_a_certificate_is_seen_by_its_firm_and_its_issuer(window: Any, submitted: str) -> None:
    seen = {one: service.list_certificates(window, by=one, at=AT)["certificates"]
            for one in (FIRM, RIVAL, ISSUER, "officer", "auditor")}  # fmt: skip
    held = {who: submitted in {row["reference"] for row in rows} for who, rows in seen.items()}

    assert held == {FIRM: True, RIVAL: False, ISSUER: True, "officer": False, "auditor": True}
    for stranger in (RIVAL, "officer"):
        with pytest.raises(MissingError):
            service.act(window, submitted, "withdraw", by=stranger, at=AT)
    with pytest.raises(RefusedError):
        service.act(window, submitted, "withdraw", by="auditor", at=AT)


def test_a_draft_is_not_seen_by_the_issuer(window: Any, determination: dict[str, Any]) -> None:
    made = service.draft(window, {"determination": determination["id"]}, by=FIRM, at=AT)

    with pytest.raises(MissingError):
        service.show(window, made["reference"], by=ISSUER, at=AT)


@pytest.mark.parametrize(
    "verb",
    [
        "update certificate_event set reason = ''", "delete from certificate_event",
        "delete from certificate", "update certificate set determination = 'D'",
    ],
)  # fmt: skip
@pytest.mark.usefixtures("issued")
def test_nothing_that_was_done_can_be_undone(window: Any, verb: str) -> None:
    with (
        pytest.raises(psycopg.errors.InsufficientPrivilege),
        acting_system(window.database) as book,
    ):
        book.tx.execute(verb)


@pytest.mark.parametrize("verb", ["number = 'X26-1'", "state = 'draft'", "issued_at = now()"])
def test_the_number_stays(window: Any, issued: dict[str, Any], verb: str) -> None:
    with pytest.raises(psycopg.errors.CheckViolation), acting_system(window.database) as book:
        book.tx.execute(
            f"update certificate set {verb} where reference = %s", [issued["reference"]]
        )


def test_a_firm_cannot_issue_past_the_service(window: Any, submitted: str) -> None:
    with acting_for(window.database, FIRM, AT) as (book, _):
        done = book.tx.execute(
            "update certificate set state = 'draft' where reference = %s", [submitted]
        )

    assert done.rowcount == 0
    assert ISSUERS == ("certificate_issuer",)


def test_killed_midway_nothing_is_issued(
    window: Any, submitted: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(certificate_case, "note", die)
    with pytest.raises(KeyboardInterrupt):
        service.issue(window, submitted, by=ISSUER, at=AT, number="RC26/0002")
    monkeypatch.undo()
    after = service.show(window, submitted, by=ISSUER, at=AT)

    assert (after["state"], after["number"], after["credential"]) == ("submitted", None, None)
    assert certificate_checks.verify_number(window, "RC26/0002", at=AT)["certificates"] == []
    again = service.issue(window, submitted, by=ISSUER, at=AT, number="RC26/0002")
    assert again["state"] == "issued"


@pytest.mark.usefixtures("issued")
def test_no_private_key_reaches_the_database(window: Any) -> None:
    [path] = (window.home.folder / "keys").glob("*.key")
    lines = path.read_text().splitlines()[1:-1]
    with acting_system(window.database) as book:
        rows = book.tx.execute("select e::text as row from certificate_event e").fetchall()

    assert path.stat().st_mode & 0o077 == 0
    assert not any(line in row["row"] for row in rows for line in lines)
