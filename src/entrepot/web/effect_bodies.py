"""Addresses and bodies of the API of corridors and trade; the service checks what is inside."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from entrepot.web.opportunity_bodies import Number, asked_of
from entrepot.web.scenario_bodies import Table
from entrepot.web.statistics_bodies import Word

Partners = Annotated[str, Field(max_length=800, pattern=r"^[A-Za-z, ]*$")]


class EffectQuery(BaseModel):
    """A kept scenario of the corridors, or a faster clearance, and how the world is closed."""

    model_config = ConfigDict(extra="forbid")

    scenario: Word = Field("", description="Reference of a scenario that who asks keeps.")
    clearance: Number = Field("", description="Multiplies the measured hours of clearance.")
    clearance_at: Word = Field("", description="Which hours: p50 or p90; p50 by default.")
    partners: Partners = Field("", description="Only these, as VN,TH; all by default.")
    theta: Number = Field("", description="Trade elasticity; 4 by default.")
    theta_sd: Number = Field("", description="Its standard deviation; 0.5 by default.")
    value_of_time: Word = Field("", description="Parameter of a day; inv_hs_low by default.")
    value_usd_per_teu: Number = Field(
        "", description="Worth of the goods of a TEU; the spread of the pack by default."
    )
    domestic_pct: Number = Field("", description="Supposed share bought at home; 80 by default.")
    closure: Word = Field("", description="additive, multiplicative or balanced-first.")
    year: Number = Field("", description="Of the trade; the last that is loaded by default.")
    network_year: Number = Field("", description="Of the corridors; now by default.")
    draws: Number = Field("", description="How many draws, to 2000; 200 by default.")
    seed: Number = Field("", description="Seed of the draws; 1 by default.")

    def fields(self) -> dict[str, Any]:
        """What was given, by name."""
        return asked_of(self)


class EffectFileQuery(EffectQuery):
    """The same with the table that is wanted."""

    table: Literal["lanes", "economies"] = Field("lanes", description="Which rows.")

    def fields(self) -> dict[str, Any]:
        """What was given, by name, the table apart."""
        return {name: value for name, value in asked_of(self).items() if name != "table"}


class EffectBody(EffectQuery):
    """The same with a scenario that nobody keeps."""

    scenario: Word | Table = Field(  # type: ignore[assignment]
        "", description="Reference of a kept one, or a table: name, and edit, a list of tables."
    )
