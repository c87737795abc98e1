"""Registers of rural land: parcels, rights to them, transfers, and what the law asks of these."""

from collections.abc import Iterator

from entrepot.kernel.roll import Choice, Column, Roll, Row

Wrong = tuple[str, str, str, str]
MORTGAGE = "mortgage"
LANDS = (
    Choice("arable", "arable land", "耕地"), Choice("wood", "woodland", "林地"),
    Choice("homestead", "homestead", "宅基地"),
    Choice("building", "collective building land", "集体建设用地"),
)  # fmt: skip
RIGHTS = (
    Choice("ownership", "ownership", "所有权"), Choice("contract", "contract", "承包权"),
    Choice("operating", "operating", "经营权"), Choice("qualification", "membership", "资格权"),
    Choice("use", "use", "使用权"),
)  # fmt: skip
TRANSFERS = (
    Choice("lease", "lease", "出租"), Choice("subcontract", "subcontract", "转包"),
    Choice("exchange", "exchange", "互换"), Choice("assignment", "assignment", "转让"),
    Choice("shares", "shares in a firm", "入股"), Choice(MORTGAGE, "mortgage", "抵押"),
)  # fmt: skip


def _check_period(row: Row) -> Iterator[Wrong]:
    if row["until_on"] and row["until_on"] < row["from_on"]:
        yield "until_on", "is before it begins.", "Give a later day.", "截止日期早于起始日期。"


PARCELS = Roll(
    "rural_parcels", "Rural parcels", "农村地块",
    (
        Column("village", "id", "Village", "村集体", needed=True),
        Column("land", "choice", "Land", "地类", needed=True, choices=LANDS),
        Column("area_m2", "number", "Area [m2]", "面积（平方米）", needed=True, least=0),
        Column("is_basic", "yes_no", "Permanent basic farmland", "永久基本农田"),
        Column("registered_on", "day", "Registered", "登记日期", needed=True),
    ),
)  # fmt: skip
HELD = Roll(
    "rural_rights", "Rights to rural land", "农村土地权利",
    (
        Column("parcel", "id", "Parcel", "地块", needed=True, refers="rural_parcels"),
        Column("right", "choice", "Right", "权利", needed=True, choices=RIGHTS),
        Column("holder", "id", "Number of the holder", "权利人编号", needed=True),
        Column("share_pct", "number", "Share of the parcel [%]", "份额（%）", least=0, most=100),
        Column("from_on", "day", "From", "起始日期", needed=True),
        Column("until_on", "day", "Last day", "截止日期"),
        Column("certificate", "text", "Certificate", "权属证书"),
    ),
    checks=(_check_period,),
)  # fmt: skip
MOVED = Roll(
    "rural_transfers", "Transfers of rural land", "农村土地流转",
    (
        Column("right", "id", "Right", "权利编号", needed=True, refers="rural_rights"),
        Column("kind", "choice", "Kind", "流转方式", needed=True, choices=TRANSFERS),
        Column("to_holder", "id", "Number of who takes it", "受让方编号", needed=True),
        Column("agreed_on", "day", "Agreed", "签约日期", needed=True),
        Column("from_on", "day", "From", "起始日期", needed=True),
        Column("until_on", "day", "Last day", "截止日期"),
        Column("area_m2", "number", "Area, empty for the whole [m2]", "面积（平方米，空为全部）",
               least=0),
        Column("land_after", "choice", "Land after it", "流转后用途", choices=LANDS),
        Column("consented_on", "day", "Village consented", "村集体同意日期"),
        Column("filed_on", "day", "Filed", "备案日期"),
        Column("price", "amount", "Price of a year", "年流转费"),
        Column("currency", "currency", "Currency", "币种"),
    ),
    checks=(_check_period,),
)  # fmt: skip
RULES = Roll(
    "rural_rules", "Rules of transfers of rural land", "农村土地流转规则",
    (
        Column("land", "choice", "Land", "地类", needed=True, choices=LANDS),
        Column("right", "choice", "Right", "权利", needed=True, choices=RIGHTS),
        Column("kind", "choice", "Kind", "流转方式", needed=True, choices=TRANSFERS),
        Column("is_allowed", "yes_no", "Allowed", "是否允许", needed=True),
        Column("asks_consent", "yes_no", "Village must consent", "须村集体同意", needed=True),
        Column("asks_filing", "yes_no", "Must be filed", "须备案", needed=True),
        Column("asks_same_land", "yes_no", "Land stays what it is", "不得改变用途", needed=True),
        Column("longest_years", "whole", "Longest [years]", "最长年限", least=0),
        Column("from_on", "day", "In force from", "生效日期", needed=True),
        Column("until_on", "day", "Last day in force", "失效前最后一日"),
        Column("act", "text", "Act", "依据"),
    ),
    checks=(_check_period,),
)  # fmt: skip
