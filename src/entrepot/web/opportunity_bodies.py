"""Addresses of the API of opportunities and complexity."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from entrepot.web.statistics_bodies import Word

Number = Annotated[str, Field(max_length=20, pattern=r"^[0-9.]*$")]


class _Asked(BaseModel):
    model_config = ConfigDict(extra="forbid")

    def fields(self) -> dict[str, Any]:
        """What was given, by name."""
        return asked_of(self)


def asked_of(model: BaseModel) -> dict[str, Any]:
    """What was given, by name."""
    given: dict[str, Any] = model.model_dump(exclude_none=True)
    return {name: value for name, value in given.items() if value != ""}


class OpportunityQuery(_Asked):
    """Which opportunities of the region."""

    year: Number = Field("", description="Of the trade; the last that is loaded by default.")
    section: Word = Field("", description="Only this section of the HS, as XVI.")
    bloc: Word = Field("", description="Only markets of this bloc or agreement, as RCEP.")
    binding: Word = Field("", description="Only where this holds back: supply, demand, ease.")
    least: Number = Field("", description="Least amount that is not realised.")
    market: Word = Field("", description="Only this market, as JP.")
    product: Word = Field("", description="Only products whose codes begin so.")
    top: Number = Field("", description="How many rows, to 500; 50 by default.")


class OpportunityFileQuery(_Asked):
    """Which opportunities of a file."""

    exporter: Word = Field("", description="Only this exporter.")
    market: Word = Field("", description="Only this market.")
    product: Word = Field("", description="Only this product.")
    min_unrealised: float = Field(0.0, ge=0, description="Least amount that is not realised.")
    top: int = Field(20, ge=1, le=5000, description="How many rows.")


class ComplexityQuery(_Asked):
    """How a file of exports is to be read."""

    location: Word = Field("", description="Column of the places; country by default.")
    product: Word = Field("", description="Column of the products.")
    value: Word = Field("", description="Column of the values.")
    min_exports: float = Field(0.0, ge=0, description="Places that export less are left out.")
    measure: Literal["rca", "given"] = Field("rca", description="given takes values as marks.")
    pairs: list[Word] = Field([], max_length=100, description="Products, as A:B, how near.")


Signed = Annotated[str, Field(max_length=12, pattern=r"^-?[0-9.]*$")]


class WhatIfQuery(_Asked):
    """A change of trade costs between the region and a partner, both ways."""

    partner: Word = Field("", description="Only this economy, as VN; every one by default.")
    cost_pct: Signed = Field("", description="Change of trade costs in percent; -5 by default.")
    theta: Number = Field("", description="Trade elasticity; 4 by default.")
    theta_sd: Number = Field("", description="Its standard deviation; 0.5 by default.")
    domestic_pct: Number = Field("", description="Supposed share bought at home; 80 by default.")
    closure: Word = Field("", description="additive, multiplicative or balanced-first.")
    year: Number = Field("", description="Of the trade; the last that is loaded by default.")
