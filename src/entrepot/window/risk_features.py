"""The features that risk rules may ask, in both languages; there are no others."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

Scope = Literal["declaration", "item"]
Kind = Literal["text", "number", "flag", "texts"]


@dataclass(frozen=True, slots=True)
class Feature:
    """A fact that a rule may ask.

    Attributes:
        name: Name in rules; that of the dictionary where it is declared as such.
        scope: Of the declaration, or of each item.
        kind: text, number, flag, or texts for several.
        label_en, label_zh: What people call it.
    """

    name: str
    scope: Scope
    kind: Kind
    label_en: str
    label_zh: str


def _features(scope: Scope, *rows: tuple[str, Kind, str, str]) -> Iterable[Feature]:
    return (Feature(name, scope, kind, english, chinese) for name, kind, english, chinese in rows)


_OWN = _features(
    "declaration",
    ("flow", "text", "Import or export", "进出口"),
    ("declaration_type", "text", "Type of declaration", "申报类型"),
    ("trade_mode", "text", "Trade mode", "监管方式"),
    ("cut_mode", "text", "Nature of levy", "征免性质"),
    ("partner_country", "text", "Country of dispatch or destination", "启运国或运抵国"),
    ("routing_countries", "texts", "Countries on the way", "途经国家"),
    ("loading_port", "text", "Port of loading", "启运港"),
    ("booked_loading_port", "text", "Port of loading in the booking", "订舱启运港"),
    ("package_kind", "text", "Kind of packages", "包装种类"),
    ("gross_mass_kg", "number", "Gross mass [kg]", "毛重（千克）"),
    ("item_count", "number", "Number of items", "商品项数"),
    ("container_count", "number", "Number of containers", "集装箱数"),
    ("container_lcl", "flag", "A container is shared", "拼箱标识"),
    ("documents", "texts", "Kinds of documents attached", "随附单证种类"),
    ("exemption_count", "number", "Documents declared not needed", "申报免证的单证数"),
    ("is_dutiable", "flag", "Declared subject to tax", "是否涉税"),
    ("invoice_is_repeated", "flag", "Invoice number used within a year", "一年内发票号重复"),
    ("days_since_exit", "number", "Days since the goods left", "货物出境后天数"),
    ("score", "number", "Points of the other rules", "其他规则的得分"),
    ("party.credit_class", "text", "Credit class of the trader", "企业信用等级"),
    ("party.declarations_12m", "number", "Declarations in twelve months", "近十二个月报关单数"),
    ("party.discrepancy_rate_shrunk", "number", "Shrunk rate of discrepancies", "收缩后不符率"),
    ("party.lcl_partners_new", "number", "New partners in the container", "拼箱新伙伴数"),
)  # fmt: skip
_ITEM = _features(
    "item",
    ("hs_code", "text", "Commodity code", "商品编号"),
    ("goods_name_length", "number", "Letters of the goods name", "商品名称字数"),
    ("declaration_elements_count", "number", "Declaration elements answered", "申报要素个数"),
    ("origin_country", "text", "Country of origin", "原产国"),
    ("final_country", "text", "Final destination country", "最终目的国"),
    ("line_value", "number", "Line value, in its currency", "总价"),
    ("quantity", "number", "Quantity sold", "成交数量"),
    ("unit_value", "number", "Value of one unit", "单位价格"),
    ("median_90d", "number", "Median unit value of 90 days", "九十天单价中位数"),
    ("item_net_mass", "number", "Net mass [kg]", "商品净重（千克）"),
    ("mass_per_unit", "number", "Net mass of one unit [kg]", "单位净重（千克）"),
    ("mass_band_low", "number", "2nd percentile of the mass of one unit [kg]", "单位净重下限"),
    ("mass_band_high", "number", "98th percentile of the mass of one unit [kg]", "单位净重上限"),
    ("agreement_code", "text", "Preference agreement", "优惠贸易协定代码"),
    ("agreement_days", "number", "Days since the agreement began", "协定生效后天数"),
    ("origin_proof_state", "text", "State of the proof of origin", "原产地单证提交状态"),
    ("duty_mode", "text", "Mode of levy", "征免方式"),
    ("producer_reg_no", "text", "Registered producer", "生产单位注册号"),
    ("refund_pct", "number", "Export refund rate [%]", "出口退税率（%）"),
    ("tariff_rate_pct", "number", "Rate of duty [%]", "关税税率（%）"),
)  # fmt: skip
FEATURES: Mapping[str, Feature] = {one.name: one for one in (*_OWN, *_ITEM)}
