"""What the API of the land port takes; the service checks the rest."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

PLAIN = r"^[^\x00-\x1f\x7f]*$"
Text = Annotated[str, Field(max_length=120, pattern=PLAIN)]
Long = Annotated[str, Field(max_length=400, pattern=PLAIN)]
Count = Annotated[int, Field(ge=1, le=1440)]


class _Body(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    def fields(self) -> dict[str, object]:
        """The keys that were given, for the service."""
        return self.model_dump(exclude_unset=True)


class GateDecisionBody(_Body):
    """A box at a gate: asked about, taken in, or let out."""

    container: Text = Field(description="ISO 6346.")
    move: Literal["check", "in", "out"] = Field("check", description="check changes nothing.")
    site: Text = Field("", description="Place of the gate; the account's first by default.")
    size_type: Text = Field("", description="Of a box that comes in, as 22G1.")
    status: Literal["full", "empty"] = "full"
    seal: Text = ""
    route: Text = "road"


class CallBody(_Body):
    """A call to plan."""

    mode: Text = Field(description="train, vessel, flight or truck.")
    reference: Text
    route: Text
    planned_at: Text = Field(description="With its offset.")
    site: Text = ""


class OpeningBody(_Body):
    """A step of a port or special area."""

    zone: Text = Field(description="A row of the pack's zones.")
    kind: Literal["approval", "readiness"]
    step: Text
    step_zh: Text = ""
    goods: Text = Field("", description="Kind of goods for which it designates the area.")
    doer: Text = Field(description="By whom.")
    state: Literal["open", "applied", "done"] = "open"
    due_on: Text = Field("", description="YYYY-MM-DD.")
    since: Text = Field("", description="Day of the state, YYYY-MM-DD.")
    evidence: Long = ""


class OpeningChangeBody(_Body):
    """How a step stands now, or its confirmation by a second person."""

    act: Literal["change", "confirm"]
    doer: Text = ""
    state: Literal["open", "applied", "done"] = "open"
    due_on: Text = ""
    since: Text = ""
    evidence: Long = ""


class MoveBody(_Body):
    """A call came or went."""

    move: Literal["arrive", "depart"]


class BillBody(_Body):
    """A master or house bill."""

    number: Text
    kind: Literal["master", "house"]
    master: Text = ""
    containers: list[Text] = Field(min_length=1, max_length=500)
    organisation: Text = ""


class ManifestBody(_Body):
    """Bills of a call."""

    call: int = Field(ge=1, le=2**62)
    bills: list[BillBody] = Field(min_length=1, max_length=500)


class BoxBody(_Body):
    """A box to announce."""

    container: Text
    size_type: Text
    status: Literal["full", "empty"] = "full"
    seal: Text = ""
    tare_kg: Text = Field("", description="Digits, in kg.")
    site: Text = ""


class HoldBody(_Body):
    """Why a box is kept."""

    reason: Long


class YardBody(_Body):
    """A box to set down or take up, or a block to lay out."""

    move: Literal["ground", "take_up", "lay_out"]
    container: Text = ""
    slot: Text = Field("", description="As A-12-3-1; empty is the first free one.")
    block: Text = ""
    bays: Count = 1
    rows: Count = 1
    tiers: Count = 1
    site: Text = ""


class SlotsBody(_Body):
    """Truck slots to open, one after another."""

    starts: Text
    minutes: Count
    count: Count
    capacity: Count
    site: Text = ""


class TruckBody(_Body):
    """A truck to book."""

    site: Text
    starts: Text
    container: Text
    vehicle: Text


class TruckStateBody(_Body):
    """A truck came, or its appointment is cancelled."""

    state: Literal["came", "cancelled"]


class LegBody(_Body):
    """A seal read on arrival, or a new one that closes its check."""

    act: Literal["arrive", "close_check"]
    seal: Text = Field("", description="Empty is broken or missing.")
    note: Long = ""


class AirBody(_Body):
    """A step of a consignment between the centres of the airport."""

    reference: Text
    kind: Literal["mail", "express", "cargo"] = "cargo"
    centre: Text = Field(
        "", description="mail, express, freight, bonded, supervision; empty leaves."
    )
    customs: Text = Field(description="under_control, released, bonded or held.")
    at: Text = Field("", description="With its offset; now by default.")
    site: Text = ""
