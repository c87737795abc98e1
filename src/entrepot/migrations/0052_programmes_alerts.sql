-- Programmes: measures, tasks and milestones with owners and evidence; alerts with owners and reasons.
-- depends: 0048_shares_of_lists

create function sees_plan(owner text) returns boolean language sql stable parallel safe as $$
    select coalesce(current_setting('app.scope', true), '') in ('system', 'audit')
        or string_to_array(coalesce(current_setting('app.roles', true), ''), ',') && array['planner', 'statistician']
        or owner = nullif(current_setting('app.account', true), '')
$$;
comment on function sees_plan is 'Whether who acts sees a task or an alert: planners, statistics analysts, auditors, its owner.';

create table plan_item (
    id bigint generated always as identity primary key,
    reference text not null default new_reference('M') unique check (reference ~ '^M[0-9A-HJKMNP-TV-Z]{13}$'),
    region text not null check (region <> ''),
    programme text not null check (programme <> ''),
    kind text not null check (kind in ('measure', 'task', 'milestone')),
    parent_id bigint references plan_item (id),
    title text not null check (length(title) between 1 and 200),
    title_zh text not null default '' check (length(title_zh) <= 200),
    owner text not null references account (id),
    planned_on date not null,
    due_on date not null,
    agenda text not null default '' check (length(agenda) <= 400),
    decision text not null default '' check (length(decision) <= 400),
    target text not null default '',
    state text not null default 'open' check (state in ('open', 'reported', 'done', 'dropped')),
    reported_by text references account (id),
    reached_on date,
    closed_by text references account (id),
    closed_at timestamptz,
    closing text not null default '' check (length(closing) <= 400),
    made_by text not null,
    made_at timestamptz not null,
    check (parent_id is null or kind <> 'measure'),
    check (state not in ('reported', 'done') or (reported_by is not null and reached_on is not null)),
    check ((state in ('done', 'dropped')) = (closed_by is not null)),
    check ((closed_by is null) = (closed_at is null)),
    check (state <> 'dropped' or closing <> ''),
    constraint plan_item_four_eyes check (state <> 'done' or (closed_by <> reported_by and closed_by <> owner))
);
comment on table plan_item is 'A measure, a task or a milestone of a programme of the pack: owner, due day, agenda, decision. Done only on evidence, closed by another person.';
create index plan_item_by_programme on plan_item (region, programme, id);
create index plan_item_by_owner on plan_item (owner, due_on);
create index plan_item_by_parent on plan_item (parent_id);

create table plan_evidence (
    id bigint generated always as identity primary key,
    item_id bigint not null references plan_item (id),
    what text not null check (length(what) between 1 and 1000),
    source text not null check (length(source) between 1 and 400),
    added_by text not null references account (id),
    added_at timestamptz not null
);
comment on table plan_evidence is 'What shows that an item is done, and where to read it. Only ever added to.';
create index plan_evidence_by_item on plan_evidence (item_id, id);

create table alert (
    id bigint generated always as identity primary key,
    reference text not null default new_reference('A') unique check (reference ~ '^A[0-9A-HJKMNP-TV-Z]{13}$'),
    region text not null check (region <> ''),
    kind text not null check (kind in ('probability_drop', 'misses', 'break', 'missing_data', 'overdue')),
    subject text not null check (subject <> ''),
    key text not null check (key <> ''),
    owner text not null references account (id),
    due_on date not null,
    facts json not null,
    source text not null check (source <> ''),
    status text not null check (status in ('published', 'derived', 'modelled', 'unverified', 'synthetic')),
    state text not null default 'open' check (state in ('open', 'closed')),
    raised_by text not null,
    raised_at timestamptz not null,
    closed_by text references account (id),
    closed_at timestamptz,
    reason text not null default '' check (length(reason) <= 1000),
    constraint alert_once unique (region, key),
    check ((state = 'closed') = (closed_by is not null)),
    check ((closed_by is null) = (closed_at is null)),
    constraint alert_reason check (state <> 'closed' or reason <> '')
);
comment on table alert is 'An alert on a goal or a task: who answers for it, until when, and why it was closed. The same alert is raised once.';
create index alert_open on alert (region, due_on) where state = 'open';
create index alert_by_owner on alert (owner, due_on);

create table goal_outlook (
    id bigint generated always as identity primary key,
    region text not null check (region <> ''),
    target text not null check (target <> ''),
    known_until text not null,
    digest text not null check (digest ~ '^[0-9a-f]{64}$'),
    probability double precision not null check (probability between 0 and 1),
    source text not null,
    status text not null check (status in ('published', 'derived', 'modelled', 'unverified', 'synthetic')),
    seen_at timestamptz not null,
    constraint goal_outlook_once unique (region, target, digest)
);
comment on table goal_outlook is 'How likely a goal was when it was last looked at, by what was known then. Only ever added to.';

do $$
declare
    part text;
begin
    foreach part in array array['plan_item', 'plan_evidence', 'alert', 'goal_outlook']
    loop
        execute format('alter table %I enable row level security', part);
        execute format('alter table %I force row level security', part);
        execute format('create policy %I on %I for insert with check (current_setting(''app.scope'', true) = ''system'')', part || '_add', part);
        execute format('create trigger %I before truncate on %I for each statement execute function refuse_change()', part || '_not_emptied', part);
    end loop;
end $$;
create policy plan_item_read on plan_item for select using (sees_plan(owner));
create policy plan_item_change on plan_item for update using (current_setting('app.scope', true) = 'system');
create policy plan_evidence_read on plan_evidence for select using (
    (select true from plan_item i where i.id = item_id));
create policy alert_read on alert for select using (sees_plan(owner));
create policy alert_change on alert for update using (current_setting('app.scope', true) = 'system');
create policy goal_outlook_read on goal_outlook for select using (sees_plan(null));
create trigger plan_evidence_stays before update or delete on plan_evidence for each row execute function refuse_change();
create trigger goal_outlook_stays before update or delete on goal_outlook for each row execute function refuse_change();

create function plan_item_stays() returns trigger language plpgsql as $$
declare
    moving text[] := '{owner,due_on,agenda,decision,state,reported_by,reached_on,closed_by,closed_at,closing}';
begin
    if tg_op = 'DELETE' or old.state in ('done', 'dropped')
        or (to_jsonb(new) - moving) is distinct from (to_jsonb(old) - moving) then
        raise exception 'what was planned, done or dropped stays as it was' using errcode = 'check_violation';
    end if;
    if new.state in ('reported', 'done') and not exists (select from plan_evidence e where e.item_id = new.id) then
        raise exception 'nothing shows that % is done', new.reference
            using errcode = 'check_violation', constraint = 'plan_item_evidence';
    end if;
    return new;
end $$;
create trigger plan_item_stays before update or delete on plan_item for each row execute function plan_item_stays();

create function plan_item_begins() returns trigger language plpgsql as $$
begin
    if new.state <> 'open' then
        raise exception 'an item begins open' using errcode = 'check_violation';
    end if;
    return new;
end $$;
create trigger plan_item_begins before insert on plan_item for each row execute function plan_item_begins();

create function alert_stays() returns trigger language plpgsql as $$
declare
    moving text[] := '{owner,due_on,state,closed_by,closed_at,reason}';
begin
    if tg_op = 'DELETE' or old.state = 'closed'
        or (to_jsonb(new) - moving) is distinct from (to_jsonb(old) - moving) then
        raise exception 'what an alert told stays, and so does one that was closed' using errcode = 'check_violation';
    end if;
    return new;
end $$;
create trigger alert_stays before update or delete on alert for each row execute function alert_stays();
