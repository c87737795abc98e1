"""A certificate of origin to print: one A4 paper in English and Chinese, in a layout of our own."""

from collections.abc import Iterator, Mapping
from io import BytesIO

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, SimpleDocTemplate, Spacer, Table

from entrepot.tariff.certificate_goods import further_goods
from entrepot.web.lettering import HAN, register_faces
from entrepot.web.note_pdf import (
    FLUSH,
    MARGIN,
    QR_SIDE,
    RULED,
    WIDTH,
    label_of,
    qr_code,
    text_of,
)
from entrepot.web.verbs import Document

_PAD = 6  # points that reportlab keeps around what it sets
LABELS: Mapping[str, str] = {
    "exporter_name": "Exporter · 出口商",
    "exporter_address": "Exporter's address · 出口商地址",
    "producer_name": "Producer · 生产商",
    "producer_address": "Producer's address · 生产商地址",
    "importer_name": "Importer or consignee · 进口商或收货人",
    "importer_address": "Importer's address · 进口商地址",
    "importing_party": "Importing party · 进口缔约方",
    "description": "Goods · 货物名称",
    "packages": "Packages and marks · 包装及唛头",
    "hs6": "HS code, six digits · 六位税则号",
    "criterion": "Origin criterion · 原产地标准",
    "origin_country": "Country of origin · 原产国",
    "quantity": "Quantity · 数量",
    "fob": "FOB value · 离岸价",
    "invoice_number": "Invoice · 发票号",
    "invoice_date": "Day of the invoice · 发票日期",
    "departure_date": "Departure · 启运日期",
    "transport": "Transport and route · 运输方式及路线",
    "destination_port": "Place of discharge · 卸货地",
    "original_number": "Issued upon certificate · 原证书编号",
    "original_country": "Of · 原证书签发国",
    "original_issued": "Issued on · 原证书签发日期",
    "original_valid_to": "Holds until · 原证书有效期至",
    "remarks": "Remarks · 备注",
}
_JOINED = {"quantity": "quantity_unit", "fob": "fob_currency"}
_VOID = {
    "replaced": "REPLACED: void · 已被替换，无效",
    "cancelled": "CANCELLED: void · 已作废",
}
_NOT_ISSUED = "NOT ISSUED: a draft proves nothing · 尚未签发，不具证明效力"
_SYNTHETIC = "SYNTHETIC: made for practice, proves nothing · 模拟数据：仅供练习，不具证明效力"
_RETROSPECTIVE = "ISSUED RETROACTIVELY · 补发"
_BACK_TO_BACK = "BACK-TO-BACK · 背对背原产地证书"
_CORRECTED = "CORRECTED · 已更正"


def certificate_pdf(found: Document, address: str) -> bytes:
    """Write a certificate as PDF; the same input gives the same bytes.

    Args:
        found: The certificate.
        address: Address of its check with its digest; empty before it is issued.
    """
    register_faces()
    out, name = BytesIO(), found["number"] or found["reference"]
    paper = SimpleDocTemplate(
        out, pagesize=A4, leftMargin=MARGIN - _PAD, rightMargin=MARGIN - _PAD,
        topMargin=14 * mm, bottomMargin=18 * mm, author="Entrepot", invariant=True,
        title=f"{name} Certificate of origin 原产地证书",
    )  # fmt: skip

    def foot(canvas: Canvas, _: object) -> None:
        canvas.setFont(HAN, 7)
        canvas.drawString(MARGIN, 10 * mm, name)
        canvas.drawRightString(A4[0] - MARGIN, 10 * mm, str(canvas.getPageNumber()))

    paper.build(list(_story(found, address)), onFirstPage=foot, onLaterPages=foot)
    return out.getvalue()


def _story(found: Document, address: str) -> Iterator[Flowable]:
    for words in _alerts(found):
        yield text_of(words, "alert")
    yield _head(found, address)
    yield Spacer(1, 3 * mm)
    yield _facts(found)
    yield Spacer(1, 4 * mm)
    yield text_of(
        "The exporter declares that the goods meet the rules of origin of the agreement; the "
        "issuing body certifies it on the determination named above.\n"
        "出口商声明货物符合协定原产地规则；签证机构依据上述判定予以证明。",
        "soft",
    )
    if address:
        yield text_of(f"Check · 查验: {address}", "payload")
        yield text_of(f"SHA-256 {found['digest']}", "payload")


def _alerts(found: Document) -> Iterator[str]:
    if found["is_sandbox"]:
        yield _SYNTHETIC
    if not found["number"]:
        yield _NOT_ISSUED
    if found["state"] in _VOID:
        yield _VOID[found["state"]]


def _head(found: Document, address: str) -> Table:
    subject = (found["credential"] or {}).get("credentialSubject", {})
    marks = [
        words
        for words, is_so in (
            (_RETROSPECTIVE, subject.get("retrospective")),
            (_BACK_TO_BACK, found["kind"] == "back_to_back"),
            (_CORRECTED, found["version"] > 1),
        )
        if is_so
    ]
    title: list[Flowable] = [
        text_of("原产地证书", "title"),
        text_of(f"Certificate of origin · {found['agreement']}", "subtitle"),
        Spacer(1, 4 * mm),
        label_of("Certificate number · 证书编号"),
        text_of(found["number"] or "–", "number"),
        label_of("Issuing body · 签证机构"),
        text_of(_issuer(found), "number"),
        label_of("Issued · 签发时间"),
        text_of((found["issued_at"] or "–")[:16].replace("T", " "), "number"),
        *(text_of(words, "head") for words in marks),
    ]
    side: Flowable = qr_code(address) if address else Spacer(QR_SIDE, 1)
    return Table([[title, side]], colWidths=[WIDTH - QR_SIDE, QR_SIDE], style=FLUSH)


def _issuer(found: Document) -> str:
    names = (found["issuer_name_zh"], found["issuer_name"])
    return " · ".join(name for name in names if name) or "–"


def _facts(found: Document) -> Table:
    fields = found["fields"]
    pairs = [
        ("Exporting party · 出口缔约方", found["exporting_party"]),
        *((label, _value(fields, name)) for name, label in LABELS.items() if fields.get(name)),
        ("Determination · 原产地判定", found["determination"]),
        *_goods(fields),
    ]
    cells = [[label_of(label), text_of(value)] for label, value in pairs]
    cells += [[]] * (len(cells) % 2)
    rows = list(zip(cells[::2], cells[1::2], strict=True))
    return Table(rows, colWidths=[WIDTH / 2] * 2, style=RULED)


def _goods(fields: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Further goods, each label with the good's number."""
    for number, own in further_goods(fields).items():
        for name, label in LABELS.items():
            if own.get(name):
                yield f"{label} ({number})", _value(own, name)
        if own.get("determination"):
            yield f"Determination · 原产地判定 ({number})", own["determination"]


def _value(fields: Mapping[str, str], name: str) -> str:
    more = fields.get(_JOINED.get(name, ""), "")
    return f"{fields[name]} {more}".strip()
