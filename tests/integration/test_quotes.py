"""Quotes in the database: word for word, newest first, never twice."""

from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from entrepot.kernel.errors import InputError, MissingError
from entrepot.store import quotes

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def quote(**changes: object) -> quotes.Quote:
    plain = {
        "reference": quotes.new_reference(),
        "made_at": NOON,
        "region": "a",
        "pack_version": "1",
        "request": {"origin": "a"},
        "document": {
            "on": "2026-11-20",
            "origin": {"id": "a", "name": "A"},
            "destination": {"id": "b", "name": "B"},
            "goods": {"hs": "401120"},
            "options": [{}, {}],
        },
    }
    return quotes.Quote(**plain | changes)


def test_a_quote_comes_back_word_for_word(tx: psycopg.Connection) -> None:
    document = {"z": "0.10", "a": 1.0, "é": [0.1 + 0.2, None, "酒\\u0000"], "options": []}
    saved = quote(document=document)
    quotes.save_quote(tx, saved)

    found = quotes.get_quote(tx, saved.reference)

    assert found == saved
    assert list(found.document) == list(document)


def test_saving_a_quote_again_changes_nothing(tx: psycopg.Connection) -> None:
    saved = quote()
    quotes.save_quote(tx, saved)
    quotes.save_quote(tx, quote(reference=saved.reference, region="other"))

    assert quotes.get_quote(tx, saved.reference) == saved


def test_a_reference_is_found_however_it_is_written(tx: psycopg.Connection) -> None:
    saved = quote(reference="Q0123456789ABC")
    quotes.save_quote(tx, saved)

    assert quotes.get_quote(tx, " qo1234-56789 abc ") == saved


@pytest.mark.parametrize("reference", ["Q0000000000000", "", "%", "Q\0", "x" * 5000])
def test_an_unknown_reference_is_missing(tx: psycopg.Connection, reference: str) -> None:
    with pytest.raises(MissingError, match="there is no quote"):
        quotes.get_quote(tx, reference)


def test_quotes_are_listed_newest_first_and_page_by_page(tx: psycopg.Connection) -> None:
    saved = [quote(made_at=NOON + timedelta(minutes=minute // 2)) for minute in range(6)]
    for one in saved:
        quotes.save_quote(tx, one)
    pages, listed = [], []
    while page := quotes.list_quotes(tx, most=4, before=listed[-1] if listed else None):
        pages.append(len(page))
        listed += [row["reference"] for row in page]

    newest_first = sorted(saved, key=lambda one: (one.made_at, one.reference), reverse=True)
    assert pages == [4, 2]
    assert listed == [one.reference for one in newest_first]


def test_the_list_tells_what_each_quote_is_about(tx: psycopg.Connection) -> None:
    saved = quote()
    quotes.save_quote(tx, saved)

    [row] = quotes.list_quotes(tx)

    assert row == {
        "reference": saved.reference,
        "made_at": NOON,
        "region": "a",
        "pack_version": "1",
        "origin": "a",
        "destination": "b",
        "hs_code": "401120",
        "on": "2026-11-20",
        "origin_name": "A",
        "destination_name": "B",
        "options": 2,
    }


def test_only_quotes_of_the_region_asked_for_are_listed(tx: psycopg.Connection) -> None:
    quotes.save_quote(tx, quote(region="b"))

    assert quotes.list_quotes(tx, region="a") == []


@pytest.mark.parametrize("text", ["a\ud800", "a\0", "\\\0"])
def test_what_is_no_text_is_refused(tx: psycopg.Connection, text: str) -> None:
    with pytest.raises(InputError, match="no text"):
        quotes.save_quote(tx, quote(request={"origin": text}))


def test_a_number_that_is_none_is_refused(tx: psycopg.Connection) -> None:
    with pytest.raises(psycopg.errors.InvalidTextRepresentation, match="NaN"):
        quotes.save_quote(tx, quote(document={"cost_usd": float("nan")}))


def test_references_are_unlike_each_other() -> None:
    made = {quotes.new_reference() for _ in range(2000)}

    assert len(made) == 2000
    assert all(quotes.parse_reference(reference) == reference for reference in made)
