-- Targets: what a person decided on the reading of a statement, or on the standing of a target.
-- depends: 0052_programmes_alerts

create table target_decision (
    id bigint generated always as identity primary key,
    region text not null check (region <> ''),
    target text not null check (target <> ''),
    kind text not null check (kind in ('reading', 'status')),
    choice text not null check (
        (kind = 'reading' and choice in ('open', 'from_first', 'to_first'))
        or (kind = 'status' and choice in ('open', 'met', 'on_track', 'moderate', 'insufficient', 'moving_away'))),
    applies_from date not null,
    reason text not null check (length(reason) between 1 and 1000),
    decided_by text not null references account (id),
    decided_at timestamptz not null
);
comment on table target_decision is 'What a person decided on a target, from a day on, as known from an instant on; a further decision takes its place, and open gives it up. Only ever added to.';
create index target_decision_by_target on target_decision (region, target, kind, id);

alter table target_decision enable row level security;
alter table target_decision force row level security;
create policy target_decision_read on target_decision for select using (sees_plan(null));
create policy target_decision_add on target_decision for insert with check (current_setting('app.scope', true) = 'system');
create trigger target_decision_stays before update or delete on target_decision for each row execute function refuse_change();
create trigger target_decision_not_emptied before truncate on target_decision for each statement execute function refuse_change();

create function target_decision_is_news() returns trigger language plpgsql as $$
begin
    if exists (select from target_decision d where d.region = new.region and d.target = new.target
        and d.kind = new.kind and d.decided_at > new.decided_at) then
        raise exception 'a decision is known from now on; what was known before stays'
            using errcode = 'check_violation', constraint = 'target_decision_is_news';
    end if;
    return new;
end $$;
create trigger target_decision_is_news before insert on target_decision for each row execute function target_decision_is_news();
