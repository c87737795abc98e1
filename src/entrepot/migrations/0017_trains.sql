-- Trains: departures that who runs them opened, mass beside places, and plans of their wagons.
-- depends: 0015_hub

alter table departure
    add column capacity_t numeric(9, 3) check (capacity_t > 0),
    add column booked_t numeric(9, 3) not null default 0 check (booked_t >= 0),
    add column waiting integer not null default 0 check (waiting >= 0),
    add constraint departure_not_overloaded check (capacity_t is null or booked_t <= capacity_t);
comment on table departure is 'A departure from its first booking on, as the timetable told it then. Never more is booked than it carries, in TEU and, where its mass is limited, in tonnes.';
alter table booking
    add column tonnes numeric(9, 3) check (tonnes > 0),
    add column boxes numeric(4, 2)[] check (cardinality(boxes) between 1 and 400),
    add column powered integer not null default 0 check (powered >= 0);

alter table departure no force row level security;
alter table booking no force row level security;
alter table booking_leg no force row level security;
update departure d set waiting = (select count(*) from booking_leg l join booking b on b.id = l.booking_id
    where l.departure_id = d.id and b.state = 'waiting')
where exists (select from booking_leg l join booking b on b.id = l.booking_id
    where l.departure_id = d.id and b.state = 'waiting');
alter table departure force row level security;
alter table booking force row level security;
alter table booking_leg force row level security;

create or replace function booking_stays() returns trigger language plpgsql as $$
begin
    if (new.id, new.org_id, new.reference, new.teu, new.tonnes, new.boxes, new.powered, new.made_by, new.made_at)
        is distinct from (old.id, old.org_id, old.reference, old.teu, old.tonnes, old.boxes, old.powered, old.made_by, old.made_at)
        or old.state = 'cancelled' or (old.state = 'confirmed' and new.state = 'waiting') then
        raise exception 'a booking is confirmed or cancelled, and else stays as it was asked'
            using errcode = 'check_violation';
    end if;
    return new;
end $$;

create or replace function departure_adds_up() returns trigger language plpgsql as $$
declare
    scope text := coalesce(current_setting('app.scope', true), '');
    booked record;
    told record;
begin
    perform set_config('app.scope', 'system', true);
    select coalesce(sum(b.teu), 0) as teu, coalesce(sum(b.tonnes), 0) as t into booked
        from booking_leg l join booking b on b.id = l.booking_id
        where l.departure_id = new.id and b.state = 'confirmed';
    select d.booked_teu as teu, d.booked_t as t into told from departure d where d.id = new.id;
    perform set_config('app.scope', scope, true);
    if (booked.teu, booked.t) <> (told.teu, told.t) then
        raise exception 'departure %: % TEU and % t are confirmed and % TEU and % t booked', new.id,
            booked.teu, booked.t, told.teu, told.t
            using errcode = 'check_violation';
    end if;
    return null;
end $$;
drop trigger departure_adds_up on departure;
create constraint trigger departure_adds_up after insert or update of booked_teu, booked_t on departure
    deferrable initially deferred for each row execute function departure_adds_up();

create function count_waiting() returns trigger language plpgsql as $$
declare
    scope text := coalesce(current_setting('app.scope', true), '');
begin
    perform set_config('app.scope', 'system', true);
    if tg_table_name = 'booking_leg' then
        update departure set waiting = waiting + 1
        where id = new.departure_id
            and exists (select from booking b where b.id = new.booking_id and b.state = 'waiting');
    else
        update departure set waiting = waiting - 1
        where id in (select l.departure_id from booking_leg l where l.booking_id = new.id);
    end if;
    perform set_config('app.scope', scope, true);
    return null;
end $$;
create trigger booking_leg_counts after insert on booking_leg for each row execute function count_waiting();
create trigger booking_counts after update of state on booking for each row
    when (old.state = 'waiting' and new.state <> 'waiting') execute function count_waiting();
create index booking_waiting on booking (id) where state = 'waiting';

create table train (
    id text primary key check (id ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$'),
    departure_id text not null unique references departure (id),
    service text not null,
    org_id text not null references organisation (id),
    opened_by text not null,
    opened_at timestamptz not null
);
comment on table train is 'A departure that who runs it opened for booking, beside those of the timetable.';

create table train_wagon (
    train_id text not null references train (id),
    number integer not null check (number between 1 and 200),
    kind text not null check (kind <> ''),
    teu numeric(4, 2) not null check (teu > 0),
    payload_t numeric(6, 3) not null check (payload_t > 0),
    sockets integer not null check (sockets >= 0),
    primary key (train_id, number)
);
comment on table train_wagon is 'The wagons of a train: what each takes of boxes, mass and boxes that need power.';

create table train_plan (
    train_id text not null references train (id),
    version integer not null check (version > 0),
    org_id text not null references organisation (id),
    teu numeric(9, 2) not null check (teu >= 0),
    wagons integer not null check (wagons >= 0),
    is_optimal boolean not null,
    made_by text not null,
    made_at timestamptz not null,
    primary key (train_id, version)
);
comment on table train_plan is 'Which box goes on which wagon, as it was worked out; a later version replaces it and changes nothing of it.';

create table train_plan_box (
    train_id text not null,
    version integer not null,
    booking_id bigint not null references booking (id),
    seq integer not null check (seq > 0),
    wagon integer,
    teu numeric(4, 2) not null check (teu > 0),
    tonnes numeric(9, 3) not null check (tonnes >= 0),
    is_powered boolean not null,
    primary key (train_id, version, booking_id, seq),
    foreign key (train_id, version) references train_plan (train_id, version),
    foreign key (train_id, wagon) references train_wagon (train_id, number)
);
comment on table train_plan_box is 'A box of a plan with its wagon; without one it stays behind.';

do $$
declare
    part text;
begin
    foreach part in array array['train', 'train_wagon', 'train_plan', 'train_plan_box'] loop
        execute format('alter table %I enable row level security', part);
        execute format('alter table %I force row level security', part);
        execute format('create policy %I on %I for insert with check (current_setting(''app.scope'', true) = ''system'')', part || '_add', part);
        execute format('create trigger %I before update or delete on %I for each row execute function refuse_change()', part || '_stays', part);
        execute format('create trigger %I before truncate on %I for each statement execute function refuse_change()', part || '_not_emptied', part);
    end loop;
end $$;
create policy train_read on train for select using (true);
create policy train_wagon_read on train_wagon for select using (true);
create policy train_plan_read on train_plan for select using (
    current_setting('app.scope', true) in ('system', 'audit') or org_id = current_setting('app.org', true));
create policy train_plan_box_read on train_plan_box for select using (
    (select true from train_plan p where p.train_id = train_plan_box.train_id and p.version = train_plan_box.version));
