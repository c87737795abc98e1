-- Firms of the register: what is told of each, and which are one with another.

-- name: lock_enterprises()!
select pg_advisory_xact_lock(hashtext('enterprise'));

-- name: list_enterprises(region)
-- Every firm with what holds of it and, where it is one with another, with which.
select e.id, e.code, t.told, t.made_by, t.made_at, m.keep as merged_into, m.reference as merge
from enterprise e
    join lateral (select * from enterprise_entry where enterprise = e.id order by id desc limit 1) t on true
    left join enterprise_merge m on m.other = e.id and m.undone_at is null
where e.region = :region
order by e.id;

-- name: find_enterprise(region, named)^
select id from enterprise where region = :region and (id = :named or code = :named);

-- name: add_enterprise(id, region, code, by, at)!
insert into enterprise (id, region, code, made_by, made_at) values (:id, :region, nullif(:code, ''), :by, :at);

-- name: learn_code(id, code)!
update enterprise set code = :code where id = :id and code is null;

-- name: add_enterprise_entry(enterprise, told, file, row, by, at)!
insert into enterprise_entry (enterprise, told, file, file_row, made_by, made_at)
values (:enterprise, :told, :file, :row, :by, :at);

-- name: lock_enterprise(id)^
select id from enterprise where id = :id for update;

-- name: merge_enterprise(keep, other, reason, by, at)$
insert into enterprise_merge (keep, other, reason, made_by, made_at)
values (:keep, :other, :reason, :by, :at) returning reference;

-- name: find_merge(reference)^
select * from enterprise_merge where reference = :reference;

-- name: undo_merge(reference, by, at)!
update enterprise_merge set undone_by = :by, undone_at = :at where reference = :reference;
