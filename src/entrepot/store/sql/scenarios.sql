-- Scenarios that people keep; row security shows each account its own.

-- name: lock_name(owner, region, name)!
-- Two who keep the same name at once get two versions, one after the other.
select pg_advisory_xact_lock(hashtextextended(:owner || ' ' || :region || ' ' || :name, 6));

-- name: find_newest(owner, region, name)^
select id, reference, version, hash, pack_version, removed_at from scenario
where owner = :owner and region = :region and name = :name
order by version desc limit 1;

-- name: add_scenario(reference, owner, region, pack_version, name, version, hash, edits, made_at)$
insert into scenario (reference, owner, region, pack_version, name, version, hash, edits, made_at)
values (:reference, :owner, :region, :pack_version, :name, :version, :hash, :edits, :made_at)
returning id;

-- name: add_run(scenario_id, made_at, od, result)!
insert into scenario_run (scenario_id, made_at, od, result)
values (:scenario_id, :made_at, :od, :result);

-- name: list_scenarios(owner, region, most)
select s.reference, s.name, s.version, s.hash, s.pack_version, s.made_at, s.edits,
    (select count(*) from scenario_run r where r.scenario_id = s.id) as runs
from scenario s where s.owner = :owner and s.region = :region and s.removed_at is null
order by s.id desc limit :most;

-- name: find_scenario(reference)^
select id, reference, owner, region, pack_version, name, version, hash, edits, made_at, removed_at
from scenario where reference = :reference;

-- name: list_runs(scenario_id, most)
select made_at, od, result from scenario_run
where scenario_id = :scenario_id order by id desc limit :most;

-- name: remove_scenario(reference, at)$
update scenario set removed_at = :at
where reference = :reference and removed_at is null returning reference;

-- name: restore_scenario(reference)$
update scenario set removed_at = null
where reference = :reference and removed_at is not null returning reference;
