"""The release note to print: one A4 paper in English and Chinese with its signed QR code."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from functools import cache
from io import BytesIO
from typing import Any

import segno
from reportlab.graphics.shapes import Drawing, Path
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer, Table

from entrepot.web.lettering import HAN, lettered, register_faces
from entrepot.window.note import Named, NoteDocument

MARGIN = 16 * mm
WIDTH = A4[0] - 2 * MARGIN
QR_SIDE = 46 * mm
_FRAME = 6  # points that reportlab keeps around what it sets
ACCENT, LINE, ALERT = map(colors.HexColor, ("#0b5f59", "#d5dce1", "#9b1c1c"))
SOFT = "#55626e"
FLOWS = {"import": ("Import", "进口"), "export": ("Export", "出口")}
SYNTHETIC = "SYNTHETIC: made for practice, releases nothing · 模拟数据：仅供练习，不具放行效力"
HOW_TO_VERIFY = (
    "Genuine if the text below verifies offline: entrepot release verify ENT1:…\n"
    "如下列文本可离线验证，则本通知书真实"
)


def note_pdf(document: NoteDocument, payload: str) -> bytes:
    """Write a release note as PDF; the same input gives the same bytes.

    Args:
        document: What stands on the note.
        payload: The signed text of the QR code.

    Returns:
        The file, its letters embedded and its QR code drawn as areas.
    """
    register_faces()
    out = BytesIO()
    paper = SimpleDocTemplate(
        out, pagesize=A4, leftMargin=MARGIN - _FRAME, rightMargin=MARGIN - _FRAME,
        topMargin=14 * mm, bottomMargin=18 * mm, author="Entrepot", invariant=True,
        title=f"{document['release_no']} Release note 放行通知书",
    )  # fmt: skip

    def foot(canvas: Canvas, _: object) -> None:
        canvas.setFont(HAN, 7)
        canvas.drawString(MARGIN, 10 * mm, document["release_no"])
        canvas.drawRightString(A4[0] - MARGIN, 10 * mm, str(canvas.getPageNumber()))

    paper.build(list(_story(document, payload)), onFirstPage=foot, onLaterPages=foot)
    return out.getvalue()


def qr_code(payload: str) -> Drawing:
    """A QR code as one area, each run of dark modules a rectangle of it."""
    matrix = segno.make_qr(payload, error="m", boost_error=False).matrix
    side = QR_SIDE / (len(matrix) + 8)  # four modules of quiet zone on each side
    area = Path(fillColor=colors.black, strokeColor=None)
    for row, modules in enumerate(matrix):
        y = QR_SIDE - (row + 5) * side
        for start, length in _runs(modules):
            left, right = (start + 4) * side, (start + length + 4) * side
            area.moveTo(left, y)
            area.lineTo(right, y)
            area.lineTo(right, y + side)
            area.lineTo(left, y + side)
            area.closePath()
    return Drawing(QR_SIDE, QR_SIDE, area)


def _runs(modules: Sequence[int]) -> Iterator[tuple[int, int]]:
    start = None
    for column, dark in enumerate((*modules, 0)):
        if dark and start is None:
            start = column
        elif not dark and start is not None:
            yield start, column - start
            start = None


# The parts of the paper


def _story(document: NoteDocument, payload: str) -> Iterable[Flowable]:
    if document["status"] == "synthetic":
        yield text_of(SYNTHETIC, "alert")
    yield _head(document, payload)
    yield Spacer(1, 3 * mm)
    yield _facts(document)
    if document["containers"]:
        yield text_of("Containers · 集装箱", "head")
        yield _containers(document)
    yield text_of("Goods · 货物", "head")
    yield _goods(document)
    yield Spacer(1, 4 * mm)
    for line in HOW_TO_VERIFY.splitlines():
        yield text_of(line, "soft")
    yield text_of(payload, "payload")


def _head(document: NoteDocument, payload: str) -> Table:
    title = [
        text_of("放行通知书", "title"),
        text_of("Customs release note", "subtitle"),
        Spacer(1, 4 * mm),
        label_of("Release number · 放行编号"),
        text_of(document["release_no"], "number"),
        label_of("Customs number · 报关单号"),
        text_of(document["number"], "number"),
    ]
    columns = [WIDTH - QR_SIDE, QR_SIDE]
    return Table([[title, qr_code(payload)]], colWidths=columns, style=FLUSH)


def _facts(document: NoteDocument) -> Table:
    flow = " · ".join(FLOWS[document["flow"]])
    pairs = [
        ("UCR · 唯一货物编号", document["ucr"]),
        ("Released at · 放行时间", _instant(document["released_at"])),
        ("Trader · 境内收发货人", _named(document["trader"])),
        ("Declarant · 申报单位", _named(document["declarant"])),
        ("Office of declaration · 申报地海关", _named(document["declaration_office"])),
        ("Border office · 进出境关别", _named(document["border_office"])),
        ("Flow · 进出口", flow),
        ("Control · 查验通道", _words(document["channel"])),
        ("Reference · 单一窗口编号", document["reference"]),
        ("Trader's reference · 企业内部编号", document["lrn"]),
        ("Gross mass [kg] · 毛重（千克）", document["gross_mass_kg"]),
        ("Value · 货值", _money(document["value"])),
        ("Paid · 已缴税费", _money(document["due"])),
    ]
    cells = [[label_of(name), text_of(value)] for name, value in pairs]
    cells += [[]] * (len(cells) % 2)
    rows = list(zip(cells[::2], cells[1::2], strict=True))
    return Table(rows, colWidths=[WIDTH / 2] * 2, style=RULED)


def _containers(document: NoteDocument) -> Table:
    def cell(number: int) -> list[Flowable]:
        if number >= len(document["containers"]):
            return [text_of(""), text_of("")]
        container = document["containers"][number]
        return [text_of(container["number"]), text_of(container["seal"] or "–")]

    head = ("Container · 箱号", "Seal · 封志号") * 2
    rows = [
        [*cell(number), *cell(number + 1)] for number in range(0, len(document["containers"]), 2)
    ]
    return _table(_labels(head), rows, (1, 1, 1, 1))


def _goods(document: NoteDocument) -> Table:
    head = [
        *_labels(("No. · 项号", "HS · 商品编号", "Goods · 商品名称")),
        *_labels(("Quantity · 数量", "Value · 价值"), "label_right"),
    ]
    rows = [
        [
            text_of(str(line["seq"])),
            text_of(line["hs"]),
            text_of(_both(line["name_zh"], line["name"])),
            text_of(f"{line['quantity']} {line['unit']}", "right"),
            text_of(_money(line["value"]), "right"),
        ]
        for line in document["items"]
    ]
    return _table(head, rows, (16, 30, 72, 30, 34))


# Words


def _named(named: Named) -> str:
    return f"{_words(named)}\n{named['id']}"


def _words(named: Named) -> str:
    return _both(named["name_zh"], named["name"])


def _both(chinese: str, english: str) -> str:
    return " · ".join(dict.fromkeys(name for name in (chinese, english) if name))


def _money(value: Mapping[str, str] | None) -> str:
    return f"{Decimal(value['amount']):,f} {value['currency']}" if value else "–"


def _instant(text: str) -> str:
    at = datetime.fromisoformat(text)
    return f"{at:%Y-%m-%d %H:%M} ({at:%Z})"


# Setting


FLUSH = [
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ("TOPPADDING", (0, 0), (-1, -1), 0),
    ("LEFTPADDING", (0, 0), (-1, -1), 0),
    ("RIGHTPADDING", (0, 0), (-1, -1), 0),
]
RULED = [
    ("LINEBELOW", (0, 0), (-1, -1), 0.4, LINE),
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ("TOPPADDING", (0, 0), (-1, -1), 2),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
    ("LEFTPADDING", (0, 0), (-1, -1), 0),
    ("RIGHTPADDING", (0, 0), (-1, -1), 4),
]


def _table(
    head: Sequence[Flowable], rows: Sequence[Sequence[Flowable]], widths: Sequence[float]
) -> Table:
    columns = [width * WIDTH / sum(widths) for width in widths]
    return Table([head, *rows], colWidths=columns, repeatRows=1, style=RULED)


def _labels(names: Iterable[str], style: str = "label") -> list[Flowable]:
    return [text_of(name, style) for name in names]


def label_of(text: str) -> Paragraph:
    """The name of what stands below it."""
    return text_of(text, "label")


def text_of(text: str, style: str = "plain") -> Paragraph:
    """A text in a style of this paper, its lines kept."""
    markup = "<br/>".join(lettered(line, HAN) for line in text.split("\n"))
    return Paragraph(markup, _styles()[style])


@cache
def _styles() -> dict[str, ParagraphStyle]:
    def style(name: str, size: float, **more: Any) -> ParagraphStyle:
        given = {"fontName": HAN, "fontSize": size, "leading": size * 1.4, "wordWrap": "CJK"}
        return ParagraphStyle(name, **{**given, **more})

    return {
        "title": style("title", 22, textColor=ACCENT),
        "subtitle": style("subtitle", 12, textColor=SOFT),
        "number": style("number", 12, spaceAfter=3),
        "head": style("head", 10, spaceBefore=10, spaceAfter=3, textColor=ACCENT, keepWithNext=1),
        "plain": style("plain", 8.5),
        "right": style("right", 8.5, alignment=2),
        "label": style("label", 6.5, textColor=SOFT),
        "label_right": style("label_right", 6.5, textColor=SOFT, alignment=2),
        "soft": style("soft", 7, textColor=SOFT),
        "payload": style("payload", 5.5, textColor=SOFT, spaceBefore=2),
        "alert": style(
            "alert", 10, textColor=ALERT, borderColor=ALERT, borderWidth=0.8, borderPadding=4,
            spaceAfter=10, alignment=1,
        ),
    }  # fmt: skip
