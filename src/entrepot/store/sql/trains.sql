-- Trains that were opened, their wagons and their plans.

-- name: list_opened()
select t.id, t.service, d.departs_at, d.cutoff_at, d.capacity_teu, d.told
from train t join departure d on d.id = t.departure_id order by t.id;

-- name: find_train(train)^
select t.id, t.departure_id, t.service, t.org_id, t.opened_by, t.opened_at, o.name, o.name_zh,
    d.departs_at, d.cutoff_at, d.capacity_teu, d.booked_teu, d.capacity_t, d.booked_t, d.waiting, d.told
from train t join departure d on d.id = t.departure_id join organisation o on o.id = t.org_id
where t.id = :train;

-- name: list_trains(most)
-- The board: those that leave last come first.
select t.id, t.departure_id, t.service, t.org_id, t.opened_by, t.opened_at, o.name, o.name_zh,
    d.departs_at, d.cutoff_at, d.capacity_teu, d.booked_teu, d.capacity_t, d.booked_t, d.waiting, d.told
from train t join departure d on d.id = t.departure_id join organisation o on o.id = t.org_id
order by d.departs_at desc, t.id limit :most;

-- name: lock_train(train)^
-- Waits for others who work on the same train.
select d.id from departure d join train t on t.departure_id = d.id where t.id = :train for update of d;

-- name: add_train(id, departure, service, org, by, at)!
insert into train (id, departure_id, service, org_id, opened_by, opened_at)
values (:id, :departure, :service, :org, :by, :at);

-- name: add_wagons(train, rows)!
insert into train_wagon (train_id, number, kind, teu, payload_t, sockets)
select :train, number, kind, teu, payload_t, sockets
from json_to_recordset((:rows)::json) as r(number integer, kind text, teu numeric, payload_t numeric, sockets integer);

-- name: list_wagons(train)
select number, kind, teu, payload_t, sockets from train_wagon where train_id = :train order by number;

-- name: list_booked(train)
-- Bookings of a train that are confirmed or wait, in the order of asking.
select b.id, b.org_id, b.reference, b.teu, b.tonnes, b.boxes, b.powered, b.state, b.made_at, o.name, o.name_zh
from train t join booking_leg l on l.departure_id = t.departure_id join booking b on b.id = l.booking_id
    join organisation o on o.id = b.org_id
where t.id = :train and b.state <> 'cancelled' order by b.id;

-- name: ask_train(train, key)^
-- The places of a train as they are now, and a booking that the firm made under the same key.
select d.id, d.departs_at, d.cutoff_at, d.capacity_teu, d.booked_teu, d.capacity_t, d.booked_t, d.waiting,
    b.id as booking_id, b.teu, b.tonnes, b.boxes, b.powered, b.state,
    (select array_agg(l.departure_id order by l.seq) from booking_leg l where l.booking_id = b.id) as departures
from train t join departure d on d.id = t.departure_id
    left join booking b on b.org_id = current_setting('app.org', true) and b.reference = :key
where t.id = :train;

-- name: keep_train_booking(train, seen_teu, seen_t, org, reference, teu, tonnes, boxes, powered, state, by, at, party, body, before_number, behind_number)^
select number, place from keep_train_booking(:train, :seen_teu, :seen_t, :org, :reference, :teu, :tonnes,
    :boxes, :powered, :state, :by, :at, :party, :body, :before_number, :behind_number);

-- name: last_plan(train)^
select train_id, version, teu, wagons, is_optimal, made_by, made_at from train_plan
where train_id = :train order by version desc limit 1;

-- name: add_plan(train, version, org, teu, wagons, is_optimal, by, at)!
insert into train_plan (train_id, version, org_id, teu, wagons, is_optimal, made_by, made_at)
values (:train, :version, :org, :teu, :wagons, :is_optimal, :by, :at);

-- name: add_plan_boxes(train, version, rows)!
insert into train_plan_box (train_id, version, booking_id, seq, wagon, teu, tonnes, is_powered)
select :train, :version, booking, seq, wagon, teu, tonnes, is_powered
from json_to_recordset((:rows)::json)
    as r(booking bigint, seq integer, wagon integer, teu numeric, tonnes numeric, is_powered boolean);

-- name: list_plan(train, version)
select booking_id, seq, wagon, teu, tonnes, is_powered from train_plan_box
where train_id = :train and version = :version order by wagon nulls last, booking_id, seq;

-- name: name_trains(ids)
select id, departure_id from train where departure_id = any (:ids);

-- name: lock_berths_of(train)^
-- The places of a train, which nobody else changes until the transaction ends.
select d.id, d.departs_at, d.cutoff_at, d.capacity_teu, d.booked_teu, d.capacity_t, d.booked_t, d.waiting
from departure d join train t on t.departure_id = d.id where t.id = :train for update of d;

-- name: list_made(keys)
-- Bookings that the firm made under some keys; each is looked up by its own.
select b.id, b.reference, b.teu, b.tonnes, b.boxes, b.powered, b.state,
    (select array_agg(l.departure_id order by l.seq) from booking_leg l where l.booking_id = b.id) as departures
from unnest((:keys)::text[]) as asked(reference)
    cross join lateral (select * from booking o
        where o.org_id = current_setting('app.org', true) and o.reference = asked.reference limit 1) b;

-- name: list_waiting_places(train, ids)
-- Places of some bookings on the waiting list of a train.
select id, place from (
    select b.id, row_number() over (order by b.id) as place
    from train t join booking_leg l on l.departure_id = t.departure_id join booking b on b.id = l.booking_id
    where t.id = :train and b.state = 'waiting') as waiting
where id = any ((:ids)::bigint[]);

-- name: keep_train_bookings(rows, org, by, at)
-- Several bookings as they were decided, in the order of asking.
insert into booking (org_id, reference, teu, tonnes, boxes, powered, state, made_by, made_at, confirmed_at)
select :org, reference, teu, tonnes, boxes, powered, state, :by, (:at)::timestamptz,
    case when state = 'confirmed' then (:at)::timestamptz end
from json_to_recordset((:rows)::json) as r(seq integer, reference text, teu numeric, tonnes numeric,
    boxes numeric[], powered integer, state text)
order by seq
returning id, reference;

-- name: keep_train_legs(departure, ids)!
insert into booking_leg (booking_id, seq, departure_id)
select id, 1, :departure from unnest((:ids)::bigint[]) as id order by id;

-- name: keep_first_events(rows, by, party, at)!
insert into event (chain, seq, at, kind, party, account, body, prev_hash, hash)
select chain, 1, (:at)::timestamptz, 'booked', :party, :by, body, decode(repeat('00', 32), 'hex'), hash
from json_to_recordset((:rows)::json) as r(chain text, body text, hash bytea);
