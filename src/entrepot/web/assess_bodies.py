"""Bodies of the API of assessment; the service checks what is inside."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Year = Annotated[int, Field(ge=1000, le=3000)]
Name = Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f]*$")]
Factors = Annotated[list[float], Field(max_length=20)]


class _Strict(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")

    def fields(self) -> dict[str, Any]:
        """What was given, by name; what was given as unknown stays so."""
        return self.model_dump(exclude_unset=True)


class MarkBody(_Strict):
    """A value of a year; what is not known is left out."""

    year: Year | None = None
    value: float | None = None


class TargetBody(MarkBody):
    """What is to be reached."""

    comparator: Literal[">=", ">", "~", "=", "<=", "<"] = Field(">=", description="Its sense.")


class KnownBody(_Strict):
    """A value of a year of the history."""

    year: Year
    value: float


class WalkBody(_Strict):
    """What drives the series, in place of what its history tells."""

    kind: Literal["log_walk"] = "log_walk"
    distribution: Literal["t", "normal"] = "t"
    drift: float | None = Field(None, description="Mean change of the logarithm a year.")
    sd: float | None = Field(None, ge=0, description="Its standard deviation.")
    observations: int | None = Field(
        None, ge=1, le=10_000, description="Changes behind both; null where drift is known."
    )


class TargetPathBody(_Strict):
    """A base, a target, and what is known."""

    base: MarkBody | None = Field(None, description="Where the path starts.")
    target: TargetBody | None = Field(None, description="What is to be reached.")
    path: Literal["geometric", "linear"] = Field("geometric", description="The way there.")
    actual: MarkBody | None = Field(None, description="The last known value.")
    history: list[KnownBody] = Field(default=[], max_length=1000, description="Known years.")
    model: WalkBody | None = Field(None, description="By default estimated from the history.")


class LmdiBody(_Strict):
    """Factors of a product by sector, before and after."""

    factors: list[Name] = Field(min_length=1, max_length=20, description="Names, in order.")
    start: dict[Name, Factors] = Field(max_length=2000, description="Values by sector.")
    end: dict[Name, Factors] = Field(max_length=2000, description="The same later.")
