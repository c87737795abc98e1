"""Addresses of the API of trade statistics; the service checks what the words mean."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Word = Annotated[str, Field(max_length=100, pattern=r"^[^\x00-\x1f\x7f]*$")]
Month = Annotated[str, Field(max_length=7, pattern=r"^[0-9-]*$")]
Flag = Literal["", "0", "1", "false", "true"]
_OFF = ("", "0", "false")


class _Asked(BaseModel):
    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    first: Month = Field("", alias="from", description="First month, as 202401.")
    last: Month = Field("", alias="to", description="Last month, as 202412.")
    flow: Word = Field("", description="import or export; all by default.")
    revision: Annotated[str, Field(max_length=9, pattern=r"^\d*$")] = Field(
        "", description="As known then; the newest by default."
    )
    own: Flag = Field("", description="Only what the region itself reports.")
    reporter: Word = Field("", description="Only what this country reports.")
    partner: Word = Field("", description="Only this partner, as JP.")
    origin: Word = Field("", description="Only of this origin.")
    region: Word = Field("", description="Only of this district at home.")
    hs: Word = Field("", description="Only this code as it was declared.")
    hs2: Word = Field("", description="Only this chapter.")
    hs4: Word = Field("", description="Only this heading.")
    hs6: Word = Field("", description="Only this subheading.")
    regime: Word = Field("", description="Only this customs procedure.")
    mode: Word = Field("", description="Only this mode of transport.")
    office: Word = Field("", description="Only this customs office.")

    def fields(self) -> dict[str, Any]:
        """What was given, by name."""
        given: dict[str, Any] = self.model_dump(exclude_none=True, by_alias=True)
        flags = {"own", "public"}
        return {
            name: value for name, value in given.items()
            if value and not (name in flags and value in _OFF)
        }  # fmt: skip


class TableQuery(_Asked):
    """A table with its measures, as `entrepot statistics show` takes it."""

    by: Word = Field("", description="Fields, as partner,hs6.")
    measure: Word = Field("", description="value, share, growth, contribution, hhi, cr4, ...")
    currency: Word = Field("", description="Of the figures.")
    public: Flag = Field("", description="Only what everybody may see.")


class LinesQuery(_Asked):
    """The lines of a cell."""


class MirrorQuery(_Asked):
    """Reports of both sides, as `entrepot statistics mirror` takes them."""

    currency: Word = Field("", description="Of the figures.")
    product: Literal["", "hs2", "hs4", "hs6"] = Field("", description="All goods by default.")
    cif_margin_pct: Word = Field("", description="From FOB to CIF [% of FOB].")
    margin_source: Word = Field("", description="Where the margin is from.")
    margin_status: Word = Field("", description="How sure it is; unverified by default.")
    tolerance_pct: Word = Field("", description="Most that reports which agree differ; 20.")
    top: Annotated[int | None, Field(ge=0, le=100_000)] = Field(None, description="0 is all.")


class LedgerQuery(_Asked):
    """Accounts of partners and of groups of partners."""

    currency: Word = Field("", description="Of the figures.")
    group: Word = Field("", description="Groups of countries; all by default.")


class FirmsQuery(_Asked):
    """Firms that are active, enter, leave and stay."""

    currency: Word = Field("", description="Of the figures.")
    period: Literal["", "year", "month"] = Field("", description="year by default.")


class OwnQuery(BaseModel):
    """A firm's own trade, as `entrepot statistics own` takes it."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    first: Month = Field("", alias="from", description="First month, as 202401.")
    last: Month = Field("", alias="to", description="Last month, as 202412.")
    firm: Word = Field("", description="Credit code; one's own by default.")
    currency: Word = Field("", description="Of the figures.")
    revision: Annotated[str, Field(max_length=9, pattern=r"^\d*$")] = Field(
        "", description="As known then; the newest by default."
    )
    edition: Word = Field("", description="Only this edition of the Harmonized System.")

    def fields(self) -> dict[str, Any]:
        """What was given, by name."""
        given = self.model_dump(by_alias=True)
        return {name: value for name, value in given.items() if value}


class NationQuery(_Asked):
    """The region beside the nation."""

    currency: Word = Field("", description="Of the figures.")
    by: Literal["partner", "hs2", "hs4", "hs6"] = Field("hs2", description="Field of the table.")


class TargetsQuery(BaseModel):
    """Goals of trade, and what one of them is about."""

    model_config = ConfigDict(extra="forbid")

    target: Word = Field("", description="Ids of targets; all that speak of trade by default.")
    partner: Word = Field("", description="Of one target: only this partner.")
    hs2: Word = Field("", description="Of one target: only this chapter.")
    hs4: Word = Field("", description="Of one target: only this heading.")
    hs6: Word = Field("", description="Of one target: only this subheading.")
    bridge: Word = Field("", description="Over unknown months: none, smoothing or longest.")

    def fields(self) -> dict[str, Any]:
        """What was given, by name."""
        return {name: value for name, value in self.model_dump().items() if value}


class OutlookQuery(BaseModel):
    """The region's own months to be foreseen, as `entrepot forecast --series` takes them."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    first: Month = Field("", alias="from", description="First month; the first that is loaded.")
    last: Month = Field("", alias="to", description="Last month; the last that is loaded.")
    flow: Word = Field("", description="export or import; both by default.")
    partner: Word = Field("", description="Only this partner, as JP.")
    hs2: Word = Field("", description="Only this chapter.")
    hs4: Word = Field("", description="Only this heading.")
    hs6: Word = Field("", description="Only this subheading.")
    region: Word = Field("", description="Only of this place at home.")
    currency: Word = Field("", description="Of the figures.")
    revision: int | None = Field(None, ge=0, description="As known then; the newest by default.")
    bridge: Word = Field("", description="Over unknown months: none, smoothing or longest.")
    year: int | None = Field(None, ge=1990, le=2100, description="Up to it; five years on.")
    target: float | None = Field(None, gt=0, description="Of that year, in the currency.")

    def fields(self) -> dict[str, Any]:
        """What was given, by name."""
        given = self.model_dump(exclude_none=True, by_alias=True)
        return {name: value for name, value in given.items() if value != ""}


class LoadQuery(BaseModel):
    """How a file of lines is to be read."""

    model_config = ConfigDict(extra="forbid")

    layout: Word = Field(description="window, china-customs, comtrade, baci or generic.")
    map: Annotated[str, Field(max_length=8000)] = Field(
        "", description="Map of the columns, as JSON; over that of the layout."
    )
    file: Word = Field("lines.csv", description="Name; its ending tells CSV, Parquet or JSON.")


class ReviewQuery(BaseModel):
    """A place and the years of its growth."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    geography: Annotated[str, Field(max_length=200)] = Field(
        "", description="As the figures name it; the region by default."
    )
    first: int | None = Field(None, alias="from", ge=1900, le=2200, description="First year.")
    last: int | None = Field(None, alias="to", ge=1900, le=2200, description="Last year.")
