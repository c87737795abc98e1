"""Cards of bodies and places for any address book (RFC 2426)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from entrepot.service.content_lines import as_file, as_value


@dataclass(frozen=True, slots=True)
class Card:
    """A body or a place one keeps in touch with.

    Attributes:
        id: The same whenever the file is made, so that an address book knows it again.
        name: What it is called.
        other_name: The same in another language; empty where there is none.
        country: Name of its country; empty where there is none.
        at: Latitude and longitude [degrees]; None where they are not known.
        kinds: What ties it.
        link: Address of its page.
        notes: More about it, a line each.
        within: The body and its office, where it is more than the name.
        mailbox: Address of mail; empty where it is not known.
    """

    id: str
    name: str
    other_name: str = ""
    country: str = ""
    at: tuple[float, float] | None = None
    kinds: Sequence[str] = ()
    link: str = ""
    notes: Sequence[str] = ()
    within: Sequence[str] = ()
    mailbox: str = ""


def card_file(cards: Iterable[Card]) -> bytes:
    """Cards as one file, in the order they are given."""
    return as_file(line for card in cards for line in _lines(card))


def _lines(card: Card) -> list[str]:
    name = as_value(card.name)
    told = {
        "NICKNAME": as_value(card.other_name),
        "EMAIL;TYPE=INTERNET": as_value(card.mailbox),
        "ADR": f";;;;;;{as_value(card.country)}" if card.country else "",
        "GEO": f"{card.at[0]:.6f};{card.at[1]:.6f}" if card.at else "",
        "CATEGORIES": ",".join(map(as_value, card.kinds)),
        "URL": as_value(card.link), "NOTE": as_value("\n".join(card.notes)),
    }  # fmt: skip
    body = ";".join(map(as_value, card.within or (card.name,)))
    return ["BEGIN:VCARD", "VERSION:3.0", f"UID:{as_value(card.id)}@entrepot", f"FN:{name}",
            f"N:{name};;;;", f"ORG:{body}",
            *(f"{key}:{value}" for key, value in told.items() if value), "END:VCARD"]  # fmt: skip
