"""Partners as cards for an address book, in the language of who asks."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from urllib.parse import quote

from entrepot.service.cards import Card, card_file
from entrepot.web.language import Language
from entrepot.web.verbs import Document
from entrepot.web.words import word

VCARD = "text/vcard; charset=utf-8"


def of_partners(
    found: Document, places: Mapping[str, Document], base: str, own: Language,
    kept: Mapping[str, Document],
) -> bytes:  # fmt: skip
    """Each partner as a card: what ties it, with its source, and its last contact both ways.

    Args:
        found: How the circle of friends stands on a day.
        places: Where partners are, by id.
        base: Address of the pages, without a slash at its end.
        own: The language of what is told.
        kept: Office, mailbox and open channels by partner; each channel gets a card too.
    """
    home = found["home"]
    return card_file(
        card for one in found["partners"]
        for card in _kept(_card(home, one, places.get(one["partner"]), base, own),
                          kept.get(one["partner"]), own)
    )  # fmt: skip


def _kept(card: Card, kept: Document | None, own: Language) -> list[Card]:
    if kept is None:
        return [card]
    within = [card.name, kept["office"]] if kept["office"] else []
    channels = [
        Card(f"{card.id}-{one['channel']}", one["counterpart"], country=card.country,
             within=[card.name, one["counterpart"]], kinds=[own.say("Regular channel")],
             link=card.link)
        for one in kept["channels"]
    ]  # fmt: skip
    return [replace(card, within=within, mailbox=kept["mailbox"]), *channels]


def _card(home: str, one: Document, place: Document | None, base: str, own: Language) -> Card:
    papers = [paper for paper in one["instruments"] if paper["state"] == "in_force"]
    name = own.name(one)
    other = one["name"] if name != one["name"] else one["name_zh"] or ""
    return Card(
        f"partner-{home}-{one['partner']}", name, other,
        own.country(one["country"]) if one["country"] else "",
        (place["lat"], place["lon"]) if place else None,
        sorted({word(own, paper["kind"], "instrument") for paper in papers}),
        f"{base}/partners/{quote(one['partner'])}?home={quote(home)}",
        [_told(paper, own) for paper in papers] + _last(one, own),
    )  # fmt: skip


def _told(paper: Document, own: Language) -> str:
    text = own.say("%(paper)s, signed %(day)s", paper=word(own, paper["kind"], "instrument"),
                   day=_day(paper["signed"], own))  # fmt: skip
    return f"{text} ({paper['source']}; {paper['status']})" if paper["source"] else text


def _last(one: Document, own: Language) -> list[str]:
    if not one["last_two_way"]:
        return []
    return [own.say("Last contact both ways: %(day)s", day=_day(one["last_two_way"], own))]


def _day(text: str, own: Language) -> str:
    """A day as it is known: one known to the year alone is no day."""
    try:
        return own.day(date.fromisoformat(text).isoformat())
    except ValueError:
        return text
