"""What the API of scenarios takes; the service checks what is inside the tables."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, JsonValue

Table = Annotated[dict[str, JsonValue], Field(max_length=40)]


class ScenarioBody(BaseModel):
    """Pairs of places and scenarios, as a file of scenarios holds them."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    od: list[Table] = Field(
        max_length=60,
        description="Pairs: origin, destination, teu or tonnes, hs, value_usd, modes, avoid, "
        "depart, year, inventory.",
    )
    scenario: list[Table] = Field(
        max_length=60,
        description="Scenarios: name, and edit, a list of tables with close, open, add, scale "
        "or convert.",
    )

    def fields(self) -> dict[str, object]:
        """The tables, for the service."""
        return self.model_dump()
