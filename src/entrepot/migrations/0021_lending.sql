-- Trade loans and export credit insurance: what was asked, granted, drawn, paid.
-- depends: 0020_finance

create table loan_case (
    id bigint generated always as identity primary key,
    reference text not null default new_reference('N') unique check (reference ~ '^N[0-9A-HJKMNP-TV-Z]{13}$'),
    org_id text not null references organisation (id),
    lender_id text not null references organisation (id),
    currency text not null check (currency ~ '^[A-Z]{3}$'),
    asked numeric(18, 2) not null check (asked > 0),
    due_on date not null,
    score json not null,
    points integer not null check (points >= 0),
    ceiling numeric(18, 2) check (ceiling >= 0),
    granted numeric(18, 2) check (granted > 0),
    drawn numeric(18, 2) not null default 0 check (drawn >= 0),
    repaid numeric(18, 2) not null default 0 check (repaid >= 0),
    written_off numeric(18, 2) not null default 0 check (written_off >= 0),
    state text not null default 'asked' check (state in ('asked', 'granted', 'refused', 'closed')),
    reason text not null default '',
    made_by text not null,
    made_at timestamptz not null,
    decided_by text,
    decided_at timestamptz,
    constraint loan_within_limit check (granted is null or (ceiling is not null and granted <= ceiling and granted <= asked)),
    constraint loan_drawn check (drawn <= coalesce(granted, 0) and repaid + written_off <= drawn),
    check ((state = 'asked') = (decided_at is null)),
    check (decided_by is null or decided_by <> made_by)
);
comment on table loan_case is 'A trade loan a firm asked a bank for, with its score as it was told then. Never more is granted than the limit, drawn than granted, repaid than drawn.';
create index loan_case_by_firm on loan_case (org_id, id desc);
create index loan_case_by_lender on loan_case (lender_id, id desc);

create table loan_move (
    id bigint generated always as identity primary key,
    loan_id bigint not null references loan_case (id),
    kind text not null check (kind in ('draw', 'repay', 'write_off')),
    amount numeric(18, 2) not null check (amount > 0),
    key text not null check (length(key) between 1 and 80),
    account text not null,
    at timestamptz not null,
    constraint loan_move_once unique (loan_id, key)
);
comment on table loan_move is 'Money of a loan drawn, repaid or written off; the same key is the same move. Only ever added to.';

create table insured_buyer (
    id bigint generated always as identity primary key,
    reference text not null default new_reference('B') unique check (reference ~ '^B[0-9A-HJKMNP-TV-Z]{13}$'),
    org_id text not null references organisation (id),
    insurer_id text not null references organisation (id),
    buyer text not null check (buyer <> ''),
    country text not null check (country ~ '^[A-Z]{2}$'),
    currency text not null check (currency ~ '^[A-Z]{3}$'),
    asked numeric(18, 2) not null check (asked > 0),
    paid_12m numeric(18, 2) check (paid_12m >= 0),
    grade integer check (grade between 1 and 9),
    country_grade integer check (country_grade between 1 and 9),
    ceiling numeric(18, 2) check (ceiling >= 0),
    exposure numeric(18, 2) not null default 0 check (exposure >= 0),
    state text not null default 'asked' check (state in ('asked', 'granted', 'refused')),
    reason text not null default '',
    made_by text not null,
    made_at timestamptz not null,
    decided_by text,
    decided_at timestamptz,
    constraint insured_buyer_limit check (exposure <= coalesce(ceiling, 0)),
    check ((state = 'asked') = (decided_at is null))
);
comment on table insured_buyer is 'A buyer abroad on whom an insurer covers an exporter: its limit, and what is open on it. Never more is open than the limit.';
create index insured_buyer_by_firm on insured_buyer (org_id, id desc);
create index insured_buyer_by_insurer on insured_buyer (insurer_id, id desc);

create table insured_shipment (
    id bigint generated always as identity primary key,
    buyer_id bigint not null references insured_buyer (id),
    ref text not null check (length(ref) between 1 and 80),
    value numeric(18, 2) not null check (value > 0),
    insured numeric(18, 2) not null check (insured >= 0 and insured <= value),
    premium numeric(18, 2) not null check (premium >= 0),
    shipped_on date not null,
    terms_days integer not null check (terms_days between 0 and 3650),
    state text not null default 'open' check (state in ('open', 'paid', 'claimed', 'indemnified', 'rejected')),
    claimed numeric(18, 2) check (claimed > 0 and claimed <= insured),
    indemnity numeric(18, 2) check (indemnity >= 0 and indemnity <= claimed),
    reason text not null default '',
    made_by text not null,
    made_at timestamptz not null,
    constraint insured_shipment_once unique (buyer_id, ref),
    check ((state in ('claimed', 'indemnified', 'rejected')) = (claimed is not null)),
    check ((state in ('indemnified', 'rejected')) = (indemnity is not null))
);
comment on table insured_shipment is 'A shipment under cover, its premium, and what came of it: paid by the buyer, claimed, indemnified or rejected.';

alter table loan_case enable row level security;
alter table loan_case force row level security;
create policy loan_case_read on loan_case for select using (
    current_setting('app.scope', true) in ('system', 'audit')
    or (current_setting('app.scope', true) = 'org' and org_id = current_setting('app.org', true))
    or ('bank' = any (string_to_array(current_setting('app.roles', true), ','))
        and lender_id = current_setting('app.org', true)));
create policy loan_case_add on loan_case for insert with check (current_setting('app.scope', true) = 'system');
create policy loan_case_change on loan_case for update using (current_setting('app.scope', true) = 'system');

alter table loan_move enable row level security;
alter table loan_move force row level security;
create policy loan_move_read on loan_move for select using ((select true from loan_case c where c.id = loan_id));
create policy loan_move_add on loan_move for insert with check (current_setting('app.scope', true) = 'system');

alter table insured_buyer enable row level security;
alter table insured_buyer force row level security;
create policy insured_buyer_read on insured_buyer for select using (
    current_setting('app.scope', true) in ('system', 'audit')
    or (current_setting('app.scope', true) = 'org' and org_id = current_setting('app.org', true))
    or ('insurer' = any (string_to_array(current_setting('app.roles', true), ','))
        and insurer_id = current_setting('app.org', true)));
create policy insured_buyer_add on insured_buyer for insert with check (current_setting('app.scope', true) = 'system');
create policy insured_buyer_change on insured_buyer for update using (current_setting('app.scope', true) = 'system');

alter table insured_shipment enable row level security;
alter table insured_shipment force row level security;
create policy insured_shipment_read on insured_shipment for select using ((select true from insured_buyer b where b.id = buyer_id));
create policy insured_shipment_add on insured_shipment for insert with check (current_setting('app.scope', true) = 'system');
create policy insured_shipment_change on insured_shipment for update using (current_setting('app.scope', true) = 'system');

create function loan_adds_up() returns trigger language plpgsql as $$
declare
    before text := coalesce(current_setting('app.scope', true), '');
    own bigint;
    is_right boolean;
begin
    perform set_config('app.scope', 'system', true);
    if tg_table_name = 'loan_case' then own := new.id; else own := new.loan_id; end if;
    select (c.drawn, c.repaid, c.written_off) =
        (coalesce(sum(m.amount) filter (where m.kind = 'draw'), 0),
         coalesce(sum(m.amount) filter (where m.kind = 'repay'), 0),
         coalesce(sum(m.amount) filter (where m.kind = 'write_off'), 0)) into is_right
        from loan_case c left join loan_move m on m.loan_id = c.id where c.id = own
        group by c.drawn, c.repaid, c.written_off;
    perform set_config('app.scope', before, true);
    if not is_right then
        raise exception 'the money of loan % does not add up', own using errcode = 'check_violation';
    end if;
    return null;
end $$;
create constraint trigger loan_case_adds_up after insert or update on loan_case
    deferrable initially deferred for each row execute function loan_adds_up();
create constraint trigger loan_move_adds_up after insert on loan_move
    deferrable initially deferred for each row execute function loan_adds_up();
create trigger loan_move_stays before update or delete on loan_move for each row execute function refuse_change();
create trigger loan_move_not_emptied before truncate on loan_move for each statement execute function refuse_change();

create function exposure_adds_up() returns trigger language plpgsql as $$
declare
    before text := coalesce(current_setting('app.scope', true), '');
    own bigint;
    is_right boolean;
begin
    perform set_config('app.scope', 'system', true);
    if tg_table_name = 'insured_buyer' then own := new.id; else own := new.buyer_id; end if;
    select b.exposure = coalesce(sum(s.insured) filter (where s.state in ('open', 'claimed')), 0)
        into is_right from insured_buyer b left join insured_shipment s on s.buyer_id = b.id
        where b.id = own group by b.exposure;
    perform set_config('app.scope', before, true);
    if not is_right then
        raise exception 'what is open on buyer % does not add up', own using errcode = 'check_violation';
    end if;
    return null;
end $$;
create constraint trigger insured_buyer_adds_up after insert or update on insured_buyer
    deferrable initially deferred for each row execute function exposure_adds_up();
create constraint trigger insured_shipment_adds_up after insert or update on insured_shipment
    deferrable initially deferred for each row execute function exposure_adds_up();
