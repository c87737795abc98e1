"""Laws of cards: another program reads from them what was put in, whatever the texts."""

import vobject
from hypothesis import given
from hypothesis import strategies as st

from entrepot.service.cards import Card, card_file

TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp", "Zs")), max_size=100)
NAMES = TEXTS.filter(bool)
HOSTILE = st.text(st.sampled_from("ab;,\\:\r\n\x00\x0b\x7f\u2028\"'= 中END:VCARD"), max_size=80)


def read(content: bytes) -> list:
    return list(vobject.readComponents(content.decode()))


@given(NAMES, TEXTS, TEXTS, st.lists(NAMES, max_size=3), TEXTS)
def test_another_program_reads_what_was_put_in(
    name: str, other: str, country: str, kinds: list[str], note: str
) -> None:
    card = Card("p1", name, other, country, (26.5, 106.7), kinds, "", [note] if note else [])
    (found,) = read(card_file([card]))

    assert found.fn.value == name
    assert found.n.value.family == name
    assert found.uid.value == "p1@entrepot"
    assert found.geo.value == "26.500000;106.700000"
    assert getattr(found, "nickname", None) is None or found.nickname.value == other
    assert (found.adr.value.country == country) if country else not hasattr(found, "adr")
    assert (found.categories.value == kinds) if kinds else not hasattr(found, "categories")
    assert (found.note.value == note) if note else not hasattr(found, "note")


@given(st.lists(st.tuples(HOSTILE, HOSTILE, HOSTILE, HOSTILE), max_size=5))
def test_no_text_makes_or_hides_a_card(rows: list[tuple[str, str, str, str]]) -> None:
    content = card_file(Card(id_, name, other, country, None, (other,), name, (name, country))
                        for id_, name, other, country in rows)  # fmt: skip

    assert len(read(content)) == len(rows)
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    assert content.count(b"BEGIN:VCARD\r\n") == len(rows)
