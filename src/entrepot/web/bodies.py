"""What the API takes: which keys, of which JSON type, how large; the service checks the rest."""

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, JsonValue, WithJsonSchema

Text = Annotated[str, Field(max_length=200)]
Language = Literal["en", "zh"]
Word = Annotated[str, Field(max_length=80)]


def _exact(value: object) -> object:
    """A JSON number or a text of one, exactly as written; true and false are no numbers."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise ValueError("should be a number, or a text such as '60000.00'")
    return str(value)


Number = Annotated[
    str,
    BeforeValidator(_exact),
    Field(max_length=40),
    WithJsonSchema({"anyOf": [{"type": "number"}, {"type": "string", "maxLength": 40}]}),
]
Quantities = Annotated[dict[Word, Number], Field(max_length=12)]


class Body(BaseModel):
    """A JSON object whose keys are all known."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    def fields(self) -> dict[str, object]:
        """The keys that were given, for the service."""
        return self.model_dump(exclude_none=True)


class QuoteBody(Body):
    """A quote to make. What is left out is named by the service, with every other fault."""

    model_config = ConfigDict(
        json_schema_extra={
            "required": [
                "origin", "destination", "hs", "value", "currency", "incoterm", "tonnes"
            ]
        }
    )  # fmt: skip

    origin: Text | None = Field(None, description="Place id or name.")
    destination: Text | None = Field(None, description="Place id or name.")
    hs: Text | None = Field(None, description="HS subheading or national line, 6 to 12 digits.")
    value: Number | None = Field(None, description="Invoice value under the Incoterm.")
    currency: Word | None = Field(None, description="ISO 4217 code.")
    incoterm: Word | None = Field(None, description="Incoterms 2020 code, such as DAP.")
    tonnes: Number | None = Field(None, description="Gross mass of the goods [t].")
    teu: Number | None = Field(None, description="Containers wanted, in twenty-foot equivalents.")
    volume_m3: Number | None = Field(None, description="Volume of the goods [m3].")
    piece_t: Number | None = Field(None, description="Heaviest single piece [t].")
    net_kg: Number | None = Field(None, description="Net mass [kg].")
    quantities: Quantities | None = Field(None, description="By unit: l, item, abv_pct, ...")
    on: Word | None = Field(None, description="Legal day, as 2026-11-20; today by default.")
    year: int | None = Field(None, description="Year of the network; that of `on` by default.")
    avoid: list[Text] | None = Field(
        None,
        max_length=100,
        description="KIND:ID with kind border, passage, link, terminal, service, country or mode.",
    )
    max: int | None = Field(None, description="Most options, 1 to 7.")
    proofs: list[Word] | None = Field(
        None, max_length=20, description="Regimes whose proof of origin is in hand."
    )


class RouteBody(Body):
    """Routes to find. What is left out is named by the service, with every other fault."""

    model_config = ConfigDict(
        json_schema_extra={
            "required": ["origin", "destination"],
            "anyOf": [{"required": ["teu"]}, {"required": ["tonnes"]}],
        }
    )

    origin: Text | None = Field(None, description="Place id, UN/LOCODE or LAT,LON.")
    destination: Text | None = Field(None, description="Place id, UN/LOCODE or LAT,LON.")
    teu: Number | None = Field(None, description="Containers, in twenty-foot equivalents.")
    tonnes: Number | None = Field(None, description="Gross mass of the goods [t].")
    hs: Text | None = Field(None, description="HS subheading or national line.")
    value_usd: Number | None = Field(None, description="Value of the goods [USD].")
    depart: Word | None = Field(None, description="Day of departure; today by default.")
    window: int | None = Field(None, description="Days of departure of the profile.")
    year: int | None = Field(None, description="Year of the network; that of `depart` by default.")
    modes: list[Word] | None = Field(
        None, max_length=10, description="Modes that may be used; all by default."
    )
    by: Word | None = Field(None, description="pareto, cost, time, co2e, risk or km.")
    eps: Number | None = Field(None, description="Tolerance of the search; 0.05 by default.")
    avoid: list[Text] | None = Field(
        None,
        max_length=100,
        description="KIND:ID with kind border, passage, link, terminal, service, country or mode.",
    )
    max: int | None = Field(None, description="Most routes; 0 is the whole front; 7 by default.")
    inventory: Number | None = Field(None, description="Cost of a day, of the value [%].")
    scenario: dict[str, JsonValue] | None = Field(
        None,
        description="What is to differ: name, and edit, a list of tables with close, open, add, "
        "scale or convert.",
    )


class RouteQuery(RouteBody):
    """The same in an address; a list is the same name again and again."""

    model_config = ConfigDict(strict=False, extra="forbid", frozen=True)

    lang: Language = Field("en", description="Language of the words.")

    def fields(self) -> dict[str, object]:
        """The keys that were given, for the service."""
        return self.model_dump(exclude_none=True, exclude={"lang"})


class PathQuery(BaseModel):
    """A physical way to find."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    start: Text = Field(alias="from", description="Place id, UN/LOCODE or LAT,LON.")
    to: Text = Field(description="Place id, UN/LOCODE or LAT,LON.")
    mode: Word = Field("rail", description="rail, road or sea.")
    year: int | None = Field(None, ge=1800, le=2200, description="What is open in that year.")
    avoid: list[Text] = Field(
        [], max_length=100, description="KIND:ID with kind border, country, link or passage."
    )
    open: list[Text] = Field([], max_length=10, description="Passages to use though always shut.")


class DutyBody(Body):
    """One line whose duty is asked."""

    model_config = ConfigDict(
        json_schema_extra={"required": ["market", "hs", "origin", "value", "currency"]}
    )

    market: Word | None = Field(None, description="Customs territory or country code.")
    hs: Text | None = Field(None, description="HS subheading or national line.")
    origin: Word | None = Field(None, description="Country of origin, ISO 3166-1 alpha-2.")
    on: Word | None = Field(None, description="Legal day; today by default.")
    value: Number | None = Field(None, description="Customs value.")
    currency: Word | None = Field(None, description="ISO 4217 code.")
    net_kg: Number | None = Field(None, description="Net mass [kg].")
    quantities: Quantities | None = Field(None, description="By unit: l, item, abv_pct, ...")
    proofs: list[Word] | None = Field(
        None, max_length=20, description="Regimes whose proof of origin is in hand."
    )


Proof = Annotated[str, Field(min_length=1, max_length=60, pattern=r"^[^\x00-\x1f]*$")]
Long = Annotated[str, Field(min_length=1, max_length=4000, pattern=r"^[^\x00]*$")]


class ReasonBody(Body):
    """Why something is asked."""

    reason: Long = Field(description="Why, in words.")


class AnswerBody(Body):
    """An answer to the open questions of the officer."""

    text: Long = Field(description="The answer.")


class ProofBody(Body):
    """A proof of origin that was missing."""

    number: Proof = Field(description="Its number; it goes to every line that lacks its proof.")
    kind: Word | None = Field(None, description="A code of `origin_proof_type`.")
    criterion: Word | None = Field(None, description="A code of `origin_criterion`.")


class AmendmentBody(Body):
    """Fields to change in what was lodged."""

    changes: dict[str, JsonValue] = Field(
        min_length=1, max_length=500,
        description="New values by JSON pointer into the contents; null takes a field out.",
    )  # fmt: skip
    reason: Long = Field(description="Why, in words.")
