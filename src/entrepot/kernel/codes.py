"""HS, country, currency, Incoterm and mode as checked words."""

import re
from typing import Literal, get_args

Mode = Literal["road", "rail", "river", "sea", "air", "ferry"]
MODES: tuple[Mode, ...] = get_args(Mode)

# Incoterms 2020, ICC publication 723.
Incoterm = Literal["EXW", "FCA", "FAS", "FOB", "CFR", "CIF", "CPT", "CIP", "DAP", "DPU", "DDP"]
INCOTERMS: tuple[Incoterm, ...] = get_args(Incoterm)

_HS = re.compile(r"\d{6,12}")
_ALPHA2 = re.compile(r"[A-Z]{2}")
_ALPHA3 = re.compile(r"[A-Z]{3}")


def bare_hs(text: str) -> str:
    """An HS or national code without dots, hyphens and blanks; not checked."""
    return re.sub(r"[.\-\s]", "", text)


def is_hs(code: str) -> bool:
    """Six to twelve digits: an HS subheading or a national line below it."""
    return _HS.fullmatch(code) is not None


def is_country(code: str) -> bool:
    """Two capitals, the form of ISO 3166-1 alpha-2."""
    return _ALPHA2.fullmatch(code) is not None


def is_currency(code: str) -> bool:
    """Three capitals, the form of ISO 4217."""
    return _ALPHA3.fullmatch(code) is not None
