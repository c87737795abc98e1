-- Cases of firms: what is asked, the promise and its clock, append-only events.
-- depends: 0060_enterprises

create table steward_case (
    case_id text primary key check (length(case_id) between 1 and 60),
    region text not null check (region <> ''),
    kind text not null check (kind in ('request', 'complaint', 'entry', 'direct_line', 'next_step', 'package')),
    firm text not null default '',
    place text not null default '',
    steward text not null check (steward <> ''),
    opened_at timestamptz not null,
    opened_on date not null,
    promise integer not null check (promise between 1 and 250),
    told jsonb not null check (jsonb_typeof(told) = 'object'),
    state text not null default 'open' check (state in ('open', 'paused', 'closed')),
    due_on date,
    level integer not null default 0 check (level between 0 and 3),
    first_reply_at timestamptz,
    satisfaction integer check (satisfaction between 1 and 5),
    closed_on date,
    made_by text not null,
    made_at timestamptz not null,
    check (due_on is not null or state <> 'open'),
    check ((state = 'closed') = (closed_on is not null))
);
comment on table steward_case is 'What a firm asked, whose it is, and by when it is promised. How it stands follows from its events.';
create index steward_case_by_due on steward_case (region, due_on, case_id) where state <> 'closed';
create index steward_case_by_steward on steward_case (steward, due_on) where state <> 'closed';

create table case_event (
    id bigint generated always as identity primary key,
    case_id text not null references steward_case (case_id),
    kind text not null check (kind in ('open', 'reply', 'pause', 'resume', 'escalate', 'close')),
    day date not null,
    at timestamptz not null,
    level integer check (level between 1 and 3),
    body jsonb not null default '{}' check (jsonb_typeof(body) = 'object'),
    made_by text not null,
    check ((kind = 'escalate') = (level is not null))
);
comment on table case_event is 'What happened to a case. Only ever added to: a level is told once, and a case is closed once.';
create index case_event_by_case on case_event (case_id, id);
create unique index case_event_level_once on case_event (case_id, level) where kind = 'escalate';
create unique index case_event_close_once on case_event (case_id) where kind = 'close';

create function sees_all_cases() returns boolean language sql stable parallel safe as $$
    select coalesce(current_setting('app.scope', true), '') in ('system', 'audit')
        or string_to_array(coalesce(current_setting('app.roles', true), ''), ',') && array['planner', 'statistician']
$$;
comment on function sees_all_cases is 'Whether who acts sees every case: planners, statistics analysts, auditors and the machine itself.';

do $$
declare
    part text;
begin
    foreach part in array array['steward_case', 'case_event']
    loop
        execute format('alter table %I enable row level security', part);
        execute format('alter table %I force row level security', part);
        execute format('create policy %I on %I for insert with check (current_setting(''app.scope'', true) = ''system'')', part || '_add', part);
        execute format('create trigger %I before truncate on %I for each statement execute function refuse_change()', part || '_not_emptied', part);
    end loop;
end $$;
-- One's own, and those of places that stewards and promoters are given.
create policy steward_case_read on steward_case for select using (
    (select sees_all_cases())
    or ((select is_of_promotion()) and (
        steward = (select nullif(current_setting('app.account', true), ''))
        or (select exists (select from promotion_scope s where s.account = current_setting('app.account', true)
            and s.revoked_at is null and s.place = '' and s.chain = ''))
        or place in (select s.place from promotion_scope s where s.account = current_setting('app.account', true)
            and s.revoked_at is null and s.place <> '' and s.chain = ''))));
create policy steward_case_change on steward_case for update using (current_setting('app.scope', true) = 'system');
create policy case_event_read on case_event for select using (
    (select sees_all_cases()) or exists (select from steward_case c where c.case_id = case_event.case_id));
create trigger case_event_stays before update or delete on case_event for each row execute function refuse_change();

create function steward_case_stays() returns trigger language plpgsql as $$
declare
    moving text[] := '{state,due_on,level,first_reply_at,satisfaction,closed_on}';
begin
    if tg_op = 'DELETE' or old.state = 'closed' or new.level < old.level
        or (to_jsonb(new) - moving) is distinct from (to_jsonb(old) - moving) then
        raise exception 'a case stays as it was opened, and closed' using errcode = 'check_violation';
    end if;
    return new;
end $$;
create trigger steward_case_stays before update or delete on steward_case for each row execute function steward_case_stays();
