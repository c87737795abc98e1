"""The verbs of officers, sites, overseers and the public, bound to a desk and the clock."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from typing import Any, TypeVar

from entrepot.service import (
    accounts,
    administration,
    attachments,
    consignments,
    customs,
    decisions,
    directly,
    evidence,
    founding,
    oversight,
    partial,
    proposals,
    raising,
    roles,
    transparency,
    worklists,
)
from entrepot.service.contents import contents_document
from entrepot.service.desk import Desk
from entrepot.service.labels import labels, list_questions
from entrepot.service.tellings import plain
from entrepot.web.officer_verbs import Document, OfficerVerbs

T = TypeVar("T")


def bind_officers(desk: Desk, now: Callable[[], datetime]) -> OfficerVerbs:
    """Bind the service's functions.

    Args:
        desk: Where.
        now: Tells the instant.
    """
    window = desk.window

    def act(verb: Callable[..., T]) -> Callable[..., T]:
        return lambda who, *given, **told: verb(window, *given, by=who, at=now(), **told)

    def ask(verb: Callable[..., T]) -> Callable[..., T]:
        return lambda *given, **told: verb(window, *given, at=now(), **told)

    def arrive(
        who: str, container: str, site: str, *, arrived_at: datetime | None = None
    ) -> Document:
        told_at = now()
        return customs.arrive(
            window, container, site, by=who, at=arrived_at or told_at, told_at=told_at
        )

    return OfficerVerbs(
        zone=lambda: window.reference.zone,
        labels=cache(lambda: labels(window)),
        questions=lambda: list_questions(window),
        form=lambda contents: {"sections": contents_document(window, contents)},
        worklist=act(worklists.worklist),
        details=act(oversight.details),
        explain=act(oversight.explain),
        inspection=act(customs.show_inspection),
        board=act(worklists.board),
        move_visit=act(worklists.move_visit),
        documents=act(customs.documents),
        claim=act(customs.claim),
        ask=act(customs.ask_trader),
        hold=act(customs.place_hold),
        lift=act(customs.lift_hold),
        raise_channel=act(raising.raise_channel),
        narrow=act(partial.narrow),
        release_part=act(partial.release_part),
        propose_amendment=act(consignments.ask_amendment),
        decide_amendment=act(customs.decide_amendment),
        decide_cancellation=act(customs.decide_cancellation),
        decide_direct_release=act(directly.decide_direct_release),
        propose_seizure=act(customs.propose_seizure),
        decide_appeal=act(customs.decide_appeal),
        open_audit=act(customs.open_audit),
        close_audit=act(customs.close_audit),
        record_result=act(customs.record_result),
        attach=act(attachments.attach),
        get_attachment=act(attachments.get_attachment),
        arrive=arrive,
        check_gate=act(customs.check_release),
        move_out=act(customs.move_out),
        pay=act(customs.pay),
        list_approvals=act(decisions.list_approvals),
        decide=act(decisions.decide),
        list_rules=act(decisions.list_rules),
        propose_rule=act(decisions.propose_rule),
        approve_rule=act(decisions.approve_rule),
        retire_rule=act(decisions.retire_rule),
        hit_rates=act(oversight.hit_rates),
        replay=act(oversight.replay),
        events=act(oversight.events),
        verify=evidence.verify_events,
        study=ask(oversight.study),
        times=ask(transparency.times),
        check_note=lambda text: transparency.check_note(window, text),
        draws=ask(transparency.draws),
        draw=ask(transparency.draw),
        administration=_administration(desk, now),
    )


def _administration(desk: Desk, now: Callable[[], datetime]) -> Mapping[str, Callable[..., Any]]:
    """Acts on accounts, firms and roles; each takes who acts first."""
    database = desk.database

    def act(verb: Callable[..., Document]) -> Callable[..., Document]:
        return lambda who, *given, **told: plain(verb(database, who, *given, at=now(), **told))

    def grant_role(who: str, account: str, role: str, organisation: str, **told: Any) -> Document:
        known = [row.role for row in desk.window.reference.table("roles")]
        told |= {"at": now(), "known": known}
        granted: Document = plain(
            roles.grant_role(database, who, account, role, organisation, **told)
        )
        return granted

    return {
        "list_accounts": act(administration.list_accounts),
        "list_firms": act(administration.list_firms),
        "make_account": act(administration.make_account),
        "make_client": act(administration.make_client),
        "close_account": act(administration.close_account),
        "set_password": act(accounts.set_password),
        "make_organisation": act(founding.make_organisation),
        "propose_suspension": act(administration.propose_suspension),
        "grant_role": grant_role,
        "take_role": act(roles.take_role),
        "list_proposals": act(proposals.list_proposals),
        "decide_proposal": act(administration.decide_proposal),
    }
