-- The development fund: calls, applications, votes, money promised, drawn and returned.
-- depends: 0015_hub

create table fund_call (
    id bigint generated always as identity primary key,
    reference text not null unique check (reference ~ '^F[0-9A-HJKMNP-TV-Z]{13}$'),
    org_id text not null references organisation (id),
    title text not null check (title <> ''),
    title_zh text not null default '',
    currency text not null check (currency ~ '^[A-Z]{3}$'),
    budget numeric(18, 2) not null check (budget > 0),
    opens_on date not null,
    closes_on date not null,
    quorum_pct numeric(5, 2) not null check (quorum_pct > 0 and quorum_pct <= 100),
    majority_pct numeric(5, 2) not null check (majority_pct >= 0 and majority_pct < 100),
    members text[] not null check (cardinality(members) > 0),
    committed numeric(18, 2) not null default 0 check (committed >= 0),
    drawn numeric(18, 2) not null default 0 check (drawn >= 0),
    returned numeric(18, 2) not null default 0 check (returned >= 0),
    made_by text not null,
    made_at timestamptz not null,
    check (opens_on <= closes_on),
    constraint fund_call_budget check (committed <= budget + returned),
    constraint fund_call_drawn check (drawn <= committed and returned <= drawn)
);
comment on table fund_call is 'A call of the fund with its committee. Never more is promised than there is, never more drawn than promised.';
create index fund_call_newest on fund_call (org_id, id desc);

create table fund_application (
    id bigint generated always as identity primary key,
    reference text not null unique check (reference ~ '^F[0-9A-HJKMNP-TV-Z]{13}$'),
    call_id bigint not null references fund_call (id),
    org_id text not null references organisation (id),
    title text not null check (title <> ''),
    title_zh text not null default '',
    asked numeric(18, 2) not null check (asked > 0),
    milestones json not null,
    state text not null default 'applied'
        check (state in ('applied', 'approved', 'refused', 'committed', 'closed')),
    committed numeric(18, 2) not null default 0 check (committed >= 0 and committed <= asked),
    drawn numeric(18, 2) not null default 0 check (drawn >= 0 and drawn <= committed),
    returned numeric(18, 2) not null default 0 check (returned >= 0 and returned <= drawn),
    reached integer[] not null default '{}',
    made_by text not null,
    made_at timestamptz not null,
    decided_by text,
    decided_at timestamptz,
    check ((state = 'applied') = (decided_at is null)),
    check (committed = 0 or state in ('committed', 'closed'))
);
comment on table fund_application is 'A project that asks for money of a call: what it was promised, drew on milestones reached, and gave back.';
create index fund_application_by_call on fund_application (call_id, id);
create index fund_application_by_firm on fund_application (org_id, id desc);

create table fund_vote (
    application_id bigint not null references fund_application (id),
    account text not null references account (id),
    vote text not null check (vote in ('yes', 'no', 'abstain', 'recused')),
    reason text not null default '',
    at timestamptz not null,
    primary key (application_id, account),
    check (vote <> 'recused' or reason <> '')
);
comment on table fund_vote is 'The vote of a member, or that he stepped back and why. Only ever added to.';

create table fund_move (
    id bigint generated always as identity primary key,
    application_id bigint not null references fund_application (id),
    kind text not null check (kind in ('commit', 'draw', 'return')),
    amount numeric(18, 2) not null check (amount > 0),
    key text not null check (length(key) between 1 and 80),
    account text not null,
    at timestamptz not null,
    constraint fund_move_once unique (application_id, key)
);
comment on table fund_move is 'Money promised, drawn or given back; the same key is the same move. Only ever added to.';

create function sits_in_fund(org text, members text[]) returns boolean language sql stable parallel safe as $$
    select coalesce(current_setting('app.scope', true), '') in ('system', 'audit')
        or ('fund_manager' = any (string_to_array(current_setting('app.roles', true), ','))
            and org = current_setting('app.org', true))
        or ('fund_member' = any (string_to_array(current_setting('app.roles', true), ','))
            and current_setting('app.account', true) = any (members))
$$;
comment on function sits_in_fund is 'Whether who asks manages a call or sits on its committee.';

alter table fund_call enable row level security;
alter table fund_call force row level security;
create policy fund_call_read on fund_call for select using (
    sits_in_fund(org_id, members)
    or (current_setting('app.scope', true) = 'org' and current_setting('app.org', true) <> ''));
create policy fund_call_add on fund_call for insert with check (
    current_setting('app.scope', true) <> 'audit' and sits_in_fund(org_id, '{}'));
create policy fund_call_change on fund_call for update using (current_setting('app.scope', true) = 'system');

alter table fund_application enable row level security;
alter table fund_application force row level security;
create policy fund_application_read on fund_application for select using (
    (current_setting('app.scope', true) = 'org' and org_id = current_setting('app.org', true))
    or (select sits_in_fund(c.org_id, c.members) from fund_call c where c.id = call_id));
create policy fund_application_add on fund_application for insert with check (
    current_setting('app.scope', true) = 'system'
    or (current_setting('app.scope', true) = 'org' and org_id = current_setting('app.org', true)));
create policy fund_application_change on fund_application for update using (
    current_setting('app.scope', true) = 'system');

alter table fund_vote enable row level security;
alter table fund_vote force row level security;
create policy fund_vote_read on fund_vote for select using (
    (select sits_in_fund(c.org_id, c.members) from fund_application a
        join fund_call c on c.id = a.call_id where a.id = application_id));
create policy fund_vote_add on fund_vote for insert with check (
    current_setting('app.scope', true) = 'system' or account = current_setting('app.account', true));

alter table fund_move enable row level security;
alter table fund_move force row level security;
create policy fund_move_read on fund_move for select using (
    (select true from fund_application a where a.id = application_id));
create policy fund_move_add on fund_move for insert with check (current_setting('app.scope', true) = 'system');

create function fund_stays() returns trigger language plpgsql as $$
begin
    if (to_jsonb(new) - '{state,committed,drawn,returned,reached,decided_by,decided_at}'::text[])
        is distinct from (to_jsonb(old) - '{state,committed,drawn,returned,reached,decided_by,decided_at}'::text[]) then
        raise exception 'a call and an application stay as they were made; their money and state move'
            using errcode = 'check_violation';
    end if;
    return new;
end $$;
create trigger fund_call_stays before update on fund_call for each row execute function fund_stays();
create trigger fund_application_stays before update on fund_application for each row execute function fund_stays();
create trigger fund_vote_stays before update or delete on fund_vote for each row execute function refuse_change();
create trigger fund_move_stays before update or delete on fund_move for each row execute function refuse_change();
create trigger fund_vote_not_emptied before truncate on fund_vote for each statement execute function refuse_change();
create trigger fund_move_not_emptied before truncate on fund_move for each statement execute function refuse_change();

create function fund_adds_up() returns trigger language plpgsql as $$
declare
    before text := coalesce(current_setting('app.scope', true), '');
    own bigint;
    told numeric[];
    counted numeric[];
    wrong bigint;
begin
    perform set_config('app.scope', 'system', true);
    if tg_table_name = 'fund_call' then own := new.id;
    elsif tg_table_name = 'fund_application' then own := new.call_id;
    else select call_id into own from fund_application where id = new.application_id;
    end if;
    select array[c.committed, c.drawn, c.returned] into told from fund_call c where c.id = own;
    select array[coalesce(sum(committed), 0), coalesce(sum(drawn), 0), coalesce(sum(returned), 0)]
        into counted from fund_application where call_id = own;
    select count(*) into wrong from fund_application a cross join lateral (
        select coalesce(sum(amount) filter (where kind = 'commit'), 0) as committed,
            coalesce(sum(amount) filter (where kind = 'draw'), 0) as drawn,
            coalesce(sum(amount) filter (where kind = 'return'), 0) as returned
        from fund_move where application_id = a.id) m
        where a.call_id = own
            and (a.committed, a.drawn, a.returned) <> (m.committed, m.drawn, m.returned);
    perform set_config('app.scope', before, true);
    if told <> counted or wrong > 0 then
        raise exception 'the money of call % does not add up', own using errcode = 'check_violation';
    end if;
    return null;
end $$;
create constraint trigger fund_call_adds_up after update on fund_call
    deferrable initially deferred for each row execute function fund_adds_up();
create constraint trigger fund_application_adds_up after insert or update on fund_application
    deferrable initially deferred for each row execute function fund_adds_up();
create constraint trigger fund_move_adds_up after insert on fund_move
    deferrable initially deferred for each row execute function fund_adds_up();
