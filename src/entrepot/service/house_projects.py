"""What pipelines know of projects, as rows beside those of the panels' registers."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from entrepot.industry.decided import decisions, signing
from entrepot.industry.pipeline import StageEvent, effective
from entrepot.kernel.roll import Row
from entrepot.kernel.source import weakest
from entrepot.service.house_asked import Asked

SOURCE = "stage events of pipelines"


class Project(NamedTuple):
    """A project of a pipeline for these eyes.

    Attributes:
        key: `PIPELINE:CODE`; a row told by hand under it is of the same project.
        told: What is told of it.
        events: As they became known.
    """

    key: str
    told: Row
    events: Sequence[StageEvent]

    def cells(self, event: StageEvent) -> dict[str, Any]:
        """What each row of the project says of where it is from."""
        day = event.on and event.on.isoformat()
        return {
            "place": self.told["place"] or None, "chain": self.told["chain"] or None,
            "source": SOURCE, "status": weakest(["derived", event.status]),  # type: ignore[list-item]
            "came_from": f"/industry/lists?pipeline={self.told['pipeline']}&as_of={day}",
        }  # fmt: skip


def inward_projects(asked: Asked) -> Iterator[Row]:
    """Projects that name a firm, but those that stand among projects abroad."""
    abroad = _abroad(asked)
    for one in _projects(asked, is_of_firm=True):
        told = effective(one.events)
        if told and one.key not in abroad:
            yield {"id": one.key, "name": one.told["name"] or one.told["code"],
                   "enterprise": one.told["enterprise"], **one.cells(told[-1])}  # fmt: skip


def project_stages(asked: Asked) -> Iterator[Row]:
    """Stages of projects that name a firm; of those among projects abroad they lead out."""
    abroad = _abroad(asked)
    for one in _projects(asked, is_of_firm=True):
        for event in effective(one.events):
            yield {"id": f"{one.key}:{event.event}", "project": one.key, "on": event.on,
                   "direction": "out" if one.key in abroad else "in", "stage": event.stage,
                   "reason": event.reason or None, **one.cells(event)}  # fmt: skip


def project_outcomes(asked: Asked) -> Iterator[Row]:
    """What became of projects; a firm that is among the targets tells its origin and industry."""
    targets = {row["id"]: row for row in asked.held["recruit_targets"]}
    for one in _projects(asked):
        target = targets.get(one.told["enterprise"])
        for event, is_landed in decisions(one.events):
            yield {
                "id": f"{one.key}:{event.event}", "decided_on": event.on, "is_landed": is_landed,
                "origin": target["origin"] if target else None,
                "industry": target["industry"] if target else one.told["chain"] or None,
                **one.cells(event),
            }  # fmt: skip


def cluster_projects(asked: Asked) -> Iterator[Row]:
    """Projects signed of the chains of a cluster."""
    cluster_of = {row.id: row.cluster for row in asked.window.reference.table("chains")}
    for one in _projects(asked):
        cluster, signed = cluster_of.get(one.told["chain"]), signing(one.events)
        if cluster and signed:
            yield {"id": one.key, "cluster": cluster, "project": one.told["code"],
                   "signed_on": signed.on, **one.cells(signed)}  # fmt: skip


def _projects(asked: Asked, *, is_of_firm: bool = False) -> Iterator[Project]:
    rows = asked.book.list_known_stages(known_at=asked.known_at, is_of_firm=is_of_firm)
    for (pipeline, code), told in groupby(rows, lambda row: (row["pipeline"], row["code"])):
        events = list(told)
        yield Project(f"{pipeline}:{code}", events[0], [_event(row) for row in events])


def _event(row: Row) -> StageEvent:
    return StageEvent(row["seq"], row["root"], row["event"], row["day"], row["stage"],
                      reason=row["reason"], status=row["status"])  # fmt: skip


def _abroad(asked: Asked) -> set[str]:
    return {row["id"] for row in asked.held["overseas_projects"]}
