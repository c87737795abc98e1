"""Sentences of the rooms below, known by their templates and said in the page's language.

Calculators tell their working in English. Here stands what they may say, once, with places
for names and figures, so that the catalogue translates it; the texts of a pack bring their own
Chinese wording with them. A text that is not known is shown as it is.
"""

import re
from collections.abc import Iterable
from functools import cache, lru_cache

from entrepot.web.agreement_words import AGREEMENT_FAULTS
from entrepot.web.certificate_words import CERTIFICATES
from entrepot.web.duty_words import DUTIES
from entrepot.web.language import Language
from entrepot.web.origin_words import ORIGIN, ORIGIN_FAULTS, ORIGIN_PLACES
from entrepot.web.policy_words import POLICY_FAULTS
from entrepot.web.port_words import PORT_FAULTS
from entrepot.web.roll_words import HOUSE_SOURCES
from entrepot.web.statistics_words import STATISTICS_SOURCES
from entrepot.web.words import N_, WORDS, word

TARIFF = (
    N_("Invoice price"),
    N_("included in the price"),
    N_("paid beside the price"),
    N_("as told in the request"),
    N_("the legs of this way"),
    N_("its cost is not known"),
    N_("no rate from %(currency)s for %(what)s"),
    N_("no tariff schedule of the country of import is in the reference data"),
    N_("%(code)s is no line of this schedule; read as HS %(read)s"),
    N_("origin proof not given"),
    N_("no share of the quota"),
    N_("%(title)s (%(regime)s) on %(code)s"),
    N_("Provisional duty"),
    N_("Most-favoured-nation duty"),
    N_("In-quota duty"),
    N_("Preferential duty"),
    N_("Additional duty"),
    N_("Safeguard duty"),
    N_("Anti-dumping duty"),
    N_("Countervailing duty"),
    N_("Excise"),
    N_("the rate of %(regime)s: %(why)s"),
    N_("the rate of line %(code)s on %(day)s"),
    N_("the duty of another regime"),
    N_("not covered by this regime"),
    N_("as line %(code)s"),
    N_("the duty of line %(code)s"),
    N_("an exchange rate from %(one)s to %(other)s"),
    N_("exchange rates to %(currency)s"),
    N_("the customs value"),
    N_("the value: %(what)s"),
    N_("the season's duty on %(day)s"),
    N_("the legal day"),
    N_("the amount: %(part)s"),
    N_("net mass [kg] times degrees of polarisation under 100"),
    N_("net mass [kg] times sucrose [% by weight]"),
    N_("net mass [kg] times lactose over 10 [% by weight]"),
    N_("number of items times their size [lines]"),
    N_("net mass [kg] of %(part)s"),
    N_("net mass [kg]"),
    N_("volume of the goods [l]"),
    N_("volume [l] and strength [% vol]"),
    N_("number of items"),
    N_("number of pairs"),
    N_("length [m]"),
    N_("area [m2]"),
    N_("volume of the goods [m3]"),
    N_("engine capacity of all items together [cm3]"),
    N_("power [kW]"),
    N_("power [W]"),
    N_("energy [MWh]"),
    N_("mass [carat]"),
    N_("gross tonnage"),
    N_("the price without the duty and tax it includes"),
    N_("a price above the freight it includes"),
    N_("goods cross no customs border"),
    N_("Which national line under %(code)s? %(count)s lines differ."),
    N_("the national line under %(code)s"),
    N_("%(regime)s does not cover this line"),
    N_("the only rate open to the goods"),
    N_("the lowest rate open to the goods"),
    N_("applies on %(codes)s only"),
    N_("cannot be compared until what is missing is known"),
    N_("another rate open to the goods is no higher"),
    N_("a share of the quota (%(regime)s)"),
    N_("origin under %(regime)s: its proof of origin, and direct transport"),
    N_("Import tax (%(tax)s) of %(country)s"),
    N_("Import tax of %(country)s"),
    N_("the rate of import VAT of %(country)s"),
    N_("the refund rate of %(code)s"),
    N_("on the FOB value"),
    N_("on the net purchase invoice"),
    N_("a trading firm's refund rests on its net purchase invoice"),
    N_("no VAT at home and none refunded"),
    N_("no refund: taxed like a sale at home, output VAT of %(rate)s %% is due"),
    N_("the export refund rate of %(code)s in %(country)s on %(day)s"),
    N_("Which line of %(country)s under %(code)s? Known: %(known)s."),
    N_("the exporter's national line under %(code)s (%(known)s)"),
    N_("%(code)s: unknown"),
    N_("Export VAT refund of %(country)s on %(code)s, %(period)s"),
    N_("on any day"),
    N_("from %(start)s"),
    N_("before %(end)s"),
    N_("from %(start)s, before %(end)s"),
)
"""Rules, needs, reasons and questions of a landed cost."""

CORRIDORS = (
    N_("%(count)s TEU planned from weight and volume"),
    N_("%(tonnes)s t taken as the mean load of %(teu)s TEU"),
    N_("%(given)s TEU are rounded up to %(count)s"),
    N_("%(tonnes)s t are too heavy for %(large)s: %(small)s instead (%(rule)s)"),
    N_("%(count)s box(es) added: %(teu)s TEU hold at most %(most)s t (%(rule)s)"),
    N_("ISO 668:2020, ratings of series 1 freight containers"),
    N_("There is no terminal within %(reach)s km by road of %(place)s."),
    N_("Every way needs %(needed)s, which is to be avoided."),
    N_("Every way needs one of what is to be avoided: %(needed)s."),
    N_("Every way needs %(needed)s, which is closed."),
    N_("a border"),
    N_("border %(id)s"),
    N_("passage %(id)s"),
    N_("link %(id)s"),
    N_("service %(id)s"),
    N_("The first way opens only in %(year)s, with link %(links)s."),
    N_("No service leaves the terminals near %(place)s (%(terminals)s)."),
    N_("No service reaches the terminals near %(place)s (%(terminals)s) from %(origin)s."),
    N_("%(name)s, return"),
    N_("modelled way back of %(id)s"),
    N_("sent round: %(passages)s is shut"),
    N_("post is %(state)s"),
    N_("no %(mode)s post between %(one)s and %(other)s is known: default time and cost"),
    N_("default border parameters of the pack"),
    N_("gauge change"),
    N_("handling"),
    N_("at the door"),
    N_("net mass not told: the gross mass is taken for duties by weight"),
    N_("Origin and destination are the same place."),
    N_("truck"),
    N_("modelled train"),
    N_("modelled liner"),
    N_("modelled feeder"),
    N_("modelled flight"),
    N_("modelled ship"),
    N_("modelled plane"),
    N_("no %(service)s from %(one)s to %(other)s is listed: a weekly one is assumed"),
    N_("liner"),
    N_("feeder"),
    N_("flight"),
    N_("headway of modelled trains, a parameter of the pack"),
    N_("frequency, speed and rate are parameters of the pack"),
)
"""Notes of a load and of legs, names of what is modelled, and why there is no way."""

FAULTS = (
    N_("is empty."),
    N_("Fill it in."),
    N_("'%(given)s' is not known."),
    N_("Nearest: %(near)s."),
    N_("'%(given)s' is not a number."),
    N_("Write digits: 1234.5"),
    N_("%(given)s is not above zero."),
    N_("Give a positive number."),
    N_("%(given)s is above %(most)s."),
    N_("Check the unit."),
    N_("'%(given)s' is not a whole number from %(low)s to %(high)s."),
    N_("Mend it."),
    N_("'%(given)s' is not a day."),
    N_("Write it as 2026-11-20."),
    N_("Write it as 1234.50."),
    N_('Write changes as {"/goodsShipment/...": "new value"}.'),
    N_("Write KIND:TEU:TONNES:SOCKETS, and xN behind it for N of them."),
    N_("Write an ISO 4217 code."),
    N_("is the origin."),
    N_("Name another place."),
    N_("'%(given)s' is no subheading of the HS."),
    N_("Give six digits or more, such as 401120."),
    N_("'%(given)s' is not a number from 0 to %(most)s."),
    N_("Write digits, such as 0.05."),
    N_("'%(given)s' is no point on Earth."),
    N_("Write LAT,LON: -90 to 90, then -180 to 180."),
    N_("'%(given)s' is no mode."),
    N_("Give --teu N or --tonnes N."),
    N_("is not a table."),
    N_("is no field of this request."),
    N_("Leave it out."),
    N_("Write %(example)s."),
    N_("'%(given)s' is no unit."),
    N_("Known: %(known)s."),
    N_("'%(given)s' is no preference known."),
    N_("'%(given)s' is no place known."),
    N_("Search with: entrepot places search WORD."),
    N_("is heavier than all goods together."),
    N_("%(currency)s has no reference rate on %(day)s."),
    N_("Give the value in another currency."),
    N_("'%(given)s' is no country code."),
    N_("Two letters, as JP."),
    N_("'%(given)s' has no tariff here."),
    N_("'%(given)s' is not KIND:ID."),
    N_("Kinds are %(kinds)s."),
    N_("there is no %(kind)s '%(given)s'."),
    N_("Did you mean %(near)s?"),
    N_("border"),
    N_("passage"),
    N_("place"),
    N_("link"),
    N_("service"),
    N_("terminal"),
    N_("country"),
    N_("%(given)s %(unit)s is not more than zero."),
    N_("Give an amount above zero."),
    N_("one piece of %(given)s kg is heavier than any box may carry (%(most)s kg)."),
    N_("Ask for break-bulk or heavy-lift carriage."),
    N_("needs a container of one TEU and one of two, each with its payload."),
    N_("the pack does not tell the mean load of a TEU."),
    N_("Give the mass with --tonnes too."),
    N_("there is no quote '%(given)s'."),
    N_("Check the reference, or list the quotes."),
)
"""What is wrong with a request, and what to do."""

BOOKINGS = (
    N_("nothing leaves as '%(given)s'."),
    N_("It leaves next as %(near)s."),
    N_("This service has no timetable, or does not run."),
    N_("See: entrepot departures --from P --to P --on DATE."),
    N_("%(given)s is no number of containers."),
    N_("A 20 ft box is 1, a 40 ft box 2, a 45 ft box 2.25."),
    N_("has a blank, a slash or more than 60 signs."),
    N_("Write it as ORDER-17."),
    N_("more than %(count)s, or one twice."),
    N_("Name each once, in order."),
    N_("Name one, or a train and a ship."),
    N_("is where it starts."),
    N_("Name another place."),
    N_("Ask for that day."),
    N_("See by_headway: how often they leave."),
    N_("Try a place nearby."),
    N_("From here services go to: %(near)s."),
    N_("Take a later departure."),
    N_("Take a later one."),
    N_("Ask the carrier."),
    N_("Book on several departures."),
    N_("Name departures that meet."),
    N_("Name others."),
    N_("Use one of its own for each booking."),
    N_("Settle it with the carrier."),
    N_("Ask an administrator."),
    N_("Try again."),
)
"""What is wrong with a booking, and what to do."""

POLICY = (
    N_("begins on %(day)s"),
    N_("ended before %(day)s"),
    N_("sources differ on a suspension until %(day)s"),
    N_("suspended until %(day)s"),
    N_("the suspension ended on %(day)s: confirm what holds now"),
    N_("what was read does not settle whether it holds: confirm it"),
    N_("whether it holds was not read"),
    N_("in force by what was read; its first day was not"),
    N_("in force since %(day)s"),
    N_("the list names nothing in section %(letter)s"),
    N_("the words match an entry of section %(letters)s, not of %(letter)s"),
    N_("the words match no entry: choose one, or say it in other words"),
    N_("%(zone)s is no pilot zone on %(day)s: no dated membership is known"),
    N_("entry %(count)s itself leaves this free"),
    N_("the list of this place does not hold entry %(count)s"),
    N_("entry %(count)s prohibits it"),
    N_("entry %(count)s sets a condition"),
    N_("entry %(count)s depends on the foreign share, which is not given"),
    N_("entry %(count)s asks for a joint venture"),
    N_("entry %(count)s asks for cooperation with a home partner"),
    N_("entry %(count)s asks for a joint venture: 100 %% foreign is none"),
    N_("entry %(count)s asks for cooperation with a home partner: 100 %% foreign is none"),
    N_("entry %(count)s allows a foreign share below %(most)s %%"),
    N_("entry %(count)s allows a foreign share at most %(most)s %%"),
    N_("entry %(count)s allows a foreign share below %(most)s %%, not %(given)s %%"),
    N_("entry %(count)s allows a foreign share at most %(most)s %%, not %(given)s %%"),
    N_("Recalled, not looked up"),
    N_("confirm before use"),
    N_("is no code."),
    N_("goes with a trading firm, not with a producer."),
    N_("goes with a producer."),
    N_("A producer's sum needs it; 0 where none."),
)
"""Why a control or a list says what it says."""

CITED = (
    N_("recalled, not looked up"),
    N_("modelled"),
    N_("no source read"),
    N_("No source read"),
    N_("Scope of these reference data"),
    N_("rates of this pack"),
    N_("modelled from the rates and speeds of this pack and like services"),
    N_("searoute %(version)s distance"),
    N_("lane exists (recalled), loop not named"),
    N_("computed with searoute %(version)s"),
    N_("computed on OpenStreetMap main roads (%(edition)s)"),
    N_("computed on OpenStreetMap railways (%(edition)s), gaps repaired, passenger lines left out"),
    N_("bn %(currency)s"),
    N_("European Central Bank reference rates"),
    N_("European Central Bank reference rates, cross rates (derived)"),
    N_("they stand in for the central parity"),
    N_("list %(list)s: heading %(heading)s"),
)
"""What stands for a citation where a figure is our own."""

SENTENCES = (
    *TARIFF,
    *CORRIDORS,
    *FAULTS,
    *BOOKINGS,
    *POLICY,
    *CITED,
    *DUTIES,
    *ORIGIN,
    *ORIGIN_FAULTS,
    *AGREEMENT_FAULTS,
    *POLICY_FAULTS,
    *HOUSE_SOURCES,
    *PORT_FAULTS,
    *STATISTICS_SOURCES,
    *CERTIFICATES,
)

# Places that hold only such a text; any other place holds what it must.
_DAY, _CODE, _COUNTRY = r"\d{4}-\d\d-\d\d", r"\d{2,12}", r"[A-Z]{2}"
_SHAPES = {
    "code": _CODE, "read": _CODE, "codes": r"[\d, ]+", "day": _DAY, "start": _DAY, "end": _DAY,
    "country": _COUNTRY, "currency": r"[A-Z]{3}", "count": r"\d+", "year": r"\d{4}", "id": r"\S+",
    "regime": r"[^()]+", "service": "liner|feeder|flight", "title": r"[A-Z][a-z-]+(?: duty)?",
    "known": ".+?", "near": ".+?", "why": ".+?", "letter": "[A-T]", "letters": "[A-T, ]+",
    "figure": r"-?[\d.]+", "figures": r"[\d.]+|\?", "asked": r"[\d.]+", "money": "[A-Z]{3}|kg",
    **{name: "|".join(WORDS[group]) for name, group in ORIGIN_PLACES.items()},
}  # fmt: skip
_FIGURES = ("figure", "figures", "asked", "money")
_ONE_PART = r"(?:(?!; ).)+?"
_CODES = ("what", "term", "mode", "passage", "link_state", "regime", "box")
_PLACE = re.compile(r"%\((\w+)\)s")
_LISTS = (", ", " and ")
_NAMED = re.compile(r"[^()]+ \((\S+)\)")  # a place as `Name (id)`
_HEADED = re.compile(r"(?:^|; )(\d{6}) ")  # codes of a list such as `401120 Tyres; 401110 Tyres`


@lru_cache(maxsize=20_000)
def tell(language: Language, text: str) -> str:
    """Say a text of the rooms below, or of the pack, in a language.

    Args:
        language: The language, with the pack's wording.
        text: An English text; it may be several between `; `.

    Returns:
        The text in the language, each part as it is where nothing is known of it.
    """
    if language.code == "en" or not text:
        return text
    return _find(language, text) or _parts(language, text) or text


def tell_missing(language: Language, text: str) -> tuple[str, str]:
    """What is missing and why, of a text such as `customs_duty of line 2: why`."""
    what, _, why = text.partition(": ")
    code, mark, number = what.partition(" of line ")
    named = word(language, code, "term" if code in WORDS["term"] else "what")
    if mark:
        named = language.say("%(what)s of line %(number)s", what=named, number=number)
    reason = word(language, why, "what") if why in WORDS["what"] else tell(language, why)
    return named, reason


def _find(language: Language, text: str) -> str | None:
    """The whole text as the pack words it, as a code, as a day or as a sentence."""
    if text in language.wording:
        return language.wording[text]
    for group in _CODES:
        if text in WORDS[group]:
            return word(language, text, group)
    if re.fullmatch(_DAY, text):
        return language.day(text)
    for message, pattern in _patterns():
        if found := pattern.fullmatch(text):
            values = {
                name: _filled(language, name, value) for name, value in found.groupdict().items()
            }
            return language.say(message, **values)
    return None


def _filled(language: Language, name: str, text: str) -> str:
    """What fills a place by the place's name: a country, a code of origin, a place, or a text."""
    if name == "country":
        return language.country(text)
    if name in ORIGIN_PLACES:
        return word(language, text, ORIGIN_PLACES[name])
    if name in _FIGURES:
        return text
    return language.wording.get(f"place:{text}") or _value(language, text)


def _parts(language: Language, text: str) -> str:
    parts = text.split("; ")
    return "；".join(tell(language, part) for part in parts) if len(parts) > 1 else ""


def _value(language: Language, text: str) -> str:
    """What fills a place: a text, a place with its id, codes with texts, or a list of these."""
    if (named := _NAMED.fullmatch(text)) and f"place:{named[1]}" in language.wording:
        return f"{language.wording[f'place:{named[1]}']} ({named[1]})"
    if codes := _HEADED.findall(text):
        return "、".join(codes)
    whole = tell(language, text)
    if whole != text:
        return whole
    for mark in _LISTS:
        if mark in text:
            return "、".join(_value(language, part) for part in text.split(mark))
    first, _, rest = text.partition(" ")
    if rest and first in WORDS["what"]:
        return f"{tell(language, first)} {tell(language, rest)}"
    return text


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Templates as patterns, those that say most first."""
    ordered = sorted(SENTENCES, key=lambda message: -len(_PLACE.sub("", message)))
    return tuple((message, re.compile(_pattern(message), re.DOTALL)) for message in ordered)


def _pattern(message: str) -> str:
    pieces: Iterable[str] = _PLACE.split(message)
    return "".join(
        f"(?P<{piece}>{_SHAPES.get(piece, _ONE_PART)})" if number % 2 else _literal(piece)
        for number, piece in enumerate(pieces)
    )


def _literal(text: str) -> str:
    """Text of a template; a quotation mark stands for either, as Python chooses one."""
    return re.escape(text.replace("%%", "%")).replace("'", "['\"]")
