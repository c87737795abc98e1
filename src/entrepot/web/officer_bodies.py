"""What the API of officers, gates and overseers takes; the service checks the rest."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue

PLAIN = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"
Long = Annotated[str, Field(max_length=1000, pattern=PLAIN)]
Short = Annotated[str, Field(max_length=60, pattern=PLAIN)]
Reason = Annotated[str, Field(min_length=1, max_length=500, pattern=PLAIN, description="Why.")]
Changes = dict[Annotated[str, Field(max_length=200, pattern=PLAIN)], JsonValue]
Outcome = Literal["clear", "discrepancy"]


class _Body(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class OutcomeBody(_Body):
    """What came of a check."""

    outcome: Outcome = Field(description="clear as declared, or a discrepancy.")
    note: Long = Field("", description="A remark.")


class TaskBody(_Body):
    """A task to take."""

    task: Short = Field(description="documents, or inspection:AGENCY.")


class WhyBody(_Body):
    """Why something is done."""

    reason: Reason


class QueryBody(_Body):
    """A question to the trader: in the words of a reason code, or in one's own."""

    code: Short = Field("", description="A code of `reason_codes.csv`.")
    text: Long = Field("", description="The question in other words.")


class ChannelBody(_Body):
    """A higher channel."""

    channel: Literal["YELLOW", "RED"]
    reason: Reason


class ContainersBody(_Body):
    """Some containers of a declaration."""

    containers: list[Short] = Field(min_length=1, max_length=200, description="ISO 6346.")


class DecisionBody(_Body):
    """A decision on what somebody else asked for."""

    decision: Literal["approve", "refuse"]
    reason: Annotated[str, Field(max_length=500, pattern=PLAIN)] = Field(
        "", description="Why; needed to refuse."
    )


class AppealBody(_Body):
    """The decision of an appeal."""

    outcome: Annotated[str, Field(min_length=1, max_length=1000, pattern=PLAIN)] = Field(
        description="What was decided, and why."
    )


class ChangesBody(_Body):
    """Fields to change in what was declared."""

    changes: Changes = Field(
        min_length=1, max_length=200,
        description="New values by JSON pointer; null takes a field out.",
    )  # fmt: skip
    reason: Reason


class AuditBody(_Body):
    """An audit after release: opened by one, closed by another."""

    step: Literal["open", "close"]
    reason: Reason
    changes: Changes = Field(
        default_factory=dict, max_length=200,
        description="What was found, on closing: new values by JSON pointer; null takes out.",
    )  # fmt: skip
    at_fault: bool = Field(
        default=True, description="The trader is at fault: duty left out bears interest."
    )


class MoveBody(_Body):
    """Where a visit moves."""

    start: Short = Field(description="Earliest start, RFC 3339 with its offset.")


class ArrivalBody(_Body):
    """A container is at a site."""

    container: Short = Field(description="Container, ISO 6346.")
    site: Short = Field(description="Place of the site.")
    at: Short = Field("", description="When, RFC 3339 with its offset; now where left out.")


class GateBody(_Body):
    """A container at a gate."""

    container: Short = Field(description="Container, ISO 6346.")
    place: Short = Field(description="Office or place of the gate, by its id or UN/LOCODE.")


class PaymentBody(_Body):
    """A bank's notice of a payment; told again with the same reference it is one payment."""

    reference: Short = Field(description="Reference or number of the declaration.")
    amount: Short = Field(description="Amount in the currency of the declaration, as 1234.50.")
    bank_ref: Annotated[str, Field(min_length=1, max_length=60, pattern=PLAIN)] = Field(
        description="The bank's own reference, one a payment."
    )


class ReasonedBody(_Body):
    """A decision's reason."""

    reason: Annotated[str, Field(max_length=500, pattern=PLAIN)] = Field("", description="Why.")
