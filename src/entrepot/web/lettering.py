"""Text for a PDF in faces that hold its letters, each embedded as far as it is used.

reportlab brings Bitstream Vera for Latin letters; Noto Sans SC holds the Chinese ones and the
plain Latin ones. A letter that neither holds is written without its accent.
"""

import unicodedata
from functools import cache
from itertools import groupby
from pathlib import Path
from xml.sax.saxutils import escape

import reportlab
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from entrepot.web.collect import VENDOR

PLAIN, BOLD, HAN = "Vera", "Vera-Bold", "NotoSansSC"
_FOLDER = Path(reportlab.__file__).parent / "fonts"


@cache
def register_faces() -> None:
    """Make the faces known to reportlab, once."""
    pdfmetrics.registerFont(TTFont(PLAIN, str(_FOLDER / "Vera.ttf")))
    pdfmetrics.registerFont(TTFont(BOLD, str(_FOLDER / "VeraBd.ttf")))
    pdfmetrics.registerFont(TTFont(HAN, str(VENDOR / "noto-sans-sc.ttf")))
    pdfmetrics.registerFontFamily(PLAIN, normal=PLAIN, bold=BOLD, italic=PLAIN, boldItalic=BOLD)
    pdfmetrics.registerFontFamily(HAN, normal=HAN, bold=HAN, italic=HAN, boldItalic=HAN)


def lettered(text: str, face: str = PLAIN) -> str:
    """Escape a text and put each run of letters into a face that has them.

    Args:
        text: What is to be printed.
        face: Face of the paragraph, `PLAIN` or `HAN`; the other one helps out.

    Example:
        >>> register_faces()
        >>> lettered("a < ą 贵")
        'a &lt; a <font name="NotoSansSC">贵</font>'
    """
    other = PLAIN if face == HAN else HAN
    known = "".join(_known(letter) for letter in unicodedata.normalize("NFC", text))
    parts = []
    for is_ours, run in groupby(known, key=lambda letter: _holds(face, letter)):
        escaped = escape("".join(run))
        parts.append(escaped if is_ours else f'<font name="{other}">{escaped}</font>')
    return "".join(parts)


def _known(letter: str) -> str:
    if _holds(PLAIN, letter) or _holds(HAN, letter):
        return letter
    bare = "".join(c for c in unicodedata.normalize("NFKD", letter) if _holds(PLAIN, c))
    return bare or "?"


def _holds(face: str, letter: str) -> bool:
    return letter.isspace() or ord(letter) in pdfmetrics.getFont(face).face.charToGlyph
