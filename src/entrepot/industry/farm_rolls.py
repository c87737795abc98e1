"""Registers of farms: products, who grows them, harvests, plants, batches, orders."""

from collections.abc import Iterator

from entrepot.kernel.roll import Choice, Column, Roll, Row

PAGE = "/farms"
Wrong = tuple[str, str, str, str]


def _check_test(row: Row) -> Iterator[Wrong]:
    if row["is_test_passed"] is not None and not row["tested_on"]:
        yield ("tested_on", "is empty, and a test has a result.", "Give the day of the test.",
               "有检测结果，缺少检测日期。")  # fmt: skip


def _check_shipped(row: Row) -> Iterator[Wrong]:
    if row["shipped_on"] and (not row["packed_on"] or row["shipped_on"] < row["packed_on"]):
        yield ("shipped_on", "is before the batch was packed.", "Give the day of packing first.",
               "发运日期早于包装日期，或缺少包装日期。")  # fmt: skip


def _check_harvest(row: Row) -> Iterator[Wrong]:
    if (row["harvested_t"] is None) != (row["harvested_on"] is None):
        yield ("harvested_t", "needs its day, and the day its tonnes.", "Fill in both.",
               "采收量与采收日期须同时填写。")  # fmt: skip
    if row["until_on"] and row["until_on"] < row["ready_on"]:
        yield ("until_on", "is before it is ready.", "Give a later day.", "截止日期早于可供日期。")


def _check_delivery(row: Row) -> Iterator[Wrong]:
    if (row["delivered_t"] is None) != (row["delivered_on"] is None):
        yield ("delivered_t", "needs its day, and the day its tonnes.", "Fill in both.",
               "交货量与交货日期须同时填写。")  # fmt: skip


KINDS = (
    Choice("large_farmer", "large farmer", "种养大户"),
    Choice("family_farm", "family farm", "家庭农场"),
    Choice("cooperative", "cooperative", "农民合作社"),
    Choice("leading_firm", "leading firm", "龙头企业"),
)
PRODUCTS = Roll(
    "farm_products", "Farm products", "农产品",
    (
        Column("title", "text", "Product", "产品名称", needed=True),
        Column("hs", "id", "HS code", "HS编码"),
        Column("home_t_per_month", "number", "Needed at home [t/month]", "本地月需求（吨）",
               least=0),
    ),
)  # fmt: skip
PRODUCERS = Roll(
    "farm_producers", "Farm producers", "农业经营主体",
    (
        Column("title", "text", "Producer", "主体名称", needed=True),
        Column("kind", "choice", "Kind", "类型", needed=True, choices=KINDS),
        Column("households", "whole", "Households", "农户数", least=0),
        Column("registered_on", "day", "Registered", "登记日期"),
        Column("closed_on", "day", "Closed", "注销日期"),
    ),
)  # fmt: skip
HARVESTS = Roll(
    "farm_harvests", "Harvests, planned and brought in", "采收计划与实绩",
    (
        Column("producer", "id", "Producer", "经营主体", needed=True, refers="farm_producers"),
        Column("product", "id", "Product", "产品", needed=True, refers="farm_products"),
        Column("grade", "whole", "Grade, 1 the best", "等级（1为最优）", least=1, most=9),
        Column("ready_on", "day", "Ready from", "可供日期", needed=True),
        Column("until_on", "day", "Ready until", "可供截止日期"),
        Column("planned_t", "number", "Planned [t]", "计划产量（吨）", needed=True, least=0),
        Column("harvested_t", "number", "Brought in [t]", "实际采收（吨）", least=0),
        Column("harvested_on", "day", "Brought in on", "采收日期"),
    ),
    checks=(_check_harvest,),
)  # fmt: skip
PLANTS = Roll(
    "farm_plants", "Processing plants", "加工厂",
    (
        Column("title", "text", "Plant", "加工厂名称", needed=True),
        Column("product", "id", "Takes", "加工原料", needed=True, refers="farm_products"),
        Column("makes", "text", "Makes", "加工产品"),
        Column("capacity_t_per_month", "number", "Capacity [t/month]", "月加工能力（吨）",
               needed=True, least=0),
        Column("yield_pct", "number", "Yield [%]", "出成率（%）", least=0, most=100),
        Column("opens_on", "day", "Works from", "投产日期", needed=True),
        Column("closes_on", "day", "Works until", "停产日期"),
    ),
)  # fmt: skip
MARKET_RULES = Roll(
    "farm_market_rules", "What markets ask of farm products", "市场准入要求",
    (
        Column("product", "id", "Product", "产品", needed=True, refers="farm_products"),
        Column("market", "country", "Market", "目标市场", needed=True),
        Column("asks_registration", "yes_no", "Orchard or packing house registered",
               "须基地或包装厂备案", needed=True),
        Column("asks_test", "yes_no", "Residue test", "须农残检测", needed=True),
        Column("test_valid_days", "whole", "A test holds [days]", "检测有效天数", least=0),
        Column("asks_certificate", "yes_no", "Plant health certificate", "须植物检疫证书",
               needed=True),
        Column("least_shelf_days", "whole", "Shelf life left [days]", "最少剩余保质期（天）",
               least=0),
        Column("from_on", "day", "In force from", "生效日期", needed=True),
        Column("until_on", "day", "In force until", "失效日期"),
        Column("act", "text", "Act", "依据"),
    ),
)  # fmt: skip
BATCHES = Roll(
    "farm_batches", "Batches for export", "出口批次",
    (
        Column("product", "id", "Product", "产品", needed=True, refers="farm_products"),
        Column("producer", "id", "Producer", "经营主体", needed=True, refers="farm_producers"),
        Column("plant", "id", "Plant", "加工厂", refers="farm_plants"),
        Column("market", "country", "Market", "目标市场", needed=True),
        Column("exporter", "id", "Exporter", "出口企业"),
        Column("quantity_t", "number", "Quantity [t]", "数量（吨）", needed=True, least=0),
        Column("packed_on", "day", "Packed", "包装日期"),
        Column("registration", "text", "Number of orchard or packing house", "基地或包装厂备案号"),
        Column("tested_on", "day", "Residues tested", "农残检测日期"),
        Column("is_test_passed", "yes_no", "Test passed", "检测合格"),
        Column("certificate", "text", "Plant health certificate", "植物检疫证书"),
        Column("certified_on", "day", "Certificate issued", "发证日期"),
        Column("certificate_until", "day", "Certificate holds until", "证书有效期至"),
        Column("use_by", "day", "Best before", "保质期至"),
        Column("shipped_on", "day", "Shipped", "发运日期"),
    ),
    checks=(_check_test, _check_shipped),
)  # fmt: skip
ORDERS = Roll(
    "farm_orders", "Orders of exporters", "出口企业订单",
    (
        Column("exporter", "id", "Exporter", "出口企业", needed=True),
        Column("product", "id", "Product", "产品", needed=True, refers="farm_products"),
        Column("worst_grade", "whole", "Worst grade taken", "最低可收等级", least=1, most=9),
        Column("wanted_t", "number", "Wanted [t]", "需求量（吨）", needed=True, least=0),
        Column("least_t", "number", "Least lot [t]", "起订量（吨）", least=0),
        Column("ordered_on", "day", "Ordered", "下单日期", needed=True),
        Column("due_on", "day", "Due", "交货期限", needed=True),
        Column("price_per_t", "amount", "Price per tonne", "每吨价格"),
        Column("currency", "currency", "Currency", "币种"),
    ),
)  # fmt: skip
AGREED = Roll(
    "farm_agreed", "Volume agreed between producers and exporters", "产销约定",
    (
        Column("order", "id", "Order", "订单", needed=True, refers="farm_orders"),
        Column("harvest", "id", "Harvest", "采收", needed=True, refers="farm_harvests"),
        Column("agreed_on", "day", "Agreed", "约定日期", needed=True),
        Column("quantity_t", "number", "Agreed [t]", "约定量（吨）", needed=True, least=0),
        Column("delivered_t", "number", "Delivered [t]", "交货量（吨）", least=0),
        Column("delivered_on", "day", "Delivered on", "交货日期"),
    ),
    checks=(_check_delivery,),
)  # fmt: skip
