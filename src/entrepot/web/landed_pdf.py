"""A landed cost to print, as PDF."""

from collections.abc import Iterator

from reportlab.platypus import Flowable

from entrepot.web.language import Language
from entrepot.web.lettering import register_faces
from entrepot.web.pdf import printed, table, text
from entrepot.web.sentences import tell, tell_missing
from entrepot.web.verbs import Document
from entrepot.web.words import told, word


def landed_pdf(document: Document, language: Language) -> bytes:
    """Write a landed cost as PDF.

    Args:
        document: The landed cost.
        language: Language of the words, numbers and days.

    Returns:
        The file: head, total, lines, then each good with its charges.
    """
    register_faces()
    title = f"{document['incoterm']} · {document['market']} · {language.day(document['on'])}"
    return printed(document["id"] or "", title, list(_story(document, language, title)))


def _story(document: Document, language: Language, title: str) -> Iterator[Flowable]:
    say = language.say
    yield text(f"{say('Landed cost')} {title}", "title")
    yield text(f"{document['id'] or ''} · {_profile(document, language)}", "soft")
    total = language.money(document["total"]) if document["total"] else say("incomplete")
    yield text(
        f"{say('Total')}: {total} · {say('Known of it')}: {language.money(document['known'])}"
    )
    if document["missing"]:
        named = "; ".join(": ".join(tell_missing(language, one)) for one in document["missing"])
        yield text(f"{say('Not complete: what must be known')}: {named}", "warn")
    head = (say("Line"), say("Amount"), say("Base"), say("Paid by"))
    rows = [
        (
            _said(line, tell(language, line["why"]), language),
            _amount(line, language),
            language.money(line["base"]),
            word(language, line["payer"], "payer"),
        )
        for line in document["lines"]
    ]
    yield table(head, rows, (90, 34, 34, 20), numbers=(1, 2))
    for item in document["items"]:
        yield text(f"{say('Good')} {item['id']} · {item['hs']}", "head")
        yield text(
            f"{say('Customs value')}: {tell(language, told(language, item['value_working']))}"
        )
        charges = [
            (_said(line, _how(line, language), language), _amount(line, language),
             language.money(line["base"]), tell(language, told(language, line["rate"])))
            for line in item["lines"]
        ]  # fmt: skip
        yield table((say("Charge"), say("Amount"), say("Base"), say("Rate")), charges,
                    (90, 34, 34, 20), numbers=(1, 2))  # fmt: skip
    for rate in document["exchange"]:
        yield text(
            f"1 {rate['from']} = {rate['rate']} {rate['to']} · {language.day(rate['date'])} · "
            f"{tell(language, rate['source'])}"
        )


def _profile(document: Document, language: Language) -> str:
    profile = document["profile"]
    basis = f"{language.say('Basis of the customs value')}: {profile['basis']}"
    return f"{basis} · {tell(language, profile['source'])}" if profile["source"] else basis


def _how(line: Document, language: Language) -> str:
    needs = tell(language, "; ".join(line["needs"]))
    return needs or tell(language, told(language, line["working"]))


def _said(line: Document, why: str, language: Language) -> str:
    status = word(language, line["status"], "status") if line["source"] else ""
    parts = [part for part in (why, tell(language, line["source"]), status) if part]
    return f"{word(language, line['what'], 'what')} | {' · '.join(parts)}"


def _amount(line: Document, language: Language) -> str:
    if line["amount"]:
        return language.money(line["amount"])
    return word(language, line["state"], "state")
