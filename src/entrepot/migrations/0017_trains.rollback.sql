drop table train_plan_box, train_plan, train_wagon, train cascade;
drop trigger booking_counts on booking;
drop trigger booking_leg_counts on booking_leg;
drop function count_waiting;
drop index booking_waiting;
create or replace function booking_stays() returns trigger language plpgsql as $$
begin
    if (new.id, new.org_id, new.reference, new.teu, new.made_by, new.made_at)
        is distinct from (old.id, old.org_id, old.reference, old.teu, old.made_by, old.made_at)
        or old.state = 'cancelled' or (old.state = 'confirmed' and new.state = 'waiting') then
        raise exception 'a booking is confirmed or cancelled, and else stays as it was asked'
            using errcode = 'check_violation';
    end if;
    return new;
end $$;
create or replace function departure_adds_up() returns trigger language plpgsql as $$
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
drop trigger departure_adds_up on departure;
create constraint trigger departure_adds_up after insert or update on departure
    deferrable initially deferred for each row execute function departure_adds_up();
alter table departure drop column capacity_t, drop column booked_t, drop column waiting;
alter table booking drop column tonnes, drop column boxes, drop column powered;
comment on table departure is 'A departure from its first booking on, as the timetable told it then. Never more is booked than it carries.';
