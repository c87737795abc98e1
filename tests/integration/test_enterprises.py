"""The register of firms on the real database: files, doubles, merges that can be undone."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import psycopg
import pytest
from tests.integration.plans import NOON, planning

from entrepot.kernel.errors import EntrepotError, InputError, MissingError, RefusedError
from entrepot.kernel.identifiers import uscc_check_sign
from entrepot.service.accounts import RoleError
from entrepot.service.enterprise_merges import merge_enterprises, unmerge_enterprise
from entrepot.service.enterprises import (
    export_enterprises,
    import_enterprises,
    list_enterprises,
    match_enterprises,
    show_enterprise,
)
from entrepot.service.window import Window
from entrepot.store.window import acting_system

HEAD = "id,code,name,name_zh,aliases,former,address,source,status\n"
HOUR = timedelta(hours=1)


def code(number: int) -> str:
    prefix = f"91{number:015d}"
    return prefix + uscc_check_sign(prefix)


TYRES, SODA = code(1), code(2)
FIRMS = (
    f"tyres,{TYRES},Upland Tyres Co. Ltd.,云顶洲轮胎有限公司,UT Group,,1 Road,invented,synthetic\n"
    f",{SODA},Soda Works Ltd.,苏打厂,,,2 Road,invented,synthetic\n"
    "wheels,,Upland Tyre Company,,,,1 Road,invented,synthetic\n"
)


@pytest.fixture
def window(server, template_of) -> Iterator[Window]:
    with planning(server, template_of, "upland") as found:
        yield found


@pytest.fixture
def filled(window: Window) -> Window:
    keep(window, FIRMS)
    return window


def keep(window: Window, rows: str, *, by: str = "planner", at=NOON) -> dict:
    return import_enterprises(window, (HEAD + rows).encode(), "firms.csv", by=by, at=at)


def export(window: Window) -> bytes:
    return export_enterprises(window, by="planner", at=NOON)


def merge(window: Window, keep: str = "tyres", other: str = "wheels") -> str:
    told = merge_enterprises(window, keep, other, "one firm", by="planner", at=NOON + HOUR)
    return str(told["merge"])


def test_a_file_is_kept_once_and_what_differs_changes_the_firm(window: Window) -> None:
    first, again = keep(window, FIRMS), keep(window, FIRMS)
    moved = keep(window, FIRMS.replace("2 Road", "3 Road"), at=NOON + HOUR)

    assert (first["added"], again["unchanged"], moved["changed"]) == (3, 3, 1)
    assert show_enterprise(window, SODA, by="planner", at=NOON)["address"] == "3 Road"
    assert show_enterprise(window, "wheels", by="planner", at=NOON)["code"] is None


def test_a_code_that_is_learnt_later_belongs_to_the_firm_known_by_id(filled: Window) -> None:
    keep(filled, f"wheels,{code(3)},Upland Tyre Company,,,,1 Road,invented,synthetic\n")

    assert show_enterprise(filled, code(3), by="planner", at=NOON)["enterprise"] == "wheels"


def test_everything_wrong_is_named_and_nothing_kept(window: Window) -> None:
    wrong = TYRES[:-1] + ("0" if TYRES[-1] != "0" else "1")
    rows = (f"a b,{wrong},A,,,,,,invented,guess\n".replace(",,,invented", ",,invented")
            + f"x,{SODA},,,,,,invented,synthetic\nx,{SODA},X,,,,,invented,synthetic\n")  # fmt: skip
    with pytest.raises(InputError) as caught:
        keep(window, rows)

    assert {one.where for one in caught.value.problems} == {
        "row 1, id", "row 1, code", "row 1, status", "row 2, name", "row 3, id", "row 3, code",
    }  # fmt: skip
    assert list_enterprises(window, by="planner", at=NOON)["enterprises"] == []


def test_a_firm_without_code_and_id_is_not_given_one(window: Window) -> None:
    with pytest.raises(InputError, match="Give a code or an id"):
        keep(window, ",,Nameless Ltd.,,,,,invented,synthetic\n")


def test_a_code_of_another_firm_is_refused(filled: Window) -> None:
    with pytest.raises(RefusedError, match="is not the code of tyres"):
        keep(filled, f"tyres,{SODA},Upland Tyres Co. Ltd.,,,,1 Road,invented,synthetic\n")


def test_doubles_are_told_with_their_reasons(filled: Window) -> None:
    rows = (f",{TYRES},Something Else,,,,,invented,synthetic\n"
            ",,ＵＰＬＡＮＤ Tyres Limited,,,,1 Road,invented,synthetic\n"
            ",,A Bakery,,,,,invented,synthetic\n")  # fmt: skip
    found = match_enterprises(filled, (HEAD + rows).encode(), "m.csv", by="planner", at=NOON)
    first, second, third = found["rows"]

    assert (first["code_valid"], second["code_valid"]) == (True, None)
    assert first["candidates"][0]["enterprise"] == "tyres"
    assert first["candidates"][0]["score"] >= 0.97
    assert first["candidates"][0]["why"][0] == "same code"
    assert [one["enterprise"] for one in second["candidates"]] == ["tyres", "wheels"]
    assert "same address" in second["candidates"][0]["why"]
    assert third["candidates"] == []


def test_a_merge_that_is_undone_leaves_the_export_as_it_was(filled: Window) -> None:
    before = export(filled)
    reference = merge(filled)
    merged = show_enterprise(filled, "wheels", by="planner", at=NOON)
    between = export(filled)
    unmerge_enterprise(filled, reference, by="planner", at=NOON + 2 * HOUR)

    assert merged["enterprise"] == "tyres"
    assert "Upland Tyre Company" in merged["names"]
    assert between != before
    assert export(filled) == before


def test_what_is_told_between_stays_with_the_firm_that_was_kept(filled: Window) -> None:
    reference = merge(filled)
    keep(filled, FIRMS.replace("1 Road", "9 Road"), at=NOON + 2 * HOUR)
    told = unmerge_enterprise(filled, reference, by="planner", at=NOON + 3 * HOUR)

    assert "stays with it" in told["note"]
    assert show_enterprise(filled, "tyres", by="planner", at=NOON)["address"] == "9 Road"


def test_what_cannot_be_merged_or_undone_is_refused(filled: Window) -> None:
    with pytest.raises(RefusedError, match="has another code"):
        merge(filled, "tyres", SODA)
    reference = merge(filled)
    with pytest.raises(RefusedError, match="already"):
        merge(filled, SODA, "wheels")
    with pytest.raises(RefusedError, match="already"):
        merge(filled, "wheels", SODA)
    unmerge_enterprise(filled, reference, by="planner", at=NOON)
    with pytest.raises(RefusedError, match="undone"):
        unmerge_enterprise(filled, reference, by="planner", at=NOON)
    with pytest.raises(MissingError):
        unmerge_enterprise(filled, "E0000000000000", by="planner", at=NOON)
    with pytest.raises(MissingError):
        merge(filled, "tyres", "nobody")
    with pytest.raises(InputError, match="Say why"):
        merge_enterprises(filled, "tyres", "wheels", " ", by="planner", at=NOON)


def test_of_two_merges_at_once_one_wins_and_the_other_is_told(filled: Window) -> None:
    def ask(keep: str) -> str:
        try:
            return merge(filled, keep, "wheels")
        except EntrepotError as error:
            return error.problems[0].code

    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(ask, ("tyres", SODA)))

    assert sum(one == "enterprise.merged" for one in found) == 1
    assert sum(one.startswith("E") for one in found) == 1


def test_a_stranger_neither_sees_nor_keeps_firms(filled: Window) -> None:
    with pytest.raises(RoleError):
        keep(filled, FIRMS, by="exporter")
    with pytest.raises(RoleError):
        list_enterprises(filled, by="exporter", at=NOON)


@pytest.mark.parametrize(
    "statement",
    [
        "update enterprise set code = null", "delete from enterprise",
        "update enterprise_entry set told = told", "delete from enterprise_merge",
        "update enterprise_merge set keep = other",
        "insert into enterprise_merge (keep, other, reason, made_by, made_at)"
        " select other, keep, 'r', 'x', now() from enterprise_merge",
        "truncate enterprise_entry",
    ],
)  # fmt: skip
def test_the_database_itself_keeps_firms_and_merges_as_they_are(filled, statement: str) -> None:
    merge(filled)
    with (
        acting_system(filled.database) as book,
        pytest.raises((psycopg.errors.CheckViolation, psycopg.errors.InsufficientPrivilege)),
    ):
        book.tx.execute(statement)
