"""Bodies and addresses of the API of flows and market access."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Word = Annotated[str, Field(max_length=60, pattern=r"^[^\x00-\x1f]*$")]
Node = Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f]*$")]
Year = Annotated[int, Field(ge=1990, le=2100)]
_MOST_ROWS = 2_000
_MOST_AVOIDED = 20


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")

    def fields(self) -> dict[str, Any]:
        """What was given, by name."""
        return self.model_dump(exclude_none=True, by_alias=True)


class LinkRow(_Strict):
    """A one-way link of limited capacity."""

    tail: Node = Field(alias="from", description="Node it starts from.")
    head: Node = Field(alias="to", description="Node it leads to.")
    capacity: float = Field(description="Flow at which the cost is (1 + b) times the free one.")
    free_flow_time: float = Field(description="Cost without flow, in any one unit.")
    b: float = Field(description="Factor of the cost function, such as 0.15.")
    power: float = Field(description="Power of the cost function, such as 4.")
    kind: Literal["link", "border", "terminal"] | None = Field(None, description="What it is.")
    thing: Node | None = Field(None, description="Post or terminal it belongs to.")


class DemandRow(_Strict):
    """What wants to get from one node to another."""

    tail: Node = Field(alias="from", description="Node it starts from.")
    head: Node = Field(alias="to", description="Node it goes to.")
    flow: float = Field(description="How much, in the unit of the capacities.")


class AssignmentBody(_Strict):
    """The region's flows of a year, or links and demand of one's own."""

    flows: Literal["region"] | None = Field(None, description="Assign the region's trade.")
    year: Year | None = Field(None, description="Year of the region's flows; this one by default.")
    level: Word | None = Field(None, description="Level of the region's units.")
    avoid: list[Word] | None = Field(
        None, max_length=_MOST_AVOIDED, description="What is shut, as KIND:ID."
    )
    links: list[LinkRow] | None = Field(None, max_length=_MOST_ROWS, description="The links.")
    demand: list[DemandRow] | None = Field(None, max_length=_MOST_ROWS, description="The demand.")
    method: Literal["gp", "msa", "fw", "cfw", "bfw"] | None = Field(
        None, description="How links and demand are assigned; gp by default."
    )
    gap: float | None = Field(None, ge=1e-10, le=0.5, description="Relative gap to reach.")


class FlowsQuery(_Strict):
    """The region's flows of a year, by address."""

    year: Year | None = Field(None, description="Year of the flows; this one by default.")
    level: Word | None = Field(None, description="Level of the region's units.")
    avoid: list[Word] = Field([], max_length=_MOST_AVOIDED, description="What is shut, KIND:ID.")


class AccessQuery(_Strict):
    """Market access, by address."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    year: Year | None = Field(None, description="Year of the network; this one by default.")
    level: list[Word] = Field([], max_length=6, description="Levels of the region; all by default.")
    theta: float | None = Field(None, gt=0, le=20, description="How fast pull falls with cost.")
    by: Literal["cost", "time"] | None = Field(None, description="What reaching is measured by.")
    opened: list[Word] = Field([], alias="open", max_length=6, description="Links to open.")
    against: Year | None = Field(None, description="Year to compare with.")
    avoid: list[Word] = Field([], max_length=_MOST_AVOIDED, description="What is shut, KIND:ID.")
    each: Literal["1", "true"] | None = Field(
        None, description="Tell what each possible opening adds by itself."
    )
