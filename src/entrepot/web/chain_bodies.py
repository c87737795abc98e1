"""Bodies of the API of chains and of input-output models; the service checks the cells."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

Name = Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f]*$")]
Amount = Annotated[float | int | None, Field(description="In a year; left out where unknown.")]
Cells = Annotated[list[float | int], Field(max_length=300)]
_MOST_NODES, _MOST_LINKS, _MOST_FIRMS, _MOST_RUNS = 300, 5_000, 10_000, 2_000


class _Strict(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", populate_by_name=True)

    def fields(self) -> dict[str, Any]:
        """What was given, by name."""
        return self.model_dump(exclude_none=True, by_alias=True)


class ChainNodeBody(_Strict):
    """Something that is made, or would be."""

    id: Name
    output_cny: Amount = None
    national_output_cny: Amount = None
    local_supply_cny: Amount = None
    peer_output_cny: Amount = None
    fit: dict[Name, float] | None = Field(None, description="Fit by limit, 0 to 1.")


class ChainLinkBody(_Strict):
    """What goes into what."""

    start: Name = Field(alias="from", description="What goes in.")
    end: Name = Field(alias="to", description="What it goes into.")
    coefficient: float | int | None = Field(None, description="Money of the one in the other's.")


class ChainFirmBody(_Strict):
    """A firm at a node."""

    id: Name | None = None
    node: Name
    output_cny: Amount = None


class ChainBody(_Strict):
    """A chain, and how often its ranks are tried."""

    nodes: list[ChainNodeBody] = Field(min_length=1, max_length=_MOST_NODES)
    links: list[ChainLinkBody] = Field(default_factory=list, max_length=_MOST_LINKS)
    enterprises: list[ChainFirmBody] = Field(default_factory=list, max_length=_MOST_FIRMS)
    runs: int | None = Field(None, ge=1, le=_MOST_RUNS, description="How often ranks are tried.")
    seed: int | None = Field(None, ge=0, le=2**32 - 1, description="Seed of chance.")
    weights: dict[Name, float] | None = Field(None, description="Of the parts of the score.")
    noise_share: float | None = Field(None, ge=0, le=1, description="Error of each part.")
    delta: float | None = Field(None, ge=0, le=1, description="Of the location quotients.")


class RegionalBody(_Strict):
    """Outputs of the region and of the nation."""

    regional_output: Cells
    national_output: Cells
    delta: float | None = Field(None, ge=0, le=1)


class IoBody(_Strict):
    """An input-output table at a final demand."""

    sectors: list[Name] = Field(min_length=1, max_length=300)
    coefficients: list[Cells] | None = Field(None, max_length=300)
    flows: list[Cells] | None = Field(None, max_length=300)
    output: Cells | None = None
    final_demand: Cells | None = None
    extract: list[Name] | str | None = Field(None, description="Sectors to take out, or all.")
    regional: RegionalBody | None = None
