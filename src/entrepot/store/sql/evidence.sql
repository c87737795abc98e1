-- name: set_scope()!
-- Read as the auditor does, where row security binds the reader.
select set_config('app.scope', 'audit', true);

-- name: become_writer()!
-- Write as the window itself: the auditor writes nothing.
select set_config('app.scope', 'system', true);

-- name: count_events()$
select count(*) from event;

-- name: copy_events()#
-- Every event in the order of its chain; nothing is null, so that whatever was put there is read.
copy (
    select chain, seq,
        coalesce(to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), ''),
        coalesce(kind, ''), coalesce(party, ''), coalesce(account, ''), coalesce(body, ''),
        coalesce(prev_hash, ''), coalesce(hash, '')
    from event order by chain collate "C", seq
) to stdout (format binary);

-- name: copy_heads()#
-- The last event of each chain.
copy (
    select distinct on (chain collate "C") chain, seq, hash
    from event order by chain collate "C", seq desc
) to stdout (format binary);

-- name: make_sealed()#
-- The heads of the seal before, to be held against the events.
create temporary table sealed (chain text collate "C", seq integer, hash bytea) on commit drop;

-- name: copy_sealed()#
copy sealed (chain, seq, hash) from stdin (format binary);

-- name: find_unlike()^
-- The first head of the seal before that is no longer an event.
select sealed.chain, sealed.seq
from sealed left join event using (chain, seq)
where event.hash is distinct from sealed.hash
order by sealed.chain limit 1;

-- name: find_unrecorded()$
-- The first declaration that has no events.
select reference from declaration
where not exists (select from event where chain = reference)
order by reference collate "C" limit 1;

-- name: find_misfiled()^
-- The first event of a declaration that is filed under another one, or under none.
-- All are looked for before the first is taken: to walk in order and stop would never stop.
with misfiled as materialized (
    select event.chain, event.seq
    from event join declaration on declaration.reference = event.chain
    where event.declaration_id is distinct from declaration.id
)
select chain, seq from misfiled order by chain collate "C", seq limit 1;

-- name: add_root(sealed_on, made_at, root, signature, key_id, chains, events, path, previous_root)!
insert into daily_root (
    sealed_on, made_at, root, signature, key_id, chains, events, path, previous_root
) values (
    :sealed_on, :made_at, :root, :signature, :key_id, :chains, :events, :path, :previous_root
);

-- name: list_roots()
select path, root, signature, key_id, chains, events, previous_root from daily_root order by id;
