-- Registers of those who promote firms and of foreign affairs: files taken in, rows only added.
-- depends: 0063_notices

create table roll_import (
    id bigint generated always as identity primary key,
    region text not null check (region <> ''),
    roll text not null check (length(roll) between 1 and 60),
    circle text not null check (circle in ('industry', 'partners')),
    file text not null check (length(file) between 1 and 200),
    read integer not null check (read >= 0),
    added integer not null check (added >= 0),
    changed integer not null check (changed >= 0),
    removed integer not null check (removed >= 0),
    undoes bigint unique references roll_import (id),
    made_by text not null,
    made_at timestamptz not null
);
comment on table roll_import is 'A file or a change taken into a register, and the one it takes back; each is taken back once. Only ever added to.';
create index roll_import_by_roll on roll_import (region, roll, id);

create table roll_entry (
    seq bigint generated always as identity primary key,
    import bigint not null references roll_import (id),
    region text not null,
    roll text not null,
    circle text not null,
    row_id text not null check (length(row_id) between 1 and 80),
    place text not null default '',
    chain text not null default '',
    cells jsonb not null check (jsonb_typeof(cells) = 'object'),
    is_removed boolean not null default false,
    is_current boolean not null default true
);
comment on table roll_entry is 'A row of a register as a file told it; a later one of the same id takes its place, and the earlier stays to be read.';
create unique index roll_entry_current on roll_entry (region, roll, row_id) where is_current;
create index roll_entry_by_import on roll_entry (import);
create index roll_entry_by_row on roll_entry (region, roll, row_id, seq);

create function sees_roll(circle text, place text, chain text) returns boolean language sql stable as $$
    select (select sees_all_projects())
        or (circle = 'partners' and 'foreign_affairs' = any (string_to_array(coalesce(current_setting('app.roles', true), ''), ',')))
        or (circle = 'industry' and (select is_of_promotion()) and ((place = '' and chain = '') or exists (
            select from promotion_scope s where s.account = current_setting('app.account', true) and s.revoked_at is null
                and s.place in ('', sees_roll.place) and s.chain in ('', sees_roll.chain))))
$$;
comment on function sees_roll is 'Whether who acts sees rows of a place and a chain in registers of a circle; rows of no place and no chain are for the whole circle.';

do $$
declare
    part text;
begin
    foreach part in array array['roll_import', 'roll_entry']
    loop
        execute format('alter table %I enable row level security', part);
        execute format('alter table %I force row level security', part);
        execute format('create policy %I on %I for insert with check (current_setting(''app.scope'', true) = ''system'')', part || '_add', part);
        execute format('create trigger %I before truncate on %I for each statement execute function refuse_change()', part || '_not_emptied', part);
    end loop;
end $$;
create policy roll_import_read on roll_import for select using (sees_roll(circle, '', ''));
create policy roll_entry_read on roll_entry for select using (sees_roll(circle, place, chain));
create policy roll_entry_change on roll_entry for update using (current_setting('app.scope', true) = 'system');
create trigger roll_import_stays before update or delete on roll_import for each row execute function refuse_change();

create function roll_entry_stays() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' or new.is_current or not old.is_current
        or (to_jsonb(new) - 'is_current') is distinct from (to_jsonb(old) - 'is_current') then
        raise exception 'a row of a register stays; a later one takes its place' using errcode = 'check_violation';
    end if;
    return new;
end $$;
create trigger roll_entry_stays before update or delete on roll_entry for each row execute function roll_entry_stays();
