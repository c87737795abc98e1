-- Guarantees of every kind in the one ledger of cover, refund cases, and a calendar two persons change.
-- depends: 0015_hub

-- Cover: the deposits become instruments beside others; each firm may have several.

create function new_reference(letter text) returns text language sql volatile as $$
    select letter || string_agg(substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', 1 + floor(random() * 32)::int, 1), '')
    from generate_series(1, 13)
$$;
comment on function new_reference is 'A letter and thirteen digits of Crockford''s base 32.';

alter table cover_move drop constraint cover_move_org_id_fkey;
alter table cover drop constraint cover_pkey;
alter table cover drop constraint cover_check;
alter table cover alter column org_id drop not null;
alter table cover alter column kind drop default;
-- The owner sees what is there while row security does not bind it.
alter table cover no force row level security;
alter table cover_move no force row level security;
alter table declaration no force row level security;
update cover set kind = 'cash';
alter table cover
    add column id bigint generated always as identity primary key,
    add column reference text not null default new_reference('G') constraint cover_reference_key unique,
    add column issuer text references organisation (id),
    add column issuer_name text not null default '',
    add column claimed numeric(18, 2) not null default 0,
    add column state text not null default 'active',
    add column first_day date,
    add column last_day date,
    add column made_by text not null default 'system',
    add column made_at timestamptz not null default now(),
    add column activated_by text,
    add column activated_at timestamptz,
    add constraint cover_kind check (kind in ('cash', 'bank-letter', 'insurance', 'aeo-waiver')),
    add constraint cover_reference check (reference ~ '^G[0-9A-HJKMNP-TV-Z]{13}$'),
    add constraint cover_state check (state in ('registered', 'active')),
    add constraint cover_days check (last_day is null or first_day is null or first_day <= last_day),
    add constraint cover_claimed check (claimed >= 0),
    add constraint cover_limit check (reserved + used + claimed <= ceiling);
alter table cover alter column made_by drop default;
alter table cover alter column made_at drop default;
comment on table cover is 'Instruments that secure duty: deposits, letters of banks, policies, waivers. Every fen of the ceiling is reserved, used, claimed or free; never more.';
create unique index cover_one_deposit on cover (org_id) where kind = 'cash' and org_id is not null;
create index cover_by_org on cover (org_id);
create index cover_by_issuer on cover (issuer) where issuer is not null;

drop policy cover_move_read on cover_move;
drop policy cover_move_add on cover_move;
drop policy cover_move_change on cover_move;
alter table cover_move
    add column cover_id bigint references cover (id),
    add column ref text,
    add column made_by text not null default 'system';
update cover_move m set cover_id = c.id from cover c where c.org_id = m.org_id;
update cover_move m set ref = d.reference from declaration d where d.id = m.declaration_id;
alter table cover force row level security;
alter table cover_move force row level security;
alter table declaration force row level security;
alter table cover_move alter column cover_id set not null;
alter table cover_move alter column ref set not null;
alter table cover_move alter column declaration_id drop not null;
alter table cover_move alter column made_by drop default;
alter table cover_move drop constraint cover_move_kind_check;
alter table cover_move add constraint cover_move_kind check (kind in ('reserve', 'free', 'use', 'claim'));
alter table cover_move add constraint cover_move_ref check (ref <> '');
alter table cover_move drop column org_id;
comment on table cover_move is 'Each reservation, freeing, use and claim of a cover, under the reference it was made for. Only ever added to.';
create index cover_move_by_ref on cover_move (cover_id, ref);
create trigger cover_move_stays before update or delete on cover_move for each row execute function refuse_change();
create trigger cover_move_not_emptied before truncate on cover_move for each statement execute function refuse_change();

create table cover_answer (
    cover_id bigint not null references cover (id),
    key text not null check (key <> ''),
    kind text not null,
    ref text not null,
    amount numeric(18, 2) not null,
    code text,
    at timestamptz not null,
    made_by text not null,
    primary key (cover_id, key)
);
comment on table cover_answer is 'What a move with a key was answered: a code where it was refused. A key once answered keeps its answer.';
create trigger cover_answer_stays before update or delete on cover_answer for each row execute function refuse_change();

create table cover_claim (
    id bigint generated always as identity primary key,
    cover_id bigint not null references cover (id),
    ref text not null,
    amount numeric(18, 2) not null check (amount > 0),
    made_by text not null,
    made_at timestamptz not null,
    due_on date not null,
    paid_by text,
    paid_at timestamptz,
    constraint cover_claim_paid check ((paid_by is null) = (paid_at is null)),
    constraint cover_claim_four_eyes check (paid_by <> made_by)
);
comment on table cover_claim is 'What customs asked an issuer to pay, by when, and when it was paid; who asks is not who pays.';
create index cover_claim_by_cover on cover_claim (cover_id);

drop policy cover_read on cover;
create policy cover_read on cover for select using (
    current_setting('app.scope', true) in ('system', 'audit', 'office')
    or org_id = current_setting('app.org', true)
    or org_id = any (string_to_array(current_setting('app.principals', true), ','))
    or issuer = current_setting('app.org', true));
create policy cover_move_read on cover_move for select using (
    current_setting('app.scope', true) in ('system', 'audit')
    or (select true from declaration d where d.id = declaration_id)
    or (coalesce(current_setting('app.org', true), '') <> ''
        and (declaration_id is null or current_setting('app.scope', true) <> 'office')
        and (select true from cover c where c.id = cover_id)));
create policy cover_move_add on cover_move for insert with check (
    may_write() and case when declaration_id is null
        then current_setting('app.scope', true) = 'system'
        else (select true from declaration d where d.id = declaration_id) end);

alter table cover_answer enable row level security;
alter table cover_answer force row level security;
alter table cover_claim enable row level security;
alter table cover_claim force row level security;
create policy cover_answer_read on cover_answer for select using (
    current_setting('app.scope', true) in ('system', 'audit')
    or (coalesce(current_setting('app.org', true), '') <> ''
        and (select true from cover c where c.id = cover_id)));
create policy cover_answer_add on cover_answer for insert with check (
    current_setting('app.scope', true) = 'system');
create policy cover_claim_read on cover_claim for select using (
    current_setting('app.scope', true) in ('system', 'audit')
    or (coalesce(current_setting('app.org', true), '') <> ''
        and (select true from cover c where c.id = cover_id)));
create policy cover_claim_add on cover_claim for insert with check (
    current_setting('app.scope', true) = 'system');
create policy cover_claim_change on cover_claim for update using (
    current_setting('app.scope', true) = 'system');

create function cover_stays() returns trigger language plpgsql as $$
begin
    if (new.id, new.reference, new.org_id, new.kind, new.currency, new.issuer, new.issuer_name,
            new.first_day, new.last_day, new.made_by, new.made_at)
        is distinct from (old.id, old.reference, old.org_id, old.kind, old.currency, old.issuer,
            old.issuer_name, old.first_day, old.last_day, old.made_by, old.made_at)
        or (old.state = 'active' and new.state <> 'active') then
        raise exception 'an instrument keeps what it was made as' using errcode = 'check_violation';
    end if;
    return new;
end $$;
create trigger cover_stays before update on cover for each row execute function cover_stays();
create function cover_claim_stays() returns trigger language plpgsql as $$
begin
    if (new.id, new.cover_id, new.ref, new.amount, new.made_by, new.made_at, new.due_on)
        is distinct from (old.id, old.cover_id, old.ref, old.amount, old.made_by, old.made_at, old.due_on)
        or old.paid_at is not null then
        raise exception 'a claim is not changed once made or paid' using errcode = 'check_violation';
    end if;
    return new;
end $$;
create trigger cover_claim_stays before update on cover_claim for each row execute function cover_claim_stays();

-- The calendar: what two persons put over the published days, version by version.

create table calendar_version (
    country text not null check (country ~ '^[A-Z]{2}$'),
    version integer not null check (version > 0),
    reason text not null check (reason <> ''),
    years integer[] not null default '{}',
    proposed_by text not null,
    approved_by text not null,
    approved_at timestamptz not null,
    primary key (country, version),
    constraint calendar_four_eyes check (approved_by <> proposed_by)
);
comment on table calendar_version is 'Each change of a calendar: why, who proposed and who approved it, and years published with it.';

create table working_day (
    country text not null,
    day date not null,
    version integer not null,
    is_working boolean not null,
    source text not null check (source <> ''),
    primary key (country, day, version),
    foreign key (country, version) references calendar_version (country, version)
);
comment on table working_day is 'Days as a version of the calendar answers them; of a day the newest version counts.';
create trigger calendar_version_stays before update or delete on calendar_version for each row execute function refuse_change();
create trigger working_day_stays before update or delete on working_day for each row execute function refuse_change();

-- Refunds.

create table refund_case (
    id bigint generated always as identity primary key,
    reference text not null default new_reference('R') unique check (reference ~ '^R[0-9A-HJKMNP-TV-Z]{13}$'),
    org_id text not null references organisation (id),
    office text references organisation (id),
    kind text not null check (kind in ('trader', 'manufacturer')),
    class text not null check (class in ('I', 'II', 'III', 'IV')),
    currency text not null,
    document json not null,
    result json,
    refund numeric(18, 2) check (refund >= 0),
    state text not null check (state in ('draft', 'submitted', 'accepted', 'matching', 'query',
        'review', 'approved', 'treasury', 'paid', 'rejected', 'recovered')),
    asked_from text not null default 'none',
    approved_by text,
    accepted_at timestamptz,
    due_on date,
    days integer check (days > 0),
    days_remaining integer,
    calendar_version integer not null default 0,
    is_sandbox boolean not null default false,
    made_by text not null references account (id),
    made_at timestamptz not null,
    version integer not null default 1,
    constraint refund_case_accepted check ((accepted_at is null) = (days is null)),
    constraint refund_case_stopped check (state <> 'query' or due_on is null),
    constraint refund_case_matched check (state not in ('review', 'approved', 'treasury', 'paid', 'recovered') or refund is not null)
);
comment on table refund_case is 'An export refund as it stands; what led there is in the chain of events of its reference.';
create index refund_case_queue on refund_case (state, due_on, id);
create index refund_case_newest_first on refund_case (org_id, id desc);

create table refund_export (
    case_id bigint not null references refund_case (id),
    declaration_id bigint not null references declaration (id),
    is_live boolean not null default true,
    primary key (case_id, declaration_id)
);
comment on table refund_export is 'Export declarations a refund rests on; one stands behind one live case.';
create unique index refund_export_once on refund_export (declaration_id) where is_live;

create table vat_invoice (
    case_id bigint not null references refund_case (id),
    number text not null check (number <> ''),
    is_live boolean not null default true,
    primary key (case_id, number)
);
comment on table vat_invoice is 'Purchase invoices a refund rests on; one stands behind one live case, whoever filed it.';
create unique index vat_invoice_once on vat_invoice (number) where is_live;

alter table refund_case enable row level security;
alter table refund_case force row level security;
create policy refund_case_read on refund_case for select using (
    current_setting('app.scope', true) in ('system', 'audit')
    or (current_setting('app.scope', true) = 'org' and org_id = current_setting('app.org', true))
    or (string_to_array(current_setting('app.roles', true), ',') && '{tax_officer,tax_supervisor}'
        and state <> 'draft' and (office is null or office = current_setting('app.org', true))));
create policy refund_case_add on refund_case for insert with check (
    current_setting('app.scope', true) = 'system'
    or (current_setting('app.scope', true) = 'org' and org_id = current_setting('app.org', true)));
create policy refund_case_change on refund_case for update using (
    current_setting('app.scope', true) = 'system');

do $$
declare
    part text;
begin
    foreach part in array array['refund_export', 'vat_invoice']
    loop
        execute format('alter table %I enable row level security', part);
        execute format('alter table %I force row level security', part);
        execute format('create policy %I on %I for select using ((select true from refund_case c where c.id = case_id))', part || '_read', part);
        execute format('create policy %I on %I for insert with check (current_setting(''app.scope'', true) = ''system'')', part || '_add', part);
        execute format('create policy %I on %I for update using (current_setting(''app.scope'', true) = ''system'')', part || '_change', part);
    end loop;
end $$;

create function refund_case_stays() returns trigger language plpgsql as $$
begin
    if (new.id, new.reference, new.org_id, new.kind, new.currency, new.made_by, new.made_at)
        is distinct from (old.id, old.reference, old.org_id, old.kind, old.currency, old.made_by, old.made_at)
        or (old.state <> 'draft' and new.document::text is distinct from old.document::text)
        or (old.accepted_at is not null and new.accepted_at is distinct from old.accepted_at)
        or old.state in ('rejected', 'recovered') then
        raise exception 'a refund case keeps what it was filed as; one that is over stays'
            using errcode = 'check_violation';
    end if;
    return new;
end $$;
create trigger refund_case_stays before update on refund_case for each row execute function refund_case_stays();
