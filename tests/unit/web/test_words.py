"""Languages: no key without its translation, numbers and days in each language's way."""

import re
from datetime import UTC
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

import entrepot.web
from entrepot.web.language import LANGUAGES, LOCALE, choose_language, language
from entrepot.web.sentences import tell
from entrepot.web.words import WORDS, script_words, word

WEB = Path(entrepot.web.__file__).parent
METHODS = [("**.py", "python"), ("templates/**.html", "jinja2")]
KEYWORDS = {"N_": None, "say": None, "_": None, "gettext": None, "ngettext": (1, 2)}


@pytest.fixture(scope="module")
def messages() -> dict[str, str | tuple]:
    """Every message of code and templates, by its singular."""
    found = extract_from_dir(WEB, METHODS, keywords=KEYWORDS, options_map={})
    return {text[0] if isinstance(text, tuple) else text: text for _, _, text, _, _ in found}


@pytest.fixture(scope="module")
def chinese() -> Catalog:
    with (LOCALE / "zh" / "LC_MESSAGES" / "messages.po").open("rb") as source:
        return read_po(source, locale="zh")


def test_every_message_is_translated(messages, chinese) -> None:
    untranslated = [
        message
        for message in messages
        if not (found := chinese.get(message)) or not all(_texts(found.string)) or found.fuzzy
    ]

    assert len(messages) > 200
    assert untranslated == []


def test_no_translation_is_left_over(messages, chinese) -> None:
    left = {_texts(message.id)[0] for message in chinese if message.id} - set(messages)

    assert left == set()


def test_a_translation_keeps_the_places_to_fill(chinese) -> None:
    differing = [
        message.id
        for message in chinese
        if message.id
        and {frozenset(_places(text)) for text in _texts(message.id)[-1:]}
        != {frozenset(_places(text)) for text in _texts(message.string)[-1:]}
    ]

    assert differing == []


def test_scripts_say_only_words_that_exist_and_all_of_them() -> None:
    said = {
        key
        for script in (WEB / "static").glob("*.js")
        for key in re.findall(r'say\("(\w+)"\)', script.read_text("utf-8"))
    }

    assert said == set(WORDS["script"])
    assert set(script_words(language("zh"))) >= said


def test_scripts_hold_no_sentence_of_their_own() -> None:
    for script in (WEB / "static").glob("*.js"):
        code = re.sub(r"^\s*//.*$", "", script.read_text("utf-8"), flags=re.MULTILINE)
        sentences = re.findall(r'"[A-Z][a-z]+ [a-z]+ [a-z]+[^"]*"', code)

        assert sentences == [], script.name


def test_every_code_has_a_word_in_both_languages() -> None:
    for group, codes in WORDS.items():
        for code in codes:
            assert word(language("en"), code, group) == codes[code]
            assert word(language("zh"), code, group)


def test_a_code_without_a_word_is_shown_as_it_is() -> None:
    assert word(language("zh"), "new_fee", "what") == "new fee"


def _texts(value: str | tuple) -> tuple:
    return value if isinstance(value, tuple) else (value,)


def _places(text: str) -> list[str]:
    return re.findall(r"%\((\w+)\)s", text)


@pytest.mark.parametrize(
    ("asked", "kept", "accepted", "expected"),
    [
        ("zh", "en", "en", "zh"),
        ("xx", "zh", "en", "zh"),
        (None, None, "de-DE,zh-TW;q=0.8,en;q=0.5", "zh"),
        (None, None, "en;q=0.1,zh;q=0.9", "zh"),
        (None, "../../etc", "fr", "en"),
        (None, None, "zh;q=nonsense, en", "en"),
        (None, None, "", "en"),
    ],
)
def test_the_language_is_chosen(asked, kept, accepted, expected) -> None:
    assert choose_language(asked, kept, accepted) == expected


def test_money_keeps_every_digit_of_its_amount() -> None:
    english = language("en")

    assert english.money({"amount": "1234567.80", "currency": "EUR"}) == "1,234,567.80 EUR"
    assert english.money({"amount": "70400", "currency": "JPY"}) == "70,400 JPY"
    assert english.money(None) == "–"


def test_unknown_numbers_are_dashes() -> None:
    assert [language(code).number(None) for code in LANGUAGES] == ["–", "–"]


def test_days_are_written_in_the_way_of_the_language() -> None:
    assert language("zh").day("2026-11-20") == "2026年11月20日"
    assert language("en").day("2026-11-20T10:00:00+00:00") == "20 Nov 2026"


def test_a_name_falls_back_to_the_one_that_is_known() -> None:
    chinese = language("zh")

    assert chinese.name({"name": "Port", "name_zh": "港"}) == "港"
    assert chinese.name({"name": "Port", "name_zh": ""}) == "Port"
    assert language("en").name({"name": "", "name_zh": "港"}) == "港"


def test_rules_of_two_regimes_are_both_said_in_chinese() -> None:
    told = tell(language("zh"), "Preferential duty (A) on 220890; Additional duty (B) on 220890")

    assert told == "；".join(
        tell(language("zh"), f"{rule} on 220890")
        for rule in ("Preferential duty (A)", "Additional duty (B)")
    )
    assert "duty" not in told


def test_an_instant_without_a_zone_is_told_by_its_own_offset() -> None:
    at = "2026-03-04T08:00:00+08:00"

    assert language("en").moment(at) == "4 Mar 2026, 08:00"
    assert language("en").clock(at) == "08:00"
    assert language("en").clock(at, UTC) == "00:00"
