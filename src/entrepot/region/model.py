"""A region as its pack describes it: every table by name, and Region over them.

Each row class is a table of a pack; its fields are the columns that `columns.csv` describes.
Every row carries a `source` and a `status`; None is unknown, never zero.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

from entrepot.region.aims import (
    Agreement,
    AlertRule,
    Cluster,
    Indicator,
    Milestone,
    Partner,
    PlaceFigure,
    Product,
    Programme,
    Target,
    TargetMatch,
    TradeFigure,
)
from entrepot.region.friends import ContactRow, FriendCount, InstrumentRow
from entrepot.region.industry import ChainLinkRow, ChainNodeRow, ChainRow, EnterpriseRow
from entrepot.region.law import (
    Gap,
    Good,
    Market,
    Measure,
    Membership,
    Paper,
    Refund,
    Rounding,
    Stacking,
    TradeTerm,
    Valuation,
    Vat,
)
from entrepot.region.lending import BuyerGrade, CreditRate, GreenRule, LoanBand, LoanPoints
from entrepot.region.lexicon import HsNote, HsTitle, TradeWords
from entrepot.region.origin import OriginAgreement, OriginArticle, OriginParty, OriginRule
from entrepot.region.parameters import (
    Area,
    Delay,
    Destination,
    Factor,
    Gauge,
    Parameter,
    Payload,
    Rate,
    Speed,
)
from entrepot.region.places import Place, Zone, ZoneRole
from entrepot.region.policy import Control, InvestmentStep, PilotZone, Restriction, ZoneRule
from entrepot.region.port import AirCentre, DesignatedGoods, Opening
from entrepot.region.projects import (
    CompensationShare,
    ProjectCost,
    ProjectDuty,
    ProjectEffect,
    ProjectNeed,
    ProjectOverlap,
    RegionProject,
    SiteLimit,
)
from entrepot.region.railways import (
    RailGauge,
    RailMileage,
    RailOpening,
    RailPassengerOnly,
    RailRepair,
)
from entrepot.region.row import COMMON, Row
from entrepot.region.trade import Country
from entrepot.region.transport import Ban, Border, Link, Service, Terminal, TimetableRow, Transfer
from entrepot.region.window import (
    Agency,
    Arrow,
    CalendarDay,
    CalendarYear,
    Channel,
    DeclarationType,
    EventCode,
    LegalRow,
    Message,
    Office,
    RiskRule,
    Role,
    StateWord,
)
from entrepot.region.window_codes import (
    Code,
    CodeList,
    CutMode,
    DocumentType,
    DutyMode,
    Element,
    IncotermMode,
    ModePair,
    PackageKind,
    ReasonCode,
    TradeAgreement,
    TradeMode,
    TransportMode,
    Unit,
)

TABLES: dict[str, type[Row]] = {
    "places": Place, "zones": Zone, "zone_roles": ZoneRole,
    "links": Link, "terminals": Terminal, "transfers": Transfer, "borders": Border, "bans": Ban,
    "services": Service, "timetable": TimetableRow, "areas": Area, "gauges": Gauge,
    "rail_repairs": RailRepair, "rail_gauge": RailGauge, "rail_passenger_only": RailPassengerOnly,
    "rail_mileage": RailMileage, "rail_openings": RailOpening, "rates": Rate, "speeds": Speed,
    "factors": Factor, "delays": Delay, "payloads": Payload, "parameters": Parameter,
    "destinations": Destination,
    "markets": Market, "measures": Measure, "gaps": Gap, "vat": Vat, "refunds": Refund,
    "valuations": Valuation, "memberships": Membership, "stackings": Stacking,
    "roundings": Rounding,
    "controls": Control, "restrictions": Restriction, "pilot_zones": PilotZone,
    "zone_rules": ZoneRule,
    "investment_steps": InvestmentStep,
    "loan_points": LoanPoints, "loan_bands": LoanBand, "buyer_grades": BuyerGrade,
    "credit_rates": CreditRate, "green_rules": GreenRule,
    "trade_terms": TradeTerm, "goods": Good, "papers": Paper,
    "origin_agreements": OriginAgreement, "origin_parties": OriginParty,
    "origin_articles": OriginArticle, "origin_rules": OriginRule,
    "hs_titles": HsTitle, "hs_notes": HsNote, "lexicon": TradeWords,
    "clusters": Cluster, "products": Product, "trade_series": TradeFigure,
    "partners": Partner, "targets": Target, "indicators": Indicator,
    "place_series": PlaceFigure, "target_matches": TargetMatch,
    "agreements": Agreement, "programmes": Programme,
    "milestones": Milestone, "alert_rules": AlertRule,
    "instruments": InstrumentRow, "contacts": ContactRow, "friend_counts": FriendCount,
    "projects": RegionProject, "project_costs": ProjectCost,
    "project_effects": ProjectEffect, "project_needs": ProjectNeed, "site_limits": SiteLimit,
    "project_overlaps": ProjectOverlap,
    "project_duties": ProjectDuty, "compensation_shares": CompensationShare,
    "chains": ChainRow, "chain_nodes": ChainNodeRow, "chain_links": ChainLinkRow,
    "enterprises": EnterpriseRow,
    "dictionary": Element, "code_lists": CodeList, "codes": Code, "trade_modes": TradeMode,
    "cut_modes": CutMode, "duty_modes": DutyMode, "mode_matrix": ModePair,
    "trade_agreements": TradeAgreement, "documents": DocumentType, "units": Unit,
    "packages": PackageKind, "transport_modes": TransportMode, "incoterm_modes": IncotermMode,
    "reason_codes": ReasonCode, "declaration_types": DeclarationType, "states": StateWord,
    "transitions": Arrow, "event_codes": EventCode, "channels": Channel, "messages": Message,
    "roles": Role, "agencies": Agency, "risk_rules": RiskRule, "legal": LegalRow,
    "calendar": CalendarDay, "calendar_years": CalendarYear, "offices": Office,
    "air_centres": AirCentre, "openings": Opening,
    "designated_goods": DesignatedGoods, "countries": Country,
}  # fmt: skip
LATER = frozenset({"countries", "hs_titles", "lexicon"})  # large, and few ask for them


@dataclass(frozen=True, slots=True)
class Region:
    """A region with the world around it.

    Attributes:
        id: Folder name of the pack.
        name, name_zh: What people call it.
        root: Place id of the region as a whole.
        levels: Kind words of its units from the root down, such as province, prefecture,
            county; the words are the pack's own.
        country: ISO 3166-1 alpha-2 of the customs territory it lies in.
        currency: ISO 4217 code of its money.
        home: Place id a quote starts from when none is named.
        centre: Latitude and longitude of the map.
        version: First digits of the SHA-256 over all pack texts.
    """

    id: str
    name: str
    name_zh: str
    root: str
    levels: tuple[str, ...]
    country: str
    currency: str
    home: str
    centre: tuple[float, float]
    version: str
    places: Mapping[str, Place]
    zones: tuple[Zone, ...] = ()
    zone_roles: tuple[ZoneRole, ...] = ()
    links: tuple[Link, ...] = ()
    terminals: tuple[Terminal, ...] = ()
    transfers: tuple[Transfer, ...] = ()
    borders: tuple[Border, ...] = ()
    bans: tuple[Ban, ...] = ()
    services: tuple[Service, ...] = ()
    timetable: tuple[TimetableRow, ...] = ()
    areas: tuple[Area, ...] = ()
    gauges: tuple[Gauge, ...] = ()
    rail_repairs: tuple[RailRepair, ...] = ()
    rail_gauge: tuple[RailGauge, ...] = ()
    rail_passenger_only: tuple[RailPassengerOnly, ...] = ()
    rail_mileage: tuple[RailMileage, ...] = ()
    rail_openings: tuple[RailOpening, ...] = ()
    rates: tuple[Rate, ...] = ()
    speeds: tuple[Speed, ...] = ()
    factors: tuple[Factor, ...] = ()
    delays: tuple[Delay, ...] = ()
    payloads: tuple[Payload, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    destinations: tuple[Destination, ...] = ()
    markets: tuple[Market, ...] = ()
    measures: tuple[Measure, ...] = ()
    gaps: tuple[Gap, ...] = ()
    vat: tuple[Vat, ...] = ()
    refunds: tuple[Refund, ...] = ()
    valuations: tuple[Valuation, ...] = ()
    memberships: tuple[Membership, ...] = ()
    stackings: tuple[Stacking, ...] = ()
    roundings: tuple[Rounding, ...] = ()
    controls: tuple[Control, ...] = ()
    restrictions: tuple[Restriction, ...] = ()
    pilot_zones: tuple[PilotZone, ...] = ()
    zone_rules: tuple[ZoneRule, ...] = ()
    investment_steps: tuple[InvestmentStep, ...] = ()
    loan_points: tuple[LoanPoints, ...] = ()
    loan_bands: tuple[LoanBand, ...] = ()
    buyer_grades: tuple[BuyerGrade, ...] = ()
    credit_rates: tuple[CreditRate, ...] = ()
    green_rules: tuple[GreenRule, ...] = ()
    trade_terms: tuple[TradeTerm, ...] = ()
    goods: tuple[Good, ...] = ()
    papers: tuple[Paper, ...] = ()
    origin_agreements: tuple[OriginAgreement, ...] = ()
    origin_parties: tuple[OriginParty, ...] = ()
    origin_articles: tuple[OriginArticle, ...] = ()
    origin_rules: tuple[OriginRule, ...] = ()
    hs_titles: Sequence[HsTitle] = ()
    hs_notes: tuple[HsNote, ...] = ()
    lexicon: Sequence[TradeWords] = ()
    clusters: tuple[Cluster, ...] = ()
    products: tuple[Product, ...] = ()
    trade_series: tuple[TradeFigure, ...] = ()
    partners: tuple[Partner, ...] = ()
    targets: tuple[Target, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    place_series: tuple[PlaceFigure, ...] = ()
    target_matches: tuple[TargetMatch, ...] = ()
    agreements: tuple[Agreement, ...] = ()
    programmes: tuple[Programme, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    projects: tuple[RegionProject, ...] = ()
    project_costs: tuple[ProjectCost, ...] = ()
    project_effects: tuple[ProjectEffect, ...] = ()
    project_overlaps: tuple[ProjectOverlap, ...] = ()
    project_needs: tuple[ProjectNeed, ...] = ()
    site_limits: tuple[SiteLimit, ...] = ()
    project_duties: tuple[ProjectDuty, ...] = ()
    compensation_shares: tuple[CompensationShare, ...] = ()
    alert_rules: tuple[AlertRule, ...] = ()
    instruments: tuple[InstrumentRow, ...] = ()
    contacts: tuple[ContactRow, ...] = ()
    friend_counts: tuple[FriendCount, ...] = ()
    chains: tuple[ChainRow, ...] = ()
    chain_nodes: tuple[ChainNodeRow, ...] = ()
    chain_links: tuple[ChainLinkRow, ...] = ()
    enterprises: tuple[EnterpriseRow, ...] = ()
    dictionary: tuple[Element, ...] = ()
    code_lists: tuple[CodeList, ...] = ()
    codes: tuple[Code, ...] = ()
    trade_modes: tuple[TradeMode, ...] = ()
    cut_modes: tuple[CutMode, ...] = ()
    duty_modes: tuple[DutyMode, ...] = ()
    mode_matrix: tuple[ModePair, ...] = ()
    trade_agreements: tuple[TradeAgreement, ...] = ()
    documents: tuple[DocumentType, ...] = ()
    units: tuple[Unit, ...] = ()
    packages: tuple[PackageKind, ...] = ()
    transport_modes: tuple[TransportMode, ...] = ()
    incoterm_modes: tuple[IncotermMode, ...] = ()
    reason_codes: tuple[ReasonCode, ...] = ()
    declaration_types: tuple[DeclarationType, ...] = ()
    states: tuple[StateWord, ...] = ()
    transitions: tuple[Arrow, ...] = ()
    event_codes: tuple[EventCode, ...] = ()
    channels: tuple[Channel, ...] = ()
    messages: tuple[Message, ...] = ()
    roles: tuple[Role, ...] = ()
    agencies: tuple[Agency, ...] = ()
    risk_rules: tuple[RiskRule, ...] = ()
    legal: tuple[LegalRow, ...] = ()
    calendar: tuple[CalendarDay, ...] = ()
    calendar_years: tuple[CalendarYear, ...] = ()
    offices: tuple[Office, ...] = ()
    air_centres: tuple[AirCentre, ...] = ()
    openings: tuple[Opening, ...] = ()
    designated_goods: tuple[DesignatedGoods, ...] = ()
    countries: tuple[Country, ...] = ()

    def table(self, name: str) -> tuple[Row, ...]:
        """All rows of a table by its name in `TABLES`."""
        rows = getattr(self, name)
        return tuple(rows.values() if isinstance(rows, Mapping) else rows)

    def parameter(self, parameter_id: str) -> Parameter:
        """A parameter by its id.

        Raises:
            KeyError: The pack lacks it.
        """
        for parameter in self.parameters:
            if parameter.id == parameter_id:
                return parameter
        raise KeyError(parameter_id)


def columns_of(table: str) -> tuple[str, ...]:
    """Column names of a table, its own first and those that every table has last."""
    own = (field.name for field in fields(TABLES[table]) if field.name not in COMMON)
    return (*own, *COMMON)
