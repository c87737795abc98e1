"""Bodies of the API of trade; the service checks what is inside the rows."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue, model_validator
from pydantic_core import PydanticCustomError

Name = Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f]*$")]
Value = Annotated[str, Field(max_length=100)] | float | int | None
Row = Annotated[dict[str, Value], Field(max_length=40)]
Sql = Annotated[str, Field(max_length=1000)]
_MOST_PAIRS = 10_000
_MOST_GRAVITY_ROWS = 200_000
_MOST_SECTOR_ROWS = 50_000
_MOST_CELLS = 2_000  # sectors times economies
_MOST_DRAWS = 200
_CLOSURE = "What becomes of deficits; fixed-nominal names a numeraire."


class _Strict(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")

    def fields(self) -> dict[str, Any]:
        """What was given, by name."""
        return self.model_dump(exclude_none=True, by_alias=True)


class Table(_Strict):
    """Rows of a table; a column that is not called by the name of its role is named beside."""

    model_config = ConfigDict(strict=True, extra="allow")
    __pydantic_extra__: dict[str, Name]

    rows: list[Row] = Field(min_length=1, max_length=_MOST_SECTOR_ROWS, description="The rows.")
    where: Sql | None = Field(None, description="DuckDB scalar SQL: rows to keep.")


class Spread(_Strict):
    """A normal distribution."""

    mean: float = Field(description="Its mean.")
    sd: float = Field(ge=0, description="Its standard deviation.")


class DrawsBody(_Strict):
    """How often to solve again, and with what."""

    n: int = Field(ge=1, le=_MOST_DRAWS, description="How many draws.")
    seed: int = Field(ge=0, le=2**63 - 1, description="Seed of chance.")
    theta: Spread | None = Field(None, description="Of the trade elasticity.")
    shift_scale: Spread | None = Field(None, description="Of the factor of the shock in logs.")


class ClearanceBody(_Strict):
    """Hours from lodging to release, and what they are multiplied by."""

    factor: float = Field(ge=0, le=10, description="0.5 halves them.")
    hours: Table = Field(description="partner, flow (export or import), hours.")


class OneSectorBody(_Strict):
    """One sector, by exact hat algebra."""

    model: Literal["one-sector"]
    flows: Table = Field(description="origin, destination, value; fitted for a fitted baseline.")
    theta: float = Field(gt=0, le=1000, description="Trade elasticity.")
    closure: Literal["additive", "multiplicative", "balanced-first", "fixed-nominal"] = Field(
        description=_CLOSURE
    )
    numeraire: Name | None = Field(None, description="Economy whose wage is 1.")
    baseline: Literal["observed", "fitted"] | None = Field(None, description="Flows of the base.")
    shock: Table | None = Field(None, description="origin, destination, trade_shift or tau_hat.")
    tariffs: Table | None = Field(
        None, description="origin, destination, before_pct, after_pct; their revenue is spent."
    )
    duty_in_flows: bool | None = Field(None, description="Whether flows hold duty already.")
    totals: Table | None = Field(None, description="country, output, expenditure.")
    data_status: Literal["published", "derived", "modelled", "unverified", "synthetic"] | None = (
        Field(None, description="How sure the flows are.")
    )
    corridors: bool | None = Field(None, description="The region's corridors are the shock.")
    scenario: dict[str, JsonValue] | None = Field(
        None, description="What differs: name, and edit, as a file of scenarios has it."
    )
    clearance: ClearanceBody | None = Field(None, description="A faster clearance.")
    region: Name | None = Field(None, description="Code of the region in the flows.")
    partners: list[Name] | None = Field(None, max_length=300, description="Only these.")
    year: int | None = Field(None, ge=1990, le=2100, description="Year of the corridors.")
    level: Name | None = Field(None, description="Level of the region's units.")
    value_usd_per_teu: float | None = Field(None, gt=0, description="Worth of a TEU of goods.")
    value_of_time: Name | None = Field(None, description="Parameter of a day; inv_hs_low.")
    draws: DrawsBody | None = Field(None, description="Draws for bands of 90 %.")

    @model_validator(mode="after")
    def is_small(self) -> "OneSectorBody":
        """A larger case takes longer than a request may."""
        _tell_large(len(self.flows.rows), _MOST_PAIRS, "pairs")
        return self


class SectorsBody(_Strict):
    """Many sectors with inputs and duties."""

    model: Literal["caliendo-parro"]
    closure: Literal["additive", "multiplicative", "balanced-first", "fixed-nominal"] = Field(
        description=_CLOSURE
    )
    numeraire: Name | None = Field(None, description="Economy whose wage is 1.")
    duty_in_flows: bool | None = Field(None, description="Whether flows hold duty already.")
    flows: Table = Field(description="sector, importer, exporter, value.")
    tariffs: Table | None = Field(
        None, description="sector, importer, exporter, before_pct, after_pct."
    )
    output: Table = Field(description="country, sector, gross_output, value_added_share.")
    inputs: Table = Field(description="country, user, input, share.")
    elasticities: Table = Field(description="sector, theta.")
    tau_hat: Table | None = Field(None, description="sector, importer, exporter, tau_hat.")
    blocs: Annotated[dict[Name, list[Name]], Field(max_length=20)] | None = Field(
        None, description="Members by bloc."
    )

    @model_validator(mode="after")
    def is_small(self) -> "SectorsBody":
        """A larger case takes longer than a request may."""
        _tell_large(len(self.output.rows), _MOST_CELLS, "sectors of economies")
        return self


class CutRow(_Strict):
    """One partner's sales in a market and the duty they meet."""

    partner: Name
    value: float = Field(description="Imports before duty.")
    tariff_before_pct: float = Field(description="Duty before [%].")
    tariff_after_pct: float = Field(description="Duty after [%].")


class SmartBody(_Strict):
    """A tariff cut in one market."""

    imports: list[CutRow] = Field(min_length=1, max_length=1000, description="Each partner.")
    import_demand_elasticity: float = Field(description="Without its sign.")
    substitution_elasticity: float = Field(description="Among partners.")
    export_supply_elasticity: float | None = Field(None, description="None is unlimited supply.")
    diversion: Literal["ces", "linear", "laird-yeats"] | None = Field(
        None, description="How partners replace each other; ces by default."
    )


class ShareBody(_Strict):
    """An exporter in the world's trade of a product."""

    flows: Table = Field(description="exporter, importer, value; mass [t] where it is named.")
    exporter: Name = Field(description="Whose share.")
    product: Name | None = Field(None, description="What is traded.")
    source: Name | None = Field(None, description="Where the flows are from.")


class PlannedBody(_Strict):
    """What a production plan needs from abroad."""

    plan: Table = Field(description="product, period, output.")
    coefficients: Table = Field(description="product, input, per_unit.")
    home: Table | None = Field(None, description="input, period, quantity made at home.")
    stock: Table | None = Field(None, description="input, quantity at the start.")
    contracts: Table | None = Field(None, description="input, period, origin, quantity.")
    unit: Name | None = Field(None, description="Of the quantities.")
    source: Name | None = Field(None, description="Where the figures are from.")


class CirculationBody(_Strict):
    """A shock through foreign markets."""

    products: Table = Field(description="product, output.")
    exports: Table = Field(description="product, partner, value.")
    shock: Table = Field(description="product, partner, change_pct; * is every one.")
    links: Table | None = Field(None, description="maker, user, share of the user's output.")
    redirect_pct: float | None = Field(None, description="Of what is lost, sold at home [%].")
    unit: Name | None = Field(None, description="Of the amounts.")
    source: Name | None = Field(None, description="Where the figures are from.")


class FiguresBody(_Strict):
    """Figures of services by category and mode, or of what passes through a node city."""

    figures: Table = Field(description="A figure a row.")
    unit: Name | None = Field(None, description="Of the amounts.")
    source: Name | None = Field(None, description="Where the figures are from.")
    figures_status: (
        Literal["published", "derived", "modelled", "unverified", "synthetic"] | None
    ) = Field(None, description="How sure they are; unverified by default.")


class PeriodRow(_Strict):
    """A value of a year or a month."""

    period: str = Field(min_length=4, max_length=7, description="2024, 202401 or 2024-01.")
    value: float


class ForecastParts(_Strict):
    """Growth expected beyond the median, each as a factor."""

    supply: float | None = None
    demand: float | None = None
    trade_cost: float | None = None
    new_products: float | None = None


class ForecastBody(_Strict):
    """A series and the target it is asked about."""

    series: list[PeriodRow] = Field(min_length=1, max_length=1200, description="Absent: unknown.")
    target: float = Field(description="To be reached, in the unit of the series.")
    year: int = Field(ge=1900, le=2200, description="Year of the target.")
    what: Name | None = Field(None, description="What is measured.")
    where: Name | None = Field(None, description="Where.")
    unit: Name | None = Field(None, description="Unit of series and target.")
    source: str | None = Field(None, max_length=400, description="Who published the series.")
    theta: float | None = Field(None, description="Elasticity of trade to cost; 4 by default.")
    parts: ForecastParts | None = Field(None, description="Factors that share the gap.")
    draws: int | None = Field(None, ge=100, le=10_000, description="Futures; 2000 by default.")
    seed: int | None = Field(None, ge=0, description="Of chance; 1 by default.")


class PlaceRow(_Strict):
    """A place and the size of its market."""

    code: Name
    size: float


class LegRow(_Strict):
    """A way between two places."""

    tail: Name = Field(alias="from")
    head: Name = Field(alias="to")
    factor: float = Field(description="Price there over price here, at least 1.")


class AccessScenario(_Strict):
    """What changes."""

    legs: list[LegRow] | None = Field(None, max_length=2000, description="Legs that change.")
    opened: list[Name] | None = Field(
        None, alias="open", max_length=6, description="Links of the region to open, link:ID."
    )
    avoid: list[Name] | None = Field(None, max_length=20, description="What is shut, KIND:ID.")


class AccessBody(_Strict):
    """Market access by places and legs, or by the region's corridors."""

    theta: float | None = Field(None, gt=0, le=100, description="Elasticity; 8.22 by default.")
    include_own: bool | None = Field(None, description="Count a place's own market.")
    places: list[PlaceRow] | None = Field(None, max_length=300, description="Places.")
    legs: list[LegRow] | None = Field(None, max_length=2000, description="Ways.")
    data_status: Literal["published", "derived", "modelled", "unverified", "synthetic"] | None = (
        Field(None, description="How sure the flows are.")
    )
    corridors: bool | None = Field(None, description="Take places and costs from the region.")
    year: int | None = Field(None, ge=1990, le=2100, description="Year of the network.")
    level: list[Name] | None = Field(None, max_length=6, description="Levels of the region.")
    avoid: list[Name] | None = Field(None, max_length=20, description="What is shut, KIND:ID.")
    scenario: AccessScenario | None = Field(None, description="What changes.")


def _tell_large(rows: int, most: int, what: str) -> None:
    if rows > most:
        message = f"has {rows} {what}, more than {most}; the command line takes them"
        raise PydanticCustomError("too_large", message)


EquilibriumBody = Annotated[OneSectorBody | SectorsBody, Field(discriminator="model")]

Formula = Annotated[str, Field(min_length=1, max_length=2000)]
Column = Annotated[str, Field(min_length=1, max_length=300)]


class GravityBody(_Strict):
    """Flows as rows, and the equation to estimate over them."""

    formula: Formula = Field(description="Such as 'trade ~ rta | exporter^year + importer^year'.")
    rows: list[Row] = Field(min_length=1, max_length=_MOST_GRAVITY_ROWS, description="The flows.")
    cluster: list[Column] | None = Field(
        None, max_length=2, description="Columns whose rows err together."
    )
    where: Sql | None = Field(None, description="DuckDB scalar SQL: rows to use.")
    derive: Annotated[dict[Name, Sql], Field(max_length=20)] | None = Field(
        None, description="DuckDB scalar SQL of further columns, by name."
    )
    vcov: Literal["iid", "robust", "cluster"] | None = Field(
        None, description="What is supposed of the errors."
    )
    ssc: Literal["none", "stata"] | None = Field(None, description="For small samples.")
    bias_correct: bool | None = Field(
        None, description="Free estimate and error of the three-way bias."
    )


class GravityRunBody(_Strict):
    """A long run of a gravity estimate."""

    model: Literal["gravity"]
    name: Name | None = Field(None, description="Name under which it is kept.")
    case: GravityBody = Field(description="As `POST /api/v1/trade/gravity` takes it.")


class EquilibriumRunBody(_Strict):
    """A long run of an equilibrium; its case may be larger than one that is answered at once."""

    model: Literal["equilibrium"]
    name: Name | None = Field(None, description="Name under which it is kept.")
    case: dict[str, Any] = Field(
        description="As `POST /api/v1/trade/equilibrium` takes it, of any size and up to "
        "100,000 draws; what is wrong in it fails the run."
    )


class LinesBody(_Strict):
    """Lines of trade with how they are to be read."""

    layout: str = Field(max_length=40, description="Name of a layout, or generic with a map.")
    rows: list[dict[str, Any]] = Field(min_length=1, description="Rows by column.")
    map: dict[str, Any] | None = Field(None, description="Which column gives which field.")
    file: Name | None = Field(None, description="What the rows are from.")


class LoadRunBody(_Strict):
    """A long run that loads lines month by month; cut off, it goes on behind the last month."""

    model: Literal["load"]
    name: Name | None = Field(None, description="Name under which it is kept.")
    case: LinesBody = Field(description="The lines.")


RunBody = Annotated[GravityRunBody | EquilibriumRunBody | LoadRunBody, Field(discriminator="model")]


class GravityQuery(BaseModel):
    """The equation to estimate over a file, by address."""

    model_config = ConfigDict(extra="forbid")

    formula: Formula = Field(description="Such as 'trade ~ rta | exporter^year + importer^year'.")
    cluster: list[Column] = Field([], max_length=2, description="Columns whose rows err together.")
    where: Sql | None = Field(None, description="DuckDB scalar SQL: rows to use.")
    derive: list[Sql] = Field([], max_length=20, description="Further columns, as NAME=SQL.")
    vcov: Literal["iid", "robust", "cluster"] | None = Field(
        None, description="What is supposed of the errors."
    )
    ssc: Literal["none", "stata"] | None = Field(None, description="For small samples.")
    bias_correct: bool = Field(False, description="Free it of the three-way bias.")

    def fields(self) -> dict[str, Any]:
        """What was given, by name."""
        return self.model_dump(exclude_none=True)
