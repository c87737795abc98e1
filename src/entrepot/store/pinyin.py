"""How Chinese is spelt in Latin letters, without tones."""

from pypinyin import lazy_pinyin


def spell(text: str) -> str:
    """Pinyin of a text in one piece, such as `lajiaojiang`; other signs are left out."""
    return "".join(lazy_pinyin(text, errors="ignore"))
