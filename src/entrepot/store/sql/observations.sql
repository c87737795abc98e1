-- Observations as they are known, schemes and their versions, kept runs, editions of benchmarks.

-- name: lock_observations()!
-- Values are added one file after another: each asks what the ones before it left.
select pg_advisory_xact_lock(hashtextextended('observations', 51));

-- name: list_indicators()
select i.code, i.name, i.name_zh, i.unit, i.direction, i.kind, i.denominator, i.owner, i.revision_policy,
    i.made_by, i.made_at
from indicator i order by i.code;

-- name: save_indicator(code, name, name_zh, unit, direction, kind, denominator, owner, revision_policy, by, at)!
insert into indicator (code, name, name_zh, unit, direction, kind, denominator, owner, revision_policy,
    made_by, made_at)
values (:code, :name, :name_zh, :unit, :direction, :kind, :denominator, :owner, :revision_policy, :by, :at)
on conflict (code) do update set name = excluded.name, name_zh = excluded.name_zh,
    direction = excluded.direction, kind = excluded.kind, denominator = excluded.denominator,
    owner = excluded.owner, revision_policy = excluded.revision_policy, made_by = excluded.made_by,
    made_at = excluded.made_at;

-- name: list_now(codes)
-- What is known now of some indicators, to be compared with what is added.
select id, what, geography, period, value, unit, source, status, note, lower(known) as known_from
from observation where what = any (cast(:codes as text[])) and upper_inf(known);

-- name: end_known(ids, at)!
update observation set known = tstzrange(lower(known), :at, '[)') where id = any (cast(:ids as bigint[]));

-- name: list_known(at, codes, places, periods)
-- What was known at an instant; no list at all asks for every one.
select id, what, geography, period, value, unit, source, status, note, file, file_row, made_by,
    lower(known) as known_from, upper(known) as known_to
from observation
where known @> cast(:at as timestamptz)
    and (cast(:codes as text[]) is null or what = any (:codes))
    and (cast(:places as text[]) is null or geography = any (:places))
    and (cast(:periods as text[]) is null or period = any (:periods))
order by what, geography, period;

-- name: list_told(what, geography)
-- All that was ever known of an indicator and a geography, newest first within a period.
select id, what, geography, period, value, unit, source, status, note, file, file_row, made_by,
    lower(known) as known_from, upper(known) as known_to
from observation where what = :what and geography = :geography order by period desc, lower(known) desc;

-- name: last_learnt(at, codes)$
-- The last instant, up to one that is given, at which something was learnt of some indicators.
select max(lower(known)) from observation where what = any (cast(:codes as text[])) and lower(known) <= :at;

-- name: list_versions()
-- Without the bodies, which may be long.
select v.scheme, v.version, v.name, v.name_zh, v.valid_from, v.legal, v.hash, v.made_by, v.made_at,
    (select count(*) from index_run r where r.scheme = v.scheme and r.version = v.version) as runs
from scheme_version v order by v.scheme, v.version desc;

-- name: find_version(scheme, version, on)^
-- A version by its number, or the one that is in force on a day where no number is given.
select * from scheme_version
where scheme = :scheme
    and (cast(:version as integer) is null or version = :version)
    and (cast(:version as integer) is not null or valid_from <= :on)
order by valid_from desc limit 1;

-- name: add_version(scheme, version, name, name_zh, valid_from, legal, body, hash, by, at)!
insert into scheme_version (scheme, version, name, name_zh, valid_from, legal, body, hash, made_by, made_at)
values (:scheme, :version, :name, :name_zh, :valid_from, :legal, cast(:body as json), :hash, :by, :at);

-- name: add_run(id, scheme, version, periods, known_at, program, hash, document, by, at)!
insert into index_run (id, scheme, version, periods, known_at, program, hash, document, made_by, made_at)
values (:id, :scheme, :version, :periods, :known_at, :program, :hash, cast(:document as json), :by, :at)
on conflict (id) do nothing;

-- name: find_run(id)^
select r.*, v.name, v.name_zh, v.valid_from, v.legal
from index_run r join scheme_version v using (scheme, version) where r.id = :id;

-- name: list_runs(scheme, most)
-- Without what came out, newest first; an empty scheme asks for all.
select id, scheme, version, periods, known_at, program, hash, made_by, made_at
from index_run where cast(:scheme as text) = '' or scheme = cast(:scheme as text)
order by made_at desc, id limit :most;

-- name: lock_benchmark(benchmark)!
-- Revisions of an edition are numbered one after another.
select pg_advisory_xact_lock(hashtextextended(:benchmark, 54));

-- name: list_editions(benchmark)
-- The newest revision of each without its content; an empty name asks for all.
select distinct on (benchmark, edition) benchmark, edition, revision, name, name_zh, form, method, source,
    status, file, hash, made_by, made_at
from benchmark_edition where cast(:benchmark as text) = '' or benchmark = :benchmark
order by benchmark, edition desc, revision desc;

-- name: find_edition(benchmark, edition)^
-- The newest revision.
select * from benchmark_edition where benchmark = :benchmark and edition = :edition
order by revision desc limit 1;

-- name: add_edition(benchmark, edition, revision, name, name_zh, form, method, source, status, file, content, hash, by, at)!
insert into benchmark_edition (benchmark, edition, revision, name, name_zh, form, method, source, status,
    file, content, hash, made_by, made_at)
values (:benchmark, :edition, :revision, :name, :name_zh, :form, :method, :source, :status, :file, :content,
    :hash, :by, :at);
