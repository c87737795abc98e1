-- Messages out, and notices in that are told again.

-- name: deliver_inside(outside, at, most)!
-- Receivers inside the window read their messages on their own pages: one is sent when it has
-- its number. Whoever else sends waits for the lock on all numbers, so none is given twice.
with waiting as (
    select o.id, o.receiver, row_number() over (partition by o.receiver order by o.id) as n
    from (select id, receiver from outbox
        where sent_at is null and parked_at is null and not receiver = any (cast(:outside as text[]))
        order by id limit :most) o
), numbered as (
    select w.id, w.n + coalesce((select max(seq) from outbox b
        where b.receiver = w.receiver and b.seq is not null), 0) as seq
    from waiting w
)
update outbox o set sent_at = :at, tries = o.tries + 1, seq = n.seq
from numbered n where o.id = n.id;

-- name: find_next(receiver)^
-- The oldest message a receiver has not had; those after it wait, so that the order holds.
select m.id, m.receiver, m.seq, m.message, m.body, m.made_at, m.tries, m.next_try_at, d.reference,
    coalesce(m.seq, 1 + coalesce((select max(seq) from outbox b
        where b.receiver = m.receiver and b.seq is not null), 0)) as number
from outbox m join declaration d on d.id = m.declaration_id
where m.receiver = :receiver and m.sent_at is null and m.parked_at is null
order by m.id limit 1;

-- name: mark_sent(at, seq, id)!
update outbox set sent_at = :at, tries = tries + 1, seq = :seq, fault = '', next_try_at = null where id = :id;

-- name: mark_refused(seq, fault, next_try_at, parked_at, id)!
update outbox set tries = tries + 1, seq = :seq, fault = :fault, next_try_at = :next_try_at,
    parked_at = :parked_at
where id = :id;

-- name: list_parked(most)
select m.id, m.receiver, m.seq, m.message, m.made_at, m.tries, m.fault, m.parked_at, d.reference
from outbox m join declaration d on d.id = m.declaration_id
where m.parked_at is not null order by m.id limit :most;

-- name: unpark(at, id)^
update outbox set parked_at = null, tries = 0, next_try_at = :at
where id = :id and parked_at is not null returning receiver, seq, message;

-- name: list_received(receivers, before, most)
select m.id, m.receiver, m.seq, m.message, m.body, m.made_at, m.sent_at, d.reference
from outbox m join declaration d on d.id = m.declaration_id
where m.receiver = any (cast(:receivers as text[])) and m.id < :before order by m.id desc limit :most;

-- name: find_notice(sender, key)^
select reply from inbox where sender = :sender and key = :key;

-- name: keep_notice(sender, key, body_sha256, reply, at)!
insert into inbox (sender, key, body_sha256, reply, at)
values (:sender, :key, :body_sha256, :reply, :at);

-- name: find_last_seal()^
select max(sealed_on) as sealed_on from daily_root;
