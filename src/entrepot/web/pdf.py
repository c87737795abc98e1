"""A quote to print, as PDF: Vera for Latin letters, Noto Sans SC for Chinese, both embedded."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from io import BytesIO
from typing import Any

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer, Table

from entrepot.web.language import Language
from entrepot.web.lettering import BOLD, PLAIN, lettered, register_faces
from entrepot.web.sentences import tell, tell_missing
from entrepot.web.verbs import Document
from entrepot.web.views import option_labels
from entrepot.web.words import told, word

ACCENT, LINE, SOFT = colors.HexColor("#0b5f59"), colors.HexColor("#d5dce1"), "#55626e"
WIDTH = A4[0] - 32 * mm


def quote_pdf(document: Document, language: Language) -> bytes:
    """Write a quote as PDF.

    Args:
        document: The quote document.
        language: Language of the words, names, numbers and days.

    Returns:
        The file: head, comparison, then each option with legs, documents and landed cost.
    """
    register_faces()
    title = f"{language.name(document['origin'])} – {language.name(document['destination'])}"
    story = list(_story(document, language, title))
    return printed(document["reference"], title, story)


def printed(reference: str, title: str, story: list[Flowable]) -> bytes:
    """A paper of A4 with its reference and the number of the page at the foot."""
    out = BytesIO()
    paper = SimpleDocTemplate(
        out,
        pagesize=A4,
        leftMargin=16 * mm,
        rightMargin=16 * mm,
        topMargin=16 * mm,
        bottomMargin=18 * mm,
        title=f"{reference} {title}",
        author="Entrepot",
        invariant=True,
    )

    def foot(canvas: Canvas, _: object) -> None:
        canvas.setFont(PLAIN, 7)
        canvas.drawString(16 * mm, 10 * mm, reference)
        canvas.drawRightString(A4[0] - 16 * mm, 10 * mm, str(canvas.getPageNumber()))

    paper.build(story, onFirstPage=foot, onLaterPages=foot)
    return out.getvalue()


def _story(document: Document, language: Language, title: str) -> Iterable[Flowable]:
    say = language.say
    goods = document["goods"]
    yield text(title, "title")
    yield text(
        f"{say('Quote')} {document['reference']} · {language.name(document, 'region_name')} · "
        f"{language.day(document['on'])}",
        "soft",
    )
    yield text(
        f"{goods['hs']} {language.name(goods, 'text')} · {language.plain(goods['tonnes'])} t · "
        f"{language.plain(goods['teu'])} TEU · {language.money(goods['value'])} "
        f"{goods['incoterm']}"
    )
    if asked := _asked(document, language):
        yield text(" · ".join(asked))
    if document["unreachable"]:
        reason = document["unreachable"]
        yield text(say("There is no way"), "head")
        yield text(
            f"{word(language, reason['code'], 'unreachable')} {tell(language, reason['reason'])}"
        )
    labels = option_labels(document["options"], language)
    if document["options"]:
        yield text(say("Options compared"), "head")
        yield _comparison(document["options"], labels, language)
    for option in document["options"]:
        yield from _option(option, labels[option["number"]], language)
    if document["exchange"]:
        yield text(say("Exchange rates"), "head")
    for rate in document["exchange"]:
        yield text(
            f"1 {rate['from']} = {rate['rate']} {rate['to']} · {language.day(rate['date'])} · "
            f"{tell(language, rate['source'])}"
        )
    yield Spacer(1, 4 * mm)
    yield text(
        say(
            "A quote is an estimate for planning. It binds nobody: not a carrier, not a customs "
            "office."
        ),
        "soft",
    )
    yield text(say("Pack version %(version)s.", version=document["pack_version"]), "soft")


def _asked(document: Document, language: Language) -> list[str]:
    """The network's year where it is another than the day's, what is avoided, the proofs."""
    year = str(document["year"])
    told = [] if year == document["on"][:4] else [f"{language.say('Year of the network')}: {year}"]
    told += [f"{language.say('avoiding')} {one}" for one in document["avoid"]]
    return told + list(document.get("proofs", ()))


def _comparison(
    options: Sequence[Document], labels: Mapping[int, str], language: Language
) -> Table:
    say = language.say
    cost = f"{say('Cost of the way')} [USD]"
    head = ("", say("Way"), cost, say("Landed cost"), say("Likely days"), say("Late days"),
            "CO2e [kg]")  # fmt: skip
    rows = [
        (
            str(option["number"]),
            labels[option["number"]],
            language.number(option["cost_usd"]),
            _total(option["landed"], language),
            language.number(option["days_p50"], 1),
            language.number(option["days_p90"], 1),
            language.number(option["co2e_kg"]),
        )
        for option in options
    ]
    return table(head, rows, (7, 55, 22, 40, 16, 16, 22), numbers=(2, 3, 4, 5, 6))


def _option(option: Document, label: str, language: Language) -> Iterable[Flowable]:
    say = language.say
    yield text(f"{say('Option')} {option['number']}: {label}", "head")
    head = (say("Legs"), say("Mode"), "km", say("hours"), "USD", "kg CO2e")
    legs = [
        (
            _leg(leg, language),
            word(language, leg["mode"], "mode"),
            language.number(leg["km"]),
            language.number(leg["hours_p50"], 1),
            language.number(leg["cost_usd"], 2),
            language.number(leg["co2e_kg"]),
        )
        for leg in option["legs"]
    ]
    yield table(head, legs, (80, 18, 18, 18, 24, 20), numbers=(2, 3, 4, 5))
    if option["papers"]:
        papers = ", ".join(language.name(paper) for paper in option["papers"])
        yield text(f"{say('Documents')}: {papers}")
    yield Spacer(1, 2 * mm)
    yield from _landed(option["landed"], language)


def _leg(leg: Document, language: Language) -> str:
    names = dict.fromkeys((language.name(leg, "from_name"), language.name(leg, "to_name")))
    ends = " – ".join(names)
    what = ends if leg["kind"] == "haul" else f"{word(language, leg['kind'], 'leg')}: {ends}"
    return f"{what} · {tell(language, leg['service'])}" if leg["service"] else what


def _landed(landed: Document, language: Language) -> Iterable[Flowable]:
    say = language.say
    head = (say("Line"), say("Amount"), say("Base"), say("Rate"))
    rows: list[Sequence[str]] = [
        (
            _what(line, language),
            language.money(line["amount"])
            if line["amount"]
            else word(language, line["state"], "state"),
            language.money(line["base"]),
            _rates(line["rate"], language),
        )
        for line in landed["lines"]
    ]
    rows.append((say("Landed cost without import VAT"), _total(landed, language), "", ""))
    yield table(head, rows, (88, 34, 32, 24), numbers=(1, 2))
    if landed["missing"]:
        named = "; ".join(": ".join(tell_missing(language, one)) for one in landed["missing"])
        yield text(
            f"{say('The total is incomplete: it does not hold what is unknown.')} {named}", "warn"
        )
    for saving in landed["saving"]:
        yield text(
            f"{say('What a preference would save')}: {tell(language, saving['regime'])} "
            f"{language.money(saving['amount'])}. {say('To prove:')} "
            f"{tell(language, saving['must_prove'])}"
        )
    for line in landed["lines"]:
        if line["range"]:
            yield text(f"{word(language, line['what'], 'what')}: {_range(line, language)}", "warn")


def _range(line: Document, language: Language) -> str:
    low, high = line["range"]["low"], line["range"]["high"]
    bounds = language.say(
        "From %(low)s to %(high)s, by the national line: name yours",
        low=language.money(low),
        high=language.money(high),
    )
    national = "; ".join(
        f"{one['code']} {_rates(one['rate'], language)}" for one in line["range"]["lines"]
    )
    return f"{bounds}: {national}"


def _rates(rate: str, language: Language) -> str:
    rates = (tell(language, told(language, one)) for one in rate.split(" | "))
    return " | ".join(rates) if rate else "–"


def _what(line: Document, language: Language) -> str:
    parts = (
        tell(language, line["question"]),
        tell(language, told(language, line["working"])),
        tell(language, line["rule"]),
        tell(language, line["source"]),
        word(language, line["status"], "status"),
    )
    return f"{word(language, line['what'], 'what')} | {' · '.join(part for part in parts if part)}"


def _total(landed: Document, language: Language) -> str:
    mark = "" if landed["complete"] else f" ({language.say('incomplete')})"
    return language.money(landed["total"]) + mark


def table(
    head: Sequence[str],
    rows: Sequence[Sequence[str]],
    widths_mm: Sequence[float],
    numbers: Sequence[int],
) -> Table:
    """A table over the width of the paper; columns of `numbers` stand to the right."""

    def cells(row: Sequence[str], style: str) -> list[Flowable]:
        return [text(c, f"{style}_right" if i in numbers else style) for i, c in enumerate(row)]

    scale = WIDTH / sum(widths_mm)
    return Table(
        [cells(head, "th"), *(cells(row, "td") for row in rows)],
        colWidths=[width * scale for width in widths_mm],
        repeatRows=1,
        spaceAfter=2 * mm,
        style=[
            ("LINEBELOW", (0, 0), (-1, -1), 0.4, LINE),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("TOPPADDING", (0, 0), (-1, -1), 2),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
            ("LEFTPADDING", (0, 0), (-1, -1), 2),
            ("RIGHTPADDING", (0, 0), (-1, -1), 4),
        ],
    )


def text(words: str, style: str = "plain") -> Paragraph:
    """A paragraph; what stands behind ` | ` is printed small below it."""
    head, mark, tail = words.partition(" | ")
    markup = lettered(head)
    if mark:
        markup += f'<br/><font size="6" color="{SOFT}">{lettered(tail)}</font>'
    return Paragraph(markup, _styles()[style])


@cache
def _styles() -> dict[str, ParagraphStyle]:
    def style(name: str, size: float, **more: Any) -> ParagraphStyle:
        return ParagraphStyle(
            name, **{"fontName": PLAIN, "fontSize": size, "leading": size * 1.35, **more}
        )

    right = {"alignment": 2}
    small = {"textColor": SOFT}
    return {
        "title": style("title", 17, fontName=BOLD, spaceAfter=3),
        "head": style(
            "head",
            10.5,
            fontName=BOLD,
            spaceBefore=9,
            spaceAfter=4,
            textColor=ACCENT,
            keepWithNext=1,
        ),
        "plain": style("plain", 8, spaceAfter=2),
        "soft": style("soft", 7.5, spaceAfter=3, **small),
        "warn": style("warn", 8, textColor=colors.HexColor("#7a4300"), spaceAfter=3),
        "th": style("th", 6.5, **small),
        "th_right": style("th_right", 6.5, **small, **right),
        "td": style("td", 7.5),
        "td_right": style("td_right", 7.5, **right),
    }
