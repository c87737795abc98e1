-- What waits for a departure is counted once a statement, for many may be booked in one.
-- depends: 0025_train_booking

create function count_waiting_legs() returns trigger language plpgsql as $$
declare
    scope text := coalesce(current_setting('app.scope', true), '');
begin
    perform set_config('app.scope', 'system', true);
    update departure d set waiting = d.waiting + w.n
    from (select l.departure_id, count(*) as n from legs l join booking b on b.id = l.booking_id
        where b.state = 'waiting' group by l.departure_id) w
    where d.id = w.departure_id;
    perform set_config('app.scope', scope, true);
    return null;
end $$;
drop trigger booking_leg_counts on booking_leg;
create trigger booking_leg_counts after insert on booking_leg referencing new table as legs
    for each statement execute function count_waiting_legs();
