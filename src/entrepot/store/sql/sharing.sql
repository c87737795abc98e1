-- What partner customs may read of released through-declarations; the window itself asks, once
-- it knows who acts.

-- name: propose_agreement(id, partner, fields, start, stop, source, status, by, at)!
insert into share_agreement (id, partner, fields, valid, source, status, proposed_by, proposed_at)
values (:id, :partner, cast(:fields as text[]), daterange(:start, :stop), :source, :status, :by, :at);

-- name: approve_agreement(by, at, id)^
update share_agreement set approved_by = :by, approved_at = :at
where id = :id and approved_by is null and ended_at is null returning id, partner;

-- name: end_agreement(at, id)^
update share_agreement set ended_at = :at where id = :id and ended_at is null returning id, partner;

-- name: list_agreements()
select id, partner, fields, lower(valid) as valid_from, upper(valid) as valid_to, source, status,
    proposed_by, proposed_at, approved_by, approved_at, ended_at
from share_agreement order by id;

-- name: find_agreement(partner, on)^
select id, fields, lower(valid) as valid_from, upper(valid) as valid_to, source, status
from share_agreement
where partner = :partner and valid @> cast(:on as date) and approved_by is not null and ended_at is null;

-- name: find_shared(number)^
-- A declaration that inland and coast both act on, and that was released.
select d.id, d.reference from declaration d
where d.number = :number and d.state in ('RELEASED', 'COMPLETED') and d.decl_office <> d.border_office;
