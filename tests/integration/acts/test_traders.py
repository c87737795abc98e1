"""What a firm asks of its own affairs: estimates, money, versions, files of many."""

import json

import pytest

from entrepot.kernel.errors import InputError, MissingError, RefusedError
from entrepot.service import bulk, consignments, estimates, firms, mandates, versions
from entrepot.window.form import fields_of
from entrepot.window.tabular import template

GOODS = "/goodsShipment/governmentAgencyGoodsItem"


def check(desk, raw: dict) -> dict:
    return estimates.check(desk.window, json.dumps(raw).encode(), at=desk.at)


# Estimates


def test_an_estimate_is_what_is_assessed_then(desk) -> None:
    raw = desk.file("G", "import")  # green: another may be drawn by chance, and is assessed later

    estimate = check(desk, raw)
    desk.arrive(raw)
    lodged = desk.lodge(raw)

    document = desk.assessed(lodged["reference"])[0]["document"]
    assert estimate["is_valid"]
    assert estimate["estimate"]["total_due"] == document["total_due"]
    assert estimate["estimate"]["items"] == document["items"]


def test_a_check_stores_nothing(desk) -> None:
    before = desk.ask("select count(*) as n from declaration")[0]["n"]

    check(desk, desk.file("Z", "import"))
    check(desk, {"typeCode": "I"})

    assert desk.ask("select count(*) as n from declaration")[0]["n"] == before


def test_faults_do_not_keep_what_can_be_estimated_from_being_told(desk) -> None:
    raw = desk.file("Z", "import")
    whole = check(desk, raw)
    del raw["declarationOfficeId"]

    told = check(desk, raw)

    assert (whole["is_valid"], told["is_valid"]) == (True, False)
    assert told["estimate"]["total_due"] == whole["estimate"]["total_due"]


def test_an_unknown_rate_is_told_and_never_nothing(desk) -> None:
    raw = desk.file("Z", "import", **{f"{GOODS}/0/commodity/classification/id": "8703231000"})

    told = check(desk, raw)

    assert told["estimate"] is None
    assert told["estimate_problems"]


@pytest.mark.parametrize("raw", [{}, {"typeCode": "E"}, {"typeCode": 5, "goodsShipment": []}])
def test_nothing_is_estimated_of_nothing(desk, raw) -> None:
    told = check(desk, raw)

    assert told["estimate"] is None
    assert told["problems"]


# Money and firms


def test_what_is_owed_is_told_until_it_is_paid_and_to_nobody_else(desk) -> None:
    reference = desk.filed("G", "import")["reference"]
    due = desk.assessed(reference)[-1]["due"]

    def owed(account: str = "exporter") -> list[str]:
        rows = firms.purse(desk.window, by=account, at=desk.at)["rows"]
        return [row["owed"]["amount"] for row in rows if row["reference"] == reference]

    first, others = owed(), owed("rival")
    desk.pay(reference, "1.00")
    partly = owed()
    desk.pay(reference, f"{due - 1}")

    assert first == [f"{due}"]
    assert partly == [f"{due - 1}"]
    assert others == owed() == []


def test_security_set_aside_is_no_longer_free(desk) -> None:
    def free() -> str:
        return firms.purse(desk.window, by="exporter", at=desk.at)["covers"][0]["free"]["amount"]

    before = free()
    desk.filed("G", "import", "SUMMARY")

    assert float(free()) < float(before)


def test_who_may_file_for_whom_follows_roles_and_mandates(desk, rehearsal) -> None:
    def known(account: str) -> list[tuple[str, bool]]:
        found = firms.list_firms(desk.window, by=account, at=desk.at)
        return [(one["organisation"], one["is_own"]) for one in found]

    own, held, none = known("exporter"), known("broker"), known("officer")
    mandates.revoke_mandate(rehearsal, "exporter", "broker", at=desk.at)

    assert own == [("sandbox_exporter", True)]
    assert held == [("sandbox_exporter", False)]
    assert none == known("broker") == []


# Versions


def test_versions_are_compared_by_the_names_of_their_fields(desk) -> None:
    raw = desk.file("G")
    draft = consignments.save_draft(
        desk.window, json.dumps(raw).encode(), by="exporter", at=desk.at
    )
    raw["goodsShipment"]["governmentAgencyGoodsItem"][0]["commodity"]["description"] = "Other"
    consignments.save_draft(
        desk.window, json.dumps(raw).encode(), by="exporter", at=desk.at,
        draft=draft["reference"], expected=draft["revision"],
    )  # fmt: skip

    told = versions.compare(
        desk.window, draft["reference"], draft["version"], draft["version"] + 1, by="exporter",
        at=desk.at,
    )  # fmt: skip

    assert [(one["element"], one["number"], one["new"]) for one in told["changes"]] == [
        ("goods_name", 1, "Other")
    ]
    assert (told["changes"][0]["name"], told["changes"][0]["name_zh"]) == ("Goods name", "商品名称")


def test_a_line_that_came_or_went_is_told_field_by_field(desk) -> None:
    raw = desk.file("G")
    draft = consignments.save_draft(
        desk.window, json.dumps(raw).encode(), by="exporter", at=desk.at
    )
    raw["goodsShipment"]["governmentAgencyGoodsItem"].append({"commodity": {"description": "B"}})
    consignments.save_draft(
        desk.window, json.dumps(raw).encode(), by="exporter", at=desk.at,
        draft=draft["reference"], expected=draft["revision"],
    )  # fmt: skip

    there, back = (
        versions.compare(desk.window, draft["reference"], *pair, by="exporter", at=desk.at)
        for pair in ((1, 2), (2, 1))
    )

    told = [(one["element"], one["number"], one["old"], one["new"]) for one in there["changes"]]
    assert told == [("goods_name", 2, None, "B")]
    assert [(one["old"], one["new"]) for one in back["changes"]] == [("B", None)]


def test_a_version_that_is_not_there_is_told_and_anothers_declaration_hidden(desk) -> None:
    reference = desk.filed("G")["reference"]

    with pytest.raises(MissingError, match="no version 9"):
        versions.compare(desk.window, reference, 1, 9, by="exporter", at=desk.at)
    with pytest.raises(MissingError, match="no such declaration"):
        versions.contents_of(desk.window, reference, by="rival", at=desk.at)


def test_contents_come_back_as_they_were_filed(desk) -> None:
    raw = desk.file("G")
    desk.arrive(raw)
    reference = desk.lodge(raw)["reference"]

    told = versions.contents_of(desk.window, reference, by="exporter", at=desk.at)

    assert told["contents"] == raw
    assert told["revision"] == desk.show(reference)["revision"]


# Lists


def test_a_list_is_narrowed_by_state(desk) -> None:
    desk.filed("G")
    desk.filed("G", "import")

    def states(**by: str) -> set[str]:
        rows = consignments.list_declarations(desk.window, by="exporter", at=desk.at, **by)["rows"]
        return {row["state"] for row in rows}

    assert states(state="ASSESSED") == {"ASSESSED"}
    assert states(tab="action", state="ASSESSED") == {"ASSESSED"}
    assert states(tab="released", state="ASSESSED") == set()


# Files of many


def table(desk, *documents: dict) -> bytes:
    """Declarations as a CSV file, a row each."""
    header = template(desk.window.dictionary, "export", "FULL")
    lines = [",".join(header)]
    for document in documents:
        fields = fields_of(document, desk.window.dictionary)
        cells = [
            fields.get(name) or fields.get(f"items.1.{name}")
            or fields.get(f"equipment.1.{name}") or fields.get(f"invoices.1.{name}") or ""
            for name in header
        ]  # fmt: skip
        lines.append(",".join(f'"{cell}"' for cell in cells))
    return ("\r\n".join(lines) + "\r\n").encode()


def test_a_file_lodges_what_is_sound_and_tells_the_rest(desk) -> None:
    sound, other = desk.file("G"), desk.file("G")
    other["declarationOfficeId"] = "nowhere"
    desk.arrive(sound)
    data = table(desk, sound, other)

    checked = bulk.take(desk.window, data, "check", by="exporter", at=desk.at)
    lodged = bulk.take(desk.window, data, "lodge", by="exporter", at=desk.at)
    again = bulk.take(desk.window, data, "lodge", by="exporter", at=desk.at)

    assert [one["outcome"] for one in checked["declarations"]] == ["checked", "checked"]
    assert [one["outcome"] for one in lodged["declarations"]] == ["lodged", "left"]
    assert lodged["declarations"][0]["state"] == "RELEASED"
    assert again["declarations"][0]["filed"] == lodged["declarations"][0]["filed"]
    assert lodged["declarations"][1]["problems"]


def test_a_file_is_kept_as_drafts_faults_and_all(desk) -> None:
    other = desk.file("G")
    other["declarationOfficeId"] = "nowhere"

    kept = bulk.take(desk.window, table(desk, other), "draft", by="exporter", at=desk.at)

    told = kept["declarations"][0]
    assert (told["outcome"], told["state"]) == ("drafted", "DRAFT")
    assert desk.show(told["filed"], by="exporter")["faults"]


def test_one_that_is_refused_keeps_no_other_back(desk) -> None:
    first, second = desk.filed("G"), desk.file("G")
    taken = desk.file("G")
    taken["goodsShipment"]["ucr"]["id"] = first["ucr"]
    desk.arrive(second)

    told = bulk.take(desk.window, table(desk, taken, second), "lodge", by="exporter", at=desk.at)

    outcomes = [one["outcome"] for one in told["declarations"]]
    assert outcomes == ["refused", "lodged"]
    assert told["declarations"][0]["problems"][0]["code"] == "window.ucr_taken"


def test_a_checked_file_comes_back_with_a_column_of_faults_in_each_language(desk) -> None:
    other = desk.file("G")
    other["declarationOfficeId"] = "nowhere"
    data = table(desk, other)

    english = bulk.report(desk.window, data, at=desk.at).content.decode("utf-8-sig")
    chinese = bulk.report(desk.window, data, at=desk.at, language="zh").content.decode("utf-8-sig")

    assert english.split("\r\n")[0].endswith(",errors")
    assert chinese.split("\r\n")[0].endswith(",错误")
    assert "declaration.code_unknown" in english


def test_an_act_that_is_none_and_a_file_of_too_many_are_refused(desk, monkeypatch) -> None:
    data = table(desk, desk.file("G"), desk.file("G"))
    monkeypatch.setattr(bulk, "MOST_AT_ONCE", 1)

    with pytest.raises(InputError, match="check, draft or lodge"):
        bulk.take(desk.window, data, "sell", by="exporter", at=desk.at)
    with pytest.raises(InputError, match="at most 1"):
        bulk.take(desk.window, data, "lodge", by="exporter", at=desk.at)


def test_a_stale_change_tells_the_revision_there_is(desk) -> None:
    raw = desk.file("G")
    draft = consignments.save_draft(
        desk.window, json.dumps(raw).encode(), by="exporter", at=desk.at
    )

    with pytest.raises(RefusedError) as refused:
        consignments.save_draft(
            desk.window, json.dumps(raw).encode(), by="exporter", at=desk.at,
            draft=draft["reference"], expected=draft["revision"] + 5,
        )  # fmt: skip

    assert refused.value.extra["revision"] == draft["revision"]
