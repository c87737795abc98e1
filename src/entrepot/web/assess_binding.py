"""The verbs of assessment over a desk."""

from collections.abc import Callable
from datetime import UTC, datetime

from entrepot.assess.decisions import Decisions
from entrepot.kernel.errors import MissingError
from entrepot.service.brief import brief_of
from entrepot.service.desk import Desk
from entrepot.service.place_comparison import compare_places
from entrepot.service.target_decisions import decide_target, decisions_known, list_decisions
from entrepot.service.target_doubling import split_doubling
from entrepot.service.target_pace import paces_of
from entrepot.service.target_path import lmdi_case, target_path
from entrepot.service.targets import targets_of
from entrepot.web.assess_verbs import AssessVerbs
from entrepot.web.verbs import Document, Fields


def bind_assess(
    desk: Desk, now: Callable[[], datetime], known: Callable[..., Decisions] = decisions_known
) -> AssessVerbs:
    """Bind the functions to the region of a desk, with decisions as they are known."""

    def targets(who: str, geography: str, parts: bool, then: datetime | None) -> Document:
        decisions = known(desk.window, by=who, at=now(), known_at=_local(desk, then))
        return targets_of(desk.window.reference, geography or desk.region.root, parts=parts,
                          decisions=decisions)  # fmt: skip

    def decide(who: str, fields: Fields) -> Document:
        return decide_target(desk.window, fields, by=who, at=now())

    def decisions(who: str, target: str) -> Document:
        return list_decisions(desk.window, target, by=who, at=now())

    def pace(who: str, geography: str, parts: bool) -> Document:
        return paces_of(desk.window, geography or desk.region.root, parts=parts, by=who,
                        at=now())  # fmt: skip

    def doubling(who: str, fields: Fields) -> Document:
        return split_doubling(desk.window, fields, by=who, at=now())

    def compare(geography: str) -> Document:
        return compare_places(desk.window.reference, geography or desk.region.root)

    def brief(geography: str) -> Document:
        decisions = known(desk.window, by="", at=now(), known_at=None)
        return brief_of(desk.window.reference, geography, decisions=decisions)

    return AssessVerbs(
        targets=targets, decide=decide, decisions=decisions, pace=pace, doubling=doubling,
        compare=compare,        target_path=target_path, lmdi=lmdi_case, brief=brief,
    )  # fmt: skip


def _local(desk: Desk, then: datetime | None) -> datetime | None:
    """An instant; one without an offset is by the clock of the region."""
    if then is None or then.tzinfo:
        return then
    try:
        return then.replace(tzinfo=desk.window.reference.zone)
    except MissingError:
        return then.replace(tzinfo=UTC)
