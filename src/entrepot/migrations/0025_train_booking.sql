-- A booking on a train is kept in one step on the server, so that its lock is never held while a
-- message travels.
-- depends: 0017_trains

create function keep_train_booking(
    train text, seen_teu numeric, seen_t numeric, org text, reference text, teu numeric, tonnes numeric,
    boxes numeric[], powered integer, state text, by text, at timestamptz, party text, body text,
    before_number text, behind_number text)
returns table (number bigint, place integer) language plpgsql as $$
declare
    found departure;
    made bigint;
begin
    select d.* into found from departure d join train t on t.departure_id = d.id
        where t.id = keep_train_booking.train for update of d;
    if (found.booked_teu, found.booked_t) is distinct from (seen_teu, seen_t) then
        return;
    end if;
    insert into booking (org_id, reference, teu, tonnes, boxes, powered, state, made_by, made_at, confirmed_at)
        values (org, keep_train_booking.reference, keep_train_booking.teu, keep_train_booking.tonnes,
            keep_train_booking.boxes, keep_train_booking.powered, keep_train_booking.state, by,
            keep_train_booking.at, case when keep_train_booking.state = 'confirmed' then keep_train_booking.at end)
        returning id into made;
    insert into booking_leg (booking_id, seq, departure_id) values (made, 1, found.id);
    if keep_train_booking.state = 'confirmed' then
        update departure d set booked_teu = d.booked_teu + keep_train_booking.teu,
            booked_t = d.booked_t + coalesce(keep_train_booking.tonnes, 0) where d.id = found.id;
    end if;
    insert into event (chain, seq, at, kind, party, account, body, prev_hash, hash)
        values ('booking:' || made, 1, keep_train_booking.at, 'booked', keep_train_booking.party, by,
            keep_train_booking.body, decode(repeat('00', 32), 'hex'),
            sha256(decode(repeat('00', 32), 'hex') || convert_to(before_number || made || behind_number, 'UTF8')));
    return query select made, case when keep_train_booking.state = 'waiting' then found.waiting + 1 end;
end $$;
comment on function keep_train_booking is 'Keeps a booking on a train as it was decided, if its places are still those that were seen; else gives no row and nothing is kept. The number is given under the lock, and stands in the text that the first event of its chain is hashed over.';
