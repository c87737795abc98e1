-- The land port: boxes, their events, gate, yard, trucks, legs, air centres.

-- Events: what is told is copied into a table of the transaction, looked at as a whole, and kept.

-- name: make_staging()!
create temp table if not exists told_event (
    line integer not null, key text not null, container text not null, event text not null,
    at timestamptz not null, site text not null, size_type text not null, status text not null,
    route text not null, call text not null, seal text not null, gross_kg numeric,
    org_id text, fault text not null default ''
) on commit delete rows;

-- name: copy_staging()#
copy told_event (line, key, container, event, at, site, size_type, status, route, call, seal, gross_kg)
from stdin;

-- name: mark_faults(sites)!
-- What is wrong with a line by itself; where, the room of the port tells in words.
update told_event set fault = case
    when not is_container(container)
        or event <> all ('{gate_in,discharge,yard_in,yard_out,shift,weigh,seal,load,gate_out}')
        or status <> all ('{full,empty}')
        or (size_type <> '' and teu_of(size_type) is null)
        or key !~ '^[^[:space:][:cntrl:]]{1,120}$'
        or length(route) not between 1 and 120 or route ~ '[[:cntrl:]]'
        or not coalesce(gross_kg between 0.1 and 100000, true)
        or length(seal) > 35 or length(call) > 60
        or at not between '2000-01-01Z' and '2199-12-30Z' then 'form'
    when site <> all (cast(:sites as text[])) then 'site'
    else 'call' end
where not is_container(container)
    or event <> all ('{gate_in,discharge,yard_in,yard_out,shift,weigh,seal,load,gate_out}')
    or status <> all ('{full,empty}')
    or (size_type <> '' and teu_of(size_type) is null)
    or key !~ '^[^[:space:][:cntrl:]]{1,120}$'
    or length(route) not between 1 and 120 or route ~ '[[:cntrl:]]'
    or not coalesce(gross_kg between 0.1 and 100000, true)
    or length(seal) > 35 or length(call) > 60
    or at not between '2000-01-01Z' and '2199-12-30Z'
    or site <> all (cast(:sites as text[]))
    or (call <> '' and not exists (select from transport_call c where c.site = told_event.site
        and c.reference = told_event.call));

-- name: mark_known(org)!
-- A key told before: the same event again is a replay, another one is a fault.
-- A size that was not told was filled in from the box.
update told_event t set fault = case when (e.container, e.event, e.at, e.site, e.status, e.route, e.call,
        e.seal, coalesce(e.gross_kg, 0)) = (t.container, t.event, t.at, t.site, t.status, t.route, t.call,
        t.seal, coalesce(round(t.gross_kg, 1), 0)) and t.size_type in ('', e.size_type)
    then 'replay' else 'key_taken' end
from equipment_event e where e.told_org = :org and e.key = t.key and t.fault = '';

-- name: mark_twice()!
update told_event t set fault = case when (f.container, f.event, f.at, f.site, f.size_type, f.status,
        f.route, f.call, f.seal, coalesce(f.gross_kg, 0)) = (t.container, t.event, t.at, t.site, t.size_type,
        t.status, t.route, t.call, t.seal, coalesce(t.gross_kg, 0))
    then 'replay' else 'key_taken' end
from (select distinct on (key) * from told_event where fault = '' order by key, line) f
where f.key = t.key and t.line > f.line and t.fault = '';

-- name: name_firms()!
-- The firm of the declaration that covers a box now.
update told_event t set org_id = found.org_id
from (select distinct on (e.container) e.container, d.org_id
    from equipment e join declaration d on d.id = e.declaration_id
    where e.container in (select container from told_event where fault = '') and e.is_live
        and e.moved_at is null and d.state not in ('DRAFT', 'REJECTED', 'WITHDRAWN', 'CANCELLED', 'EXPIRED')
    order by e.container, d.id desc) found
where found.container = t.container and t.fault = '';

-- name: list_told()
select line, fault from told_event where fault <> '' order by line;

-- name: open_equipment()!
-- Boxes told of for the first time.
insert into port_equipment (container, site, size_type, status, told_at)
select distinct on (container) container, site, size_type, status, at from told_event where fault = ''
order by container, at
on conflict (container) do nothing;

-- name: lock_equipment()!
-- In one order, so that two who tell of the same boxes wait for each other and never across.
select from port_equipment where container in (select container from told_event where fault = '')
order by container for update;

-- name: keep_events(org, by, told_at)!
insert into equipment_event (told_org, key, container, event, at, site, size_type, status, route, call,
    seal, gross_kg, org_id, told_by, told_at)
select :org, t.key, t.container, t.event, t.at, t.site,
    case when t.size_type = '' then p.size_type else t.size_type end, t.status, t.route, t.call, t.seal,
    t.gross_kg, t.org_id, :by, :told_at
from told_event t join port_equipment p on p.container = t.container
where t.fault = '' order by t.line;

-- name: move_equipment()!
-- Boxes as all their events leave them, in whatever order they were told.
update port_equipment p set site = f.site, status = f.status, told_at = f.told_at, in_at = f.in_at,
    out_at = f.out_at, org_id = coalesce(f.org_id, p.org_id), size_type = coalesce(f.size_type, p.size_type),
    seal = coalesce(f.seal, p.seal), gross_kg = coalesce(f.gross_kg, p.gross_kg)
from (
    select container, max(at) as told_at,
        (array_agg(site order by at desc, key collate "C" desc))[1] as site,
        (array_agg(status order by at desc, key collate "C" desc))[1] as status,
        (array_agg(size_type order by at desc, key collate "C" desc) filter (where size_type <> ''))[1] as size_type,
        (array_agg(seal order by at desc, key collate "C" desc) filter (where seal <> ''))[1] as seal,
        (array_agg(gross_kg order by at desc, key collate "C" desc) filter (where gross_kg is not null))[1] as gross_kg,
        (array_agg(org_id order by at desc, key collate "C" desc) filter (where org_id is not null))[1] as org_id,
        max(at) filter (where direction = 'in') as in_at, max(at) filter (where direction = 'out') as out_at
    from equipment_event
    where container in (select container from told_event where fault = '')
    group by container
) f
where p.container = f.container;

-- name: end_told_stays()!
-- A box that went out stands in no slot any more.
update yard_stay y set during = tstzrange(lower(y.during), greatest(t.at, lower(y.during) + interval '1 microsecond'))
from (select container, site, max(at) as at from told_event
    where fault = '' and event in ('load', 'gate_out') group by container, site) t
where y.container = t.container and y.site = t.site and upper_inf(y.during) and t.at >= lower(y.during);

-- name: tell_arrivals(by, told_at)!
-- Boxes that came in are arrivals of the window; who lodges for one meanwhile is waited for.
with came as (
    select distinct on (container, at) container, site, at from told_event
    where fault = '' and event in ('gate_in', 'discharge') order by container, at
), locked as (
    select count(pg_advisory_xact_lock(hashtextextended(container, 2)))
    from (select distinct container from came order by container) one
)
insert into arrival (container, site, at, told_by, told_at)
select came.container, came.site, came.at, :by, :told_at from came, locked
on conflict do nothing;

-- name: list_awaited()
-- Boxes told to have come that a declaration waits for.
select distinct on (t.container) t.container, t.site, t.at from told_event t
where t.fault = '' and t.event in ('gate_in', 'discharge') and exists (
    select from equipment e where e.container = t.container and e.is_live and e.arrived_at is null
        and e.moved_at is null)
order by t.container, t.at;

-- name: add_up_without_sorting()!
-- A dozen sums out of a million rows: a table in memory is a third of the time of a sort.
select set_config('enable_sort', 'off', true);

-- name: list_throughput(site, since, until)
-- An empty site is all sites.
select direction, route, status, count(*) as boxes, coalesce(sum(teu), 0) as teu,
    count(*) filter (where teu is null) as unsized
from equipment_event
where direction <> '' and (:site = '' or site = :site) and at >= :since and at < :until
group by direction, route, status order by direction, route, status;

-- name: list_box_events(container, most)
select key, container, event, direction, at, site, size_type, status, route, teu, call, seal, gross_kg,
    told_by, told_at
from equipment_event where container = :container order by at, id limit :most;

-- Boxes and holds.

-- name: find_box(container)^
select container, site, org_id, size_type, status, seal, tare_kg, gross_kg, in_at, out_at, told_at
from port_equipment where container = :container;

-- name: lock_box(container)^
select container, site, org_id, size_type, status, seal, tare_kg, gross_kg, in_at, out_at, told_at
from port_equipment where container = :container for update;

-- name: register_box(container, site, org, size_type, status, seal, tare_kg, at)!
-- A box announced before it comes; one that is known keeps what its events told.
insert into port_equipment as p (container, site, org_id, size_type, status, seal, tare_kg, told_at)
values (:container, :site, :org, :size_type, :status, :seal, :tare_kg, :at)
on conflict (container) do update set tare_kg = coalesce(excluded.tare_kg, p.tare_kg),
    org_id = coalesce(excluded.org_id, p.org_id),
    size_type = case when p.size_type = '' then excluded.size_type else p.size_type end,
    seal = case when p.seal = '' then excluded.seal else p.seal end;

-- name: list_boxes(site, before, most)
select container, site, org_id, size_type, status, seal, tare_kg, gross_kg, in_at, out_at, told_at,
    teu_of(nullif(size_type, '')) as teu,
    (select coalesce(array_agg(h.holder order by h.holder), '{}') from port_hold h
        where h.container = p.container and h.lifted_at is null) as holders
from port_equipment p
where (:site = '' or site = :site) and container > :before order by container limit :most;

-- name: list_here(site, most)
select p.container, p.size_type, p.status, p.seal, p.gross_kg, p.in_at, p.org_id, s.slot,
    (select coalesce(array_agg(h.holder order by h.holder), '{}') from port_hold h
        where h.container = p.container and h.lifted_at is null) as holders
from port_equipment p left join yard_stay s on s.site = p.site and s.container = p.container and upper_inf(s.during)
where p.site = :site and p.in_at is not null and (p.out_at is null or p.out_at < p.in_at)
order by p.in_at, p.container limit :most;

-- name: list_port_holds(container)
select holder, reason, placed_by, placed_at, lifted_by, lifted_at from port_hold
where container = :container order by id;

-- name: list_open_holds(container)
select holder, reason from port_hold where container = :container and lifted_at is null order by holder;

-- name: place_port_hold(container, site, org, holder, reason, by, at)$
insert into port_hold (container, site, org_id, holder, reason, placed_by, placed_at)
values (:container, :site, :org, :holder, :reason, :by, :at)
on conflict (container, holder) where lifted_at is null do nothing returning id;

-- name: lift_port_hold(by, at, container, holder)$
update port_hold set lifted_by = :by, lifted_at = :at
where container = :container and holder = :holder and lifted_at is null returning id;

-- Gate.

-- name: find_exit(site, container, reference)^
select at, told_by from gate_transaction
where site = :site and container = :container and reference = :reference;

-- name: add_exit(site, container, reference, release_no, org, at, by)!
insert into gate_transaction (site, container, reference, release_no, org_id, at, told_by)
values (:site, :container, :reference, :release_no, :org, :at, :by);

-- name: list_exits(site, most)
select site, container, reference, release_no, at from gate_transaction
where :site = '' or site = :site order by id desc limit :most;

-- Calls and manifests.

-- name: add_call(site, mode, reference, route, planned_at, org, by, at)$
insert into transport_call (site, mode, reference, route, planned_at, org_id, made_by, made_at)
values (:site, :mode, :reference, :route, :planned_at, :org, :by, :at)
on conflict (site, mode, reference) do nothing returning id;

-- name: find_call(site, mode, reference)^
select id, site, mode, reference, route, planned_at, arrived_at, departed_at, org_id
from transport_call where site = :site and mode = :mode and reference = :reference;

-- name: get_call(id)^
select id, site, mode, reference, route, planned_at, arrived_at, departed_at, org_id
from transport_call where id = :id;

-- name: lock_call(id)^
select id, site, mode, reference, route, planned_at, arrived_at, departed_at, org_id
from transport_call where id = :id for update;

-- name: move_call(arrived_at, departed_at, id)!
update transport_call set arrived_at = :arrived_at, departed_at = :departed_at where id = :id;

-- name: list_calls(site, before, most)
select id, site, mode, reference, route, planned_at, arrived_at, departed_at, org_id
from transport_call where (:site = '' or site = :site) and id < :before order by id desc limit :most;

-- name: add_bill(call, site, number, kind, master, org, containers, by, at)!
insert into manifest (call_id, site, number, kind, master, org_id, containers, made_by, made_at)
values (:call, :site, :number, :kind, :master, :org, cast(:containers as text[]), :by, :at);

-- name: list_bills(call)
select number, kind, master, org_id, containers, made_by, made_at from manifest
where call_id = :call order by kind desc, number;

-- name: look_at_gate(container, site)^
-- What the port knows of a box at one of its gates: exits by declaration, who holds it, and
-- whether the check of its seal is open at this end of its leg.
select
    (select coalesce(json_object_agg(g.reference, g.at), '{}') from gate_transaction g
        where g.container = :container and g.site = :site) as exits,
    (select coalesce(array_agg(h.holder order by h.holder), '{}') from port_hold h
        where h.container = :container and h.lifted_at is null) as holders,
    (select p.in_at from port_equipment p where p.container = :container and p.site = :site) as in_at,
    exists (select from corridor_leg l where l.container = :container and l.port = :site
        and l.state = 'seal_check') as seal_is_open;

-- Yard.

-- name: add_slots(site, slots)!
insert into yard_slot (site, slot) select :site, unnest(cast(:slots as text[])) on conflict do nothing;

-- name: lock_yard(site)!
select pg_advisory_xact_lock(hashtextextended('yard ' || :site, 3));

-- name: list_slots(site)
select s.slot, y.container, lower(y.during) as since, p.size_type, p.status, p.in_at
from yard_slot s left join yard_stay y on y.site = s.site and y.slot = s.slot and upper_inf(y.during)
    left join port_equipment p on p.container = y.container
where s.site = :site order by s.slot;

-- name: end_stay(at, site, container)$
update yard_stay set during = tstzrange(lower(during), greatest(:at, lower(during) + interval '1 microsecond'))
where site = :site and container = :container and upper_inf(during) returning slot;

-- name: begin_stay(site, slot, container, org, at)!
-- Not before what stood there has left, nor before the box left where it stood.
insert into yard_stay (site, slot, container, org_id, during)
select :site, :slot, :container, :org, tstzrange(greatest((:at)::timestamptz, max(upper(during))), null)
from yard_stay where not upper_inf(during) and (container = :container or (site = :site and slot = :slot));

-- Truck appointments.

-- name: open_truck_slot(site, starts, ends, capacity)$
insert into truck_slot (site, starts, ends, capacity) values (:site, :starts, :ends, :capacity)
on conflict do nothing returning starts;

-- name: list_truck_slots(site, since, until)
select site, starts, ends, capacity, taken,
    (select count(*) from truck_appointment a where a.site = s.site and a.starts = s.starts and a.state = 'no_show') as no_shows
from truck_slot s where (:site = '' or site = :site) and ends > :since and starts < :until order by site, starts limit 500;

-- name: lock_truck_slot(site, starts)^
select site, starts, ends, capacity, taken from truck_slot where site = :site and starts = :starts for update;

-- name: take_truck_place(change, site, starts)!
update truck_slot set taken = taken + :change where site = :site and starts = :starts;

-- name: add_appointment(site, starts, org, container, vehicle, by, at)$
insert into truck_appointment (site, starts, org_id, container, vehicle, made_by, made_at)
values (:site, :starts, :org, :container, :vehicle, :by, :at) returning id;

-- name: get_appointment(id)^
select a.id, a.site, a.starts, s.ends, a.org_id, a.container, a.vehicle, a.state, a.made_at, a.changed_at
from truck_appointment a join truck_slot s on s.site = a.site and s.starts = a.starts where a.id = :id;

-- name: list_appointments_at(site, since, until)
select a.id, a.site, a.starts, s.ends, a.org_id, a.container, a.vehicle, a.state, a.made_at, a.changed_at
from truck_appointment a join truck_slot s on s.site = a.site and s.starts = a.starts
where (:site = '' or a.site = :site) and s.ends > :since and a.starts < :until
order by a.starts, a.id limit 500;

-- name: change_appointment(state, by, at, id)!
update truck_appointment set state = :state, changed_by = :by, changed_at = :at where id = :id;

-- name: list_open_appointments(before)
select a.id, s.ends, a.site, a.starts from truck_appointment a
    join truck_slot s on s.site = a.site and s.starts = a.starts
where a.state = 'booked' and s.ends <= :before order by a.id limit 500;

-- Sealed legs.

-- name: add_leg_under_seal(container, reference, org, origin, port, seal, left_at, expected_at, by)$
insert into corridor_leg (container, reference, org_id, origin, port, seal, left_at, expected_at, made_by)
values (:container, :reference, :org, :origin, :port, :seal, :left_at, :expected_at, :by)
on conflict do nothing returning id;

-- name: list_corridor_legs(state, before, most)
select id, container, reference, org_id, origin, port, seal, left_at, expected_at, arrived_at, seal_found, state, note,
    settled_by, settled_at
from corridor_leg where (:state = '' or state = :state) and id < :before order by id desc limit :most;

-- name: get_corridor_leg(id)^
select id, container, reference, org_id, origin, port, seal, left_at, expected_at, arrived_at, seal_found, state, note,
    settled_by, settled_at
from corridor_leg where id = :id;

-- name: lock_corridor_leg(id)^
select id from corridor_leg where id = :id for update;

-- name: arrive_corridor_leg(at, seal, state, note, id)!
update corridor_leg set arrived_at = :at, seal_found = :seal, state = :state, note = :note where id = :id;

-- name: settle_corridor_leg(seal, note, by, at, id)!
update corridor_leg set state = 'cleared', seal_found = :seal, note = :note, settled_by = :by, settled_at = :at
where id = :id;

-- Dwell.

-- name: list_stays(site, since, until, most)
select container, site, in_at, case when out_at > in_at then out_at end as out_at, status, size_type
from port_equipment
where (:site = '' or site = :site) and in_at >= :since and in_at < :until order by in_at desc limit :most;

-- name: list_ended_stays(since, until)
-- Boxes that came in within some days and have gone out.
select p.container, p.site, p.in_at, p.out_at, coalesce(o.is_sandbox, false) as is_sandbox
from port_equipment p left join organisation o on o.id = p.org_id
where p.in_at >= :since and p.in_at < :until and p.out_at > p.in_at order by p.container, p.in_at;

-- name: list_marks(containers)
-- From when it was whose turn: events of the port, and what was done to the declarations.
select container, event as kind, at from equipment_event where container = any (cast(:containers as text[]))
union all
select e.container, 'lodged', d.lodged_at from equipment e join declaration d on d.id = e.declaration_id
where e.container = any (cast(:containers as text[])) and e.is_live and d.lodged_at is not null
union all
select e.container, 'released', e.released_at from equipment e
where e.container = any (cast(:containers as text[])) and e.is_live and e.released_at is not null
union all
select e.container, 'held', h.placed_at from equipment e join hold h on h.declaration_id = e.declaration_id
where e.container = any (cast(:containers as text[])) and e.is_live
union all
select e.container, 'lifted', h.lifted_at from equipment e join hold h on h.declaration_id = e.declaration_id
where e.container = any (cast(:containers as text[])) and e.is_live and h.lifted_at is not null;

-- Air centres.

-- name: add_air_step(org, site, reference, kind, centre, customs, at, by)!
insert into air_step (org_id, site, reference, kind, centre, customs, at, told_by)
values (:org, :site, :reference, :kind, :centre, :customs, :at, :by);

-- name: list_air_steps(reference)
select org_id, site, reference, kind, centre, customs, at from air_step
where reference = :reference order by at, id;

-- name: list_air_now(most)
-- Where each consignment is, the newest first.
select * from (
    select distinct on (reference) id, org_id, site, reference, kind, centre, customs, at
    from air_step order by reference, at desc, id desc
) last order by at desc limit :most;

-- name: list_air_all(since, until)
select reference, kind, centre, customs, at from air_step
where reference in (select reference from air_step where at >= :since and at < :until)
order by reference, at, id limit 20000;

-- What clears at home.

-- name: list_cleared(since, until, zone)
select date_trunc('month', d.released_at at time zone :zone)::date as month, d.flow, d.decl_office,
    count(*) as declarations,
    coalesce(sum((select sum(m.value) from movement m where m.declaration_id = d.id)), 0) as value
from declaration d
where d.released_at >= :since and d.released_at < :until
group by 1, 2, 3 order by 1, 2, 3;

-- Manifests that came as EDIFACT.

-- name: lock_cargo(org, sender, reference)!
select pg_advisory_xact_lock(hashtextextended(concat_ws('|', cast(:org as text), cast(:sender as text),
    cast(:reference as text)), 33));

-- name: find_cargo(org, sender, reference)^
select digest, calls from cargo_interchange
where told_org = :org and sender = :sender and reference = :reference;

-- name: keep_cargo(org, sender, reference, digest, site, calls, by, at)!
insert into cargo_interchange (told_org, sender, reference, digest, site, org_id, calls, told_by, told_at)
values (:org, :sender, :reference, :digest, :site, :org, cast(:calls as bigint[]), :by, :at);

-- Opening of ports and areas.

-- name: add_opening(zone, kind, step, step_zh, goods, doer, due_on, state, since, evidence, by, at)$
insert into opening_item (zone, kind, step, step_zh, goods, doer, due_on, state, since, evidence,
    made_by, made_at, changed_by, changed_at)
values (:zone, :kind, :step, :step_zh, :goods, :doer, :due_on, :state, :since, :evidence, :by, :at, :by, :at)
on conflict (zone, kind, step) do nothing returning id;

-- name: list_opening_items(zone)
select id, zone, kind, step, step_zh, goods, doer, due_on, state, since, evidence, made_by, made_at,
    changed_by, changed_at, confirmed_by, confirmed_at
from opening_item where :zone = '' or zone = :zone order by zone, kind, step limit 500;

-- name: lock_opening(id)^
select id, zone, kind, step, step_zh, goods, doer, due_on, state, since, evidence, made_by, made_at,
    changed_by, changed_at, confirmed_by, confirmed_at
from opening_item where id = :id for update;

-- name: change_opening(doer, due_on, state, since, evidence, by, at, id)!
-- What is changed is to be confirmed anew.
update opening_item set doer = :doer, due_on = :due_on, state = :state, since = :since,
    evidence = :evidence, changed_by = :by, changed_at = :at, confirmed_by = null, confirmed_at = null
where id = :id;

-- name: confirm_opening(by, at, id)!
update opening_item set confirmed_by = :by, confirmed_at = :at where id = :id;

-- name: list_imported_goods(container)
-- Goods of live import declarations that cover a box.
select distinct i.hs from equipment e join declaration d on d.id = e.declaration_id
    join item i on i.declaration_id = d.id and i.version = d.version
where e.container = :container and e.is_live and d.flow = 'import';
