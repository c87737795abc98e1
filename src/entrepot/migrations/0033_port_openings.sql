-- Manifests that came as EDIFACT are kept once; officers record approvals and readiness.
-- depends: 0016_port

create table cargo_interchange (
    told_org text not null references organisation (id),
    sender text not null,
    reference text not null,
    digest bytea not null,
    site text not null,
    org_id text references organisation (id),
    calls bigint[] not null,
    told_by text not null,
    told_at timestamptz not null,
    primary key (told_org, sender, reference)
);
comment on table cargo_interchange is 'Interchanges of manifests that were kept: the same one again is a replay, another text under its reference is a fault.';
create trigger cargo_interchange_stays before update or delete on cargo_interchange for each row execute function refuse_change();

create table opening_item (
    id bigint generated always as identity primary key,
    zone text not null check (zone ~ '^[^[:cntrl:]]{1,60}$'),
    kind text not null check (kind in ('approval', 'readiness')),
    step text not null check (length(step) between 1 and 200),
    step_zh text not null default '' check (length(step_zh) <= 200),
    goods text not null default '',
    doer text not null check (length(doer) between 1 and 120),
    due_on date,
    state text not null check (state in ('open', 'applied', 'done')),
    since date,
    evidence text not null default '' check (length(evidence) <= 400),
    made_by text not null,
    made_at timestamptz not null,
    changed_by text not null,
    changed_at timestamptz not null,
    confirmed_by text,
    confirmed_at timestamptz,
    unique (zone, kind, step),
    check (state <> 'done' or (since is not null and evidence <> '')),
    check ((confirmed_by is null) = (confirmed_at is null)),
    check (confirmed_by is null or (state = 'done' and confirmed_by <> changed_by))
);
comment on table opening_item is 'Approvals and readiness of ports and special areas as officers record them: what, by whom, until when, on what evidence; a second officer confirms what is done. Goods name a kind for which the area is designated.';

do $$
declare
    part text;
begin
    foreach part in array array['cargo_interchange', 'opening_item']
    loop
        execute format('alter table %I enable row level security', part);
        execute format('alter table %I force row level security', part);
        execute format('create policy %I on %I for insert with check (current_setting(''app.scope'', true) = ''system'')', part || '_add', part);
        execute format('create policy %I on %I for update using (current_setting(''app.scope'', true) = ''system'')', part || '_change', part);
    end loop;
end $$;
create policy cargo_interchange_read on cargo_interchange for select using (may_see_site(site) or is_mine(org_id));
-- How a step stands is for those who work on it; what is confirmed, the service tells everybody.
create policy opening_item_read on opening_item for select using (
    coalesce(current_setting('app.scope', true), '') in ('system', 'audit')
    or (coalesce(current_setting('app.scope', true), '') in ('office', 'site')
        and coalesce(current_setting('app.offices', true), '') <> '')
    or (coalesce(current_setting('app.scope', true), '') = 'agency'
        and coalesce(current_setting('app.agency', true), '') <> ''));
