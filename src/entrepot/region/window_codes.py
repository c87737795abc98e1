"""Code tables of the single window: elements, modes, documents, units, reasons."""

from dataclasses import dataclass

from entrepot.region.row import Row


@dataclass(frozen=True, slots=True)
class Element(Row):
    """A data element of the declaration, asked once and used by every agency."""

    element: str
    path: str
    group: str
    tier: str
    label_en: str
    label_zh: str
    definition: str
    definition_zh: str
    wco_path: tuple[str, ...]
    wco_id: tuple[str, ...]
    untded_tag: str
    sad_box: tuple[str, ...]
    gacc_name_zh: str
    gacc_field: str
    type: str
    length: int
    decimals: int | None
    code_list: str
    cardinality: str
    on_import: str
    on_export: str
    on_transit: str
    full: str
    advance: str
    summary: str
    condition: str
    supplied_by: str
    agencies: tuple[str, ...]
    legal_basis: str
    legal_check: str
    personal_data: bool


@dataclass(frozen=True, slots=True)
class CodeList(Row):
    """A list of codes that the dictionary names, and where it lives."""

    code_list: str
    kind: str
    where: str
    key_column: str


@dataclass(frozen=True, slots=True)
class Code(Row):
    """A code of a small list."""

    list: str
    code: str
    label_en: str
    label_zh: str
    external_code: str


@dataclass(frozen=True, slots=True)
class TradeMode(Row):
    """A supervision mode: the regime goods move under."""

    code: str
    label_en: str
    label_zh: str
    full_name_zh: str
    flows: tuple[str, ...]
    tax_treatment: str
    treatment_status: str
    room: str


@dataclass(frozen=True, slots=True)
class CutMode(Row):
    """A nature of levy and exemption."""

    code: str
    label_en: str
    label_zh: str
    full_name_zh: str
    effect: str
    effect_status: str


@dataclass(frozen=True, slots=True)
class DutyMode(Row):
    """A mode of levy of one item."""

    code: str
    label_en: str
    label_zh: str
    effect: str


@dataclass(frozen=True, slots=True)
class ModePair(Row):
    """A trade mode and a cut mode that may stand together; a pair not listed is refused."""

    trade_mode: str
    cut_mode: str
    flows: tuple[str, ...]
    duty_modes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TradeAgreement(Row):
    """A preferential agreement by its Chinese code."""

    code: str
    label_en: str
    label_zh: str
    regime: str


@dataclass(frozen=True, slots=True)
class DocumentType(Row):
    """A kind of document attached to a declaration."""

    document: str
    category: str
    cn_list: str
    cn_code: str
    label_en: str
    label_zh: str
    flows: tuple[str, ...]
    required_when: str
    uncl1001: str


@dataclass(frozen=True, slots=True)
class Unit(Row):
    """A unit of measure by its Chinese code."""

    cn_code: str
    label_en: str
    label_zh: str
    rec20: str
    rec20_name: str
    dimension: str
    map_status: str


@dataclass(frozen=True, slots=True)
class PackageKind(Row):
    """A kind of package by its Chinese code."""

    cn_code: str
    label_en: str
    label_zh: str
    rec21: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TransportMode(Row):
    """A mode of transport by its Chinese code."""

    cn_code: str
    label_en: str
    label_zh: str
    rec19: tuple[str, ...]
    rec19_name: tuple[str, ...]
    use: str


@dataclass(frozen=True, slots=True)
class IncotermMode(Row):
    """A trade term: its transaction mode, and what is added for CIF or taken off for FOB."""

    code: str
    label_en: str
    label_zh: str
    transport: str
    cn_transaction_mode: str
    in_price: str
    add_for_cif: str
    for_fob: str
    map_status: str


@dataclass(frozen=True, slots=True)
class ReasonCode(Row):
    """A reason for refusing, holding or asking, in both languages."""

    code: str
    kind: str
    agency: str
    text_en: str
    text_zh: str
    legal_basis: str
    legal_check: str
