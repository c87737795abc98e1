"""Which language a page speaks, its catalogue, and numbers and days written its way."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta, tzinfo
from decimal import Decimal
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from babel import Locale, negotiate_locale
from babel.dates import format_date, format_time, format_timedelta
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_compact_decimal, format_decimal
from babel.support import NullTranslations, Translations

LOCALE = Path(__file__).parent / "locale"
LANGUAGES: Mapping[str, str] = {"en": "English", "zh": "中文"}
COOKIE = "lang"


class Language:
    """One language: its words, and its way with numbers and days.

    Attributes:
        code: `en` or `zh`.
        wording: Texts of the loaded pack in this language, by the English.
        catalogue: Translations read from the committed `.po`; English is the source.
    """

    def __init__(self, code: str, wording: Mapping[str, str] | None = None) -> None:
        self.code = code
        self.wording = wording or {}
        self.locale = Locale.parse({"en": "en_GB", "zh": "zh_Hans_CN"}[code])
        self.catalogue = _catalogue(code)

    def say(self, message: str, **values: object) -> str:
        """Translate a message and fill in its `%(name)s` places."""
        text: str = self.catalogue.ugettext(message)
        return text % values if values else text

    def number(self, value: object, digits: int = 0) -> str:
        """A number with the language's separators; unknown is a dash, never zero."""
        if value is None or value == "":
            return "–"
        pattern = "#,##0" + ("." + "0" * digits if digits else "")
        return format_decimal(Decimal(str(value)), pattern, locale=self.locale)

    def plain(self, value: object) -> str:
        """A number with as many decimals as it has, up to three."""
        if value is None or value == "":
            return "–"
        return format_decimal(Decimal(str(value)), "#,##0.###", locale=self.locale)

    def compact(self, value: object) -> str:
        """A large number in short, such as 6M or 600万."""
        if value is None or value == "":
            return "–"
        return format_compact_decimal(float(str(value)), locale=self.locale, fraction_digits=1)

    def money(self, value: Mapping[str, str] | None) -> str:
        """An exact amount with its currency code, every digit kept."""
        if value is None:
            return "–"
        amount = Decimal(value["amount"])
        exponent = amount.as_tuple().exponent
        digits = -exponent if isinstance(exponent, int) and exponent < 0 else 0
        return f"{self.number(amount, digits)} {value['currency']}"

    def day(self, text: str | None) -> str:
        """A day or the day of an instant, given in ISO form."""
        if not text:
            return "–"
        day = date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text)
        return format_date(day, "medium", locale=self.locale)

    def moment(self, text: str | None, zone: tzinfo | None = None) -> str:
        """An instant given in ISO form, to the minute; in a zone, else in its own."""
        if not text:
            return "–"
        at = _in(datetime.fromisoformat(text), zone)
        day = format_date(at, "medium", locale=self.locale)
        joined: str = self.locale.datetime_formats["medium"].format(self.clock(text, zone), day)
        return joined

    def clock(self, text: str, zone: tzinfo | None = None) -> str:
        """The time of day of an instant, such as 09:30; in a zone, else in its own."""
        at = _in(datetime.fromisoformat(text), zone)
        return format_time(at, "HH:mm", locale=self.locale)

    def span(self, length: timedelta) -> str:
        """A length of time in its largest unit, such as 3 hours."""
        return format_timedelta(length, threshold=1, locale=self.locale)

    def country(self, code: str) -> str:
        """A country's name by its ISO 3166-1 code, as Unicode's tables have it."""
        return str(self.locale.territories.get(code, code))

    def name(self, thing: Mapping[str, Any], field: str = "name") -> str:
        """A thing's name: in Chinese where the page is Chinese and one is known."""
        own = thing.get(f"{field}_{self.code}") or self.wording.get(thing.get(field) or "")
        return str(own or thing.get(field) or thing.get(f"{field}_zh") or "")


def _in(at: datetime, zone: tzinfo | None) -> datetime:
    """An instant by the clock of a zone, by its own offset where none is given."""
    return at.astimezone(zone) if zone else at


@cache
def language(code: str) -> Language:
    """The language of a code in `LANGUAGES` without a pack's wording, made once."""
    return Language(code)


def languages_of(wording: Mapping[str, str]) -> dict[str, Language]:
    """Every language by its code, with a pack's Chinese wording of its English texts."""
    return {code: Language(code, wording if code == "zh" else None) for code in LANGUAGES}


def choose_language(asked: str | None, kept: str | None, accepted: str) -> str:
    """Pick a language: asked for in the address, kept in the cookie, or the browser's.

    Args:
        asked: The `lang` parameter.
        kept: The cookie.
        accepted: The Accept-Language header.

    Returns:
        A code of `LANGUAGES`; English where nothing fits.
    """
    for wish in (asked, kept):
        if wish is not None and wish in LANGUAGES:
            return wish
    return negotiate_locale(_preferred(accepted), list(LANGUAGES), sep="-") or "en"


def _preferred(accepted: str) -> Sequence[str]:
    """Languages of an Accept-Language header, most wanted first, each with its base."""
    wishes: list[tuple[float, str]] = []
    for part in accepted[:200].split(","):
        tag, _, rest = part.strip().partition(";q=")
        try:
            wishes.append((-float(rest or 1), tag))
        except ValueError:
            continue
    ordered = [tag for _, tag in sorted(wishes, key=lambda wish: wish[0])]
    return [name for tag in ordered for name in (tag, tag.partition("-")[0])]


def _catalogue(code: str) -> NullTranslations:
    path = LOCALE / code / "LC_MESSAGES" / "messages.po"
    if not path.is_file():
        return NullTranslations()
    with path.open("rb") as source:
        catalogue = read_po(source, locale=code)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Translations(compiled)
