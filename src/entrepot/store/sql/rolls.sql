-- Registers: files taken in, and their rows.

-- name: lock_roll(region, roll)!
-- Two that change a register come one after the other.
select pg_advisory_xact_lock(hashtextextended('roll ' || :region || ' ' || :roll, 0));

-- name: add_roll_import(region, roll, circle, file, read, added, changed, removed, undoes, by, at)$
insert into roll_import (region, roll, circle, file, read, added, changed, removed, undoes, made_by, made_at)
values (:region, :roll, :circle, :file, :read, :added, :changed, :removed, :undoes, :by, :at) returning id;

-- name: end_roll_rows(region, roll, ids)!
update roll_entry set is_current = false
where region = :region and roll = :roll and is_current and row_id = any (cast(:ids as text[]));

-- name: add_roll_rows(import_id, region, roll, circle, rows)!
insert into roll_entry (import, region, roll, circle, row_id, place, chain, cells, is_removed)
select :import_id, :region, :roll, :circle, t.row_id, coalesce(t.cells ->> 'place', ''), coalesce(t.cells ->> 'chain', ''),
    t.cells, t.is_removed
from jsonb_to_recordset(cast(:rows as jsonb)) as t (row_id text, cells jsonb, is_removed boolean);

-- name: list_roll_rows(region, rolls, ids)
-- The latest of each id, or of some alone, those that were removed among them.
select roll, row_id, cells, is_removed, seq from roll_entry
where region = :region and roll = any (cast(:rolls as text[])) and is_current
    and (cast(:ids as text[]) is null or row_id = any (cast(:ids as text[]))) order by roll, row_id;

-- name: list_roll_rows_at(region, rolls, ids, known_at)
-- The latest of each id as they were known at an instant.
select distinct on (e.roll, e.row_id) e.roll, e.row_id, e.cells, e.is_removed, e.seq
from roll_entry e join roll_import i on i.id = e.import
where e.region = :region and e.roll = any (cast(:rolls as text[])) and i.made_at <= :known_at
    and (cast(:ids as text[]) is null or e.row_id = any (cast(:ids as text[])))
order by e.roll, e.row_id, e.seq desc;

-- name: list_roll_latest(region, rolls, ids, known_at)
-- Which entry of each id is the latest now, or was at an instant, whoever may see it.
select e.roll, e.row_id, max(e.seq) as seq from roll_entry e
where e.region = :region and e.roll = any (cast(:rolls as text[])) and (
    (cast(:known_at as timestamptz) is null and e.is_current)
    or e.import in (select i.id from roll_import i where i.made_at <= cast(:known_at as timestamptz)))
    and (cast(:ids as text[]) is null or e.row_id = any (cast(:ids as text[])))
group by e.roll, e.row_id order by e.roll, e.row_id;

-- name: list_roll_imports(region, roll, most)
-- Those of which who asks sees a row.
select i.*, u.id as undone_by from roll_import i left join roll_import u on u.undoes = i.id
where i.region = :region and i.roll = :roll and exists (select from roll_entry e where e.import = i.id)
order by i.id desc limit :most;

-- name: list_latest_imports(region, rolls)
-- The last change of each register: what rests on it stays until there is another.
select r.roll, i.id, i.made_at from unnest(cast(:rolls as text[])) as r (roll) join lateral (
    select id, made_at from roll_import where region = :region and roll = r.roll order by id desc limit 1) i on true;

-- name: find_roll_import(region, roll, id)^
select i.*, u.id as undone_by from roll_import i left join roll_import u on u.undoes = i.id
where i.region = :region and i.roll = :roll and i.id = :id;

-- name: list_before_import(import_id)
-- Rows that an import told, each with what stood before it, and whether what it told stands now:
-- nothing was told since, or all of that was taken back.
select e.row_id, e.cells as told, b.cells, b.is_removed, c.cells = e.cells and c.is_removed = e.is_removed and not exists (
        select from roll_entry l join roll_import i on i.id = l.import
        where l.region = e.region and l.roll = e.roll and l.row_id = e.row_id and l.seq > e.seq and i.undoes is null
            and not exists (select from roll_import u where u.undoes = i.id)) as is_current
from roll_entry e
join roll_entry c on c.region = e.region and c.roll = e.roll and c.row_id = e.row_id and c.is_current
left join lateral (
    select cells, is_removed from roll_entry p
    where p.region = e.region and p.roll = e.roll and p.row_id = e.row_id and p.seq < e.seq
    order by p.seq desc limit 1) b on true
where e.import = :import_id order by e.seq;

-- name: list_firm_names(region, ids)
-- What firms of the register are called, by id or code.
select e.id, e.code, t.told ->> 'name' as name, coalesce(t.told ->> 'name_zh', '') as name_zh
from enterprise e
    join lateral (select told from enterprise_entry where enterprise = e.id order by id desc limit 1) t on true
where e.region = :region and (e.id = any (cast(:ids as text[])) or e.code = any (cast(:ids as text[])));

-- name: list_project_names(codes)
-- What projects are called; a code that two pipelines have is of neither.
select code, min(name) as name from project
where code = any (cast(:codes as text[])) and name <> '' group by code having count(*) = 1;
