-- name: lock_packs()!
-- One process at a time changes packs; the lock ends with the transaction.
select pg_advisory_xact_lock(5230715);

-- name: find_current(region)^
-- The pack of a region that is in use, without its texts.
select id, region, version, loaded_at
from pack
where region = :region and is_current;

-- name: find_texts(pack_id)^
-- The texts a pack was loaded from.
select texts
from pack
where id = :pack_id;

-- name: retire_current(region)!
-- The pack in use makes way for another; it stays for the record.
update pack
set is_current = false
where region = :region and is_current;

-- name: revive_version(region, version)^
-- A version that was loaded before is in use again; its measures are still there.
update pack
set is_current = true, loaded_at = now()
where region = :region and version = :version
returning id, region, version, loaded_at;

-- name: add_pack(region, version, texts)^
-- A new version, in use from now on.
insert into pack (region, version, texts)
values (:region, :version, cast(:texts as json))
returning id, region, version, loaded_at;
