"""Text for a PDF in faces that hold its letters.

reportlab brings Bitstream Vera; a CID face names a song face that readers supply themselves,
so nothing is embedded for Chinese. A letter that neither holds is written without its accent.
"""

import unicodedata
from functools import cache
from itertools import groupby
from pathlib import Path
from xml.sax.saxutils import escape

import reportlab
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont

PLAIN, BOLD, SONG = "Vera", "Vera-Bold", "STSong-Light"
_FOLDER = Path(reportlab.__file__).parent / "fonts"


@cache
def register_faces() -> None:
    """Make the faces known to reportlab, once."""
    pdfmetrics.registerFont(TTFont(PLAIN, str(_FOLDER / "Vera.ttf")))
    pdfmetrics.registerFont(TTFont(BOLD, str(_FOLDER / "VeraBd.ttf")))
    pdfmetrics.registerFont(UnicodeCIDFont(SONG))
    pdfmetrics.registerFontFamily(PLAIN, normal=PLAIN, bold=BOLD, italic=PLAIN, boldItalic=BOLD)


def lettered(text: str) -> str:
    """Escape a text and put each run of letters into a face that has them.

    Example:
        >>> register_faces()
        >>> lettered("a < ą 贵")
        'a &lt; a <font name="STSong-Light">贵</font>'
    """
    known = "".join(_known(letter) for letter in unicodedata.normalize("NFC", text))
    parts = []
    for in_song, run in groupby(known, key=_is_song):
        escaped = escape("".join(run))
        parts.append(f'<font name="{SONG}">{escaped}</font>' if in_song else escaped)
    return "".join(parts)


def _known(letter: str) -> str:
    if _in_vera(letter) or _is_song(letter):
        return letter
    bare = "".join(c for c in unicodedata.normalize("NFKD", letter) if _in_vera(c))
    return bare or "?"


def _in_vera(letter: str) -> bool:
    return letter.isspace() or ord(letter) in pdfmetrics.getFont(PLAIN).face.charToGlyph


def _is_song(letter: str) -> bool:
    """Whether the letter is one of those that GB 2312 holds and Vera does not."""
    if _in_vera(letter):
        return False
    try:
        return len(letter.encode("gb18030")) == 2
    except UnicodeEncodeError:
        return False
