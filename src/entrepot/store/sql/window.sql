-- Declarations: where each stands, and everything an act adds to it.

-- Lodging: few round trips, the office counter last.

-- name: look_up(account, key, uscc, containers, since, office, kind, year)$
-- All that lodging looks up before it decides, as JSON text; see the function in the migration.
select cast(look_up(:account, :key, :uscc, string_to_array(:containers, chr(31)), :since, :office, :kind, :year) as text);

-- name: count_history(org, since)$
select history_of(:org, :since);

-- name: take_number(office, kind, year)$
-- The next number of an office, kind and year; the row stays locked until the end of the
-- transaction, so a number taken is a number used.
insert into counter (office, kind, year, last) values (:office, :kind, :year, 1)
on conflict (office, kind, year) do update set last = counter.last + 1
returning last;

-- name: give_back_number(office, kind, year)!
-- Take back the number that this transaction took, which nobody else saw: the row is locked.
update counter set last = last - 1 where office = :office and kind = :kind and year = :year;

-- name: list_active_rules()
select id, version, definition from risk_rule where state = 'active' order by id;

-- name: find_daykey(day)^
select day, commitment, key, revealed_at from risk_daykey where day = :day;

-- name: add_daykey(day, commitment, key)!
insert into risk_daykey (day, commitment, key) values (:day, :commitment, :key) on conflict do nothing;

-- name: reveal_daykey(at, day)$
update risk_daykey set revealed_at = coalesce(revealed_at, :at) where day = :day returning key;

-- name: find_live(org, ucr)^
select reference, number, state from declaration
where org_id = :org and ucr = :ucr
    and state not in ('DRAFT', 'REJECTED', 'WITHDRAWN', 'CANCELLED', 'EXPIRED');

-- name: keep(case_id, moment, declarations, versions, payload, received, items, boxes, screenings, facts, result, assessments, document, charges, postings, movements, happened, messages, replies, reply, released_at)!
-- What an act adds, the rows of each table as JSON; see the function in the migration.
select keep(cast(:case_id as bigint), cast(:moment as timestamptz), cast(:declarations as json),
    cast(:versions as json), cast(:payload as json), cast(:received as bytea), cast(:items as json),
    cast(:boxes as json), cast(:screenings as json), cast(:facts as json), cast(:result as json),
    cast(:assessments as json), cast(:document as json), cast(:charges as json), cast(:postings as json),
    cast(:movements as json), cast(:happened as json), cast(:messages as json), cast(:replies as json),
    cast(:reply as json), cast(:released_at as timestamptz));

-- name: change_declaration(flow, type, lrn, ucr, decl_office, border_office, state, channel, revenue, cargo, amendment, audit, previous_state, version, number, release_no, score, flags, routed, asked, documents_by, may_leave_directly, security_missing, owed, value_limit_passed, lodged_at, accepted_at, law_date, released_at, due_at, expires_on, completion_due, fault, id, revision)$
update declaration set flow = :flow, type = :type, lrn = :lrn, ucr = :ucr, decl_office = :decl_office,
    border_office = :border_office, state = :state, channel = :channel, revenue = :revenue, cargo = :cargo,
    amendment = :amendment, audit = :audit, previous_state = :previous_state, version = :version,
    number = :number, release_no = :release_no, score = :score, flags = :flags, routed = :routed,
    asked = :asked, documents_by = :documents_by, may_leave_directly = :may_leave_directly,
    security_missing = :security_missing, owed = :owed, value_limit_passed = :value_limit_passed,
    lodged_at = :lodged_at, accepted_at = :accepted_at, law_date = :law_date,
    released_at = :released_at, due_at = :due_at, expires_on = :expires_on,
    completion_due = :completion_due, fault = :fault, revision = revision + 1
where id = :id and revision = :revision
returning revision;

-- name: retire_equipment(declaration_id, kept)!
update equipment set is_live = false
where declaration_id = :declaration_id and not container = any (cast(:kept as text[]));

-- name: add_events(declaration_id, rows)!
insert into event (chain, seq, at, kind, party, account, declaration_id, body, prev_hash, hash)
select chain, seq, at, kind, party, account, :declaration_id, body, decode(prev_hash, 'hex'), decode(hash, 'hex')
from json_to_recordset((:rows)::json) as r(chain text, seq integer, at timestamptz, kind text, party text,
    account text, body text, prev_hash text, hash text);

-- name: find_head(chain)^
select seq, hash from event where chain = :chain order by seq desc limit 1;

-- name: lock_chain(chain)!
select pg_advisory_xact_lock(hashtextextended(:chain, 1));

-- name: save_ruleset(hash, rules, at)!
insert into risk_ruleset (hash, rules, first_used) values (:hash, :rules, :at) on conflict do nothing;

-- name: place_holds(declaration_id, reason, by, at, agencies)!
insert into hold (declaration_id, agency, reason, placed_by, placed_at)
select :declaration_id, agency, :reason, :by, :at from unnest((:agencies)::text[]) as agency
on conflict do nothing;

-- name: lift_holds(by, at, declaration_id)!
update hold set lifted_by = :by, lifted_at = :at
where declaration_id = :declaration_id and lifted_at is null;

-- name: lift_hold(by, at, declaration_id, agency)!
update hold set lifted_by = :by, lifted_at = :at
where declaration_id = :declaration_id and agency = :agency and lifted_at is null;

-- name: open_tasks(declaration_id, office, due_at, at, kinds)!
insert into task (declaration_id, org_id, kind, office, due_at, opened_at, score)
select d.id, d.org_id, kind, :office, :due_at, :at, coalesce(d.score, 0)
from declaration d, unnest((:kinds)::text[]) as kind where d.id = :declaration_id
on conflict do nothing;

-- name: close_task(at, by, outcome, note, declaration_id, kind)!
update task set closed_at = :at, closed_by = :by, outcome = :outcome, note = :note
where declaration_id = :declaration_id and kind = :kind and closed_at is null;

-- name: settle_tasks(at, declaration_id, kinds)!
-- A discrepancy that was resolved, and tasks that fell away, no longer stand in the way.
update task set is_settled = true, closed_at = coalesce(closed_at, :at), closed_by = coalesce(closed_by, 'system')
where declaration_id = :declaration_id and (kind = any (cast(:kinds as text[])) or cast(:kinds as text[]) = '{}') and not is_settled
    and (closed_at is null or outcome = 'discrepancy');

-- name: claim_task(by, declaration_id, kind)$
update task set assignee = :by
where declaration_id = :declaration_id and kind = :kind and closed_at is null and assignee in ('', :by)
returning id;

-- name: order_inspections(declaration_id, at, agencies)!
insert into inspection_order (declaration_id, agency, ordered_at)
select :declaration_id, agency, :at from unnest((:agencies)::text[]) as agency
on conflict (declaration_id, agency) do update set state = 'open', inspector = null, decided_at = null;

-- name: record_result(outcome, note, by, at, declaration_id, agency)!
update inspection_order set state = :outcome, note = :note, inspector = :by, decided_at = :at
where declaration_id = :declaration_id and agency = :agency;

-- name: list_taken(site, since)
select slot, bay from appointment where site = :site and not is_moved and upper(slot) > :since;

-- name: list_bays(site)
select bay from bay where site = :site order by bay;

-- name: add_bay(site, bay)!
insert into bay (site, bay) values (:site, :bay) on conflict do nothing;

-- name: book(declaration_id, site, bay, start, stop, agencies, at)!
insert into appointment (declaration_id, site, bay, slot, agencies, made_at)
values (:declaration_id, :site, :bay, tstzrange(:start, :stop), cast(:agencies as text[]), :at);

-- name: move_appointment(declaration_id)!
update appointment set is_moved = true where declaration_id = :declaration_id and not is_moved;

-- name: mark_moved(at, declaration_id, container)$
update equipment set moved_at = coalesce(moved_at, :at)
where declaration_id = :declaration_id and container = :container and is_live
returning moved_at;

-- name: release_container(at, declaration_id, container)!
update equipment set released_at = coalesce(released_at, :at)
where declaration_id = :declaration_id and container = :container and is_live and held_by = '';

-- name: hold_container(held_by, declaration_id, container)!
update equipment set held_by = :held_by
where declaration_id = :declaration_id and container = :container and is_live;

-- name: let_containers(declaration_id, agency)!
-- An agency holds no single container any more; an empty agency stands for all of them.
update equipment set held_by = case when :agency = '' then ''
    else array_to_string(array_remove(string_to_array(held_by, ', '), :agency), ', ') end
where declaration_id = :declaration_id and held_by <> '';

-- Reading.

-- name: find_case(key)^
-- A declaration by any of its names, with what stands in its way; row security decides whether.
select d.*, o.is_suspended, o.credit_class,
    (select coalesce(array_agg(agency order by agency), '{}') from hold h
        where h.declaration_id = d.id and h.lifted_at is null) as holds,
    (select coalesce(array_agg(kind order by kind), '{}') from task t
        where t.declaration_id = d.id and t.closed_at is null) as open_tasks,
    (select coalesce(array_agg(distinct kind), '{}') from task t
        where t.declaration_id = d.id and t.outcome = 'discrepancy' and not t.is_settled) as discrepancies
from declaration d join organisation o on o.id = d.org_id
where d.reference = :key or d.number = :key or d.ucr = :key or d.lrn = :key
order by (d.reference = :key) desc, d.id desc limit 1;

-- name: lock_case(id)^
select id from declaration where id = :id for update;

-- name: get_version(declaration_id, n)^
select n, payload, media_type, encode(received_sha256, 'hex') as sha256, reason, author, at
from declaration_version where declaration_id = :declaration_id and n = :n;

-- name: list_versions(declaration_id)
select n, payload, encode(received_sha256, 'hex') as sha256, reason, author, at
from declaration_version where declaration_id = :declaration_id order by n;

-- name: list_events(declaration_id)
select seq, at, kind, party, account, body from event where declaration_id = :declaration_id order by seq;

-- name: list_equipment(declaration_id)
select container, seal, arrived_at, released_at, moved_at, held_by from equipment
where declaration_id = :declaration_id and is_live order by container;

-- name: list_orders(declaration_id)
select agency, kind, state, note, inspector, decided_at from inspection_order
where declaration_id = :declaration_id order by agency;

-- name: list_tasks(declaration_id)
select id, kind, office, due_at, assignee, opened_at, closed_at, closed_by, outcome, is_settled, note
from task where declaration_id = :declaration_id order by id;

-- name: list_appointments(declaration_id)
select site, bay, lower(slot) as starts, upper(slot) as ends, agencies, is_moved from appointment
where declaration_id = :declaration_id order by id;

-- name: list_assessments(declaration_id)
select n, version, document, currency, due, security, at from assessment
where declaration_id = :declaration_id order by n;

-- name: get_reserved(declaration_id)^
select coalesce(sum(case kind when 'reserve' then amount when 'claim' then 0 else -amount end), 0) as reserved
from cover_move where declaration_id = :declaration_id;

-- name: get_used(declaration_id)^
-- Security that was taken to pay.
select coalesce(sum(amount), 0) as used from cover_move
where declaration_id = :declaration_id and kind = 'use';

-- name: list_balances(declaration_id)
select account, sum(debit) - sum(credit) as balance from ledger_entry
where declaration_id = :declaration_id group by account;

-- name: list_payments(declaration_id)
select bank_ref, amount, at, told_by from payment where declaration_id = :declaration_id order by at;

-- name: find_payment(bank_ref)^
select bank_ref, declaration_id, amount, at from payment where bank_ref = :bank_ref;

-- name: add_payment(bank_ref, declaration_id, amount, at, by)!
insert into payment (bank_ref, declaration_id, amount, at, told_by)
values (:bank_ref, :declaration_id, :amount, :at, :by);

-- name: list_amendments(declaration_id)
select n, changes, reason, asked_by, asked_at, state, decided_by, decided_at, decision
from amendment where declaration_id = :declaration_id order by n;

-- name: add_amendment(declaration_id, n, changes, reason, by, at)!
insert into amendment (declaration_id, n, changes, reason, asked_by, asked_at)
values (:declaration_id, :n, :changes, :reason, :by, :at);

-- name: decide_amendment(state, by, at, decision, declaration_id)!
update amendment set state = :state, decided_by = :by, decided_at = :at, decision = :decision
where declaration_id = :declaration_id and state = 'pending';

-- name: list_queries(declaration_id)
select id, code, question, asked_by, asked_at, due_at, answer, answered_at from query
where declaration_id = :declaration_id order by id;

-- name: ask(declaration_id, code, question, by, at, due_at)!
insert into query (declaration_id, code, question, asked_by, asked_at, due_at)
values (:declaration_id, :code, :question, :by, :at, :due_at);

-- name: answer_queries(answer, by, at, declaration_id)$
update query set answer = :answer, answered_by = :by, answered_at = :at
where declaration_id = :declaration_id and answered_at is null
returning id;

-- name: list_legal_cases(declaration_id)
select id, kind, reason, opened_by, opened_at, outcome, closed_by, closed_at, previous_id
from legal_case where declaration_id = :declaration_id order by id;

-- name: open_legal_case(declaration_id, kind, reason, by, at, previous_id)$
insert into legal_case (declaration_id, kind, reason, opened_by, opened_at, previous_id)
values (:declaration_id, :kind, :reason, :by, :at, :previous_id) returning id;

-- name: close_legal_case(outcome, by, at, declaration_id, kind)$
update legal_case set outcome = :outcome, closed_by = :by, closed_at = :at
where declaration_id = :declaration_id and kind = :kind and closed_at is null returning id;

-- name: list_risk_results(declaration_id)
select r.version, r.n, r.ruleset, s.rules, r.facts, r.result, r.channel, r.score, r.draw_bp, r.hash, r.at
from risk_result r join risk_ruleset s on s.hash = r.ruleset
where r.declaration_id = :declaration_id order by r.version, r.n;

-- name: list_movements(after, most)
select m.id, d.reference, d.number, m.version, m.seq, m.kind, m.flow, m.hs, m.partner, m.origin, m.value,
    m.currency, m.net_mass_kg, m.trade_mode, m.district, m.period, m.posted_at
from movement m join declaration d on d.id = m.declaration_id
where m.id > :after order by m.id limit :most;

-- name: list_own_movements(declaration_id)
select version, seq, kind, flow, hs, partner, origin, value, currency, net_mass_kg, trade_mode,
    district, period from movement where declaration_id = :declaration_id order by id;

-- Arrivals, gate, lists.

-- name: lock_container(container)!
-- Who lodges for a container and who tells of its arrival wait for each other: see `arrived`.
select pg_advisory_xact_lock(hashtextextended(:container, 2));

-- name: add_arrival(container, site, at, by, told_at)!
insert into arrival (container, site, at, told_by, told_at) values (:container, :site, :at, :by, :told_at)
on conflict do nothing;

-- name: list_arrived(containers)
select container, at, site from arrived(cast(:containers as text[]));

-- name: mark_arrived(at, container)
-- Each declaration that covers the container learns of it; those that waited for it go on, also
-- those accepted without it that may no longer leave directly.
update equipment e set arrived_at = coalesce(e.arrived_at, :at)
from declaration d
where e.container = :container and e.is_live and e.moved_at is null and d.id = e.declaration_id
    and d.state not in ('REJECTED', 'WITHDRAWN', 'CANCELLED', 'EXPIRED', 'COMPLETED')
returning d.reference, d.state in ('LODGED', 'PRELODGED')
    or d.state in ('ACCEPTED', 'UNDER_CONTROL', 'CONTROL_DONE', 'ASSESSED', 'CANCEL_REQUESTED') and d.cargo = 'EXPECTED' as waits;

-- name: list_by_container(container)
-- A hold that its agency narrowed to other containers does not hold this one.
select d.id, d.reference, d.number, d.release_no, d.state, d.border_office, d.decl_office, d.released_at,
    e.released_at as container_released_at, e.moved_at, e.held_by,
    (select coalesce(array_agg(agency order by agency), '{}') from hold h
        where h.declaration_id = d.id and h.lifted_at is null and not exists (
            select from equipment o where o.declaration_id = d.id and o.is_live
                and h.agency = any (string_to_array(o.held_by, ', ')))) as holds
from equipment e join declaration d on d.id = e.declaration_id
where e.container = :container and e.is_live
    and d.state not in ('DRAFT', 'REJECTED', 'WITHDRAWN', 'CANCELLED', 'EXPIRED')
order by d.id desc;

-- name: list_own(before, states, most)
-- Newest first, by key and not by offset: the hundredth page costs what the first does.
select id, reference, number, lrn, ucr, flow, type, state, channel, revenue, cargo, version, decl_office,
    border_office, made_at, lodged_at, accepted_at, released_at, is_sandbox, amendment
from own_ids(cast(:states as text[]), :before, :most) own(id) join declaration using (id)
order by id desc;

-- name: find_own(before, states, word, most)
-- By any of its names, a container or the code of a line.
select id, reference, number, lrn, ucr, flow, type, state, channel, revenue, cargo, version, decl_office,
    border_office, made_at, lodged_at, accepted_at, released_at, is_sandbox, amendment
from declaration
where id < :before and state = any (cast(:states as text[])) and id in (
    select id from declaration
    where reference = :word or number = :word or ucr = :word or lrn = :word
    union
    select declaration_id from equipment where container = :word and is_live
    union
    select l.id from organisation o, lateral (
        select distinct on (d.id) d.id from item i join declaration d on d.id = i.declaration_id
        where i.org_id = o.id and i.hs = :word and i.declaration_id < :before
            and d.state = any (cast(:states as text[]))
        order by d.id desc limit :most) l
    where :word ~ '^[0-9]{4,10}$' and (current_setting('app.scope', true) <> 'org' or o.id = any (
        string_to_array(current_setting('app.org', true) || ',' || current_setting('app.principals', true), ','))))
order by id desc limit :most;

-- name: count_own(states, most)
-- How many there are in each state, counted no further than asked.
select one as state, count(*) as n
from unnest(cast(:states as text[])) one, lateral own_ids(array[one], 9223372036854775807, :most)
group by one;

-- name: list_work(office, kinds, after_due, after_id, most)
-- The first of each kind by its index, then the first of these.
select t.id, t.kind, t.due_at, t.assignee, t.opened_at, d.reference, d.number, d.flow, d.type, d.channel,
    t.score, d.state, d.lodged_at, o.name, o.name_zh, d.is_sandbox
from (
    select l.* from unnest(cast(:kinds as text[])) one, lateral (
        select id, declaration_id, kind, due_at, score, assignee, opened_at from task
        where office = :office and kind = one and closed_at is null
            and (due_at, id) > (:after_due, :after_id)
        order by due_at, id limit :most) l
    order by l.due_at, l.id limit :most
) t join declaration d on d.id = t.declaration_id join organisation o on o.id = d.org_id
order by t.due_at, t.id;

-- name: list_work_by_score(office, kinds, after_score, after_due, after_id, most)
-- The same, the highest score first; falling scores rise when they are negative.
select t.id, t.kind, t.due_at, t.assignee, t.opened_at, d.reference, d.number, d.flow, d.type, d.channel,
    t.score, d.state, d.lodged_at, o.name, o.name_zh, d.is_sandbox
from (
    select l.* from unnest(cast(:kinds as text[])) one, lateral (
        select id, declaration_id, kind, due_at, score, assignee, opened_at from task
        where office = :office and kind = one and closed_at is null
            and (-score, due_at, id) > (-cast(:after_score as integer), :after_due, :after_id)
        order by -score, due_at, id limit :most) l
    order by -l.score, l.due_at, l.id limit :most
) t join declaration d on d.id = t.declaration_id join organisation o on o.id = d.org_id
order by -t.score, t.due_at, t.id;

-- name: list_board(site, start, stop)
select a.bay, lower(a.slot) as starts, upper(a.slot) as ends, a.agencies, d.reference, d.number, d.state
from appointment a join declaration d on d.id = a.declaration_id
where a.site = :site and not a.is_moved and a.slot && tstzrange(:start, :stop)
order by lower(a.slot), a.bay;

-- name: list_due(on, exit_before, proof_before)
-- What the clock sets going: filings nobody brought goods for, second steps not taken, exports
-- not seen to leave, proofs of origin that did not come, and what a rehearsal delayed.
select reference, 'expire' as event from declaration where state = 'PRELODGED' and expires_on < :on
union all
select reference, 'overdue' from declaration
where state = 'RELEASED' and completion_due < :on and not 'overdue' = any (flags)
union all
select reference, 'no_exit' from declaration
where state = 'RELEASED' and flow = 'export' and released_at < :exit_before and not 'no_exit' = any (flags)
union all
select reference, 'no_proof' from declaration
where 'proof_missing' = any (flags) and law_date < :proof_before and state in ('ASSESSED', 'RELEASED', 'COMPLETED')
union all
select reference, 'resume' from declaration
where state = 'ACCEPTED' and channel <> 'NONE' and is_sandbox and substr(upper(lrn), 2, 1) = 'D'
limit 500;

-- Rules and approvals.

-- name: list_rules(states)
select id, version, definition, state, proposed_by, proposed_at, approved_by, approved_at
from risk_rule where state = any (cast(:states as text[])) order by id, version;

-- name: propose_rule(id, version, definition, by, at)!
insert into risk_rule (id, version, definition, proposed_by, proposed_at)
values (:id, :version, :definition, :by, :at);

-- name: retire_rule(id)!
update risk_rule set state = 'retired' where id = :id and state = 'active';

-- name: activate_rule(by, at, id, version)$
update risk_rule set state = 'active', approved_by = :by, approved_at = :at
where id = :id and version = :version and state = 'proposed' returning id;

-- name: propose(kind, declaration_id, subject, payload, by, at)$
insert into approval (kind, declaration_id, subject, payload, proposed_by, proposed_at)
values (:kind, :declaration_id, :subject, :payload, :by, :at) returning id;

-- name: list_approvals(state)
select a.id, a.kind, a.subject, a.payload, a.proposed_by, a.proposed_at, a.state, a.decided_by, a.decided_at,
    a.reason, d.reference
from approval a left join declaration d on d.id = a.declaration_id
where a.state = :state order by a.id desc limit 200;

-- name: get_approval(id)^
select a.id, a.kind, a.subject, a.payload, a.proposed_by, a.state, d.reference
from approval a left join declaration d on d.id = a.declaration_id where a.id = :id;

-- name: decide(state, by, at, reason, id)$
update approval set state = :state, decided_by = :by, decided_at = :at, reason = :reason
where id = :id and state = 'open' returning id;

-- name: add_attachment(declaration_id, sha256, name, kind, media_type, content, by, at)!
insert into attachment (declaration_id, sha256, name, kind, media_type, content, author, at)
values (:declaration_id, :sha256, :name, :kind, :media_type, :content, :by, :at) on conflict do nothing;

-- name: list_attachments(declaration_id)
select encode(sha256, 'hex') as sha256, name, kind, media_type, octet_length(content) as size_bytes, author, at
from attachment where declaration_id = :declaration_id order by at;

-- name: get_attachment(declaration_id, sha256)^
select name, media_type, content from attachment
where declaration_id = :declaration_id and sha256 = decode(:sha256, 'hex');

-- name: list_messages(receiver, most)
select m.id, m.message, m.body, m.made_at, m.sent_at, m.tries, m.parked_at, d.reference
from outbox m join declaration d on d.id = m.declaration_id
where m.receiver = :receiver order by m.id desc limit :most;

-- name: list_pending()
-- Amendments and cancellations that wait for a second person.
select null as id, 'amendment' as kind, d.reference as subject, a.changes as payload,
    a.asked_by as proposed_by, a.asked_at as proposed_at, 'open' as state, null as decided_by,
    null as decided_at, a.reason, d.reference
from amendment a join declaration d on d.id = a.declaration_id where a.state = 'pending'
union all
select null, 'cancellation', d.reference, '{}'::json,
    (select split_part(one, ':', 2) from unnest(d.asked) one
        where starts_with(one, 'cancellation:')), coalesce(d.released_at, d.accepted_at),
    'open', null, null, '', d.reference
from declaration d where d.state = 'CANCEL_REQUESTED'
order by proposed_at limit 200;

-- name: list_case_messages(declaration_id, receiver)
select message, body, made_at, sent_at from outbox
where declaration_id = :declaration_id and receiver = :receiver order by id;

-- name: list_chain(chain)
select chain, seq, at, kind, party, account, body, prev_hash, hash from event
where chain = :chain order by seq;

-- name: list_findings()
-- Screenings whose declaration was inspected to the end, with whether anything was wrong; those
-- made before there was a number chose nothing.
select d.number, r.result, bool_or(t.outcome = 'discrepancy') as was_wrong
from risk_result r join declaration d on d.id = r.declaration_id join task t on t.declaration_id = d.id
where t.closed_at is not null and t.outcome <> '' and r.result ->> 'number' = d.number
group by d.number, r.declaration_id, r.version, r.n
order by d.number limit 100000;

-- name: list_stamps(flow, since, until)
-- What the release study counts from: events, and the first arrival of the goods.
with released as (
    select id, reference, flow, channel, released_at, decl_office, is_sandbox from declaration
    where released_at is not null and (:flow = '' or flow = :flow)
        and (cast(:since as date) is null or released_at >= cast(:since as date))
        and (cast(:until as date) is null or released_at < cast(:until as date))
)
select r.reference, r.flow, r.channel, r.released_at, r.decl_office, r.is_sandbox, e.kind, e.at
from released r join event e on e.declaration_id = r.id where e.kind <> 'arrived'
union all
select r.reference, r.flow, r.channel, r.released_at, r.decl_office, r.is_sandbox, 'arrived', min(q.arrived_at)
from released r join equipment q on q.declaration_id = r.id where q.arrived_at is not null
group by r.id, r.reference, r.flow, r.channel, r.released_at, r.decl_office, r.is_sandbox;
