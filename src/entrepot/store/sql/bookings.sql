-- Places on departures, and the bookings that have them or wait for them.

-- name: lock_local()!
-- Two first bookings at once make the desk of this machine once.
select pg_advisory_xact_lock(hashtextextended('this desk', 8));

-- name: list_places(ids)
select d.id, d.capacity_teu, d.booked_teu, coalesce(w.teu, 0) as waiting_teu
from departure d left join waiting_teu(:ids) w on w.departure_id = d.id
where d.id = any (:ids);

-- name: add_departure(id, service, departs_at, cutoff_at, capacity_teu, capacity_t, told, at)!
insert into departure (id, service, departs_at, cutoff_at, capacity_teu, capacity_t, told, made_at)
values (:id, :service, :departs_at, :cutoff_at, :capacity_teu, :capacity_t, :told, :at)
on conflict (id) do nothing;

-- name: lock_departures(ids)
-- In one order, so that two who want the same ones wait for each other and never across.
select id, departs_at, cutoff_at, capacity_teu, booked_teu, capacity_t, booked_t, waiting from departure
where id = any (:ids) order by id for update;

-- name: list_queue(ids)
-- Bookings that wait for any of these departures, in the order of asking, with all of their own.
select b.id, b.teu, b.tonnes, b.state, array_agg(l.departure_id order by l.seq) as departures
from booking b join booking_leg l on l.booking_id = b.id
where b.state = 'waiting' and b.id in (select booking_id from booking_leg where departure_id = any (:ids))
group by b.id order by b.id;

-- name: list_next(ids, teu, tonnes, behind, most)
-- The first of those that wait for any of these departures, behind a number, and need no more than
-- so much: who needs more cannot be served from what became free.
select b.id, b.teu, b.tonnes, b.state, array_agg(l.departure_id order by l.seq) as departures
from booking b join booking_leg l on l.booking_id = b.id
where b.id in (select w.id from booking w
    where w.state = 'waiting' and w.id > :behind and w.teu <= :teu
        and ((:tonnes)::numeric is null or w.tonnes is null or w.tonnes <= :tonnes)
        and exists (select from booking_leg o where o.booking_id = w.id and o.departure_id = any (:ids))
    order by w.id limit :most)
group by b.id order by b.id;

-- name: count_before(number, departure)$
-- How many wait for a departure and asked before a booking.
select count(*) from booking_leg l join booking b on b.id = l.booking_id
where l.departure_id = :departure and b.state = 'waiting' and b.id < :number;

-- name: add_booking(org, reference, teu, tonnes, boxes, powered, state, by, at)$
insert into booking (org_id, reference, teu, tonnes, boxes, powered, state, made_by, made_at, confirmed_at)
values (:org, :reference, :teu, :tonnes, :boxes, :powered, :state, :by, :at,
    case when :state = 'confirmed' then (:at)::timestamptz end)
returning id;

-- name: add_leg(booking, seq, departure)!
insert into booking_leg (booking_id, seq, departure_id) values (:booking, :seq, :departure);

-- name: set_booked(teu, tonnes, id)!
update departure set booked_teu = :teu, booked_t = :tonnes where id = :id;

-- name: confirm_booking(at, id)!
update booking set state = 'confirmed', confirmed_at = :at where id = :id;

-- name: cancel_booking(at, by, id)!
update booking set state = 'cancelled', cancelled_at = :at, cancelled_by = :by where id = :id;

-- name: find_booking(org, reference)^
select b.id, b.org_id, b.reference, b.teu, b.tonnes, b.boxes, b.powered, b.state, b.made_by, b.made_at, b.confirmed_at,
    b.cancelled_at, b.cancelled_by, o.name, o.name_zh,
    (select array_agg(l.departure_id order by l.seq) from booking_leg l where l.booking_id = b.id) as departures
from booking b join organisation o on o.id = b.org_id
where b.org_id = :org and b.reference = :reference;

-- name: find_numbered(org, number)^
select b.id, b.org_id, b.reference, b.teu, b.tonnes, b.boxes, b.powered, b.state, b.made_by, b.made_at, b.confirmed_at,
    b.cancelled_at, b.cancelled_by, o.name, o.name_zh,
    (select array_agg(l.departure_id order by l.seq) from booking_leg l where l.booking_id = b.id) as departures
from booking b join organisation o on o.id = b.org_id
where b.org_id = :org and b.id = :number;

-- name: list_bookings(before, most)
-- Those of who asks, the newest first; row security decides whose they are.
select b.id, b.org_id, b.reference, b.teu, b.tonnes, b.boxes, b.powered, b.state, b.made_by, b.made_at, b.confirmed_at,
    b.cancelled_at, b.cancelled_by, o.name, o.name_zh,
    (select array_agg(l.departure_id order by l.seq) from booking_leg l where l.booking_id = b.id) as departures
from booking b join organisation o on o.id = b.org_id
where b.id < :before order by b.id desc limit :most;

-- name: list_departures(ids)
select id, departs_at, cutoff_at, capacity_teu, booked_teu, capacity_t, booked_t, told from departure where id = any (:ids);
