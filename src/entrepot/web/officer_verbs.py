"""What officers, sites, overseers and the public ask of the single window.

A verb that acts takes `who` first, as in `window_verbs`; the rest is the service's.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any

from entrepot.service.attachments import Stored

Document = dict[str, Any]
Act = Callable[..., Document]


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficerVerbs:
    """The service's functions, bound to the window and to this machine's clock.

    Attributes:
        zone: Time zone of the region, in which pages tell instants.
        labels: What codes are called, by group and code, as `{name, name_zh}`.
        questions: Standard questions to a trader: `{code, name, name_zh}`.
        form: Sections of a declaration's contents: `label` and `rows` of `label` and `value`.
        worklist: `who, queue=, order=, cursor=` to open tasks, by deadline or by score.
        details: `who, reference` to everything of a declaration these eyes may see.
        explain: `who, reference` to why it got its channel, as far as these eyes may know.
        inspection: `who, reference` to its appointment, orders and holds.
        board: `who, day=` to the appointments of a day at one's own site.
        move_visit: `who, reference, start=, expected=` to the inspection as it stands then.
        documents: `who, reference, outcome, note=, expected=`.
        claim: `who, reference, kind, expected=`.
        ask: `who, reference, code, text=, expected=`.
        hold: `who, reference, reason=, expected=`.
        lift: `who, reference, expected=`.
        raise_channel: `who, reference, channel, reason=, expected=`.
        narrow: `who, reference, containers, expected=`; holds these alone.
        release_part: `who, reference, containers, expected=`; lets these go before the others.
        propose_amendment: `who, reference, changes, reason=, expected=`; another one decides.
        decide_amendment: `who, reference, approve=, reason=, expected=`.
        decide_cancellation: `who, reference, grant=, reason=, expected=`.
        decide_direct_release: `who, reference, approve=, reason=, expected=`.
        propose_seizure: `who, reference, reason=, expected=`.
        decide_appeal: `who, reference, outcome, expected=`.
        open_audit: `who, reference, reason=, expected=`.
        close_audit: `who, reference, changes, reason=, at_fault=, expected=`.
        record_result: `who, reference, agency, outcome, note=, expected=`.
        attach: `who, reference, content, name=, kind=, expected=`; tells the new `revision`.
        get_attachment: `who, reference, sha256` to the file.
        arrive: `who, container, site, arrived_at=` to the notice and what it released.
        check_gate: `who, container, place` to GO or STOP with the reason.
        move_out: `who, container, place`.
        pay: `who, reference, amount, bank_ref`.
        list_approvals: `who, state=` to what waits for a second person.
        decide: `who, number, approve=, reason=`; a proposal of any kind.
        list_rules: `who` to the rules with their versions.
        propose_rule: `who, definition`.
        approve_rule: `who, id, version`.
        retire_rule: `who, id, reason=`.
        hit_rates: `who` to how often each rule was right.
        replay: `who, reference` to whether its screenings come out the same.
        events: `who, reference` to its chain of events with hashes.
        verify: Nothing to whether all chains hold.
        study: `flow=, since=, until=, group=` to clearance times.
        times: `flow=, since=, until=` to the cases behind them, without names.
        check_note: Text of a QR code, or number of a release, to whether it is genuine.
        draws: Commitments of the last days, and the keys of those that are over.
        draw: `day, number` to the draw of a number on a day that is over.
        administration: Acts on accounts, firms and roles by name; see `main`.
    """

    zone: Callable[[], tzinfo]
    labels: Callable[[], Mapping[str, Mapping[str, Mapping[str, str]]]]
    questions: Callable[[], list[dict[str, str]]]
    form: Act
    worklist: Act
    details: Act
    explain: Act
    inspection: Act
    board: Act
    move_visit: Act
    documents: Act
    claim: Act
    ask: Act
    hold: Act
    lift: Act
    raise_channel: Act
    narrow: Act
    release_part: Act
    propose_amendment: Act
    decide_amendment: Act
    decide_cancellation: Act
    decide_direct_release: Act
    propose_seizure: Act
    decide_appeal: Act
    open_audit: Act
    close_audit: Act
    record_result: Act
    attach: Act
    get_attachment: Callable[..., Stored]
    arrive: Act
    check_gate: Act
    move_out: Act
    pay: Act
    list_approvals: Act
    decide: Act
    list_rules: Act
    propose_rule: Act
    approve_rule: Act
    retire_rule: Act
    hit_rates: Act
    replay: Act
    events: Act
    verify: Act
    study: Act
    times: Act
    check_note: Act
    draws: Act
    draw: Act
    administration: Mapping[str, Act]
