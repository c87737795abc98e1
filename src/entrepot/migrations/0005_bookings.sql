-- Places on departures: who has them and who waits.
-- depends: 0004_worklist_score

create table departure (
    id text primary key check (length(id) between 3 and 120),
    service text not null,
    departs_at timestamptz not null,
    cutoff_at timestamptz not null,
    capacity_teu numeric(9, 2) not null check (capacity_teu >= 0),
    booked_teu numeric(9, 2) not null default 0 check (booked_teu >= 0),
    told json not null,
    made_at timestamptz not null,
    check (cutoff_at <= departs_at),
    constraint departure_not_overbooked check (booked_teu <= capacity_teu)
);
comment on table departure is 'A departure from its first booking on, as the timetable told it then. Never more is booked than it carries.';

create table booking (
    id bigint generated always as identity primary key,
    org_id text not null references organisation (id),
    reference text not null check (reference ~ '^[^[:space:][:cntrl:]]{1,60}$'),
    teu numeric(9, 2) not null check (teu > 0),
    state text not null check (state in ('confirmed', 'waiting', 'cancelled')),
    made_by text not null,
    made_at timestamptz not null,
    confirmed_at timestamptz,
    cancelled_at timestamptz,
    cancelled_by text,
    unique (org_id, reference),
    check (state <> 'confirmed' or confirmed_at is not null),
    check ((state = 'cancelled') = (cancelled_at is not null))
);
comment on table booking is 'Places asked for by a firm under a reference of its own: all of its departures are confirmed, or it waits for all. Its number is the order of asking.';
create index booking_by_org on booking (org_id, id desc);

create table booking_leg (
    booking_id bigint not null references booking (id),
    seq integer not null check (seq between 1 and 4),
    departure_id text not null references departure (id),
    primary key (booking_id, seq),
    unique (booking_id, departure_id)
);
comment on table booking_leg is 'The departures of a booking in the order of the journey.';
create index booking_leg_by_departure on booking_leg (departure_id, booking_id);

alter table departure enable row level security;
alter table departure force row level security;
create policy departure_read on departure for select using (true);
create policy departure_add on departure for insert with check (current_setting('app.scope', true) = 'system');
create policy departure_change on departure for update using (current_setting('app.scope', true) = 'system');

alter table booking enable row level security;
alter table booking force row level security;
create policy booking_read on booking for select using (
    current_setting('app.scope', true) in ('system', 'audit')
    or (current_setting('app.scope', true) = 'org' and org_id = current_setting('app.org', true)));
create policy booking_add on booking for insert with check (
    current_setting('app.scope', true) = 'system'
    or (current_setting('app.scope', true) = 'org' and org_id = current_setting('app.org', true)));
create policy booking_change on booking for update using (current_setting('app.scope', true) = 'system');

alter table booking_leg enable row level security;
alter table booking_leg force row level security;
create policy booking_leg_read on booking_leg for select using ((select true from booking b where b.id = booking_id));
create policy booking_leg_add on booking_leg for insert with check (
    may_write() and (select true from booking b where b.id = booking_id));

create function booking_stays() returns trigger language plpgsql as $$
begin
    if (new.id, new.org_id, new.reference, new.teu, new.made_by, new.made_at)
        is distinct from (old.id, old.org_id, old.reference, old.teu, old.made_by, old.made_at)
        or old.state = 'cancelled' or (old.state = 'confirmed' and new.state = 'waiting') then
        raise exception 'a booking is confirmed or cancelled, and else stays as it was asked'
            using errcode = 'check_violation';
    end if;
    return new;
end $$;
create trigger booking_stays before update on booking for each row execute function booking_stays();
create trigger booking_leg_stays before update or delete on booking_leg for each row execute function refuse_change();

create function departure_adds_up() returns trigger language plpgsql as $$
declare
    scope text := coalesce(current_setting('app.scope', true), '');
    booked numeric;
    told numeric;
begin
    perform set_config('app.scope', 'system', true);
    select coalesce(sum(b.teu), 0) into booked from booking_leg l join booking b on b.id = l.booking_id
        where l.departure_id = new.id and b.state = 'confirmed';
    select d.booked_teu into told from departure d where d.id = new.id;
    perform set_config('app.scope', scope, true);
    if booked <> told then
        raise exception 'departure %: % TEU are confirmed and % booked', new.id, booked, told
            using errcode = 'check_violation';
    end if;
    return null;
end $$;
create constraint trigger departure_adds_up after insert or update on departure
    deferrable initially deferred for each row execute function departure_adds_up();

create function waiting_teu(names text[]) returns table (departure_id text, teu numeric)
language plpgsql as $$
declare
    scope text := coalesce(current_setting('app.scope', true), '');
begin
    perform set_config('app.scope', 'system', true);
    return query select l.departure_id, sum(b.teu) from booking_leg l join booking b on b.id = l.booking_id
        where l.departure_id = any (names) and b.state = 'waiting' group by l.departure_id;
    perform set_config('app.scope', scope, true);
end $$;
comment on function waiting_teu is 'How much waits for each of some departures, whoever asks: the sum is public, who waits is not.';
