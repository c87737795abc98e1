"""What the API takes about observations and kept indices; the service checks the rest."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from entrepot.web.bodies import Body

Word = Annotated[str, Field(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]


class IndexRunBody(Body):
    """A run to work out, as `entrepot index run` takes it."""

    scheme: Word = Field(description="Code of a published scheme.")
    version: int | None = Field(None, description="The one in force by default.")
    periods: list[Word] | None = Field(
        None, max_length=100, description="The newest that is known by default."
    )
    known_at: Word | None = Field(None, description="Instant of knowledge; now by default.")


class FundQuery(BaseModel):
    """A fund as `entrepot index tilt` takes it."""

    model_config = ConfigDict(extra="forbid")

    pool: Word = Field(description="Money to share.")
    currency: Word = Field(description="Its currency, ISO 4217.")
    floor: Word = Field("0", description="What each unit has whatever its rank.")
    top: Word = Field("10", description="Places that share what is left.")
    before: Word = Field("", description="An earlier run, to pay gains.")
    gain_share: Word = Field("0", description="Of what is left, that gains share: 0.3.")


class KnownQuery(BaseModel):
    """Observations as `entrepot observation as-known` takes them."""

    model_config = ConfigDict(extra="forbid")

    at: Word = Field("", description="Instant with its offset; now by default.")
    what: list[Word] = Field(default_factory=list, max_length=100, description="Only these.")
    where: list[Word] = Field(default_factory=list, max_length=200, description="Only there.")
    when: list[Word] = Field(default_factory=list, max_length=100, description="Only then.")

    def fields(self) -> dict[str, Any]:
        """What was given, by name."""
        return {name: value for name, value in self.model_dump().items() if value}
