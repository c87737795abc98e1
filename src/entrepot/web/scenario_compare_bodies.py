"""Addresses and bodies of the API of scenarios side by side; the service checks what is inside."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from entrepot.web.effect_bodies import Partners
from entrepot.web.opportunity_bodies import Number, asked_of
from entrepot.web.scenario_bodies import Table
from entrepot.web.statistics_bodies import Word

MOST = 5  # scenarios of one request: every set of them is worked out
_BASE = "Reference of a kept scenario; the region as it is by default."


class _Asked(BaseModel):
    model_config = ConfigDict(extra="forbid")

    partners: Partners = Field("", description="Only these, as VN,TH; all by default.")
    theta: Number = Field("", description="Trade elasticity; 4 by default.")
    theta_sd: Number = Field("", description="Its standard deviation; 0.5 by default.")
    value_of_time: Word = Field("", description="Parameter of a day; inv_hs_low by default.")
    value_usd_per_teu: Number = Field("", description="Worth of a TEU; the pack's by default.")
    domestic_pct: Number = Field("", description="Supposed share bought at home; 80 by default.")
    closure: Word = Field("", description="additive, multiplicative or balanced-first.")
    year: Number = Field("", description="Of the trade; the last that is loaded by default.")
    network_year: Number = Field("", description="Of the corridors; the last opening by default.")
    draws: Number = Field("", description="How many draws, to 2000; 200 by default.")
    seed: Number = Field("", description="Seed of the draws; 1 by default.")

    def fields(self) -> dict[str, Any]:
        """What was given, by name."""
        given = asked_of(self)
        given.pop("table", None)
        return given | {"scenarios": given.pop("scenario", [])}


class CompareQuery(_Asked):
    """Kept scenarios beside a base."""

    base: Word = Field("", description=_BASE)
    scenario: Annotated[list[Word], Field(max_length=MOST)] = Field(
        default=[], description="References of kept scenarios, one to five."
    )


class CompareFileQuery(CompareQuery):
    """The same with the table that is wanted."""

    table: Literal["effects", "targets", "overlap"] = Field("effects", description="Which rows.")


class CompareBody(_Asked):
    """Scenarios that are kept or sent, and a table of input and output."""

    base: Word | Table = Field("", description=f"{_BASE} Or a table: name, and edit, a list.")
    scenario: Annotated[list[Word | Table], Field(max_length=MOST)] = Field(
        default=[], description="References, or tables: name, and edit, a list of tables."
    )
    output: dict[str, JsonValue] | None = Field(
        None, description="Sectors and their flows, as docs/how-to/output-table.toml has them."
    )
