-- The land port: calls, manifests, boxes and their events, yard, gate, trucks, sealed legs, air centres.
-- depends: 0015_hub

create function container_digit(box text) returns text language sql immutable strict parallel safe as $$
    select ((strpos('0123456789A BCDEFGHIJK LMNOPQRSTU VWXYZ', substr(box, 1, 1)) - 1
        + (strpos('0123456789A BCDEFGHIJK LMNOPQRSTU VWXYZ', substr(box, 2, 1)) - 1) * 2
        + (strpos('0123456789A BCDEFGHIJK LMNOPQRSTU VWXYZ', substr(box, 3, 1)) - 1) * 4
        + (strpos('0123456789A BCDEFGHIJK LMNOPQRSTU VWXYZ', substr(box, 4, 1)) - 1) * 8
        + (strpos('0123456789A BCDEFGHIJK LMNOPQRSTU VWXYZ', substr(box, 5, 1)) - 1) * 16
        + (strpos('0123456789A BCDEFGHIJK LMNOPQRSTU VWXYZ', substr(box, 6, 1)) - 1) * 32
        + (strpos('0123456789A BCDEFGHIJK LMNOPQRSTU VWXYZ', substr(box, 7, 1)) - 1) * 64
        + (strpos('0123456789A BCDEFGHIJK LMNOPQRSTU VWXYZ', substr(box, 8, 1)) - 1) * 128
        + (strpos('0123456789A BCDEFGHIJK LMNOPQRSTU VWXYZ', substr(box, 9, 1)) - 1) * 256
        + (strpos('0123456789A BCDEFGHIJK LMNOPQRSTU VWXYZ', substr(box, 10, 1)) - 1) * 512) % 11 % 10)::text
$$;
comment on function container_digit is 'The check digit of a container number by its first ten signs, ISO 6346 annex A: a letter stands at its own value.';

create function is_container(box text) returns boolean language sql immutable strict parallel safe as $$
    select box ~ '^[A-Z]{3}[UJZ][0-9]{7}$' and container_digit(box) = substr(box, 11, 1)
$$;
comment on function is_container is 'Whether a container number proves itself.';

create function teu_of(size_type text) returns numeric language sql immutable strict parallel safe as $$
    select case when size_type ~ '^[24L][0245689CDEFLMNP][A-Z0-9]{2}$' then
        case substr(size_type, 1, 1) when '2' then 1.00 when '4' then 2.00 else 2.25 end end
$$;
comment on function teu_of is 'Twenty-foot equivalents by the first sign of a size and type code: 20 ft 1, 40 ft 2, 45 ft 2.25; null for any other.';

-- Who sees what is at a site: the site itself, carriers that call there, officers of its place,
-- auditors. The service says which places are those of an officer's offices.
create function may_see_site(site text) returns boolean language sql stable parallel safe as $$
    select coalesce(current_setting('app.scope', true), '') in ('system', 'audit')
        or (coalesce(current_setting('app.scope', true), '') in ('site', 'carrier', 'office', 'agency')
            and site = any (string_to_array(nullif(concat_ws(',', nullif(current_setting('app.offices', true), ''),
                nullif(current_setting('app.places', true), '')), ''), ',')))
$$;
comment on function may_see_site is 'Whether what is at a site is for the eyes of who asks, whoever it belongs to.';
create function is_mine(org text) returns boolean language sql stable parallel safe as $$
    select coalesce(current_setting('app.scope', true), '') in ('org', 'carrier')
        and (org = current_setting('app.org', true)
            or org = any (string_to_array(current_setting('app.principals', true), ',')))
$$;
comment on function is_mine is 'Whether something belongs to the firm that asks, or to one whose live mandate it holds.';

create table transport_call (
    id bigint generated always as identity primary key,
    site text not null,
    mode text not null check (mode in ('train', 'vessel', 'flight', 'truck')),
    reference text not null check (reference ~ '^[^[:space:][:cntrl:]]{1,60}$'),
    route text not null check (length(route) between 1 and 120),
    planned_at timestamptz not null,
    arrived_at timestamptz,
    departed_at timestamptz,
    org_id text references organisation (id),
    made_by text not null,
    made_at timestamptz not null,
    unique (site, mode, reference),
    check (departed_at is null or departed_at >= arrived_at)
);
comment on table transport_call is 'A train, vessel, flight or truck that calls at a site: planned, come, gone.';
create index transport_call_by_time on transport_call (site, planned_at desc);

create table manifest (
    id bigint generated always as identity primary key,
    call_id bigint not null references transport_call (id),
    site text not null,
    number text not null check (number ~ '^[^[:cntrl:]]{1,60}$'),
    kind text not null check (kind in ('master', 'house')),
    master text,
    org_id text references organisation (id),
    containers text[] not null check (cardinality(containers) between 1 and 500),
    made_by text not null,
    made_at timestamptz not null,
    unique (call_id, number),
    foreign key (call_id, master) references manifest (call_id, number),
    check ((kind = 'house') = (master is not null))
);
comment on table manifest is 'Bills of a call: masters, and the house bills that hang on them.';

create table port_equipment (
    container text primary key check (is_container(container)),
    site text not null,
    org_id text references organisation (id),
    size_type text not null default '' check (size_type = '' or teu_of(size_type) is not null),
    status text not null check (status in ('full', 'empty')),
    seal text not null default '',
    tare_kg numeric(8, 1) check (tare_kg > 0),
    gross_kg numeric(8, 1) check (gross_kg > 0),
    in_at timestamptz,
    out_at timestamptz,
    told_at timestamptz not null
);
comment on table port_equipment is 'A box as its last events leave it; who lets it out locks this row first.';
create index port_equipment_here on port_equipment (site, in_at)
    where in_at is not null and (out_at is null or out_at < in_at);

create table port_hold (
    id bigint generated always as identity primary key,
    container text not null,
    site text not null,
    org_id text references organisation (id),
    holder text not null check (length(holder) between 1 and 60),
    reason text not null check (length(reason) between 1 and 400),
    placed_by text not null,
    placed_at timestamptz not null,
    lifted_by text,
    lifted_at timestamptz,
    check ((lifted_by is null) = (lifted_at is null)),
    check (lifted_at is null or lifted_at >= placed_at)
);
comment on table port_hold is 'A site, carrier or agency keeps a box at the port until it lifts the hold; holds of a declaration stand in hold.';
create unique index port_hold_one_open on port_hold (container, holder) where lifted_at is null;

create table equipment_event (
    id bigint generated always as identity,
    told_org text not null references organisation (id),
    key text not null check (key ~ '^[^[:space:][:cntrl:]]{1,120}$'),
    container text not null check (is_container(container)),
    event text not null check (event in ('gate_in', 'discharge', 'yard_in', 'yard_out', 'shift', 'weigh',
        'seal', 'load', 'gate_out')),
    direction text not null generated always as (case when event in ('gate_in', 'discharge') then 'in'
        when event in ('load', 'gate_out') then 'out' else '' end) stored,
    at timestamptz not null,
    site text not null,
    size_type text not null check (size_type = '' or teu_of(size_type) is not null),
    status text not null check (status in ('full', 'empty')),
    route text not null check (length(route) between 1 and 120),
    teu numeric(4, 2) generated always as (teu_of(size_type)) stored,
    call text not null default '',
    seal text not null default '',
    gross_kg numeric(8, 1) check (gross_kg > 0),
    org_id text,
    told_by text not null,
    told_at timestamptz not null,
    primary key (id),
    constraint equipment_event_once unique (told_org, key)
);
comment on table equipment_event is 'What happened to boxes, only ever added to; who tells an event twice under one key told it once. The firm is that of the declaration that covered the box then; a box of unknown size has no TEU.';
create index equipment_event_by_box on equipment_event (container, at);
create index equipment_event_crossing on equipment_event (site, at) include (direction, route, status, teu)
    where direction <> '';
create trigger equipment_event_stays before update or delete on equipment_event for each row execute function refuse_change();
create trigger equipment_event_not_emptied before truncate on equipment_event for each statement execute function refuse_change();

create table gate_transaction (
    id bigint generated always as identity primary key,
    site text not null,
    container text not null,
    reference text not null,
    release_no text not null,
    org_id text,
    at timestamptz not null,
    told_by text not null,
    constraint gate_transaction_once unique (site, container, reference)
);
comment on table gate_transaction is 'A box left a gate under a release: once for each gate and declaration.';
create index gate_transaction_by_box on gate_transaction (container, site);
create trigger gate_transaction_stays before update or delete on gate_transaction for each row execute function refuse_change();

create table yard_slot (
    site text not null,
    slot text not null check (slot ~ '^[A-Z]{1,3}-[0-9]{1,3}-[0-9]{1,2}-[1-6]$'),
    primary key (site, slot)
);
comment on table yard_slot is 'Places for one box each: block, bay, row and tier.';

create table yard_stay (
    id bigint generated always as identity primary key,
    site text not null,
    slot text not null,
    container text not null,
    org_id text,
    during tstzrange not null check (not isempty(during) and lower(during) is not null),
    foreign key (site, slot) references yard_slot (site, slot),
    constraint yard_stay_one_box_a_slot exclude using gist (site with =, slot with =, during with &&),
    constraint yard_stay_one_slot_a_box exclude using gist (container with =, during with &&)
);
comment on table yard_stay is 'Which box stood where and when: never two in a slot, never one in two.';
create index yard_stay_now on yard_stay (site, slot) where upper_inf(during);

create table truck_slot (
    site text not null,
    starts timestamptz not null,
    ends timestamptz not null check (ends > starts),
    capacity integer not null check (capacity between 1 and 500),
    taken integer not null default 0,
    primary key (site, starts),
    constraint truck_slot_not_overbooked check (taken between 0 and capacity),
    constraint truck_slot_one_at_a_time exclude using gist (site with =, tstzrange(starts, ends) with &&)
);
comment on table truck_slot is 'Spans in which a site serves so many trucks; never more are taken than it serves.';

create table truck_appointment (
    id bigint generated always as identity primary key,
    site text not null,
    starts timestamptz not null,
    org_id text not null references organisation (id),
    container text not null check (is_container(container)),
    vehicle text not null check (length(vehicle) between 1 and 20),
    state text not null default 'booked' check (state in ('booked', 'came', 'no_show', 'cancelled')),
    made_by text not null,
    made_at timestamptz not null,
    changed_by text,
    changed_at timestamptz,
    foreign key (site, starts) references truck_slot (site, starts),
    check ((state = 'booked') = (changed_at is null))
);
comment on table truck_appointment is 'A truck that fetches or brings a box in a slot; who did not come stays on record.';
create unique index truck_appointment_once on truck_appointment (site, starts, container) where state in ('booked', 'came');
create index truck_appointment_open on truck_appointment (starts) where state = 'booked';

create table corridor_leg (
    id bigint generated always as identity primary key,
    container text not null check (is_container(container)),
    reference text not null,
    org_id text,
    origin text not null,
    port text not null,
    seal text not null check (length(seal) between 1 and 35),
    left_at timestamptz not null,
    expected_at timestamptz not null check (expected_at > left_at),
    arrived_at timestamptz,
    seal_found text not null default '',
    state text not null default 'sealed' check (state in ('sealed', 'arrived', 'seal_check', 'cleared')),
    note text not null default '',
    made_by text not null,
    settled_by text,
    settled_at timestamptz,
    check ((state = 'sealed') = (arrived_at is null)),
    check (arrived_at is null or arrived_at >= left_at),
    check ((state = 'cleared') = (settled_at is not null)),
    constraint corridor_leg_once unique (container, reference, origin)
);
comment on table corridor_leg is 'A box on its way under seal between the hub and a partner seaport; a seal that differs reopens the check of the seal alone.';
create index corridor_leg_open on corridor_leg (expected_at) where state in ('sealed', 'seal_check');

create table air_step (
    id bigint generated always as identity primary key,
    org_id text not null references organisation (id),
    site text not null,
    reference text not null check (reference ~ '^[^[:space:][:cntrl:]]{1,60}$'),
    kind text not null check (kind in ('mail', 'express', 'cargo')),
    centre text not null default '' check (centre in ('', 'mail', 'express', 'freight', 'bonded', 'supervision')),
    customs text not null check (customs in ('under_control', 'released', 'bonded', 'held')),
    at timestamptz not null,
    told_by text not null,
    check (centre <> '' or customs = 'released'),
    check (centre <> 'bonded' or customs = 'bonded')
);
comment on table air_step is 'Parcels and air cargo on their way through the centres of the aviation port, with the customs state from each step on; an empty centre is out of the port.';
create index air_step_by_reference on air_step (reference, at, id);
create trigger air_step_stays before update or delete on air_step for each row execute function refuse_change();

-- Row security: reading by site, by firm, by the declaration; writing by the window itself,
-- after the service has looked at the role.
do $$
declare
    part text;
begin
    foreach part in array array['transport_call', 'manifest', 'port_equipment', 'port_hold',
        'gate_transaction', 'yard_stay', 'truck_appointment', 'air_step']
    loop
        execute format('create policy %I on %I for select using (may_see_site(site) or is_mine(org_id))', part || '_read', part);
    end loop;
    foreach part in array array['transport_call', 'manifest', 'port_equipment', 'port_hold',
        'equipment_event', 'gate_transaction', 'yard_slot', 'yard_stay', 'truck_slot', 'truck_appointment',
        'corridor_leg', 'air_step']
    loop
        execute format('alter table %I enable row level security', part);
        execute format('alter table %I force row level security', part);
        execute format('create policy %I on %I for insert with check (current_setting(''app.scope'', true) = ''system'')', part || '_add', part);
        execute format('create policy %I on %I for update using (current_setting(''app.scope'', true) = ''system'')', part || '_change', part);
    end loop;
end $$;
-- What was told of a box before it was declared is its firm's too, for the stay it is in. Who sees
-- everything is asked once for a report of a million rows, not once a row.
create policy equipment_event_read on equipment_event for select using (
    (select coalesce(current_setting('app.scope', true), '') in ('system', 'audit'))
    or may_see_site(site) or is_mine(org_id)
    or (org_id is null and (select e.in_at from port_equipment e where e.container = equipment_event.container) <= at));
create policy yard_slot_read on yard_slot for select using (may_see_site(site));
-- Where a truck may still come is for everybody who books; who comes is not.
create policy truck_slot_read on truck_slot for select using (may_see_site(site)
    or (current_setting('app.scope', true) = 'org' and current_setting('app.org', true) <> ''));
create policy corridor_leg_read on corridor_leg for select using (
    may_see_site(origin) or may_see_site(port) or is_mine(org_id));

create function appointment_stays() returns trigger language plpgsql as $$
begin
    if (new.id, new.site, new.starts, new.org_id, new.container, new.vehicle, new.made_by, new.made_at)
        is distinct from (old.id, old.site, old.starts, old.org_id, old.container, old.vehicle, old.made_by, old.made_at)
        or old.state <> 'booked' then
        raise exception 'an appointment is kept, missed or cancelled, and else stays as it was made'
            using errcode = 'check_violation';
    end if;
    return new;
end $$;
create trigger truck_appointment_stays before update on truck_appointment for each row execute function appointment_stays();

create function leg_stays() returns trigger language plpgsql as $$
begin
    if (new.id, new.container, new.reference, new.org_id, new.origin, new.port, new.seal, new.left_at, new.expected_at)
        is distinct from (old.id, old.container, old.reference, old.org_id, old.origin, old.port, old.seal, old.left_at, old.expected_at)
        or (old.state, new.state) not in (('sealed', 'arrived'), ('sealed', 'seal_check'), ('seal_check', 'cleared')) then
        raise exception 'a leg arrives once, and only the check of its seal goes on after that'
            using errcode = 'check_violation';
    end if;
    return new;
end $$;
create trigger corridor_leg_stays before update on corridor_leg for each row execute function leg_stays();
