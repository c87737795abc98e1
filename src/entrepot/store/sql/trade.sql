-- Trade statistics: batches of lines and the revisions they made.

-- name: lock_batches()!
-- Batches are loaded one after another: each asks what the ones before it left.
select pg_advisory_xact_lock(hashtextextended('trade batches', 40));

-- name: list_batches()
select batch, revision, layout, source_id, source, status, file, sha256, lines, corrections, duplicates,
    json_array_length(rejected) as n_rejected, months, made_by, made_at
from trade_batch order by revision;

-- name: find_batch(source_id, sha256)^
select batch, revision, lines + duplicates as lines from trade_batch where source_id = :source_id and sha256 = :sha256;

-- name: get_batch(batch)^
select * from trade_batch where batch = :batch;

-- name: last_revision()$
select coalesce(max(revision), 0) from trade_batch;

-- name: add_batch(batch, revision, layout, source_id, source, status, file, sha256, lines, corrections, duplicates, rejected, months, by, at)!
insert into trade_batch (batch, revision, layout, source_id, source, status, file, sha256, lines,
    corrections, duplicates, rejected, months, made_by, made_at)
values (:batch, :revision, :layout, :source_id, :source, :status, :file, :sha256, :lines,
    :corrections, :duplicates, :rejected, :months, :by, :at);

-- name: find_cursor(name)$
select last_id from trade_cursor where name = :name;

-- name: move_cursor(name, last_id)!
insert into trade_cursor (name, last_id) values (:name, :last_id)
on conflict (name) do update set last_id = excluded.last_id;

-- name: list_released(after)
-- Movements as lines of statistics, with the hours that customs took; the firm stays to be hidden.
select m.id, d.reference || '/' || m.seq as line, m.version, m.kind, d.reference as declaration, m.period,
    m.flow, m.district, m.partner, m.origin, m.hs, m.trade_mode, d.decl_office as office, d.org_id as firm,
    m.value, m.currency, m.net_mass_kg, d.lodged_at, d.released_at, d.is_sandbox,
    (select min(e.arrived_at) from equipment e where e.declaration_id = d.id) as arrived_at
from movement m join declaration d on d.id = m.declaration_id
where m.id > :after order by m.id;
