-- Enterprises: what is told of a firm, and which two are one.
-- depends: 0052_programmes_alerts

create function sees_enterprises() returns boolean language sql stable parallel safe as $$
    select coalesce(current_setting('app.scope', true), '') in ('system', 'audit')
        or string_to_array(coalesce(current_setting('app.roles', true), ''), ',')
            && array['steward', 'promoter', 'planner', 'statistician']
$$;
comment on function sees_enterprises is 'Whether who acts sees the register of firms: stewards, promoters, planners, statistics analysts, auditors.';

create table enterprise (
    id text primary key check (id ~ '^[A-Za-z0-9_-]{1,60}$'),
    region text not null check (region <> ''),
    code text unique check (code ~ '^[0-9A-HJ-NPQRTUWXY]{18}$'),
    made_by text not null,
    made_at timestamptz not null
);
comment on table enterprise is 'A firm of the register. Its code is empty where it is unknown, and never changes once known.';

create table enterprise_entry (
    id bigint generated always as identity primary key,
    enterprise text not null references enterprise (id),
    told jsonb not null check (jsonb_typeof(told) = 'object' and told ->> 'name' <> ''),
    file text not null default '',
    file_row integer,
    made_by text not null,
    made_at timestamptz not null
);
comment on table enterprise_entry is 'What was told of a firm; the last is what holds. Only ever added to.';
create index enterprise_entry_by_enterprise on enterprise_entry (enterprise, id desc);

create table enterprise_merge (
    reference text primary key default new_reference('E') check (reference ~ '^E[0-9A-HJKMNP-TV-Z]{13}$'),
    keep text not null references enterprise (id),
    other text not null references enterprise (id),
    reason text not null check (length(reason) between 1 and 1000),
    made_by text not null,
    made_at timestamptz not null,
    undone_by text,
    undone_at timestamptz,
    check (keep <> other),
    check ((undone_by is null) = (undone_at is null))
);
comment on table enterprise_merge is 'That a firm is one with another, which is kept. Nothing of either is changed, so that it can be undone.';
create unique index enterprise_merge_once on enterprise_merge (other) where undone_at is null;
create index enterprise_merge_by_keep on enterprise_merge (keep) where undone_at is null;

do $$
declare
    part text;
begin
    foreach part in array array['enterprise', 'enterprise_entry', 'enterprise_merge']
    loop
        execute format('alter table %I enable row level security', part);
        execute format('alter table %I force row level security', part);
        execute format('create policy %I on %I for select using ((select sees_enterprises()))', part || '_read', part);
        execute format('create policy %I on %I for insert with check (current_setting(''app.scope'', true) = ''system'')', part || '_add', part);
        execute format('create trigger %I before truncate on %I for each statement execute function refuse_change()', part || '_not_emptied', part);
    end loop;
end $$;
create policy enterprise_change on enterprise for update using (current_setting('app.scope', true) = 'system');
create policy enterprise_merge_change on enterprise_merge for update using (current_setting('app.scope', true) = 'system');
create trigger enterprise_entry_stays before update or delete on enterprise_entry for each row execute function refuse_change();

create function enterprise_stays() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' or old.code is not null or (to_jsonb(new) - 'code') is distinct from (to_jsonb(old) - 'code') then
        raise exception 'a firm stays in the register, and so does its code' using errcode = 'check_violation';
    end if;
    return new;
end $$;
create trigger enterprise_stays before update or delete on enterprise for each row execute function enterprise_stays();

create function enterprise_merge_stays() returns trigger language plpgsql as $$
declare
    moving text[] := '{undone_by,undone_at}';
begin
    if tg_op = 'DELETE' or old.undone_at is not null
        or (to_jsonb(new) - moving) is distinct from (to_jsonb(old) - moving) then
        raise exception 'a merge stays, and is undone once' using errcode = 'check_violation';
    end if;
    return new;
end $$;
create trigger enterprise_merge_stays before update or delete on enterprise_merge for each row execute function enterprise_merge_stays();

create function enterprise_merge_begins() returns trigger language plpgsql as $$
begin
    if exists (select from enterprise_merge m where m.undone_at is null and m.other = new.keep) then
        raise exception 'a firm that is one with another keeps none'
            using errcode = 'check_violation', constraint = 'enterprise_merge_kept';
    end if;
    return new;
end $$;
create trigger enterprise_merge_begins before insert on enterprise_merge for each row execute function enterprise_merge_begins();
