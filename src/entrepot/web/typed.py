"""What was typed into the form of a declaration, made into fields that the window reads."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache

from starlette.datastructures import FormData, QueryParams

from entrepot.kernel.identifiers import check_ucr
from entrepot.web.language import LANGUAGES, language
from entrepot.window.documents import Dictionary
from entrepot.window.form import SEPARATOR

MOST_TEXT = 4000
CHOICE = "_choice"  # a match chosen in place of what was typed
_NUMBERED = re.compile(r"[a-z_]{1,40}\.[1-9]\d?\.([a-z0-9_]{1,40})", re.ASCII)
_THOUSANDS = re.compile(r"-?\d{1,3}(,\d{3})+(\.\d+)?", re.ASCII)
_NUMBERS = ("amount", "quantity", "rate", "integer")
_CONTROLS = re.compile(r"[\x00-\x09\x0b-\x1f\x7f\ud800-\udfff]")
_CLOSE = str.maketrans("", "", " .-")


def read_fields(form: FormData | QueryParams, dictionary: Dictionary) -> dict[str, str]:
    """Read the fields of a declaration; what the dictionary does not know is passed over.

    Full-width digits become plain, `60,000` becomes `60000`, and where a code is asked its name
    in either language will do.

    Args:
        form: A posted form, or the parameters of an address that fill the form in.
        dictionary: Elements and codes.

    Returns:
        Text by name, blank ones included, so that a row just added stays.
    """
    fields: dict[str, str] = {}
    for name, value in form.multi_items():
        element = _element(name.removesuffix(CHOICE))
        if element not in dictionary.elements or not isinstance(value, str):
            continue
        text = clean(value, element, dictionary)
        if name.endswith(CHOICE):
            if text:
                fields[name.removesuffix(CHOICE)] = text
        else:
            fields[name] = f"{fields[name]}{SEPARATOR} {text}" if fields.get(name) else text
    return fields


def _element(name: str) -> str:
    numbered = _NUMBERED.fullmatch(name)
    return numbered[1] if numbered else name


def clean(value: str, element: str, dictionary: Dictionary) -> str:
    """A text as the element's type is written."""
    row = dictionary[element]
    text = _CONTROLS.sub(" ", value).strip()[:MOST_TEXT]
    if row.type == "text":
        return text
    text = unicodedata.normalize("NFKC", text)
    if row.type in _NUMBERS:
        return text.replace(",", "") if _THOUSANDS.fullmatch(text) else text
    if row.type != "code" or not text:
        return text.upper() if element in ("container_no", "ucr") else text
    if row.code_list == "hs":
        close = text.translate(_CLOSE)
        return close if close.isdigit() else text
    parts = (part.strip() for part in text.split(SEPARATOR))
    return f"{SEPARATOR} ".join(_code(part, row.code_list, dictionary) for part in parts if part)


def _code(text: str, code_list: str, dictionary: Dictionary) -> str:
    """A code, from itself in any case or from its name."""
    if dictionary.codes.row(code_list, text) is not None:
        return text
    named = _names(dictionary, code_list).get(text.casefold())
    if named is not None:
        return named
    return text.upper() if code_list in ("country", "currency") else text


@lru_cache(maxsize=256)
def _names(dictionary: Dictionary, code_list: str) -> Mapping[str, str]:
    """Codes of a list by their names in both languages, and by themselves in small letters."""
    found: dict[str, str] = {}
    if code_list == "country":
        for code in LANGUAGES:
            territories = language(code).locale.territories.items()
            found |= {str(name).casefold(): key for key, name in territories if len(key) == 2}
        return found
    for code, words in dictionary.codes.choices(code_list).items():
        found |= {code.casefold(): code}
        for word in words:
            found.setdefault(word.casefold(), code)
    return found


def with_ucr(fields: Mapping[str, str], country: str, on: date) -> dict[str, str]:
    """Fields with a consignment reference made of firm and own reference, where none was typed.

    Args:
        fields: What was typed.
        country: Where the firm is, ISO 3166-1 alpha-2.
        on: Day whose year begins the reference.

    Source:
        WCO recommendation on the UCR (2004): year, country, firm, trader's reference.
    """
    firm, own = fields.get("domestic_party_uscc", ""), fields.get("lrn", "").upper()
    made = f"{on.year % 10}{country}{firm}-{own}"
    if fields.get("ucr") or not firm or not own or not check_ucr(made).is_valid:
        return dict(fields)
    return {**fields, "ucr": made}


def words_for_goods(fields: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    """Fields of commodity codes in which words were typed."""
    for name, text in fields.items():
        if _element(name) == "hs_code" and text and not text.isdigit():
            yield name, text
