"""Addresses and bodies of the API of refunds, controls and negative lists."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

Text = Annotated[str, Field(max_length=40, pattern=r"^[^\x00-\x1f]*$")]
Code = Annotated[str, Field(max_length=20, pattern=r"^[\d.\- ]*$", description="HS or national.")]
Day = Annotated[str, Field(max_length=10, description="Legal day; today by default.")]
Country = Annotated[str, Field(max_length=2, description="ISO 3166-1 alpha-2.")]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")

    def fields(self) -> dict[str, Any]:
        """What was given, by name."""
        return self.model_dump(exclude_none=True)


class RefundQuery(_Strict):
    """A good, its day of export, and the sums of a trading firm or of a producer."""

    hs: Code
    on: Day | None = None
    country: Country | None = None
    net: Text | None = Field(None, description="Net purchase invoice of a trading firm.")
    producer: Text | None = Field(None, description="`yes` for exempt, credit, refund.")
    fob: Text | None = Field(None, description="FOB value of a producer's exports.")
    input_vat: Text | None = Field(None, description="VAT a producer paid.")
    home_vat: Text | None = Field(None, description="VAT a producer charged at home.")


class ControlsQuery(_Strict):
    """A good on its way to a destination."""

    hs: Code
    destination: Country
    on: Day | None = None
    country: Country | None = None


class HsQuery(_Strict):
    """Words in English, Chinese or pinyin, or the beginning of a code."""

    query: str = Field(max_length=300, description="Words or a code.")
    limit: str | None = Field(None, max_length=3, description="How many; 10 by default.")
    within: Code | None = None
    on: Day | None = None


class RulingsQuery(_Strict):
    """A code whose rulings are wanted."""

    hs: Code | None = None


class DayQuery(_Strict):
    """A legal day."""

    on: Day | None = None
