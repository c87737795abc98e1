-- The whole schema, for reading: the sum of the migrations. A test compares the two.

create extension if not exists btree_gist;
create extension if not exists pg_trgm;

create table pack (
    id bigint generated always as identity primary key,
    region text not null check (region <> ''),
    version text not null check (version <> ''),
    texts json not null,
    loaded_at timestamptz not null default now(),
    is_current boolean not null default true,
    unique (region, version)
);
comment on table pack is 'A region pack as loaded: its texts by file name, and its version.';

create unique index pack_one_current_a_region on pack (region) where is_current;

create table measure (
    pack_id bigint not null references pack (id) on delete cascade,
    id text not null,
    market text not null,
    kind text not null,
    regime text not null,
    hs_code text not null collate "C" check (hs_code ~ '^[0-9]{1,12}$'),
    origins text not null,
    excluded_origins text not null,
    duty text not null,
    source_text text not null,
    valid daterange not null check (not isempty(valid)),
    vintage text not null,
    note text not null,
    source text not null,
    status text not null,
    conditions text not null default '',
    primary key (pack_id, id),
    constraint measure_one_at_a_time exclude using gist (
        pack_id with =, market with =, kind with =, regime with =,
        hs_code with =, origins with =, conditions with =, valid with &&
    )
);
comment on table measure is 'A tariff measure of a pack; origins are sorted and joined by ";", empty is every origin.';

create index measure_by_code on measure (pack_id, market, hs_code);

create table quote (
    reference text primary key check (reference ~ '^Q[0-9A-HJKMNP-TV-Z]{13}$'),
    made_at timestamptz not null,
    region text not null,
    pack_version text not null,
    origin text,
    destination text,
    hs_code text,
    request json not null,
    document json not null
);
comment on table quote is 'A quote as it was given: json, not jsonb, keeps every cent and the order of keys; origin, destination and hs_code are taken out of the document, which is too large to be read for a list.';

-- Compressing a document would take as long as all else the server does to store it.
alter table quote alter column document set storage external;

create index quote_newest_first on quote (made_at desc, reference desc);
create index quote_by_region on quote (region, made_at desc, reference desc);

-- The single window.

-- Who acts. These tables are read before it is known who asks, so they carry no row security;
-- the application's role may change few of their columns (see grants.sql).

create table organisation (
    id text primary key check (id ~ '^[a-z0-9_]{2,40}$'),
    uscc text not null unique,
    name text not null,
    name_zh text not null,
    kind text not null check (kind in (
        'trader', 'broker', 'site', 'office', 'agency', 'bank', 'house', 'partner', 'carrier',
        'platform', 'zone', 'insurer', 'farm')),
    customs_code text not null default '',
    credit_class text not null default 'registered' check (credit_class in ('aeo', 'registered', 'dishonest')),
    is_suspended boolean not null default false,
    is_sandbox boolean not null default false,
    made_at timestamptz not null default now()
);
comment on table organisation is 'A firm, an office, an agency or a bank. A sandbox organisation steers its outcomes by reference; all it does is marked.';

create table account (
    id text primary key check (id ~ '^[a-z0-9_.-]{2,60}$'),
    name text not null,
    name_zh text not null default '',
    kind text not null default 'person' check (kind in ('person', 'client')),
    secret_hash text not null default '',
    is_closed boolean not null default false,
    made_at timestamptz not null default now()
);
comment on table account is 'A person or a program that acts; the secret is kept as an argon2id hash.';

create table membership (
    account text not null references account (id),
    organisation text not null references organisation (id),
    roles text[] not null check (cardinality(roles) > 0),
    offices text[] not null default '{}',
    agency text not null default '',
    granted_by text not null default '',
    primary key (account, organisation),
    check (granted_by <> account)
);
comment on table membership is 'Roles a person holds in an organisation, and the offices or sites that go with them. Nobody grants roles to himself.';

create table session (
    token_hash bytea primary key,
    account text not null references account (id),
    organisation text not null references organisation (id),
    csrf text not null,
    made_at timestamptz not null,
    seen_at timestamptz not null,
    ended_at timestamptz
);
comment on table session is 'A signed-in browser: the cookie holds a random token, this table its hash.';

create table sign_in_try (
    account text not null,
    at timestamptz not null,
    was_right boolean not null
);
comment on table sign_in_try is 'Tries to sign in, to slow down who guesses.';
create index sign_in_try_by_account on sign_in_try (account, at);

-- Who sees what: the service sets these for each transaction (set local).

create function may_read(org text, broker text, decl_office text, border_office text, state text, routed text[])
returns boolean language sql stable parallel safe as $$
    select case current_setting('app.scope', true)
        when 'system' then true
        when 'audit' then true
        when 'org' then org = current_setting('app.org', true)
            or (broker = current_setting('app.org', true)
                and org = any (string_to_array(current_setting('app.principals', true), ',')))
        when 'office' then state <> 'DRAFT'
            and (decl_office = any (string_to_array(current_setting('app.offices', true), ','))
                 or border_office = any (string_to_array(current_setting('app.offices', true), ',')))
        when 'agency' then state <> 'DRAFT' and current_setting('app.agency', true) = any (routed)
            and (decl_office = any (string_to_array(current_setting('app.offices', true), ','))
                 or border_office = any (string_to_array(current_setting('app.offices', true), ',')))
        else false
    end
$$;
comment on function may_read is 'Whether a declaration is for the eyes of who asks: its firm, a broker under a live mandate that filed it, its offices, an agency it was routed to, the auditor. No context, no row.';

create function may_write() returns boolean language sql stable parallel safe as $$
    select coalesce(current_setting('app.scope', true), '') in ('system', 'org', 'office', 'agency')
$$;
comment on function may_write is 'Auditors and callers without a context write nothing.';

create function refuse_auditor() returns trigger language plpgsql as $$
begin
    if current_setting('app.scope', true) = 'audit' then
        raise exception 'an auditor writes nothing' using errcode = 'insufficient_privilege';
    end if;
    return null;
end $$;

create table mandate (
    id bigint generated always as identity primary key,
    trader text not null references organisation (id),
    broker text not null references organisation (id),
    scope text[] not null check (cardinality(scope) > 0),
    valid daterange not null check (not isempty(valid)),
    granted_by text not null,
    granted_at timestamptz not null,
    revoked_at timestamptz,
    revoked_by text,
    check (trader <> broker)
);
comment on table mandate is 'A trader lets a broker file for it: what, from when to when; revoked at once by a time stamp.';
create index mandate_by_broker on mandate (broker) where revoked_at is null;
alter table mandate enable row level security;
alter table mandate force row level security;
create policy mandate_read on mandate for select using (
    current_setting('app.scope', true) in ('system', 'audit')
    or current_setting('app.org', true) in (trader, broker));
create policy mandate_add on mandate for insert with check (
    current_setting('app.scope', true) = 'system' or trader = current_setting('app.org', true));
create policy mandate_revoke on mandate for update using (
    current_setting('app.scope', true) = 'system' or trader = current_setting('app.org', true));

create function live_mandates(broker_id text, moment timestamptz) returns jsonb
language plpgsql as $$
declare
    scope_before text := coalesce(current_setting('app.scope', true), '');
    found jsonb;
begin
    perform set_config('app.scope', 'system', true);
    select coalesce(jsonb_object_agg(trader, scopes), '{}') into found from (
        select m.trader, jsonb_agg(distinct one) as scopes from mandate m, unnest(m.scope) one
        where m.broker = broker_id and m.revoked_at is null and (moment at time zone 'UTC')::date <@ m.valid
        group by m.trader) held;
    perform set_config('app.scope', scope_before, true);
    return found;
end $$;
comment on function live_mandates is 'Firms whose mandate a broker holds at a moment, and for what; read anew in every transaction, so that a mandate revoked is revoked at once.';

-- Declarations.

create table declaration (
    id bigint generated always as identity primary key,
    reference text not null unique check (reference ~ '^D[0-9A-HJKMNP-TV-Z]{13}$'),
    org_id text not null references organisation (id),
    broker_id text references organisation (id),
    flow text not null check (flow in ('import', 'export')),
    type text not null check (type in ('FULL', 'ADVANCE', 'SUMMARY')),
    lrn text not null,
    ucr text not null,
    decl_office text not null,
    border_office text not null,
    state text not null,
    channel text not null default 'NONE',
    revenue text not null default 'UNASSESSED',
    cargo text not null default 'EXPECTED',
    amendment text not null default 'AMEND_NONE',
    audit text not null default 'PCA_NONE',
    previous_state text not null default 'NONE',
    version integer not null default 1,
    revision integer not null default 1,
    number text unique,
    release_no text unique,
    score integer,
    flags text[] not null default '{}',
    routed text[] not null default '{}',
    asked text[] not null default '{}',
    documents_by text not null default '',
    may_leave_directly boolean not null default false,
    security_missing boolean not null default false,
    owed numeric(18, 2) not null default 0,
    value_limit_passed boolean not null default false,
    is_sandbox boolean not null default false,
    previous_id bigint references declaration (id),
    made_by text not null,
    made_at timestamptz not null,
    lodged_at timestamptz,
    accepted_at timestamptz,
    law_date date,
    released_at timestamptz,
    due_at timestamptz,
    expires_on date,
    completion_due date,
    fault json,
    check ((number is null) = (accepted_at is null)),
    check (release_no is null or accepted_at is not null)
);
comment on table declaration is 'Where each declaration stands: its state, four facets and the marks of its acts. Its contents are in declaration_version.';
create unique index declaration_one_live_ucr on declaration (org_id, ucr)
    where state not in ('DRAFT', 'REJECTED', 'WITHDRAWN', 'CANCELLED', 'EXPIRED');
create index declaration_by_org on declaration (org_id, id desc);
create index declaration_by_broker on declaration (broker_id, state, id desc) where broker_id is not null;
create index declaration_by_ucr on declaration (ucr);
create index declaration_by_lrn on declaration (lrn);
create index declaration_by_office on declaration (decl_office, state, id desc);
create index declaration_by_border on declaration (border_office, state, id desc);
create index declaration_routed on declaration (decl_office, state, id desc) where routed <> '{}';
create index declaration_org_state on declaration (org_id, state, id desc);
create index declaration_owed on declaration (org_id, id) where owed > 0;
create index declaration_to_cancel on declaration (id) where state = 'CANCEL_REQUESTED';
create index declaration_waiting on declaration (expires_on) where state = 'PRELODGED';
create index declaration_unfinished on declaration (completion_due) where completion_due is not null;
create index declaration_not_left on declaration (released_at)
    where state = 'RELEASED' and flow = 'export' and not 'no_exit' = any (flags);
create index declaration_unproven on declaration (law_date) where 'proof_missing' = any (flags);
create index declaration_delayed on declaration (id) where state = 'ACCEPTED' and is_sandbox;
alter table declaration enable row level security;
alter table declaration force row level security;
create policy declaration_read on declaration for select using (
    may_read(org_id, broker_id, decl_office, border_office, state, routed));
create policy declaration_add on declaration for insert with check (
    may_write() and may_read(org_id, broker_id, decl_office, border_office, 'LODGED', routed));
create policy declaration_change on declaration for update using (
    may_write() and may_read(org_id, broker_id, decl_office, border_office, state, routed))
    with check (may_write() and may_read(org_id, broker_id, decl_office, border_office, 'LODGED', routed));

create function own_ids(states text[], before bigint, most integer) returns setof bigint
language sql stable as $$
    select l.id from unnest(states) one, lateral (select id from declaration
        where org_id = current_setting('app.org', true) and state = one and id < before
        order by id desc limit most) l
    where current_setting('app.scope', true) = 'org'
    union
    select l.id from unnest(states) one, lateral (select id from declaration
        where broker_id = current_setting('app.org', true) and state = one and id < before
        order by id desc limit most) l
    where current_setting('app.scope', true) = 'org'
    union
    select l.id from unnest(states) one,
        unnest(string_to_array(current_setting('app.offices', true), ',')) office,
        lateral (select id from declaration
            where decl_office = office and state = one and id < before order by id desc limit most) l
    where current_setting('app.scope', true) = 'office'
    union
    select l.id from unnest(states) one,
        unnest(string_to_array(current_setting('app.offices', true), ',')) office,
        lateral (select id from declaration
            where border_office = office and state = one and id < before order by id desc limit most) l
    where current_setting('app.scope', true) in ('office', 'agency')
    union
    select l.id from unnest(states) one,
        unnest(string_to_array(current_setting('app.offices', true), ',')) office,
        lateral (select id from declaration
            where decl_office = office and state = one and routed <> '{}' and id < before
            order by id desc limit most) l
    where current_setting('app.scope', true) = 'agency'
    union
    (select id from declaration
    where current_setting('app.scope', true) in ('audit', 'system') and state = any (states) and id < before
    order by id desc limit most)
    order by 1 desc limit most
$$;
comment on function own_ids is 'The newest declarations in some states that are for who asks, before a given one: each way one may see a declaration, and each state, by its index.';

create table declaration_version (
    declaration_id bigint not null references declaration (id),
    n integer not null check (n > 0),
    payload json not null,
    received bytea not null,
    media_type text not null default 'application/json',
    received_sha256 bytea not null,
    reason text not null default '',
    author text not null,
    at timestamptz not null,
    primary key (declaration_id, n)
);
comment on table declaration_version is 'Contents of a declaration, version by version, with the bytes as they were received and their SHA-256.';

create table item (
    declaration_id bigint not null references declaration (id),
    org_id text not null,
    version integer not null,
    seq integer not null check (seq between 1 and 50),
    hs text not null,
    goods_name text not null,
    origin text not null,
    partner text not null,
    value numeric(19, 4) not null,
    currency text not null,
    net_mass_kg numeric(19, 5),
    primary key (declaration_id, version, seq)
);
comment on table item is 'Lines of each version, for search and statistics.';
create index item_by_hs on item (org_id, hs, declaration_id desc);

create table equipment (
    declaration_id bigint not null references declaration (id),
    container text not null,
    seal text not null default '',
    is_live boolean not null default true,
    arrived_at timestamptz,
    released_at timestamptz,
    moved_at timestamptz,
    held_by text not null default '',
    primary key (declaration_id, container)
);
comment on table equipment is 'Containers of a declaration: when each arrived, was released and moved; held_by names who holds this one alone.';
create index equipment_by_container on equipment (container);

create table arrival (
    id bigint generated always as identity primary key,
    container text not null,
    site text not null,
    at timestamptz not null,
    told_by text not null,
    told_at timestamptz not null,
    unique (container, site, at)
);
comment on table arrival is 'Arrival notices of the sites, before or after the declaration.';
create index arrival_by_container on arrival (container, at desc);

create table hold (
    declaration_id bigint not null references declaration (id),
    agency text not null,
    reason text not null,
    placed_by text not null,
    placed_at timestamptz not null,
    lifted_by text,
    lifted_at timestamptz
);
comment on table hold is 'An agency holds the goods until it lifts the hold.';
create unique index hold_one_open on hold (declaration_id, agency) where lifted_at is null;

create table task (
    id bigint generated always as identity primary key,
    declaration_id bigint not null references declaration (id),
    org_id text not null references organisation (id),
    kind text not null,
    office text not null,
    due_at timestamptz not null,
    assignee text not null default '',
    opened_at timestamptz not null,
    closed_at timestamptz,
    closed_by text,
    outcome text not null default '' check (outcome in ('', 'clear', 'discrepancy')),
    is_settled boolean not null default false,
    note text not null default '',
    score integer not null default 0
);
comment on table task is 'What an officer has to do: documents, or inspection:AGENCY.';
create unique index task_one_open on task (declaration_id, kind) where closed_at is null;
create index task_work on task (office, kind, due_at, id) where closed_at is null;
create index task_work_by_score on task (office, kind, (-score), due_at, id) where closed_at is null;
create index task_of_firm on task (org_id, closed_at desc) where closed_at is not null;

create table amendment (
    declaration_id bigint not null references declaration (id),
    n integer not null,
    changes json not null,
    reason text not null,
    asked_by text not null,
    asked_at timestamptz not null,
    state text not null default 'pending' check (state in ('pending', 'approved', 'refused')),
    decided_by text,
    decided_at timestamptz,
    decision text not null default '',
    primary key (declaration_id, n),
    check (decided_by is null or decided_by <> asked_by)
);
create index amendment_pending on amendment (declaration_id) where state = 'pending';
comment on table amendment is 'Changes asked for after lodging: JSON pointers and new values; a second person decides.';

create table query (
    id bigint generated always as identity primary key,
    declaration_id bigint not null references declaration (id),
    code text not null,
    question text not null,
    asked_by text not null,
    asked_at timestamptz not null,
    due_at timestamptz not null,
    answer text not null default '',
    answered_by text,
    answered_at timestamptz
);
comment on table query is 'A question of an officer and the answer of the trader.';

create table attachment (
    declaration_id bigint not null references declaration (id),
    sha256 bytea not null,
    name text not null,
    kind text not null,
    media_type text not null,
    content bytea not null check (octet_length(content) <= 10485760),
    author text not null,
    at timestamptz not null,
    primary key (declaration_id, sha256)
);
comment on table attachment is 'Documents and photos of a declaration, kept by their SHA-256.';

create table legal_case (
    id bigint generated always as identity primary key,
    declaration_id bigint not null references declaration (id),
    kind text not null check (kind in ('seizure', 'appeal', 'audit', 'no_exit')),
    reason text not null,
    opened_by text not null,
    opened_at timestamptz not null,
    outcome text not null default '',
    closed_by text,
    closed_at timestamptz,
    previous_id bigint references legal_case (id),
    check (kind not in ('appeal', 'audit') or closed_by is null or closed_by <> opened_by)
);
comment on table legal_case is 'Seizure, appeal, audit after release, enquiry about exit; an audit and an appeal are closed by a second person.';

-- Control.

create table risk_rule (
    id text not null,
    version integer not null,
    definition json not null,
    state text not null default 'proposed' check (state in ('proposed', 'active', 'retired')),
    proposed_by text not null,
    proposed_at timestamptz not null,
    approved_by text,
    approved_at timestamptz,
    primary key (id, version),
    constraint risk_rule_four_eyes check (approved_by is null or approved_by <> proposed_by),
    constraint risk_rule_active_is_approved check (state <> 'active' or approved_by is not null)
);
comment on table risk_rule is 'Risk rules as data; a rule takes force when a second person approves it.';
create unique index risk_rule_one_active on risk_rule (id) where state = 'active';

create table risk_result (
    declaration_id bigint not null references declaration (id),
    version integer not null,
    n integer not null,
    ruleset text not null,
    rules json not null,
    facts json not null,
    result json not null,
    channel text not null,
    score integer not null,
    draw_bp integer not null,
    hash text not null,
    at timestamptz not null,
    primary key (declaration_id, version, n)
);
comment on table risk_result is 'Each screening with all it rested on, so that it can be run again bit for bit.';

create table risk_ruleset (
    hash text primary key,
    rules json not null,
    first_used timestamptz not null
);
comment on table risk_ruleset is 'Every set of rules that ever decided, word for word.';

create table risk_daykey (
    day date primary key,
    commitment text not null,
    key text not null,
    revealed_at timestamptz
);
comment on table risk_daykey is 'The key of a day draws by chance; its SHA-256 is public in the morning, the key after the day.';

create table bay (
    site text not null,
    bay text not null,
    primary key (site, bay)
);
comment on table bay is 'Where a site can inspect.';

create table appointment (
    id bigint generated always as identity primary key,
    declaration_id bigint not null references declaration (id),
    site text not null,
    bay text not null,
    slot tstzrange not null,
    agencies text[] not null,
    is_moved boolean not null default false,
    made_at timestamptz not null,
    foreign key (site, bay) references bay (site, bay),
    constraint appointment_one_a_bay exclude using gist (site with =, bay with =, slot with &&) where (not is_moved)
);
comment on table appointment is 'One visit of all agencies: a bay takes one consignment at a time; moving an appointment keeps the old one.';
create unique index appointment_one_a_declaration on appointment (declaration_id) where not is_moved;

create table inspection_order (
    declaration_id bigint not null references declaration (id),
    agency text not null,
    kind text not null default 'physical',
    state text not null default 'open' check (state in ('open', 'clear', 'discrepancy', 'cancelled')),
    note text not null default '',
    inspector text,
    decided_at timestamptz,
    ordered_at timestamptz not null,
    primary key (declaration_id, agency)
);
comment on table inspection_order is 'What each agency wants to look at, and what it found.';

create table approval (
    id bigint generated always as identity primary key,
    kind text not null,
    declaration_id bigint references declaration (id),
    subject text not null,
    payload json not null,
    proposed_by text not null,
    proposed_at timestamptz not null,
    state text not null default 'open' check (state in ('open', 'approved', 'refused')),
    decided_by text,
    decided_at timestamptz,
    reason text not null default '',
    constraint approval_four_eyes check (decided_by is null or decided_by <> proposed_by),
    constraint approval_decided check ((state = 'open') = (decided_by is null))
);
comment on table approval is 'What waits for a second person: rules, seizures, overrides, roles. Nobody approves his own proposal.';
create unique index approval_one_open on approval (kind, subject) where state = 'open';

create function four_eyes() returns trigger language plpgsql as $$
begin
    if new.decided_by is not null and new.decided_by = old.proposed_by then
        raise exception 'a second person decides: % proposed this', old.proposed_by
            using errcode = 'check_violation';
    end if;
    if (new.id, new.kind, new.declaration_id, new.subject, new.payload::text, new.proposed_by, new.proposed_at)
        is distinct from
        (old.id, old.kind, old.declaration_id, old.subject, old.payload::text, old.proposed_by, old.proposed_at)
        or old.state <> 'open' then
        raise exception 'a proposal is not changed once made or decided' using errcode = 'check_violation';
    end if;
    return new;
end $$;
create trigger approval_four_eyes before update on approval for each row execute function four_eyes();

create function rule_four_eyes() returns trigger language plpgsql as $$
begin
    if new.proposed_by <> old.proposed_by or new.definition::text <> old.definition::text then
        raise exception 'a rule is not changed: propose its next version' using errcode = 'check_violation';
    end if;
    if new.approved_by is not null and new.approved_by = old.proposed_by then
        raise exception 'a second person approves: % proposed this', old.proposed_by
            using errcode = 'check_violation';
    end if;
    return new;
end $$;
create trigger risk_rule_four_eyes before update on risk_rule for each row execute function rule_four_eyes();

-- Revenue.

create table assessment (
    declaration_id bigint not null references declaration (id),
    n integer not null,
    version integer not null,
    document json not null,
    currency text not null,
    due numeric(18, 2) not null,
    security numeric(18, 2) not null default 0,
    at timestamptz not null,
    primary key (declaration_id, n)
);
comment on table assessment is 'What is owed, each time it was worked out, with the whole working.';

create table assessment_line (
    declaration_id bigint not null,
    n integer not null,
    item integer not null,
    tax_type text not null,
    base numeric(18, 2),
    quantity numeric(18, 5),
    rate text not null,
    unrounded text not null,
    amount numeric(18, 2) not null,
    source text not null,
    primary key (declaration_id, n, item, tax_type),
    foreign key (declaration_id, n) references assessment (declaration_id, n)
);
comment on table assessment_line is 'The five columns of box 47 of the single administrative document, a row a tax and item.';

create table payment (
    bank_ref text primary key,
    declaration_id bigint not null references declaration (id),
    amount numeric(18, 2) not null check (amount > 0),
    at timestamptz not null,
    told_by text not null
);
comment on table payment is 'Payments as banks tell them; the bank reference makes a notice told thrice one payment.';
create index payment_by_declaration on payment (declaration_id);

create function new_reference(letter text) returns text language sql volatile as $$
    select letter || string_agg(substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', 1 + floor(random() * 32)::int, 1), '')
    from generate_series(1, 13)
$$;
comment on function new_reference is 'A letter and thirteen digits of Crockford''s base 32.';

create table cover (
    org_id text references organisation (id),
    kind text not null,
    currency text not null,
    ceiling numeric(18, 2) not null check (ceiling >= 0),
    reserved numeric(18, 2) not null default 0 check (reserved >= 0),
    used numeric(18, 2) not null default 0 check (used >= 0),
    id bigint generated always as identity primary key,
    reference text not null default new_reference('G') constraint cover_reference_key unique,
    issuer text references organisation (id),
    issuer_name text not null default '',
    claimed numeric(18, 2) not null default 0,
    state text not null default 'active',
    first_day date,
    last_day date,
    made_by text not null,
    made_at timestamptz not null,
    activated_by text,
    activated_at timestamptz,
    constraint cover_kind check (kind in ('cash', 'bank-letter', 'insurance', 'aeo-waiver')),
    constraint cover_reference check (reference ~ '^G[0-9A-HJKMNP-TV-Z]{13}$'),
    constraint cover_state check (state in ('registered', 'active')),
    constraint cover_days check (last_day is null or first_day is null or first_day <= last_day),
    constraint cover_claimed check (claimed >= 0),
    constraint cover_limit check (reserved + used + claimed <= ceiling)
);
comment on table cover is 'Instruments that secure duty: deposits, letters of banks, policies, waivers. Every fen of the ceiling is reserved, used, claimed or free; never more.';
create unique index cover_one_deposit on cover (org_id) where kind = 'cash' and org_id is not null;
create index cover_by_org on cover (org_id);
create index cover_by_issuer on cover (issuer) where issuer is not null;

create table cover_move (
    id bigint generated always as identity primary key,
    declaration_id bigint references declaration (id),
    kind text not null constraint cover_move_kind check (kind in ('reserve', 'free', 'use', 'claim')),
    amount numeric(18, 2) not null check (amount > 0),
    at timestamptz not null,
    cover_id bigint not null references cover (id),
    ref text not null constraint cover_move_ref check (ref <> ''),
    made_by text not null
);
comment on table cover_move is 'Each reservation, freeing, use and claim of a cover, under the reference it was made for. Only ever added to.';
create index cover_move_by_declaration on cover_move (declaration_id);
create index cover_move_by_ref on cover_move (cover_id, ref);

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

create table ledger_entry (
    id bigint generated always as identity primary key,
    posting uuid not null,
    declaration_id bigint not null references declaration (id),
    account text not null,
    debit numeric(18, 2) not null default 0 check (debit >= 0),
    credit numeric(18, 2) not null default 0 check (credit >= 0),
    at timestamptz not null,
    check ((debit = 0) <> (credit = 0))
);
comment on table ledger_entry is 'Double entries of duty and tax: due, paid, secured, refunded; the debits of a posting equal its credits.';
create index ledger_entry_by_posting on ledger_entry (posting);
create index ledger_entry_by_declaration on ledger_entry (declaration_id);

create function posting_balances() returns trigger language plpgsql as $$
begin
    if (select sum(debit) <> sum(credit) from ledger_entry where posting = new.posting) then
        raise exception 'posting % does not balance', new.posting using errcode = 'check_violation';
    end if;
    return null;
end $$;
create constraint trigger ledger_balances after insert on ledger_entry
    deferrable initially deferred for each row execute function posting_balances();

-- What a release yields.

create table movement (
    id bigint generated always as identity primary key,
    declaration_id bigint not null references declaration (id),
    version integer not null,
    seq integer not null,
    kind text not null check (kind in ('original', 'reversal')),
    flow text not null,
    hs text not null,
    partner text not null,
    origin text not null,
    value numeric(18, 2) not null,
    currency text not null,
    net_mass_kg numeric(19, 5),
    trade_mode text not null default '',
    district text not null default '',
    period date not null check (extract(day from period) = 1),
    posted_at timestamptz not null,
    unique (declaration_id, version, seq, kind)
);
comment on table movement is 'Each released line as statistics sees it; an amendment and a cancellation post a reversal, nothing is overwritten.';
create index movement_by_period on movement (period, flow, hs);

-- Evidence and messages.

create table event (
    chain text not null collate "C",
    seq integer not null check (seq > 0),
    at timestamptz not null,
    kind text not null,
    party text not null,
    account text not null,
    declaration_id bigint references declaration (id),
    body text not null,
    prev_hash bytea not null,
    hash bytea not null,
    primary key (chain, seq)
);
comment on table event is 'Everything that happened, a chain a declaration: each hash covers the event and the hash before it. Only ever added to.';
create index event_by_declaration on event (declaration_id, seq) where declaration_id is not null;

create function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception '% is only ever added to', tg_table_name using errcode = 'insufficient_privilege';
end $$;
create trigger event_stays before update or delete on event for each row execute function refuse_change();
create trigger event_not_emptied before truncate on event for each statement execute function refuse_change();
create trigger movement_stays before update or delete on movement for each row execute function refuse_change();
create trigger payment_stays before update or delete on payment for each row execute function refuse_change();
create trigger ledger_entry_stays before update or delete on ledger_entry for each row execute function refuse_change();
create trigger declaration_version_stays before update or delete on declaration_version for each row execute function refuse_change();
create trigger movement_not_emptied before truncate on movement for each statement execute function refuse_change();
create trigger payment_not_emptied before truncate on payment for each statement execute function refuse_change();
create trigger ledger_entry_not_emptied before truncate on ledger_entry for each statement execute function refuse_change();

create function amendment_stays() returns trigger language plpgsql as $$
begin
    if (new.declaration_id, new.n, new.changes::text, new.reason, new.asked_by, new.asked_at)
        is distinct from (old.declaration_id, old.n, old.changes::text, old.reason, old.asked_by, old.asked_at)
        or old.state <> 'pending' then
        raise exception 'an amendment is not changed once asked for or decided' using errcode = 'check_violation';
    end if;
    return new;
end $$;
create trigger amendment_stays before update on amendment for each row execute function amendment_stays();

create function legal_case_stays() returns trigger language plpgsql as $$
begin
    if (new.id, new.declaration_id, new.kind, new.reason, new.opened_by, new.opened_at, new.previous_id)
        is distinct from (old.id, old.declaration_id, old.kind, old.reason, old.opened_by, old.opened_at, old.previous_id)
        or old.closed_at is not null then
        raise exception 'a case is not changed once opened or closed' using errcode = 'check_violation';
    end if;
    return new;
end $$;
create trigger legal_case_stays before update on legal_case for each row execute function legal_case_stays();

create table daily_root (
    id bigint generated always as identity primary key,
    sealed_on date not null,
    made_at timestamptz not null,
    root bytea not null,
    signature bytea not null,
    key_id text not null,
    chains bigint not null,
    events bigint not null,
    path text not null,
    previous_root bytea not null
);
comment on table daily_root is 'Signed roots over all chain heads; the files outside the database are what counts.';

create table counter (
    office text not null,
    kind text not null,
    year integer not null,
    last bigint not null,
    primary key (office, kind, year)
);
comment on table counter is 'The last number of an office, flow and year; taken in the transaction that uses it, so that none is lost.';

create table idempotency (
    account text not null,
    key text not null,
    body_sha256 bytea not null,
    declaration_id bigint not null references declaration (id),
    reply json not null,
    at timestamptz not null,
    primary key (account, key)
);
comment on table idempotency is 'The reply to each key, given again to who repeats it.';

create table outbox (
    id bigint generated always as identity primary key,
    receiver text not null,
    declaration_id bigint not null references declaration (id),
    message text not null,
    body json not null,
    made_at timestamptz not null,
    sent_at timestamptz,
    seq integer check (seq > 0),
    tries integer not null default 0,
    next_try_at timestamptz,
    fault text not null default '',
    parked_at timestamptz
);
comment on table outbox is 'Messages to the parties, written with the act they tell of and numbered for each receiver when first sent; after eight refusals one is parked and an alarm shown.';
create index outbox_to_send on outbox (id) where sent_at is null and parked_at is null;
create unique index outbox_numbered on outbox (receiver, seq) where seq is not null;
create index outbox_parked on outbox (id) where parked_at is not null;
create index outbox_by_receiver on outbox (receiver, id desc);

create table inbox (
    sender text not null,
    key text not null,
    body_sha256 bytea not null,
    reply json not null,
    at timestamptz not null,
    primary key (sender, key)
);
comment on table inbox is 'Messages taken in, so that one told again changes nothing.';

create table share_agreement (
    id text primary key,
    partner text not null references organisation (id),
    fields text[] not null check (cardinality(fields) > 0),
    valid daterange not null check (not isempty(valid)),
    source text not null,
    status text not null,
    proposed_by text not null,
    proposed_at timestamptz not null,
    approved_by text,
    approved_at timestamptz,
    ended_at timestamptz,
    constraint share_agreement_four_eyes check (approved_by is null or approved_by <> proposed_by),
    constraint share_agreement_one_a_day exclude using gist (partner with =, valid with &&)
        where (approved_by is not null and ended_at is null)
);
comment on table share_agreement is 'Which fields of a released declaration a partner customs may read, and from when to when.';

create function agreement_four_eyes() returns trigger language plpgsql as $$
begin
    if (new.id, new.partner, new.fields, new.valid, new.proposed_by)
        is distinct from (old.id, old.partner, old.fields, old.valid, old.proposed_by) then
        raise exception 'an agreement is not changed: propose another' using errcode = 'check_violation';
    end if;
    if old.approved_by is not null and new.approved_by is distinct from old.approved_by then
        raise exception 'an agreement is approved once' using errcode = 'check_violation';
    end if;
    if old.ended_at is not null then
        raise exception 'an agreement that was ended stays as it was' using errcode = 'check_violation';
    end if;
    return new;
end $$;
create trigger share_agreement_stays before update on share_agreement for each row execute function agreement_four_eyes();
alter table share_agreement enable row level security;
alter table share_agreement force row level security;
create policy share_agreement_read on share_agreement for select using (
    current_setting('app.scope', true) in ('system', 'audit') or partner = current_setting('app.org', true));
create policy share_agreement_add on share_agreement for insert with check (current_setting('app.scope', true) = 'system');
create policy share_agreement_change on share_agreement for update using (current_setting('app.scope', true) = 'system');

alter table inbox enable row level security;
alter table inbox force row level security;
create policy inbox_read on inbox for select using (current_setting('app.scope', true) in ('system', 'audit'));
create policy inbox_add on inbox for insert with check (current_setting('app.scope', true) = 'system');

-- What an act adds to a declaration, written in one round trip.

create function keep(case_id bigint, moment timestamptz, declarations json, versions json, payload json,
    received bytea, items json, boxes json, screenings json, facts json, result json, assessments json,
    document json, charges json, postings json, movements json, happened json, messages json, replies json,
    reply json, released_at timestamptz)
returns void language plpgsql as $$
begin
    if declarations is not null then
        insert into declaration overriding system value
        select * from json_populate_recordset(null::declaration, declarations);
    end if;
    if versions is not null then
        insert into declaration_version (declaration_id, n, payload, received, media_type, received_sha256,
            reason, author, at)
        select case_id, n, keep.payload, keep.received, media_type, received_sha256, reason, author, moment
        from json_populate_recordset(null::declaration_version, versions);
    end if;
    if items is not null then
        insert into item (declaration_id, org_id, version, seq, hs, goods_name, origin, partner, value,
            currency, net_mass_kg)
        select case_id, org_id, version, seq, hs, goods_name, origin, partner, value, currency, net_mass_kg
        from json_populate_recordset(null::item, items);
    end if;
    if boxes is not null then
        insert into equipment as e (declaration_id, container, seal, arrived_at, released_at)
        select case_id, container, seal, arrived_at, keep.released_at
        from json_populate_recordset(null::equipment, boxes)
        on conflict (declaration_id, container) do update set seal = excluded.seal, is_live = true,
            arrived_at = coalesce(excluded.arrived_at, e.arrived_at);
    end if;
    if screenings is not null then
        insert into risk_result (declaration_id, version, n, ruleset, rules, facts, result, channel, score,
            draw_bp, hash, at)
        select case_id, version, n, ruleset, '[]', coalesce(keep.facts, (r.facts #>> '{}')::json),
            coalesce(keep.result, r.result), channel, score, draw_bp, hash, moment
        from json_populate_recordset(null::risk_result, screenings) r;
    end if;
    if assessments is not null then
        insert into assessment (declaration_id, n, version, document, currency, due, security, at)
        select case_id, n, version, coalesce(keep.document, a.document), currency, due, security, moment
        from json_populate_recordset(null::assessment, assessments) a;
    end if;
    if charges is not null then
        insert into assessment_line (declaration_id, n, item, tax_type, base, quantity, rate, unrounded,
            amount, source)
        select case_id, n, item, tax_type, base, quantity, rate, unrounded, amount, source
        from json_populate_recordset(null::assessment_line, charges);
    end if;
    if postings is not null then
        insert into ledger_entry (posting, declaration_id, account, debit, credit, at)
        select posting, case_id, account, debit, credit, moment
        from json_populate_recordset(null::ledger_entry, postings);
    end if;
    if released_at is not null and declarations is null then
        update equipment e set released_at = coalesce(e.released_at, keep.released_at)
        where e.declaration_id = case_id and e.is_live and e.held_by = '';
    end if;
    if movements is not null then
        insert into movement (declaration_id, version, seq, kind, flow, hs, partner, origin, value, currency,
            net_mass_kg, trade_mode, district, period, posted_at)
        select case_id, version, seq, kind, flow, hs, partner, origin, value, currency, net_mass_kg,
            trade_mode, district, period, moment
        from json_populate_recordset(null::movement, movements);
    end if;
    if happened is not null then
        insert into event (chain, seq, at, kind, party, account, declaration_id, body, prev_hash, hash)
        select chain, seq, moment, kind, party, account, case_id, body, prev_hash, hash
        from json_populate_recordset(null::event, happened);
    end if;
    if messages is not null then
        insert into outbox (receiver, declaration_id, message, body, made_at)
        select receiver, case_id, message, body, moment from json_populate_recordset(null::outbox, messages);
    end if;
    if replies is not null then
        insert into idempotency (account, key, body_sha256, declaration_id, reply, at)
        select account, key, body_sha256, case_id, keep.reply, moment
        from json_populate_recordset(null::idempotency, replies);
    end if;
end $$;
comment on function keep is 'Writes what an act adds: each argument holds the rows of one table, or nothing. What is long stands beside the one row it belongs to, so that it is read once: the contents of a version, facts and result of a screening, the document of an assessment, a reply.';

-- Row security of everything that belongs to a declaration: who sees it sees its parts. A scalar
-- query and no `exists`, so that it is always one look into the index, never a pass over all.

do $$
declare
    part text;
begin
    foreach part in array array[
        'declaration_version', 'item', 'equipment', 'hold', 'task', 'amendment', 'query', 'attachment',
        'legal_case', 'risk_result', 'appointment', 'inspection_order', 'assessment', 'assessment_line',
        'payment', 'ledger_entry', 'movement', 'idempotency', 'outbox']
    loop
        execute format('alter table %I enable row level security', part);
        execute format('alter table %I force row level security', part);
        execute format('create policy %I on %I for select using ((select true from declaration d where d.id = declaration_id))', part || '_read', part);
        execute format('create policy %I on %I for insert with check (may_write() and (select true from declaration d where d.id = declaration_id))', part || '_add', part);
        execute format('create policy %I on %I for update using (may_write() and (select true from declaration d where d.id = declaration_id))', part || '_change', part);
    end loop;
end $$;

do $$
declare
    part text;
begin
    foreach part in array array[
        'organisation', 'account', 'membership', 'risk_rule', 'risk_ruleset', 'risk_daykey', 'bay',
        'daily_root', 'counter']
    loop
        execute format('create trigger %I before insert or update on %I for each statement execute function refuse_auditor()', part || '_by_no_auditor', part);
    end loop;
end $$;

alter table event enable row level security;
alter table event force row level security;
create policy event_read on event for select using (
    current_setting('app.scope', true) in ('system', 'audit')
    or (declaration_id is not null and (select true from declaration d where d.id = declaration_id)));
create policy event_add on event for insert with check (may_write());

alter table approval enable row level security;
alter table approval force row level security;
create policy approval_read on approval for select using (
    current_setting('app.scope', true) in ('system', 'audit')
    or (declaration_id is null and current_setting('app.scope', true) in ('office', 'agency'))
    or (select true from declaration d where d.id = declaration_id));
create policy approval_add on approval for insert with check (may_write());
create policy approval_change on approval for update using (
    may_write() and (declaration_id is null or (select true from declaration d where d.id = declaration_id)));

alter table cover enable row level security;
alter table cover force row level security;
create policy cover_read on cover for select using (
    current_setting('app.scope', true) in ('system', 'audit', 'office')
    or org_id = current_setting('app.org', true)
    or org_id = any (string_to_array(current_setting('app.principals', true), ','))
    or issuer = current_setting('app.org', true));
create policy cover_change on cover for update using (
    may_write() and (current_setting('app.scope', true) in ('system', 'office')
    or org_id = current_setting('app.org', true)
    or org_id = any (string_to_array(current_setting('app.principals', true), ','))));
create policy cover_add on cover for insert with check (current_setting('app.scope', true) = 'system');

alter table arrival enable row level security;
alter table arrival force row level security;
create policy arrival_read on arrival for select using (
    current_setting('app.scope', true) in ('system', 'audit')
    or (current_setting('app.scope', true) = 'site'
        and site = any (string_to_array(current_setting('app.offices', true), ',')))
    or (select true from equipment e where e.container = arrival.container limit 1));
create function arrivals_of(containers text[]) returns table (container text, at timestamptz, site text)
language sql stable as $$
    select last.container, last.at, last.site
    from (select distinct unnest(containers) as one) box, lateral (select a.container, a.at, a.site
        from arrival a where a.container = box.one order by a.at desc limit 1) last
    where coalesce((select max(e.moved_at) from equipment e where e.container = last.container) < last.at, true)
$$;
comment on function arrivals_of is 'The last arrival of each of these containers that has not left since, of those that are for who asks. It becomes part of the query that asks.';

create function arrived(containers text[]) returns table (container text, at timestamptz, site text)
language plpgsql set plan_cache_mode = force_generic_plan as $$
declare
    scope text := coalesce(current_setting('app.scope', true), '');
begin
    perform set_config('app.scope', 'system', true);
    perform pg_advisory_xact_lock_shared(hashtextextended(one, 2))
        from (select distinct unnest(containers) as one order by one) boxes;
    return query select a.container, a.at, a.site from arrivals_of(containers) a;
    perform set_config('app.scope', scope, true);
end $$;
comment on function arrived is 'When and where each of these containers arrived that has not left since; a notice on its way is waited for. One who files must know it of his own.';

create function past_of(firm text, since timestamptz)
returns table (declarations_12m bigint, inspections bigint, discrepancies bigint) language sql stable as $$
    select (select count(*) from (select from declaration
            where org_id = firm and lodged_at > since order by id desc limit 100) d),
        count(*), count(*) filter (where outcome = 'discrepancy')
    from (select outcome from task
        where org_id = firm and closed_at > since order by closed_at desc limit 100) t
$$;
comment on function past_of is 'What risk rules may know of a firm, as far as it is for who asks: its declarations and its last hundred tasks since a moment; no more is counted than a rule needs.';

create function history_of(firm text, since timestamptz) returns json
language plpgsql set plan_cache_mode = force_generic_plan
    set enable_bitmapscan = off set enable_sort = off as $$
declare
    scope text := coalesce(current_setting('app.scope', true), '');
    told json;
begin
    perform set_config('app.scope', 'system', true);
    select row_to_json(p) into told from past_of(firm, since) p;
    perform set_config('app.scope', scope, true);
    return told;
end $$;
comment on function history_of is 'What `past_of` tells, whoever asks.';

create policy arrival_add on arrival for insert with check (
    current_setting('app.scope', true) = 'system'
    or (current_setting('app.scope', true) = 'site'
        and site = any (string_to_array(current_setting('app.offices', true), ','))));

-- Places on departures: who has them and who waits.

create table departure (
    id text primary key check (length(id) between 3 and 120),
    service text not null,
    departs_at timestamptz not null,
    cutoff_at timestamptz not null,
    capacity_teu numeric(9, 2) not null check (capacity_teu >= 0),
    booked_teu numeric(9, 2) not null default 0 check (booked_teu >= 0),
    told json not null,
    made_at timestamptz not null,
    capacity_t numeric(9, 3) check (capacity_t > 0),
    booked_t numeric(9, 3) not null default 0 check (booked_t >= 0),
    waiting integer not null default 0 check (waiting >= 0),
    check (cutoff_at <= departs_at),
    constraint departure_not_overbooked check (booked_teu <= capacity_teu),
    constraint departure_not_overloaded check (capacity_t is null or booked_t <= capacity_t)
);
comment on table departure is 'A departure from its first booking on, as the timetable told it then. Never more is booked than it carries, in TEU and, where its mass is limited, in tonnes.';

create table booking (
    id bigint generated always as identity primary key,
    org_id text not null references organisation (id),
    reference text not null check (reference ~ '^[^[:space:][:cntrl:]]{1,60}$'),
    teu numeric(9, 2) not null check (teu > 0),
    state text not null check (state in ('confirmed', 'waiting', 'cancelled')),
    made_by text not null,
    made_at timestamptz not null,
    confirmed_at timestamptz,
    cancelled_at timestamptz,
    cancelled_by text,
    tonnes numeric(9, 3) check (tonnes > 0),
    boxes numeric(4, 2)[] check (cardinality(boxes) between 1 and 400),
    powered integer not null default 0 check (powered >= 0),
    unique (org_id, reference),
    check (state <> 'confirmed' or confirmed_at is not null),
    check ((state = 'cancelled') = (cancelled_at is not null))
);
comment on table booking is 'Places asked for by a firm under a reference of its own: all of its departures are confirmed, or it waits for all. Its number is the order of asking.';
create index booking_by_org on booking (org_id, id desc);

create table booking_leg (
    booking_id bigint not null references booking (id),
    seq integer not null check (seq between 1 and 4),
    departure_id text not null references departure (id),
    primary key (booking_id, seq),
    unique (booking_id, departure_id)
);
comment on table booking_leg is 'The departures of a booking in the order of the journey.';
create index booking_leg_by_departure on booking_leg (departure_id, booking_id);

alter table departure enable row level security;
alter table departure force row level security;
create policy departure_read on departure for select using (true);
create policy departure_add on departure for insert with check (current_setting('app.scope', true) = 'system');
create policy departure_change on departure for update using (current_setting('app.scope', true) = 'system');

alter table booking enable row level security;
alter table booking force row level security;
create policy booking_read on booking for select using (
    current_setting('app.scope', true) in ('system', 'audit')
    or (current_setting('app.scope', true) = 'org' and org_id = current_setting('app.org', true)));
create policy booking_add on booking for insert with check (
    current_setting('app.scope', true) = 'system'
    or (current_setting('app.scope', true) = 'org' and org_id = current_setting('app.org', true)));
create policy booking_change on booking for update using (current_setting('app.scope', true) = 'system');

alter table booking_leg enable row level security;
alter table booking_leg force row level security;
create policy booking_leg_read on booking_leg for select using ((select true from booking b where b.id = booking_id));
create policy booking_leg_add on booking_leg for insert with check (
    may_write() and (select true from booking b where b.id = booking_id));

create function booking_stays() returns trigger language plpgsql as $$
begin
    if (new.id, new.org_id, new.reference, new.teu, new.tonnes, new.boxes, new.powered, new.made_by, new.made_at)
        is distinct from (old.id, old.org_id, old.reference, old.teu, old.tonnes, old.boxes, old.powered, old.made_by, old.made_at)
        or old.state = 'cancelled' or (old.state = 'confirmed' and new.state = 'waiting') then
        raise exception 'a booking is confirmed or cancelled, and else stays as it was asked'
            using errcode = 'check_violation';
    end if;
    return new;
end $$;
create trigger booking_stays before update on booking for each row execute function booking_stays();
create trigger booking_leg_stays before update or delete on booking_leg for each row execute function refuse_change();

create function departure_adds_up() returns trigger language plpgsql as $$
declare
    scope text := coalesce(current_setting('app.scope', true), '');
    booked record;
    told record;
begin
    perform set_config('app.scope', 'system', true);
    select coalesce(sum(b.teu), 0) as teu, coalesce(sum(b.tonnes), 0) as t into booked
        from booking_leg l join booking b on b.id = l.booking_id
        where l.departure_id = new.id and b.state = 'confirmed';
    select d.booked_teu as teu, d.booked_t as t into told from departure d where d.id = new.id;
    perform set_config('app.scope', scope, true);
    if (booked.teu, booked.t) <> (told.teu, told.t) then
        raise exception 'departure %: % TEU and % t are confirmed and % TEU and % t booked', new.id,
            booked.teu, booked.t, told.teu, told.t
            using errcode = 'check_violation';
    end if;
    return null;
end $$;
create constraint trigger departure_adds_up after insert or update of booked_teu, booked_t on departure
    deferrable initially deferred for each row execute function departure_adds_up();

create function waiting_teu(names text[]) returns table (departure_id text, teu numeric)
language plpgsql as $$
declare
    scope text := coalesce(current_setting('app.scope', true), '');
begin
    perform set_config('app.scope', 'system', true);
    return query select l.departure_id, sum(b.teu) from booking_leg l join booking b on b.id = l.booking_id
        where l.departure_id = any (names) and b.state = 'waiting' group by l.departure_id;
    perform set_config('app.scope', scope, true);
end $$;
comment on function waiting_teu is 'How much waits for each of some departures, whoever asks: the sum is public, who waits is not.';

create table scenario (
    id bigint generated always as identity primary key,
    reference text not null unique check (reference ~ '^S[0-9A-HJKMNP-TV-Z]{13}$'),
    owner text not null references account (id),
    region text not null,
    pack_version text not null,
    name text not null check (name <> ''),
    version integer not null check (version > 0),
    hash text not null check (hash ~ '^[0-9a-f]{64}$'),
    edits json not null,
    made_at timestamptz not null,
    removed_at timestamptz,
    unique (owner, region, name, version)
);
comment on table scenario is 'A named scenario as its owner keeps it. Nothing of it changes once it is there: other edits are another version. Removed is a time stamp, which can be taken back.';
create index scenario_newest_first on scenario (owner, region, id desc);

create table scenario_run (
    id bigint generated always as identity primary key,
    scenario_id bigint not null references scenario (id),
    made_at timestamptz not null,
    od json not null,
    result json not null
);
comment on table scenario_run is 'What a scenario made of some pairs of places: asked and answered, word for word.';
create index scenario_run_newest_first on scenario_run (scenario_id, id desc);

alter table scenario enable row level security;
alter table scenario force row level security;
create policy scenario_read on scenario for select using (
    current_setting('app.scope', true) in ('system', 'audit')
    or owner = current_setting('app.account', true));
create policy scenario_add on scenario for insert with check (
    current_setting('app.scope', true) <> 'audit' and owner = current_setting('app.account', true));
create policy scenario_remove on scenario for update using (
    current_setting('app.scope', true) <> 'audit' and owner = current_setting('app.account', true));

alter table scenario_run enable row level security;
alter table scenario_run force row level security;
create policy scenario_run_read on scenario_run for select using (
    (select true from scenario s where s.id = scenario_id));
create policy scenario_run_add on scenario_run for insert with check (
    current_setting('app.scope', true) <> 'audit'
    and (select true from scenario s where s.id = scenario_id));

create table matrix_run (
    id text primary key check (id ~ '^[0-9a-f]{32}$'),
    region text not null,
    asked json not null,
    state text not null default 'waiting' check (state in ('waiting', 'working', 'done', 'failed')),
    done integer not null default 0 check (done >= 0),
    origins integer not null check (origins > 0),
    destinations integer not null check (destinations > 0),
    document json,
    problems json,
    made_at timestamptz not null,
    began_at timestamptz,
    ended_at timestamptz,
    check (done <= origins),
    check ((state in ('done', 'failed')) = (ended_at is not null)),
    check ((state = 'done') = (document is not null)),
    check ((state = 'failed') = (problems is not null))
);
comment on table matrix_run is 'A matrix that was asked for; its id is the hash of what was asked, so that the same question is worked out once. The rows are a file in the data folder.';
create index matrix_run_by_region on matrix_run (region, made_at desc);
create index matrix_run_unfinished on matrix_run (made_at) where state in ('waiting', 'working');

create table tariff_import (
    id bigint generated always as identity primary key,
    schedule text not null check (schedule <> ''),
    agreement text not null,
    market text not null,
    edition text not null check (edition <> ''),
    valid_from date not null,
    hash text not null check (hash ~ '^[0-9a-f]{64}$'),
    file_name text not null,
    state text not null check (state in ('applied', 'refused')),
    imported_at timestamptz not null,
    imported_by text not null check (imported_by <> ''),
    report json not null
);
comment on table tariff_import is 'A file of a schedule that was handed in: applied, or refused with its report; the hash is of the file, its column map and what was said with it.';
create index tariff_import_newest_first on tariff_import (id desc);
create index tariff_import_by_schedule on tariff_import (schedule, agreement, id desc);

create table tariff_measure (
    id bigint generated always as identity primary key,
    import_id bigint not null references tariff_import (id),
    schedule text not null,
    market text not null collate "C",
    kind text not null,
    regime text not null,
    hs_code text not null collate "C" check (hs_code ~ '^[0-9]{1,12}$'),
    origins text not null,
    additional_code text not null,
    duty text not null,
    source_text text not null,
    valid daterange not null check (not isempty(valid)),
    vintage text not null,
    note text not null,
    source text not null,
    status text not null,
    asserted_at timestamptz not null,
    superseded_at timestamptz,
    superseded_by bigint references tariff_import (id),
    conditions text not null default '',
    side uuid generated always as (cast(md5(market || '|' || kind || '|' || regime || '|'
        || hs_code || '|' || origins || '|' || additional_code || '|' || conditions) as uuid)) stored,
    check ((superseded_at is null) = (superseded_by is null)),
    constraint tariff_measure_one_at_a_time exclude using gist (side with =, valid with &&)
        where (superseded_at is null)
);
comment on table tariff_measure is 'A duty of an imported schedule. Rows are added and superseded, never edited; an empty duty is unknown. `side` is what two measures may not share on one day; `schedule` is the schedule and, behind a colon, its agreement.';
create index tariff_measure_by_code on tariff_measure (market, hs_code);
create index tariff_measure_by_schedule on tariff_measure (schedule) where (superseded_at is null);

create function tariff_measure_stays() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' and old.superseded_at is null and new.superseded_at is not null
        and (new.id, new.import_id, new.schedule, new.market, new.kind, new.regime, new.hs_code,
            new.origins, new.additional_code, new.duty, new.source_text, new.valid, new.vintage,
            new.note, new.source, new.status, new.asserted_at, new.conditions)
        is not distinct from (old.id, old.import_id, old.schedule, old.market, old.kind,
            old.regime, old.hs_code, old.origins, old.additional_code, old.duty, old.source_text,
            old.valid, old.vintage, old.note, old.source, old.status, old.asserted_at, old.conditions) then
        return new;
    end if;
    raise exception 'a measure is superseded, never edited' using errcode = 'insufficient_privilege';
end $$;
create trigger tariff_measure_stays before update or delete on tariff_measure
    for each row execute function tariff_measure_stays();
create trigger tariff_measure_not_emptied before truncate on tariff_measure
    for each statement execute function refuse_change();
create trigger tariff_import_stays before update or delete on tariff_import
    for each row execute function refuse_change();

create table tariff_line (
    import_id bigint not null references tariff_import (id),
    schedule text not null,
    market text not null collate "C",
    row integer not null check (row > 0),
    hs_code text not null collate "C" check (hs_code ~ '^[0-9]{1,12}$'),
    text text not null,
    language text not null,
    unit text not null,
    depth integer not null check (depth >= 0),
    primary key (import_id, row)
);
comment on table tariff_line is 'A national line of an imported schedule with the goods it names, in the order of the file.';
create index tariff_line_by_code on tariff_line (market, hs_code, import_id desc);

create table determination (
    id text primary key check (id ~ '^D[0-9A-HJKMNP-TV-Z]{13}$'),
    owner text references account (id),
    made_at timestamptz not null,
    engine text not null check (engine <> ''),
    agreement text not null,
    exporting_party text not null,
    importing_party text not null,
    legal_day date not null,
    hs_code text not null collate "C",
    verdict text not null
        check (verdict in ('originating', 'not_originating', 'undetermined')),
    asked json not null,
    rule_ids json not null,
    result json not null
);
comment on table determination is 'A determination of origin as it was made: what was asked, the rules it rests on, the answer with its trace. Its id is the hash of these, so that the same question twice is one row; nothing of it changes.';
create index determination_newest_first on determination (owner, made_at desc);

alter table determination enable row level security;
alter table determination force row level security;
create policy determination_read on determination for select using (
    owner is null or current_setting('app.scope', true) in ('system', 'audit')
    or owner = current_setting('app.account', true));
create policy determination_add on determination for insert with check (
    current_setting('app.scope', true) is distinct from 'audit'
    and (owner is null or owner = current_setting('app.account', true)));

create table origin_rule (
    id bigint generated always as identity primary key,
    agreement text not null check (agreement <> ''),
    edition text not null check (edition ~ '^HS[0-9]{4}$'),
    hs_from text not null collate "C" check (hs_from ~ '^([0-9]{2}|[0-9]{4}|[0-9]{6})$'),
    hs_to text not null collate "C" check (length(hs_to) = length(hs_from) and hs_to >= hs_from),
    goods text not null default '',
    rule text not null default '',
    source_text text not null,
    reason text not null default '',
    valid daterange not null check (not isempty(valid)),
    vintage text not null default '',
    source text not null check (source <> ''),
    status text not null,
    asserted_at timestamptz not null,
    superseded_at timestamptz,
    check ((rule = '') = (reason <> '')),
    constraint origin_rule_one_at_a_time exclude using gist (
        agreement with =, edition with =, hs_from with =, hs_to with =, goods with =,
        valid with &&
    ) where (superseded_at is null)
);
comment on table origin_rule is 'A product rule of origin as a table of an agreement states it; `rule` is its canonical form, empty with a reason where a person must read it. A row is superseded, never edited.';
create index origin_rule_by_code on origin_rule (agreement, edition, hs_from)
    where superseded_at is null;

create table hs_concordance (
    id bigint generated always as identity primary key,
    edition text not null check (edition ~ '^HS[0-9]{4}$'),
    code text not null collate "C" check (code ~ '^[0-9]{6}$'),
    to_edition text not null check (to_edition ~ '^HS[0-9]{4}$' and to_edition <> edition),
    to_code text not null collate "C" check (to_code ~ '^[0-9]{6}$'),
    source text not null check (source <> ''),
    asserted_at timestamptz not null,
    superseded_at timestamptz
);
comment on table hs_concordance is 'A code of one edition of the HS and one of those it became in another. A row is superseded, never edited.';
create unique index hs_concordance_once on hs_concordance (edition, code, to_edition, to_code)
    where superseded_at is null;

-- Certificates of origin, and every move of their lives.

create table certificate (
    id bigint generated always as identity primary key,
    reference text not null unique check (reference ~ '^C[0-9A-HJKMNP-TV-Z]{13}$'),
    org_id text not null references organisation (id),
    made_by text not null references account (id),
    made_at timestamptz not null,
    determination text not null references determination (id),
    agreement text not null check (agreement <> ''),
    kind text not null check (kind in ('first', 'back_to_back')),
    fields json not null,
    state text not null check (state in
        ('draft', 'checked', 'submitted', 'issued', 'corrected', 'replaced', 'cancelled')),
    version integer not null default 0 check (version >= 0),
    issuer text references organisation (id),
    number text check (number ~ '^[0-9A-Z][0-9A-Z/.-]{2,39}$'),
    issued_at timestamptz,
    replaces bigint unique references certificate (id),
    broker text references organisation (id)
        constraint certificate_broker_is_another check (broker <> org_id),
    constraint certificate_number_once unique (issuer, number),
    check ((number is null) = (issued_at is null) and (number is null) = (version = 0)),
    check (number is null or issuer is not null),
    check (number is not null or state in ('draft', 'checked', 'submitted', 'cancelled')),
    check (number is null or state in ('issued', 'corrected', 'replaced', 'cancelled'))
);
comment on table certificate is 'A certificate of origin as it stands; what led there is in certificate_event. An issuer gives a number once. One that takes the place of another names it, and only one can.';
create index certificate_by_number on certificate (number) where number is not null;
create index certificate_newest_first on certificate (org_id, id desc);

create sequence certificate_status_index minvalue 0 start 0;

create table certificate_event (
    certificate_id bigint not null references certificate (id),
    seq integer not null check (seq > 0),
    move text not null check (move <> ''),
    state text not null,
    account text not null,
    organisation text not null,
    at timestamptz not null,
    reason text not null default '',
    fields json not null,
    credential json,
    status_index integer unique,
    primary key (certificate_id, seq),
    check ((credential is null) = (status_index is null))
);
comment on table certificate_event is 'One move of a certificate: who, when, why, the fields as they then stood, and the credential that was signed with it. Only ever added to.';

alter table certificate enable row level security;
alter table certificate force row level security;
create policy certificate_read on certificate for select using (
    current_setting('app.scope', true) in ('system', 'audit')
    or (current_setting('app.scope', true) = 'org' and org_id = current_setting('app.org', true))
    or (current_setting('app.scope', true) = 'org' and broker = current_setting('app.org', true)
        and org_id = any (string_to_array(current_setting('app.principals', true), ',')))
    or ('certificate_issuer' = any (string_to_array(current_setting('app.roles', true), ','))
        and (issuer = current_setting('app.org', true)
             or (issuer is null and state = 'submitted'))));
create policy certificate_add on certificate for insert with check (
    current_setting('app.scope', true) = 'system'
    or (current_setting('app.scope', true) = 'org' and org_id = current_setting('app.org', true)));
create policy certificate_change on certificate for update using (
    current_setting('app.scope', true) = 'system');

alter table certificate_event enable row level security;
alter table certificate_event force row level security;
create policy certificate_event_read on certificate_event for select using (
    (select true from certificate c where c.id = certificate_id));
create policy certificate_event_add on certificate_event for insert with check (
    coalesce(current_setting('app.scope', true), '') <> 'audit'
    and (select true from certificate c where c.id = certificate_id));

create function certificate_stays() returns trigger language plpgsql as $$
begin
    if (new.id, new.reference, new.org_id, new.made_by, new.made_at, new.determination,
            new.agreement, new.kind, new.replaces, new.broker)
        is distinct from (old.id, old.reference, old.org_id, old.made_by, old.made_at,
            old.determination, old.agreement, old.kind, old.replaces, old.broker)
        or (old.number is not null and (new.number, new.issuer, new.issued_at)
            is distinct from (old.number, old.issuer, old.issued_at))
        or old.state in ('replaced', 'cancelled') then
        raise exception 'a certificate keeps what it was made from, and its number; one that was replaced or cancelled stays'
            using errcode = 'check_violation';
    end if;
    return new;
end $$;
create trigger certificate_stays before update on certificate for each row execute function certificate_stays();
create trigger certificate_event_stays before update or delete on certificate_event for each row execute function refuse_change();
create trigger certificate_event_not_emptied before truncate on certificate_event for each statement execute function refuse_change();

-- Landed costs as they were told.

create table landed_quote (
    reference text primary key check (reference ~ '^L[0-9A-HJKMNP-TV-Z]{13}$'),
    made_at timestamptz not null,
    region text not null,
    pack_version text not null,
    question text not null check (question ~ '^[0-9a-f]{64}$'),
    request json not null,
    document json not null
);
comment on table landed_quote is 'A landed cost as it was told: json keeps every cent and the order of keys, and nothing of it changes. `question` is the hash of what was asked, by which the same question is found again.';
create index landed_quote_by_question on landed_quote (question, made_at desc);
create table hs_index (
    id bigint generated always as identity primary key,
    region text not null unique,
    key text not null check (key <> ''),
    made_at timestamptz not null
);
comment on table hs_index is 'What the words of a region are found by; the key is the hash of the texts it was made from, so that a change makes it anew.';

create table hs_posting (
    index_id bigint not null references hs_index (id) on delete cascade,
    lexeme text not null collate "C",
    many integer not null check (many > 0),
    places json not null,
    primary key (index_id, lexeme)
);
comment on table hs_posting is 'Where a word stands: of each code and field how often, and how many words that field has; one row a word, since a question reads all of it.';

create table hs_name (
    index_id bigint not null references hs_index (id) on delete cascade,
    folded text not null collate "C",
    name text not null,
    script text not null check (script in ('en', 'zh', 'pinyin')),
    hs_code text not null collate "C",
    primary key (index_id, script, folded, hs_code)
);
comment on table hs_name is 'What people call the goods of a code: in English, in Chinese, and how the Chinese is spelt.';
create index hs_name_like on hs_name using gin (folded gin_trgm_ops);

create table hs_word (
    index_id bigint not null references hs_index (id) on delete cascade,
    word text not null collate "C",
    primary key (index_id, word)
);
comment on table hs_word is 'The English words that stand anywhere, to repair the spelling of a question.';
create index hs_word_like on hs_word using gin (word gin_trgm_ops);

create table hs_ruling (
    id bigint generated always as identity primary key,
    reference text not null unique check (reference ~ '^H[0-9A-HJKMNP-TV-Z]{13}$'),
    region text not null,
    owner text not null references account (id),
    is_public boolean not null,
    goods text not null check (goods <> ''),
    hs_code text not null check (hs_code ~ '^[0-9]{6,12}$'),
    reasons text not null check (reasons <> ''),
    candidates json not null,
    law_day date not null,
    made_at timestamptz not null,
    replaces bigint unique references hs_ruling (id)
);
comment on table hs_ruling is 'A decision of a person on the code of goods, with his reasons and the candidates he saw. It never changes: a later one stands instead of it.';
create index hs_ruling_newest_first on hs_ruling (region, id desc);

alter table hs_ruling enable row level security;
alter table hs_ruling force row level security;
create policy hs_ruling_read on hs_ruling for select using (
    is_public or current_setting('app.scope', true) in ('system', 'audit')
    or owner = current_setting('app.account', true));
create policy hs_ruling_add on hs_ruling for insert with check (
    current_setting('app.scope', true) <> 'audit' and owner = current_setting('app.account', true));


-- Lodging.

create function look_up(who text, idem text, stated text, boxes text[], since timestamptz, at_office text,
    its_flow text, its_year integer) returns json
language plpgsql set plan_cache_mode = force_generic_plan
    set enable_bitmapscan = off set enable_sort = off as $$
declare
    scope text := coalesce(current_setting('app.scope', true), '');
    kept json;
    firm organisation;
    arrivals json;
    rules text;
    past json;
    serial bigint;
begin
    select json_build_object('sha256', encode(i.body_sha256, 'hex'), 'reply', i.reply) into kept
    from idempotency i where i.account = who and i.key = idem;
    if stated = '' then
        select * into firm from organisation o where o.id = current_setting('app.org', true);
    else
        select * into firm from organisation o where o.uscc = stated;
    end if;
    -- Arrivals and the past of the firm, whoever files; a notice on its way is waited for.
    perform set_config('app.scope', 'system', true);
    perform pg_advisory_xact_lock_shared(hashtextextended(one, 2))
        from (select distinct unnest(boxes) as one order by one) locked;
    select (select json_agg(row_to_json(a)) from arrivals_of(boxes) a),
        (select string_agg(r.id || ':' || r.version, ',' order by r.id) from risk_rule r where r.state = 'active'),
        (select row_to_json(p) from past_of(firm.id, since) p)
    into arrivals, rules, past;
    perform set_config('app.scope', scope, true);
    -- The counter last: its row stays locked until the end of the transaction.
    if at_office <> '' and kept is null and firm.id is not null
        and (arrivals is not null or boxes = '{}') then
        update counter c set last = c.last + 1
        where c.office = at_office and c.kind = its_flow and c.year = its_year returning c.last into serial;
        if serial is null then
            insert into counter as c (office, kind, year, last) values (at_office, its_flow, its_year, 1)
            on conflict (office, kind, year) do update set last = c.last + 1
            returning last into serial;
        end if;
    end if;
    return json_build_object('found', kept,
        'organisation', case when firm.id is not null then json_build_object('id', firm.id,
            'credit_class', firm.credit_class, 'is_suspended', firm.is_suspended,
            'is_sandbox', firm.is_sandbox) end,
        'id', nextval('declaration_id_seq'), 'arrivals', coalesce(arrivals, '[]'),
        'rules', coalesce(rules, ''), 'history', past, 'serial', serial);
end $$;
comment on function look_up is 'All that lodging looks up before it decides; who repeats a key has waited for the first by now, and finds its reply. Where an office is named and the goods are there, the next number of that office is taken along; a number that is not needed must be given back in the same transaction.';

-- The land port: calls, manifests, boxes and their events, yard, gate, trucks, sealed legs, air centres.

create function container_digit(box text) returns text language sql immutable strict parallel safe as $$
    select ((strpos('0123456789A BCDEFGHIJK LMNOPQRSTU VWXYZ', substr(box, 1, 1)) - 1
        + (strpos('0123456789A BCDEFGHIJK LMNOPQRSTU VWXYZ', substr(box, 2, 1)) - 1) * 2
        + (strpos('0123456789A BCDEFGHIJK LMNOPQRSTU VWXYZ', substr(box, 3, 1)) - 1) * 4
        + (strpos('0123456789A BCDEFGHIJK LMNOPQRSTU VWXYZ', substr(box, 4, 1)) - 1) * 8
        + (strpos('0123456789A BCDEFGHIJK LMNOPQRSTU VWXYZ', substr(box, 5, 1)) - 1) * 16
        + (strpos('0123456789A BCDEFGHIJK LMNOPQRSTU VWXYZ', substr(box, 6, 1)) - 1) * 32
        + (strpos('0123456789A BCDEFGHIJK LMNOPQRSTU VWXYZ', substr(box, 7, 1)) - 1) * 64
        + (strpos('0123456789A BCDEFGHIJK LMNOPQRSTU VWXYZ', substr(box, 8, 1)) - 1) * 128
        + (strpos('0123456789A BCDEFGHIJK LMNOPQRSTU VWXYZ', substr(box, 9, 1)) - 1) * 256
        + (strpos('0123456789A BCDEFGHIJK LMNOPQRSTU VWXYZ', substr(box, 10, 1)) - 1) * 512) % 11 % 10)::text
$$;
comment on function container_digit is 'The check digit of a container number by its first ten signs, ISO 6346 annex A: a letter stands at its own value.';

create function is_container(box text) returns boolean language sql immutable strict parallel safe as $$
    select box ~ '^[A-Z]{3}[UJZ][0-9]{7}$' and container_digit(box) = substr(box, 11, 1)
$$;
comment on function is_container is 'Whether a container number proves itself.';

create function teu_of(size_type text) returns numeric language sql immutable strict parallel safe as $$
    select case when size_type ~ '^[24L][0245689CDEFLMNP][A-Z0-9]{2}$' then
        case substr(size_type, 1, 1) when '2' then 1.00 when '4' then 2.00 else 2.25 end end
$$;
comment on function teu_of is 'Twenty-foot equivalents by the first sign of a size and type code: 20 ft 1, 40 ft 2, 45 ft 2.25; null for any other.';

-- Who sees what is at a site: the site itself, carriers that call there, officers of its place,
-- auditors. The service says which places are those of an officer's offices.
create function may_see_site(site text) returns boolean language sql stable parallel safe as $$
    select coalesce(current_setting('app.scope', true), '') in ('system', 'audit')
        or (coalesce(current_setting('app.scope', true), '') in ('site', 'carrier', 'office', 'agency')
            and site = any (string_to_array(nullif(concat_ws(',', nullif(current_setting('app.offices', true), ''),
                nullif(current_setting('app.places', true), '')), ''), ',')))
$$;
comment on function may_see_site is 'Whether what is at a site is for the eyes of who asks, whoever it belongs to.';
create function is_mine(org text) returns boolean language sql stable parallel safe as $$
    select coalesce(current_setting('app.scope', true), '') in ('org', 'carrier')
        and (org = current_setting('app.org', true)
            or org = any (string_to_array(current_setting('app.principals', true), ',')))
$$;
comment on function is_mine is 'Whether something belongs to the firm that asks, or to one whose live mandate it holds.';

create table transport_call (
    id bigint generated always as identity primary key,
    site text not null,
    mode text not null check (mode in ('train', 'vessel', 'flight', 'truck')),
    reference text not null check (reference ~ '^[^[:space:][:cntrl:]]{1,60}$'),
    route text not null check (length(route) between 1 and 120),
    planned_at timestamptz not null,
    arrived_at timestamptz,
    departed_at timestamptz,
    org_id text references organisation (id),
    made_by text not null,
    made_at timestamptz not null,
    unique (site, mode, reference),
    check (departed_at is null or departed_at >= arrived_at)
);
comment on table transport_call is 'A train, vessel, flight or truck that calls at a site: planned, come, gone.';
create index transport_call_by_time on transport_call (site, planned_at desc);

create table manifest (
    id bigint generated always as identity primary key,
    call_id bigint not null references transport_call (id),
    site text not null,
    number text not null check (number ~ '^[^[:cntrl:]]{1,60}$'),
    kind text not null check (kind in ('master', 'house')),
    master text,
    org_id text references organisation (id),
    containers text[] not null check (cardinality(containers) between 1 and 500),
    made_by text not null,
    made_at timestamptz not null,
    unique (call_id, number),
    foreign key (call_id, master) references manifest (call_id, number),
    check ((kind = 'house') = (master is not null))
);
comment on table manifest is 'Bills of a call: masters, and the house bills that hang on them.';

create table port_equipment (
    container text primary key check (is_container(container)),
    site text not null,
    org_id text references organisation (id),
    size_type text not null default '' check (size_type = '' or teu_of(size_type) is not null),
    status text not null check (status in ('full', 'empty')),
    seal text not null default '',
    tare_kg numeric(8, 1) check (tare_kg > 0),
    gross_kg numeric(8, 1) check (gross_kg > 0),
    in_at timestamptz,
    out_at timestamptz,
    told_at timestamptz not null
);
comment on table port_equipment is 'A box as its last events leave it; who lets it out locks this row first.';
create index port_equipment_here on port_equipment (site, in_at)
    where in_at is not null and (out_at is null or out_at < in_at);

create table port_hold (
    id bigint generated always as identity primary key,
    container text not null,
    site text not null,
    org_id text references organisation (id),
    holder text not null check (length(holder) between 1 and 60),
    reason text not null check (length(reason) between 1 and 400),
    placed_by text not null,
    placed_at timestamptz not null,
    lifted_by text,
    lifted_at timestamptz,
    check ((lifted_by is null) = (lifted_at is null)),
    check (lifted_at is null or lifted_at >= placed_at)
);
comment on table port_hold is 'A site, carrier or agency keeps a box at the port until it lifts the hold; holds of a declaration stand in hold.';
create unique index port_hold_one_open on port_hold (container, holder) where lifted_at is null;

create table equipment_event (
    id bigint generated always as identity,
    told_org text not null references organisation (id),
    key text not null check (key ~ '^[^[:space:][:cntrl:]]{1,120}$'),
    container text not null check (is_container(container)),
    event text not null check (event in ('gate_in', 'discharge', 'yard_in', 'yard_out', 'shift', 'weigh',
        'seal', 'load', 'gate_out')),
    direction text not null generated always as (case when event in ('gate_in', 'discharge') then 'in'
        when event in ('load', 'gate_out') then 'out' else '' end) stored,
    at timestamptz not null,
    site text not null,
    size_type text not null check (size_type = '' or teu_of(size_type) is not null),
    status text not null check (status in ('full', 'empty')),
    route text not null check (length(route) between 1 and 120),
    teu numeric(4, 2) generated always as (teu_of(size_type)) stored,
    call text not null default '',
    seal text not null default '',
    gross_kg numeric(8, 1) check (gross_kg > 0),
    org_id text,
    told_by text not null,
    told_at timestamptz not null,
    primary key (id),
    constraint equipment_event_once unique (told_org, key)
);
comment on table equipment_event is 'What happened to boxes, only ever added to; who tells an event twice under one key told it once. The firm is that of the declaration that covered the box then; a box of unknown size has no TEU.';
create index equipment_event_by_box on equipment_event (container, at);
create index equipment_event_crossing on equipment_event (site, at) include (direction, route, status, teu)
    where direction <> '';
create trigger equipment_event_stays before update or delete on equipment_event for each row execute function refuse_change();
create trigger equipment_event_not_emptied before truncate on equipment_event for each statement execute function refuse_change();

create table gate_transaction (
    id bigint generated always as identity primary key,
    site text not null,
    container text not null,
    reference text not null,
    release_no text not null,
    org_id text,
    at timestamptz not null,
    told_by text not null,
    constraint gate_transaction_once unique (site, container, reference)
);
comment on table gate_transaction is 'A box left a gate under a release: once for each gate and declaration.';
create index gate_transaction_by_box on gate_transaction (container, site);
create trigger gate_transaction_stays before update or delete on gate_transaction for each row execute function refuse_change();

create table yard_slot (
    site text not null,
    slot text not null check (slot ~ '^[A-Z]{1,3}-[0-9]{1,3}-[0-9]{1,2}-[1-6]$'),
    primary key (site, slot)
);
comment on table yard_slot is 'Places for one box each: block, bay, row and tier.';

create table yard_stay (
    id bigint generated always as identity primary key,
    site text not null,
    slot text not null,
    container text not null,
    org_id text,
    during tstzrange not null check (not isempty(during) and lower(during) is not null),
    foreign key (site, slot) references yard_slot (site, slot),
    constraint yard_stay_one_box_a_slot exclude using gist (site with =, slot with =, during with &&),
    constraint yard_stay_one_slot_a_box exclude using gist (container with =, during with &&)
);
comment on table yard_stay is 'Which box stood where and when: never two in a slot, never one in two.';
create index yard_stay_now on yard_stay (site, slot) where upper_inf(during);

create table truck_slot (
    site text not null,
    starts timestamptz not null,
    ends timestamptz not null check (ends > starts),
    capacity integer not null check (capacity between 1 and 500),
    taken integer not null default 0,
    primary key (site, starts),
    constraint truck_slot_not_overbooked check (taken between 0 and capacity),
    constraint truck_slot_one_at_a_time exclude using gist (site with =, tstzrange(starts, ends) with &&)
);
comment on table truck_slot is 'Spans in which a site serves so many trucks; never more are taken than it serves.';

create table truck_appointment (
    id bigint generated always as identity primary key,
    site text not null,
    starts timestamptz not null,
    org_id text not null references organisation (id),
    container text not null check (is_container(container)),
    vehicle text not null check (length(vehicle) between 1 and 20),
    state text not null default 'booked' check (state in ('booked', 'came', 'no_show', 'cancelled')),
    made_by text not null,
    made_at timestamptz not null,
    changed_by text,
    changed_at timestamptz,
    foreign key (site, starts) references truck_slot (site, starts),
    check ((state = 'booked') = (changed_at is null))
);
comment on table truck_appointment is 'A truck that fetches or brings a box in a slot; who did not come stays on record.';
create unique index truck_appointment_once on truck_appointment (site, starts, container) where state in ('booked', 'came');
create index truck_appointment_open on truck_appointment (starts) where state = 'booked';

create table corridor_leg (
    id bigint generated always as identity primary key,
    container text not null check (is_container(container)),
    reference text not null,
    org_id text,
    origin text not null,
    port text not null,
    seal text not null check (length(seal) between 1 and 35),
    left_at timestamptz not null,
    expected_at timestamptz not null check (expected_at > left_at),
    arrived_at timestamptz,
    seal_found text not null default '',
    state text not null default 'sealed' check (state in ('sealed', 'arrived', 'seal_check', 'cleared')),
    note text not null default '',
    made_by text not null,
    settled_by text,
    settled_at timestamptz,
    check ((state = 'sealed') = (arrived_at is null)),
    check (arrived_at is null or arrived_at >= left_at),
    check ((state = 'cleared') = (settled_at is not null)),
    constraint corridor_leg_once unique (container, reference, origin)
);
comment on table corridor_leg is 'A box on its way under seal between the hub and a partner seaport; a seal that differs reopens the check of the seal alone.';
create index corridor_leg_open on corridor_leg (expected_at) where state in ('sealed', 'seal_check');

create table air_step (
    id bigint generated always as identity primary key,
    org_id text not null references organisation (id),
    site text not null,
    reference text not null check (reference ~ '^[^[:space:][:cntrl:]]{1,60}$'),
    kind text not null check (kind in ('mail', 'express', 'cargo')),
    centre text not null default '' check (centre in ('', 'mail', 'express', 'freight', 'bonded', 'supervision')),
    customs text not null check (customs in ('under_control', 'released', 'bonded', 'held')),
    at timestamptz not null,
    told_by text not null,
    check (centre <> '' or customs = 'released'),
    check (centre <> 'bonded' or customs = 'bonded')
);
comment on table air_step is 'Parcels and air cargo on their way through the centres of the aviation port, with the customs state from each step on; an empty centre is out of the port.';
create index air_step_by_reference on air_step (reference, at, id);
create trigger air_step_stays before update or delete on air_step for each row execute function refuse_change();

-- Row security: reading by site, by firm, by the declaration; writing by the window itself,
-- after the service has looked at the role.
do $$
declare
    part text;
begin
    foreach part in array array['transport_call', 'manifest', 'port_equipment', 'port_hold',
        'gate_transaction', 'yard_stay', 'truck_appointment', 'air_step']
    loop
        execute format('create policy %I on %I for select using (may_see_site(site) or is_mine(org_id))', part || '_read', part);
    end loop;
    foreach part in array array['transport_call', 'manifest', 'port_equipment', 'port_hold',
        'equipment_event', 'gate_transaction', 'yard_slot', 'yard_stay', 'truck_slot', 'truck_appointment',
        'corridor_leg', 'air_step']
    loop
        execute format('alter table %I enable row level security', part);
        execute format('alter table %I force row level security', part);
        execute format('create policy %I on %I for insert with check (current_setting(''app.scope'', true) = ''system'')', part || '_add', part);
        execute format('create policy %I on %I for update using (current_setting(''app.scope'', true) = ''system'')', part || '_change', part);
    end loop;
end $$;
-- What was told of a box before it was declared is its firm's too, for the stay it is in. Who sees
-- everything is asked once for a report of a million rows, not once a row.
create policy equipment_event_read on equipment_event for select using (
    (select coalesce(current_setting('app.scope', true), '') in ('system', 'audit'))
    or may_see_site(site) or is_mine(org_id)
    or (org_id is null and (select e.in_at from port_equipment e where e.container = equipment_event.container) <= at));
create policy yard_slot_read on yard_slot for select using (may_see_site(site));
-- Where a truck may still come is for everybody who books; who comes is not.
create policy truck_slot_read on truck_slot for select using (may_see_site(site)
    or (current_setting('app.scope', true) = 'org' and current_setting('app.org', true) <> ''));
create policy corridor_leg_read on corridor_leg for select using (
    may_see_site(origin) or may_see_site(port) or is_mine(org_id));

create function appointment_stays() returns trigger language plpgsql as $$
begin
    if (new.id, new.site, new.starts, new.org_id, new.container, new.vehicle, new.made_by, new.made_at)
        is distinct from (old.id, old.site, old.starts, old.org_id, old.container, old.vehicle, old.made_by, old.made_at)
        or old.state <> 'booked' then
        raise exception 'an appointment is kept, missed or cancelled, and else stays as it was made'
            using errcode = 'check_violation';
    end if;
    return new;
end $$;
create trigger truck_appointment_stays before update on truck_appointment for each row execute function appointment_stays();

create function leg_stays() returns trigger language plpgsql as $$
begin
    if (new.id, new.container, new.reference, new.org_id, new.origin, new.port, new.seal, new.left_at, new.expected_at)
        is distinct from (old.id, old.container, old.reference, old.org_id, old.origin, old.port, old.seal, old.left_at, old.expected_at)
        or (old.state, new.state) not in (('sealed', 'arrived'), ('sealed', 'seal_check'), ('seal_check', 'cleared')) then
        raise exception 'a leg arrives once, and only the check of its seal goes on after that'
            using errcode = 'check_violation';
    end if;
    return new;
end $$;
create trigger corridor_leg_stays before update on corridor_leg for each row execute function leg_stays();
-- Goods under bond.

create function sees_bonded(org text, office text) returns boolean
language sql stable parallel safe as $$
    select current_setting('app.scope', true) in ('system', 'audit')
        or (org = current_setting('app.org', true)
            and string_to_array(current_setting('app.roles', true), ',') && '{zone_enterprise,trader}')
        or ('zone_supervisor' = any (string_to_array(current_setting('app.roles', true), ','))
            and office = any (string_to_array(current_setting('app.offices', true), ',')))
$$;
comment on function sees_bonded is 'Whether a thing under bond is for the eyes of who asks: its firm, the supervisor of its zone, the auditor. No context, no row.';

create table account_book (
    id bigint generated always as identity primary key,
    reference text not null unique check (reference ~ '^B[0-9A-HJKMNP-TV-Z]{11}$'),
    org_id text not null references organisation (id),
    kind text not null check (kind in ('zone', 'handbook')),
    zone text not null default '',
    office text not null check (office <> ''),
    name text not null check (name <> ''),
    valid_from date not null,
    valid_to date,
    state text not null default 'open' check (state in ('open', 'closed')),
    made_by text not null references account (id),
    made_at timestamptz not null,
    check (kind <> 'zone' or zone <> ''),
    check (kind <> 'handbook' or valid_to is not null),
    check (valid_to is null or valid_to >= valid_from)
);
comment on table account_book is 'The account book of a firm in a zone, or its handbook of processing trade, which ends on a day. Its reference is the book number that declarations name.';
create index account_book_newest_first on account_book (org_id, id desc);

create table book_item (
    book_id bigint not null references account_book (id),
    item text not null check (item ~ '^[^[:cntrl:]]{1,40}$'),
    role text not null check (role in ('material', 'product', 'asset')),
    name text not null default '',
    hs text not null default '' check (hs ~ '^([0-9]{6,12})?$'),
    origin text not null default '' check (origin ~ '^([A-Z]{2})?$'),
    unit text not null check (unit <> ''),
    statutory_unit text not null check (statutory_unit <> ''),
    per_unit numeric(18, 8) not null check (per_unit > 0),
    unit_value numeric(18, 5) check (unit_value > 0),
    currency text not null default '' check (currency ~ '^([A-Z]{3})?$'),
    quantity_limit numeric(20, 5) check (quantity_limit >= 0),
    opening numeric(20, 5) not null default 0 check (opening >= 0),
    received numeric(20, 5) not null default 0 check (received >= 0),
    issued numeric(20, 5) not null default 0 check (issued >= 0),
    pre_deducted numeric(20, 5) not null default 0 check (pre_deducted >= 0),
    expected numeric(20, 5) not null default 0 check (expected >= 0),
    primary key (book_id, item),
    check (unit_value is null or currency <> ''),
    constraint book_item_not_short check (opening + received - issued - pre_deducted >= 0),
    constraint book_item_not_over check (quantity_limit is null
        or opening + received - issued + expected <= quantity_limit)
);
comment on table book_item is 'One item of a book: what lay there, came in, went out, is set aside and is on its way. Only book_move changes the figures; they never fall below zero, and what is set aside is not free.';

create table book_bill (
    book_id bigint not null,
    product text not null,
    version integer not null check (version > 0),
    material text not null,
    net numeric(20, 10) not null check (net > 0),
    loss_pct numeric(9, 6) not null check (loss_pct >= 0 and loss_pct < 100),
    made_by text not null references account (id),
    made_at timestamptz not null,
    primary key (book_id, product, version, material),
    foreign key (book_id, product) references book_item (book_id, item),
    foreign key (book_id, material) references book_item (book_id, item),
    check (product <> material)
);
comment on table book_bill is 'A line of a bill of materials in a version: net consumption of one unit of the product, and the loss of the process. Only ever added to.';

create table verification_list (
    id bigint generated always as identity primary key,
    reference text not null unique check (reference ~ '^V[0-9A-HJKMNP-TV-Z]{13}$'),
    book_id bigint not null references account_book (id),
    org_id text not null references organisation (id),
    office text not null,
    kind text not null check (kind in ('in', 'return-in', 'domestic-sale', 're-export', 'destroy')),
    own_reference text not null check (own_reference ~ '^[^[:cntrl:]]{1,60}$'),
    declaration text not null default '',
    gross_mass_kg numeric(14, 3) not null check (gross_mass_kg > 0),
    state text not null default 'submitted'
        check (state in ('submitted', 'approved', 'passed', 'refused', 'withdrawn')),
    reason text not null default '',
    made_by text not null references account (id),
    made_at timestamptz not null,
    decided_by text,
    decided_at timestamptz,
    unique (org_id, own_reference),
    check (kind <> 'domestic-sale' or declaration <> ''),
    check (decided_by <> made_by)
);
comment on table verification_list is 'The one document that moves stock of a book: it sets aside when approved and moves when its goods pass the gate. The firm names it by a reference of its own, once. Who made it does not decide it.';
create index verification_list_newest_first on verification_list (org_id, id desc);
create index verification_list_by_book on verification_list (book_id, id desc);
create index verification_list_by_declaration on verification_list (declaration) where declaration <> '';

create table list_line (
    list_id bigint not null references verification_list (id),
    seq integer not null check (seq > 0),
    item text not null,
    quantity numeric(20, 5) not null check (quantity > 0),
    statutory_quantity numeric(20, 5) not null check (statutory_quantity >= 0),
    primary key (list_id, seq),
    unique (list_id, item)
);
comment on table list_line is 'An item of a verification list, in the declared and the statutory unit.';

create table gate_pass (
    id bigint generated always as identity primary key,
    reference text not null unique check (reference ~ '^G[0-9A-HJKMNP-TV-Z]{13}$'),
    org_id text not null references organisation (id),
    office text not null,
    direction text not null check (direction in ('in', 'out')),
    vehicle text not null check (vehicle ~ '^[^[:cntrl:]]{1,40}$'),
    tare_kg numeric(14, 3) not null default 0 check (tare_kg >= 0),
    declared_kg numeric(14, 3) not null check (declared_kg > 0),
    weighed_kg numeric(14, 3) check (weighed_kg > 0),
    tolerance_pct numeric(9, 6) check (tolerance_pct >= 0),
    state text not null default 'made' check (state in ('made', 'held', 'passed', 'cancelled')),
    made_by text not null references account (id),
    made_at timestamptz not null,
    passed_by text,
    passed_at timestamptz,
    check (state not in ('held', 'passed') or (weighed_kg is not null and tolerance_pct is not null)),
    constraint gate_pass_within_tolerance check (state <> 'passed'
        or abs(weighed_kg - declared_kg) * 100 <= tolerance_pct * declared_kg)
);
comment on table gate_pass is 'Lists bound to a vehicle. It passes when the scale agrees with the declared weight within the tolerance; else it is held and can be weighed again.';
create index gate_pass_newest_first on gate_pass (org_id, id desc);

create table gate_pass_list (
    pass_id bigint not null references gate_pass (id),
    list_id bigint not null references verification_list (id),
    is_live boolean not null default true,
    primary key (pass_id, list_id)
);
comment on table gate_pass_list is 'The lists of a gate pass. A list stands on one pass that is not cancelled.';
create unique index gate_pass_list_once on gate_pass_list (list_id) where is_live;

create table bonded_transfer (
    id bigint generated always as identity primary key,
    reference text not null unique check (reference ~ '^T[0-9A-HJKMNP-TV-Z]{13}$'),
    from_book bigint not null references account_book (id),
    to_book bigint not null references account_book (id),
    from_reference text not null,
    to_reference text not null,
    from_org text not null references organisation (id),
    to_org text not null references organisation (id),
    from_office text not null,
    to_office text not null,
    from_item text not null,
    to_item text not null,
    quantity numeric(20, 5) not null check (quantity > 0),
    own_reference text not null check (own_reference ~ '^[^[:cntrl:]]{1,60}$'),
    state text not null default 'proposed' check (state in ('proposed', 'done', 'withdrawn')),
    made_by text not null references account (id),
    made_at timestamptz not null,
    decided_by text,
    decided_at timestamptz,
    unique (from_org, own_reference),
    check (from_book <> to_book)
);
comment on table bonded_transfer is 'Goods that change from one book to another: set aside when proposed, moved on both sides or on neither when accepted.';
create index bonded_transfer_by_sender on bonded_transfer (from_org, id desc);
create index bonded_transfer_by_receiver on bonded_transfer (to_org, id desc);

create table repair (
    id bigint generated always as identity primary key,
    reference text not null unique check (reference ~ '^R[0-9A-HJKMNP-TV-Z]{13}$'),
    book_id bigint not null references account_book (id),
    org_id text not null references organisation (id),
    office text not null,
    kind text not null check (kind in ('repair', 'remanufacture')),
    in_item text not null,
    out_item text not null,
    quantity numeric(20, 5) not null check (quantity > 0),
    return_by date not null,
    state text not null default 'open' check (state in ('open', 'overdue', 'returned')),
    made_by text not null references account (id),
    made_at timestamptz not null,
    returned_at timestamptz,
    declaration text not null default '',
    foreign key (book_id, in_item) references book_item (book_id, item),
    foreign key (book_id, out_item) references book_item (book_id, item),
    check ((state = 'returned') = (returned_at is not null))
);
comment on table repair is 'Goods that came in to be repaired or remanufactured: which item came, which goes out for it, and the last day to leave.';
create index repair_newest_first on repair (org_id, id desc);
create index repair_by_day on repair (return_by) where state = 'open';

create table repair_part (
    repair_id bigint not null references repair (id),
    seq integer not null check (seq > 0),
    item text not null,
    quantity numeric(20, 5) not null check (quantity > 0),
    old text not null check (old in ('with the item', 're-export', 'destroy')),
    primary key (repair_id, seq)
);
comment on table repair_part is 'A part that was swapped in a repair, and what becomes of the one taken out.';

create table bonded_case (
    id bigint generated always as identity primary key,
    repair_id bigint not null references repair (id),
    due_on date not null,
    opened_at timestamptz not null,
    closed_at timestamptz,
    outcome text not null default '',
    unique (repair_id, due_on)
);
comment on table bonded_case is 'A case about goods that should have left again by a day: opened once for each day, the next morning; closed when they leave.';

create table lease_contract (
    id bigint generated always as identity primary key,
    reference text not null unique check (reference ~ '^L[0-9A-HJKMNP-TV-Z]{13}$'),
    org_id text not null references organisation (id),
    office text not null,
    zone text not null default '',
    lessee text not null default '',
    asset text not null check (asset <> ''),
    hs text not null default '' check (hs ~ '^([0-9]{6,12})?$'),
    duty_pct numeric(9, 6) not null check (duty_pct >= 0),
    vat_pct numeric(9, 6) not null check (vat_pct >= 0),
    currency text not null check (currency ~ '^[A-Z]{3}$'),
    end_kind text not null check (end_kind in ('return', 'buy')),
    state text not null default 'running' check (state in ('running', 'ended')),
    made_by text not null references account (id),
    made_at timestamptz not null
);
comment on table lease_contract is 'An asset leased into the region by a firm in a zone; duty and tax fall on each rent.';
create index lease_contract_newest_first on lease_contract (org_id, id desc);

create table lease_instalment (
    lease_id bigint not null references lease_contract (id),
    seq integer not null check (seq >= 0),
    due_on date,
    base numeric(18, 3) not null check (base >= 0),
    duty numeric(18, 3) not null check (duty >= 0),
    vat numeric(18, 3) not null check (vat >= 0),
    paid_on date,
    paid_by text,
    declaration text not null default '',
    primary key (lease_id, seq),
    check (seq = 0 or due_on is not null),
    check ((paid_on is null) = (paid_by is null))
);
comment on table lease_instalment is 'What a lease owes on one rent; number 0 is what it owes at its end. It is paid once.';

create table bonded_count (
    id bigint generated always as identity primary key,
    book_id bigint not null references account_book (id),
    item text not null,
    counted_on date not null,
    expected numeric(20, 5) not null check (expected >= 0),
    counted numeric(20, 5) not null check (counted >= 0),
    tolerance_pct numeric(9, 6) not null check (tolerance_pct >= 0),
    finding text not null check (finding in ('equal', 'within', 'short', 'surplus')),
    taxed numeric(20, 5) not null check (taxed >= 0),
    assessment json,
    counted_by text not null references account (id),
    at timestamptz not null,
    foreign key (book_id, item) references book_item (book_id, item),
    unique (book_id, item, counted_on),
    check (finding = 'short' or taxed = 0)
);
comment on table bonded_count is 'An item counted at the end of a period, and what is owed for what is missing past the tolerance. Only ever added to.';

create table book_move (
    id bigint generated always as identity primary key,
    book_id bigint not null,
    item text not null,
    kind text not null check (kind in ('in', 'transfer-in', 'return-in', 'domestic-sale', 're-export',
        'transfer-out', 'consume', 'destroy', 'surplus', 'write-off')),
    stage text not null check (stage in ('pre', 'free', 'final')),
    quantity numeric(20, 5) not null check (quantity > 0),
    statutory_quantity numeric(20, 5) not null check (statutory_quantity >= 0),
    turned numeric(20, 5) not null default 0 check (turned >= 0 and turned <= quantity),
    list_id bigint references verification_list (id),
    transfer_id bigint references bonded_transfer (id),
    repair_id bigint references repair (id),
    count_id bigint references bonded_count (id),
    document text not null default '',
    account text not null,
    at timestamptz not null,
    foreign key (book_id, item) references book_item (book_id, item),
    check (stage = 'final' or turned = 0)
);
comment on table book_move is 'One movement of an item: `pre` sets aside, `free` gives it back, `final` moves, of which `turned` had been set aside. Only ever added to.';
create index book_move_of_item on book_move (book_id, item, id desc);
create unique index book_move_once_of_list on book_move (list_id, item, stage) where list_id is not null;
create unique index book_move_once_of_transfer on book_move (transfer_id, kind, stage) where transfer_id is not null;

create function book_move_counts() returns trigger language plpgsql as $$
declare
    inward boolean := new.kind in ('in', 'transfer-in', 'return-in', 'surplus');
    held numeric := case new.stage when 'pre' then new.quantity when 'free' then -new.quantity
        else -new.turned end;
    moved numeric := case when new.stage = 'final' then new.quantity else 0 end;
begin
    update book_item set
        received = received + case when inward then moved else 0 end,
        issued = issued + case when inward then 0 else moved end,
        expected = expected + case when inward then held else 0 end,
        pre_deducted = pre_deducted + case when inward then 0 else held end
    where book_id = new.book_id and item = new.item;
    if not found then
        raise exception 'item % of book % cannot be moved here', new.item, new.book_id
            using errcode = 'insufficient_privilege';
    end if;
    return null;
end $$;
create trigger book_move_counts after insert on book_move for each row execute function book_move_counts();

create function transfer_has_both_sides() returns trigger language plpgsql as $$
declare
    scope text := coalesce(current_setting('app.scope', true), '');
    sides integer;
    is_done boolean;
begin
    perform set_config('app.scope', 'system', true);
    select count(distinct kind) into sides from book_move
        where transfer_id = new.id and stage = 'final' and quantity = new.quantity;
    select state = 'done' into is_done from bonded_transfer where id = new.id;
    perform set_config('app.scope', scope, true);
    if sides <> (case when is_done then 2 else 0 end) then
        raise exception 'transfer % has % of its two sides', new.reference, sides
            using errcode = 'check_violation';
    end if;
    return null;
end $$;
create constraint trigger transfer_has_both_sides after insert or update on bonded_transfer
    deferrable initially deferred for each row execute function transfer_has_both_sides();
create function transfer_move_has_other() returns trigger language plpgsql as $$
declare
    scope text := coalesce(current_setting('app.scope', true), '');
    sides integer;
begin
    perform set_config('app.scope', 'system', true);
    select count(distinct kind) into sides from book_move
        where transfer_id = new.transfer_id and stage = 'final';
    perform set_config('app.scope', scope, true);
    if sides <> 2 then
        raise exception 'a transfer moves on both sides or on neither' using errcode = 'check_violation';
    end if;
    return null;
end $$;
create constraint trigger transfer_move_has_other after insert on book_move
    deferrable initially deferred for each row when (new.transfer_id is not null and new.stage = 'final')
    execute function transfer_move_has_other();

-- Whose eyes and whose hands: the window itself writes, once it has judged; reading goes by row.

alter table account_book enable row level security;
alter table account_book force row level security;
create policy account_book_read on account_book for select using (sees_bonded(org_id, office));
create policy account_book_add on account_book for insert with check (current_setting('app.scope', true) = 'system');
create policy account_book_change on account_book for update using (current_setting('app.scope', true) = 'system');

alter table book_item enable row level security;
alter table book_item force row level security;
create policy book_item_read on book_item for select using ((select true from account_book b where b.id = book_id));
create policy book_item_add on book_item for insert with check (current_setting('app.scope', true) = 'system');
create policy book_item_change on book_item for update using (current_setting('app.scope', true) = 'system');

alter table book_bill enable row level security;
alter table book_bill force row level security;
create policy book_bill_read on book_bill for select using ((select true from account_book b where b.id = book_id));
create policy book_bill_add on book_bill for insert with check (current_setting('app.scope', true) = 'system');

alter table verification_list enable row level security;
alter table verification_list force row level security;
create policy verification_list_read on verification_list for select using (sees_bonded(org_id, office));
create policy verification_list_add on verification_list for insert with check (current_setting('app.scope', true) = 'system');
create policy verification_list_change on verification_list for update using (current_setting('app.scope', true) = 'system');

alter table list_line enable row level security;
alter table list_line force row level security;
create policy list_line_read on list_line for select using ((select true from verification_list v where v.id = list_id));
create policy list_line_add on list_line for insert with check (current_setting('app.scope', true) = 'system');

alter table gate_pass enable row level security;
alter table gate_pass force row level security;
create policy gate_pass_read on gate_pass for select using (sees_bonded(org_id, office));
create policy gate_pass_add on gate_pass for insert with check (current_setting('app.scope', true) = 'system');
create policy gate_pass_change on gate_pass for update using (current_setting('app.scope', true) = 'system');

alter table gate_pass_list enable row level security;
alter table gate_pass_list force row level security;
create policy gate_pass_list_read on gate_pass_list for select using ((select true from gate_pass g where g.id = pass_id));
create policy gate_pass_list_add on gate_pass_list for insert with check (current_setting('app.scope', true) = 'system');
create policy gate_pass_list_change on gate_pass_list for update using (current_setting('app.scope', true) = 'system');

alter table bonded_transfer enable row level security;
alter table bonded_transfer force row level security;
create policy bonded_transfer_read on bonded_transfer for select using (
    sees_bonded(from_org, from_office) or sees_bonded(to_org, to_office));
create policy bonded_transfer_add on bonded_transfer for insert with check (current_setting('app.scope', true) = 'system');
create policy bonded_transfer_change on bonded_transfer for update using (current_setting('app.scope', true) = 'system');

alter table repair enable row level security;
alter table repair force row level security;
create policy repair_read on repair for select using (sees_bonded(org_id, office));
create policy repair_add on repair for insert with check (current_setting('app.scope', true) = 'system');
create policy repair_change on repair for update using (current_setting('app.scope', true) = 'system');

alter table repair_part enable row level security;
alter table repair_part force row level security;
create policy repair_part_read on repair_part for select using ((select true from repair r where r.id = repair_id));
create policy repair_part_add on repair_part for insert with check (current_setting('app.scope', true) = 'system');

alter table bonded_case enable row level security;
alter table bonded_case force row level security;
create policy bonded_case_read on bonded_case for select using ((select true from repair r where r.id = repair_id));
create policy bonded_case_add on bonded_case for insert with check (current_setting('app.scope', true) = 'system');
create policy bonded_case_change on bonded_case for update using (current_setting('app.scope', true) = 'system');

alter table lease_contract enable row level security;
alter table lease_contract force row level security;
create policy lease_contract_read on lease_contract for select using (sees_bonded(org_id, office));
create policy lease_contract_add on lease_contract for insert with check (current_setting('app.scope', true) = 'system');
create policy lease_contract_change on lease_contract for update using (current_setting('app.scope', true) = 'system');

alter table lease_instalment enable row level security;
alter table lease_instalment force row level security;
create policy lease_instalment_read on lease_instalment for select using ((select true from lease_contract l where l.id = lease_id));
create policy lease_instalment_add on lease_instalment for insert with check (current_setting('app.scope', true) = 'system');
create policy lease_instalment_change on lease_instalment for update using (current_setting('app.scope', true) = 'system');

alter table bonded_count enable row level security;
alter table bonded_count force row level security;
create policy bonded_count_read on bonded_count for select using ((select true from account_book b where b.id = book_id));
create policy bonded_count_add on bonded_count for insert with check (current_setting('app.scope', true) = 'system');

alter table book_move enable row level security;
alter table book_move force row level security;
create policy book_move_read on book_move for select using ((select true from account_book b where b.id = book_id));
create policy book_move_add on book_move for insert with check (current_setting('app.scope', true) = 'system');

create trigger book_bill_stays before update or delete on book_bill for each row execute function refuse_change();
create trigger book_bill_not_emptied before truncate on book_bill for each statement execute function refuse_change();
create trigger list_line_stays before update or delete on list_line for each row execute function refuse_change();
create trigger list_line_not_emptied before truncate on list_line for each statement execute function refuse_change();
create trigger repair_part_stays before update or delete on repair_part for each row execute function refuse_change();
create trigger repair_part_not_emptied before truncate on repair_part for each statement execute function refuse_change();
create trigger bonded_count_stays before update or delete on bonded_count for each row execute function refuse_change();
create trigger bonded_count_not_emptied before truncate on bonded_count for each statement execute function refuse_change();
create trigger book_move_stays before update or delete on book_move for each row execute function refuse_change();
create trigger book_move_not_emptied before truncate on book_move for each statement execute function refuse_change();


-- E-commerce, express and mail by list; offshore deals.

create function oversees_lists() returns boolean language sql stable parallel safe as $$
    select coalesce(current_setting('app.scope', true), '') in ('system', 'audit')
        or (current_setting('app.scope', true) = 'office' and current_setting('app.org', true) <> '')
$$;
comment on function oversees_lists is 'Officers, auditors and the window itself see the lists and allowances of everybody.';

create table ecommerce_person (
    hash bytea primary key check (length(hash) = 32),
    sealed bytea not null check (length(sealed) > 30),
    made_at timestamptz not null
);
comment on table ecommerce_person is 'Who buys, once: a keyed hash to find the person by, and the id itself encrypted. The keys are not in the database.';

create table ecommerce_allowance (
    person bytea not null references ecommerce_person (hash),
    year integer not null check (year between 2000 and 2199),
    ceiling numeric(18, 2) not null check (ceiling >= 0),
    used numeric(18, 2) not null default 0 check (used >= 0),
    reserved numeric(18, 2) not null default 0 check (reserved >= 0),
    primary key (person, year),
    constraint ecommerce_allowance_limit check (used + reserved <= ceiling)
);
comment on table ecommerce_allowance is 'What a person took of a calendar year: reserved by accepted lists, used by released ones. Never above what the law allows.';

create table ecommerce_list (
    reference text primary key check (reference ~ '^L[0-9A-HJKMNP-TV-Z]{13}$'),
    org_id text not null references organisation (id),
    order_number text not null check (length(order_number) between 1 and 64),
    digest bytea not null check (length(digest) = 32),
    mode text not null check (mode ~ '^[0-9]{4}$'),
    flow text not null check (flow in ('import', 'export')),
    accepted_on date not null,
    person bytea not null references ecommerce_person (hash),
    waybill text not null,
    gross_mass_kg numeric(18, 6) not null check (gross_mass_kg > 0),
    currency text not null check (currency ~ '^[A-Z]{3}$'),
    goods numeric(18, 2) not null check (goods > 0),
    freight numeric(18, 2) not null check (freight >= 0),
    insurance numeric(18, 2) not null check (insurance >= 0),
    discount numeric(18, 2) not null check (discount >= 0),
    discount_kind text not null check (discount_kind in ('', 'public', 'personal')),
    tax_paid numeric(18, 2) not null check (tax_paid >= 0),
    paid numeric(18, 2) check (paid >= 0),
    partner text not null check (partner ~ '^([A-Z]{2})?$'),
    treatment text not null check (treatment in ('reduced', 'full', 'none')),
    filing text not null check (filing in ('list', 'monthly')),
    taxable numeric(18, 2) not null check (taxable > 0),
    counted numeric(18, 2) not null check (counted in (0, taxable)),
    duty numeric(18, 2) not null check (duty >= 0),
    consumption_tax numeric(18, 2) not null check (consumption_tax >= 0),
    vat numeric(18, 2) not null check (vat >= 0),
    state text not null check (state in ('accepted', 'released', 'refused', 'returned')),
    made_by text not null,
    made_at timestamptz not null,
    released_on date,
    gone_on date,
    reason text not null default '',
    constraint ecommerce_list_once unique (org_id, order_number),
    check (paid is null or paid = goods + freight + insurance - discount + tax_paid),
    check (paid is not null or flow = 'export'),
    check ((state in ('refused', 'returned')) = (gone_on is not null)),
    check (state <> 'released' or released_on is not null)
);
comment on table ecommerce_list is 'One order with its payment and waybill, matched and taxed; an order is filed once. What was filed stays, only its state moves.';
create index ecommerce_list_newest on ecommerce_list (org_id, made_at desc, reference desc);
create index ecommerce_list_by_day on ecommerce_list (accepted_on);

create table ecommerce_item (
    list text not null references ecommerce_list (reference),
    seq integer not null check (seq > 0),
    hs text not null check (hs ~ '^([0-9]{6}|[0-9]{8}|[0-9]{10})$'),
    quantity numeric(18, 6) not null check (quantity > 0),
    value numeric(18, 2) not null check (value >= 0),
    duty_pct numeric(12, 6) not null check (duty_pct >= 0),
    vat_pct numeric(12, 6) not null check (vat_pct >= 0),
    consumption_tax_pct numeric(12, 6) not null check (consumption_tax_pct >= 0 and consumption_tax_pct < 100),
    origin text not null check (origin ~ '^([A-Z]{2})?$'),
    taxable numeric(18, 2) not null check (taxable >= 0),
    duty numeric(18, 2) not null check (duty >= 0),
    consumption_tax numeric(18, 2) not null check (consumption_tax >= 0),
    vat numeric(18, 2) not null check (vat >= 0),
    primary key (list, seq)
);
comment on table ecommerce_item is 'The goods of a list, line by line, with their share of the value and what they owe.';

create table ecommerce_move (
    person bytea not null,
    year integer not null,
    list text not null references ecommerce_list (reference),
    kind text not null check (kind in ('reserve', 'use', 'free', 'restore')),
    amount numeric(18, 2) not null check (amount > 0),
    at timestamptz not null,
    primary key (list, kind),
    foreign key (person, year) references ecommerce_allowance (person, year)
);
comment on table ecommerce_move is 'Each move of an allowance: reserved, used, freed before use, restored after it. Only ever added to.';
create index ecommerce_move_by_person on ecommerce_move (person, year);

create table express_list (
    reference text primary key check (reference ~ '^P[0-9A-HJKMNP-TV-Z]{13}$'),
    org_id text not null references organisation (id),
    waybill text not null check (length(waybill) between 1 and 40),
    digest bytea not null check (length(digest) = 32),
    kind text not null check (kind in ('express', 'mail')),
    flow text not null check (flow in ('import', 'export')),
    description text not null check (length(description) between 1 and 200),
    pieces integer not null check (pieces > 0),
    gross_mass_kg numeric(18, 6) not null check (gross_mass_kg > 0),
    value numeric(18, 3) not null check (value > 0),
    currency text not null check (currency ~ '^[A-Z]{3}$'),
    origin text not null check (origin ~ '^[A-Z]{2}$'),
    made_by text not null,
    made_at timestamptz not null,
    constraint express_list_once unique (org_id, waybill)
);
comment on table express_list is 'One parcel by express or mail, by its waybill; never changed.';
create index express_list_newest on express_list (org_id, made_at desc, reference desc);

create table list_upload (
    reference text primary key check (reference ~ '^U[0-9A-HJKMNP-TV-Z]{13}$'),
    org_id text not null references organisation (id),
    kind text not null check (kind in ('ecommerce', 'express')),
    name text not null check (length(name) <= 200),
    size_bytes bigint not null check (size_bytes >= 0),
    done_bytes bigint not null default 0 check (done_bytes between 0 and size_bytes),
    read integer not null default 0,
    accepted integer not null default 0,
    refused integer not null default 0,
    replayed integer not null default 0,
    made_by text not null,
    made_at timestamptz not null,
    told_at timestamptz not null,
    ended_at timestamptz,
    check (read = accepted + refused and replayed <= accepted)
);
comment on table list_upload is 'A file of lists that was handed in on a page, and how far it is; it grows with each part that was kept.';
create index list_upload_newest on list_upload (org_id, made_at desc, reference desc);

create table list_refusal (
    upload text not null references list_upload (reference),
    line integer not null check (line > 0),
    problems json not null,
    primary key (upload, line)
);
comment on table list_refusal is 'A line of an uploaded file that was refused, and everything that was wrong with it.';

create table offshore_deal (
    org_id text not null references organisation (id),
    reference text not null check (length(reference) between 1 and 64),
    contents json not null,
    bought text not null,
    sold text not null,
    hs text not null,
    paid numeric(18, 3) not null check (paid > 0),
    paid_currency text not null check (paid_currency ~ '^[A-Z]{3}$'),
    received numeric(18, 3) not null check (received > 0),
    received_currency text not null check (received_currency ~ '^[A-Z]{3}$'),
    made_by text not null,
    made_at timestamptz not null,
    primary key (org_id, reference)
);
comment on table offshore_deal is 'A deal in goods that never come here, accepted because its documents of title and its payments agree; never changed.';

alter table ecommerce_person enable row level security;
alter table ecommerce_person force row level security;
create policy ecommerce_person_read on ecommerce_person for select using (
    current_setting('app.scope', true) in ('system', 'audit'));
create policy ecommerce_person_add on ecommerce_person for insert with check (
    current_setting('app.scope', true) = 'system');

alter table ecommerce_allowance enable row level security;
alter table ecommerce_allowance force row level security;
create policy ecommerce_allowance_read on ecommerce_allowance for select using (
    oversees_lists());
create policy ecommerce_allowance_add on ecommerce_allowance for insert with check (
    current_setting('app.scope', true) = 'system');
create policy ecommerce_allowance_change on ecommerce_allowance for update using (
    current_setting('app.scope', true) = 'system');

alter table ecommerce_list enable row level security;
alter table ecommerce_list force row level security;
create policy ecommerce_list_read on ecommerce_list for select using (
    oversees_lists() or org_id = current_setting('app.org', true));
create policy ecommerce_list_add on ecommerce_list for insert with check (
    current_setting('app.scope', true) = 'system');
create policy ecommerce_list_change on ecommerce_list for update using (
    current_setting('app.scope', true) = 'system');

alter table ecommerce_item enable row level security;
alter table ecommerce_item force row level security;
create policy ecommerce_item_read on ecommerce_item for select using (
    (select true from ecommerce_list l where l.reference = list));
create policy ecommerce_item_add on ecommerce_item for insert with check (
    current_setting('app.scope', true) = 'system');

alter table ecommerce_move enable row level security;
alter table ecommerce_move force row level security;
create policy ecommerce_move_read on ecommerce_move for select using (
    oversees_lists());
create policy ecommerce_move_add on ecommerce_move for insert with check (
    current_setting('app.scope', true) = 'system');

alter table express_list enable row level security;
alter table express_list force row level security;
create policy express_list_read on express_list for select using (
    oversees_lists() or org_id = current_setting('app.org', true));
create policy express_list_add on express_list for insert with check (
    current_setting('app.scope', true) = 'system');

alter table list_upload enable row level security;
alter table list_upload force row level security;
create policy list_upload_read on list_upload for select using (
    current_setting('app.scope', true) in ('system', 'audit')
    or org_id = current_setting('app.org', true));
create policy list_upload_add on list_upload for insert with check (
    current_setting('app.scope', true) = 'system');
create policy list_upload_change on list_upload for update using (
    current_setting('app.scope', true) = 'system');

alter table list_refusal enable row level security;
alter table list_refusal force row level security;
create policy list_refusal_read on list_refusal for select using (
    (select true from list_upload u where u.reference = upload));
create policy list_refusal_add on list_refusal for insert with check (
    current_setting('app.scope', true) = 'system');

alter table offshore_deal enable row level security;
alter table offshore_deal force row level security;
create policy offshore_deal_read on offshore_deal for select using (
    oversees_lists() or org_id = current_setting('app.org', true));
create policy offshore_deal_add on offshore_deal for insert with check (
    current_setting('app.scope', true) = 'system');

create function list_stays() returns trigger language plpgsql as $$
begin
    if (to_jsonb(new) - '{state,released_on,gone_on,reason}'::text[])
        is distinct from (to_jsonb(old) - '{state,released_on,gone_on,reason}'::text[])
        or old.state in ('refused', 'returned')
        or (old.state = 'released' and new.state <> 'returned')
        or (old.released_on is not null and new.released_on is distinct from old.released_on) then
        raise exception 'a list keeps what was filed, and is released, refused or returned once'
            using errcode = 'check_violation';
    end if;
    return new;
end $$;
create trigger ecommerce_list_stays before update on ecommerce_list for each row execute function list_stays();
create trigger ecommerce_item_stays before update or delete on ecommerce_item for each row execute function refuse_change();
create trigger ecommerce_move_stays before update or delete on ecommerce_move for each row execute function refuse_change();
create trigger ecommerce_move_not_emptied before truncate on ecommerce_move for each statement execute function refuse_change();
create trigger express_list_stays before update or delete on express_list for each row execute function refuse_change();
create trigger list_refusal_stays before update or delete on list_refusal for each row execute function refuse_change();
create trigger offshore_deal_stays before update or delete on offshore_deal for each row execute function refuse_change();

create function upload_stays() returns trigger language plpgsql as $$
begin
    if (new.reference, new.org_id, new.kind, new.name, new.size_bytes, new.made_by, new.made_at)
        is distinct from (old.reference, old.org_id, old.kind, old.name, old.size_bytes, old.made_by, old.made_at)
        or old.ended_at is not null or new.read < old.read then
        raise exception 'an upload only goes on until it has ended' using errcode = 'check_violation';
    end if;
    return new;
end $$;
create trigger list_upload_stays before update on list_upload for each row execute function upload_stays();

-- Trains: departures that who runs them opened, and plans of their wagons.

create function count_waiting() returns trigger language plpgsql as $$
declare
    scope text := coalesce(current_setting('app.scope', true), '');
begin
    perform set_config('app.scope', 'system', true);
    if tg_table_name = 'booking_leg' then
        update departure set waiting = waiting + 1
        where id = new.departure_id
            and exists (select from booking b where b.id = new.booking_id and b.state = 'waiting');
    else
        update departure set waiting = waiting - 1
        where id in (select l.departure_id from booking_leg l where l.booking_id = new.id);
    end if;
    perform set_config('app.scope', scope, true);
    return null;
end $$;
create trigger booking_leg_counts after insert on booking_leg for each row execute function count_waiting();
create trigger booking_counts after update of state on booking for each row
    when (old.state = 'waiting' and new.state <> 'waiting') execute function count_waiting();
create index booking_waiting on booking (id) where state = 'waiting';

create table train (
    id text primary key check (id ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$'),
    departure_id text not null unique references departure (id),
    service text not null,
    org_id text not null references organisation (id),
    opened_by text not null,
    opened_at timestamptz not null
);
comment on table train is 'A departure that who runs it opened for booking, beside those of the timetable.';

create table train_wagon (
    train_id text not null references train (id),
    number integer not null check (number between 1 and 200),
    kind text not null check (kind <> ''),
    teu numeric(4, 2) not null check (teu > 0),
    payload_t numeric(6, 3) not null check (payload_t > 0),
    sockets integer not null check (sockets >= 0),
    primary key (train_id, number)
);
comment on table train_wagon is 'The wagons of a train: what each takes of boxes, mass and boxes that need power.';

create table train_plan (
    train_id text not null references train (id),
    version integer not null check (version > 0),
    org_id text not null references organisation (id),
    teu numeric(9, 2) not null check (teu >= 0),
    wagons integer not null check (wagons >= 0),
    is_optimal boolean not null,
    made_by text not null,
    made_at timestamptz not null,
    primary key (train_id, version)
);
comment on table train_plan is 'Which box goes on which wagon, as it was worked out; a later version replaces it and changes nothing of it.';

create table train_plan_box (
    train_id text not null,
    version integer not null,
    booking_id bigint not null references booking (id),
    seq integer not null check (seq > 0),
    wagon integer,
    teu numeric(4, 2) not null check (teu > 0),
    tonnes numeric(9, 3) not null check (tonnes >= 0),
    is_powered boolean not null,
    primary key (train_id, version, booking_id, seq),
    foreign key (train_id, version) references train_plan (train_id, version),
    foreign key (train_id, wagon) references train_wagon (train_id, number)
);
comment on table train_plan_box is 'A box of a plan with its wagon; without one it stays behind.';

do $$
declare
    part text;
begin
    foreach part in array array['train', 'train_wagon', 'train_plan', 'train_plan_box'] loop
        execute format('alter table %I enable row level security', part);
        execute format('alter table %I force row level security', part);
        execute format('create policy %I on %I for insert with check (current_setting(''app.scope'', true) = ''system'')', part || '_add', part);
        execute format('create trigger %I before update or delete on %I for each row execute function refuse_change()', part || '_stays', part);
        execute format('create trigger %I before truncate on %I for each statement execute function refuse_change()', part || '_not_emptied', part);
    end loop;
end $$;
create policy train_read on train for select using (true);
create policy train_wagon_read on train_wagon for select using (true);
create policy train_plan_read on train_plan for select using (
    current_setting('app.scope', true) in ('system', 'audit') or org_id = current_setting('app.org', true));
create policy train_plan_box_read on train_plan_box for select using (
    (select true from train_plan p where p.train_id = train_plan_box.train_id and p.version = train_plan_box.version));

-- Money around the goods.

create trigger cover_move_stays before update or delete on cover_move for each row execute function refuse_change();
create trigger cover_move_not_emptied before truncate on cover_move for each statement execute function refuse_change();
create trigger cover_answer_stays before update or delete on cover_answer for each row execute function refuse_change();
alter table cover_move enable row level security;
alter table cover_move force row level security;
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

-- The development fund.

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
-- Projects in zones.

create table zone_project (
    id bigint generated always as identity primary key,
    reference text not null unique check (reference ~ '^P[0-9A-HJKMNP-TV-Z]{13}$'),
    org_id text not null references organisation (id),
    office text not null check (office <> ''),
    zone text not null check (zone <> ''),
    role text not null check (role <> ''),
    name text not null check (name <> ''),
    area_ha numeric(12, 4) check (area_ha > 0),
    state text not null default 'proposed' check (state in ('proposed', 'admitted', 'refused')),
    reason text not null default '',
    made_by text not null references account (id),
    made_at timestamptz not null,
    decided_by text,
    decided_at timestamptz,
    check ((state = 'proposed') = (decided_by is null)),
    check (decided_by <> made_by)
);
comment on table zone_project is 'A project of a firm in a zone, proposed under one of the roles of the zone and admitted or refused by its supervisor. An area that is not known is null.';
create index zone_project_newest_first on zone_project (org_id, id desc);

create table zone_project_year (
    project_id bigint not null references zone_project (id),
    year integer not null check (year between 1990 and 2199),
    version integer not null check (version > 0),
    tax numeric(18, 2) check (tax >= 0),
    trade numeric(18, 2) check (trade >= 0),
    currency text not null check (currency ~ '^[A-Z]{3}$'),
    told_by text not null references account (id),
    told_at timestamptz not null,
    primary key (project_id, year, version),
    check (tax is not null or trade is not null)
);
comment on table zone_project_year is 'Tax paid and goods traded by a project in a year, as its firm told; a later version stands in the place of an earlier one. What is not known is null. Only ever added to.';

alter table zone_project enable row level security;
alter table zone_project force row level security;
create policy zone_project_read on zone_project for select using (sees_bonded(org_id, office));
create policy zone_project_add on zone_project for insert with check (current_setting('app.scope', true) = 'system');
create policy zone_project_change on zone_project for update using (current_setting('app.scope', true) = 'system');

alter table zone_project_year enable row level security;
alter table zone_project_year force row level security;
create policy zone_project_year_read on zone_project_year for select using ((select true from zone_project p where p.id = project_id));
create policy zone_project_year_add on zone_project_year for insert with check (current_setting('app.scope', true) = 'system');

create trigger zone_project_year_stays before update or delete on zone_project_year for each row execute function refuse_change();
create trigger zone_project_year_not_emptied before truncate on zone_project_year for each statement execute function refuse_change();

-- Trade loans and export credit insurance.

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

create function keep_train_booking(
    train text, seen_teu numeric, seen_t numeric, org text, reference text, teu numeric, tonnes numeric,
    boxes numeric[], powered integer, state text, by text, at timestamptz, party text, body text,
    before_number text, behind_number text)
returns table (number bigint, place integer) language plpgsql as $$
declare
    found departure;
    made bigint;
begin
    select d.* into found from departure d join train t on t.departure_id = d.id
        where t.id = keep_train_booking.train for update of d;
    if (found.booked_teu, found.booked_t) is distinct from (seen_teu, seen_t) then
        return;
    end if;
    insert into booking (org_id, reference, teu, tonnes, boxes, powered, state, made_by, made_at, confirmed_at)
        values (org, keep_train_booking.reference, keep_train_booking.teu, keep_train_booking.tonnes,
            keep_train_booking.boxes, keep_train_booking.powered, keep_train_booking.state, by,
            keep_train_booking.at, case when keep_train_booking.state = 'confirmed' then keep_train_booking.at end)
        returning id into made;
    insert into booking_leg (booking_id, seq, departure_id) values (made, 1, found.id);
    if keep_train_booking.state = 'confirmed' then
        update departure d set booked_teu = d.booked_teu + keep_train_booking.teu,
            booked_t = d.booked_t + coalesce(keep_train_booking.tonnes, 0) where d.id = found.id;
    end if;
    insert into event (chain, seq, at, kind, party, account, body, prev_hash, hash)
        values ('booking:' || made, 1, keep_train_booking.at, 'booked', keep_train_booking.party, by,
            keep_train_booking.body, decode(repeat('00', 32), 'hex'),
            sha256(decode(repeat('00', 32), 'hex') || convert_to(before_number || made || behind_number, 'UTF8')));
    return query select made, case when keep_train_booking.state = 'waiting' then found.waiting + 1 end;
end $$;
comment on function keep_train_booking is 'Keeps a booking on a train as it was decided, if its places are still those that were seen; else gives no row and nothing is kept. The number is given under the lock, and stands in the text that the first event of its chain is hashed over.';

-- Guarantees: the office they are lodged with, and the end of their days.

alter table cover add column office text constraint cover_office check (office <> '');
alter table cover add column ended_at timestamptz;
comment on column cover.office is 'Customs office it is lodged with: declarations there lean on it, officers there see it. Empty for one that serves at every office.';
comment on column cover.ended_at is 'When the end of its days was told in its chain.';
create index cover_to_end on cover (last_day) where ended_at is null and last_day is not null;

create function cover_is_used_here(cover bigint) returns boolean language plpgsql stable as $$
declare
    scope text := coalesce(current_setting('app.scope', true), '');
    here text[] := string_to_array(current_setting('app.offices', true), ',');
    found boolean;
begin
    perform set_config('app.scope', 'system', true);
    select exists (select from cover_move m join declaration d on d.id = m.declaration_id
        where m.cover_id = cover and d.state <> 'DRAFT'
            and (d.decl_office = any (here) or d.border_office = any (here))) into found;
    perform set_config('app.scope', scope, true);
    return found;
end $$;
comment on function cover_is_used_here is 'Whether a declaration that the offices of who asks may see leans on an instrument.';

drop policy cover_read on cover;
create policy cover_read on cover for select using (
    current_setting('app.scope', true) in ('system', 'audit')
    or org_id = current_setting('app.org', true)
    or org_id = any (string_to_array(current_setting('app.principals', true), ','))
    or issuer = current_setting('app.org', true)
    or (current_setting('app.scope', true) = 'office' and current_setting('app.offices', true) <> ''
        and (office is null or office = any (string_to_array(current_setting('app.offices', true), ','))
            or cover_is_used_here(id))));
drop policy cover_change on cover;
create policy cover_change on cover for update using (
    may_write() and (current_setting('app.scope', true) = 'system'
    or org_id = current_setting('app.org', true)
    or org_id = any (string_to_array(current_setting('app.principals', true), ','))
    or (current_setting('app.scope', true) = 'office' and current_setting('app.offices', true) <> ''
        and (office is null or office = any (string_to_array(current_setting('app.offices', true), ','))
            or cover_is_used_here(id)))));

create or replace function cover_stays() returns trigger language plpgsql as $$
begin
    if (new.id, new.reference, new.org_id, new.kind, new.currency, new.issuer, new.issuer_name,
            new.first_day, new.last_day, new.office, new.made_by, new.made_at)
        is distinct from (old.id, old.reference, old.org_id, old.kind, old.currency, old.issuer,
            old.issuer_name, old.first_day, old.last_day, old.office, old.made_by, old.made_at)
        or (old.state = 'active' and new.state <> 'active')
        or (old.ended_at is not null and new.ended_at is distinct from old.ended_at) then
        raise exception 'an instrument keeps what it was made as' using errcode = 'check_violation';
    end if;
    return new;
end $$;
create table trade_batch (
    id bigint generated always as identity primary key,
    batch text not null unique check (batch ~ '^B[0-9A-HJKMNP-TV-Z]{13}$'),
    revision bigint not null unique check (revision > 0),
    layout text not null check (layout <> ''),
    source_id text not null check (source_id <> ''),
    source text not null,
    status text not null check (status in ('published', 'derived', 'modelled', 'unverified', 'synthetic')),
    file text not null default '',
    sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
    lines bigint not null check (lines >= 0),
    corrections bigint not null default 0 check (corrections >= 0),
    duplicates bigint not null default 0 check (duplicates >= 0),
    rejected json not null default '[]',
    months integer[] not null check (cardinality(months) > 0),
    made_by text not null,
    made_at timestamptz not null
);
comment on table trade_batch is 'A batch of lines of trade and the revision it made. Its lines lie in files that are never changed. Only ever added to.';
create index trade_batch_by_source on trade_batch (source_id, id);
create unique index trade_batch_once on trade_batch (source_id, sha256);

create table trade_cursor (
    name text primary key,
    last_id bigint not null check (last_id >= 0)
);
comment on table trade_cursor is 'Up to which movement of the window statistics have been told.';

create function reads_trade() returns boolean language sql stable parallel safe as $$
    select coalesce(current_setting('app.scope', true), '') in ('system', 'audit')
        or 'statistician' = any (string_to_array(coalesce(current_setting('app.roles', true), ''), ','))
$$;
comment on function reads_trade is 'Whether who acts reads the lines of trade: the statistics analysts, the auditors and the window itself.';

alter table trade_batch enable row level security;
alter table trade_batch force row level security;
create policy trade_batch_seen on trade_batch for select using (reads_trade());
create policy trade_batch_added on trade_batch for insert with check (
    coalesce(current_setting('app.scope', true), '') <> 'audit' and reads_trade());
alter table trade_cursor enable row level security;
alter table trade_cursor force row level security;
create policy trade_cursor_moved on trade_cursor using (coalesce(current_setting('app.scope', true), '') = 'system')
    with check (coalesce(current_setting('app.scope', true), '') = 'system');

create trigger trade_batch_stays before update or delete on trade_batch for each row execute function refuse_change();
create trigger trade_batch_not_emptied before truncate on trade_batch for each statement execute function refuse_change();
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
create table green_channel (
    id bigint generated always as identity primary key,
    reference text not null default new_reference('G') unique check (reference ~ '^G[0-9A-HJKMNP-TV-Z]{13}$'),
    org_id text not null references organisation (id),
    house text not null references organisation (id),
    channel text not null check (channel in ('refund', 'loan', 'insurance')),
    keepers text[] not null check (cardinality(keepers) > 0),
    valid daterange not null check (not isempty(valid) and lower(valid) is not null),
    grounds text not null check (grounds <> ''),
    source text not null check (source <> ''),
    state text not null default 'proposed' check (state in ('proposed', 'live', 'revoked')),
    granted_by text not null references account (id),
    granted_at timestamptz not null,
    confirmed_by text references account (id),
    confirmed_at timestamptz,
    revoked_by text references account (id),
    revoked_at timestamptz,
    revoked_why text not null default '',
    constraint green_channel_four_eyes check (confirmed_by is null or confirmed_by <> granted_by),
    check ((confirmed_by is null) = (confirmed_at is null)),
    check (state <> 'live' or confirmed_by is not null),
    check ((state = 'revoked') = (revoked_at is not null)),
    check ((revoked_at is null) = (revoked_by is null)),
    check (revoked_at is null or revoked_why <> ''),
    constraint green_channel_once exclude using gist
        (org_id with =, house with =, channel with =, valid with &&) where (state <> 'revoked')
);
comment on table green_channel is 'Days on which a firm goes before others in a queue, granted by one person and confirmed by another. Kept when revoked.';
create index green_channel_by_firm on green_channel (org_id, channel);
create index green_channel_newest on green_channel (house, id desc);

create table green_turn (
    id bigint generated always as identity primary key,
    channel text not null check (channel in ('refund', 'loan', 'insurance')),
    queue text not null,
    case_ref text not null,
    org_id text not null references organisation (id),
    house text not null references organisation (id),
    keepers text[] not null check (cardinality(keepers) > 0),
    eligibility_id bigint references green_channel (id),
    taken_on date not null,
    taken_at timestamptz not null,
    taken_by text not null references account (id),
    draw integer check (draw between 0 and 9999),
    audit_bp integer check (audit_bp between 0 and 10000),
    examined_by text references account (id),
    examined_at timestamptz,
    finding text not null default '',
    constraint green_turn_once unique (channel, case_ref),
    check ((eligibility_id is null) = (draw is null) and (draw is null) = (audit_bp is null)),
    check ((examined_by is null) = (examined_at is null)),
    check ((examined_at is null) = (finding = '')),
    check (examined_at is null or draw < audit_bp)
);
comment on table green_turn is 'A case taken from a queue, ordinary or green; a green one below the share of its day is audited after it was paid.';
create index green_turn_newest on green_turn (channel, queue, id desc);
create index green_turn_of_day on green_turn (channel, taken_on);

create function keeps_green(house text, keepers text[]) returns boolean language sql stable parallel safe as $$
    select coalesce(current_setting('app.scope', true), '') in ('system', 'audit')
        or (house = current_setting('app.org', true)
            and string_to_array(current_setting('app.roles', true), ',') && keepers)
$$;
comment on function keeps_green is 'Whether who asks keeps the green channel of a house.';

alter table green_channel enable row level security;
alter table green_channel force row level security;
create policy green_channel_read on green_channel for select using (
    keeps_green(house, keepers)
    or (current_setting('app.scope', true) = 'org' and org_id = current_setting('app.org', true)));
create policy green_channel_add on green_channel for insert with check (
    current_setting('app.scope', true) = 'system');
create policy green_channel_change on green_channel for update using (
    current_setting('app.scope', true) = 'system');

alter table green_turn enable row level security;
alter table green_turn force row level security;
create policy green_turn_read on green_turn for select using (keeps_green(house, keepers));
create policy green_turn_add on green_turn for insert with check (
    current_setting('app.scope', true) = 'system');
create policy green_turn_change on green_turn for update using (
    current_setting('app.scope', true) = 'system');

create function green_stays() returns trigger language plpgsql as $$
declare
    moving text[] := '{state,confirmed_by,confirmed_at,revoked_by,revoked_at,revoked_why,examined_by,examined_at,finding}';
begin
    if (to_jsonb(new) - moving) is distinct from (to_jsonb(old) - moving)
        or to_jsonb(old) ->> 'state' = 'revoked'
        or to_jsonb(old) ->> 'examined_at' is not null
        or (to_jsonb(old) ->> 'confirmed_by' is not null
            and to_jsonb(new) ->> 'confirmed_by' is distinct from to_jsonb(old) ->> 'confirmed_by') then
        raise exception 'what was granted, taken, revoked or examined stays as it was'
            using errcode = 'check_violation';
    end if;
    return new;
end $$;
create trigger green_channel_stays before update on green_channel for each row execute function green_stays();
create trigger green_turn_stays before update on green_turn for each row execute function green_stays();
create trigger green_channel_kept before delete on green_channel for each row execute function refuse_change();
create trigger green_turn_kept before delete on green_turn for each row execute function refuse_change();
create trigger green_channel_not_emptied before truncate on green_channel for each statement execute function refuse_change();
create trigger green_turn_not_emptied before truncate on green_turn for each statement execute function refuse_change();

create function count_waiting_legs() returns trigger language plpgsql as $$
declare
    scope text := coalesce(current_setting('app.scope', true), '');
begin
    perform set_config('app.scope', 'system', true);
    update departure d set waiting = d.waiting + w.n
    from (select l.departure_id, count(*) as n from legs l join booking b on b.id = l.booking_id
        where b.state = 'waiting' group by l.departure_id) w
    where d.id = w.departure_id;
    perform set_config('app.scope', scope, true);
    return null;
end $$;
drop trigger booking_leg_counts on booking_leg;
create trigger booking_leg_counts after insert on booking_leg referencing new table as legs
    for each statement execute function count_waiting_legs();

-- Long runs of the models of trade: what was asked, how far it is, what came out.

create table trade_run (
    id text primary key check (id ~ '^[0-9a-f]{32}$'),
    model text not null check (model in ('gravity', 'equilibrium', 'load')),
    name text not null default '' check (length(name) <= 200),
    version text not null check (version <> ''),
    asked json not null,
    state text not null default 'waiting' check (state in ('waiting', 'working', 'done', 'failed', 'cancelled')),
    done integer not null default 0 check (done >= 0),
    steps integer not null default 1 check (steps > 0),
    attempts integer not null default 0 check (attempts >= 0),
    document json,
    problems json,
    made_by text not null,
    made_at timestamptz not null,
    began_at timestamptz,
    ended_at timestamptz,
    check (done <= steps),
    check ((state in ('done', 'failed', 'cancelled')) = (ended_at is not null)),
    check ((state = 'done') = (document is not null)),
    check ((state = 'failed') = (problems is not null))
);
comment on table trade_run is 'A model of trade that was asked for; its id is the hash of model, data, parameters, closure and version, so that the same question is worked out once and answered at once afterwards.';
create index trade_run_newest on trade_run (made_at desc);
create index trade_run_unfinished on trade_run (made_at) where state in ('waiting', 'working');

alter table trade_run enable row level security;
alter table trade_run force row level security;
create policy trade_run_seen on trade_run for select using (reads_trade());
create policy trade_run_added on trade_run for insert with check (
    coalesce(current_setting('app.scope', true), '') <> 'audit' and reads_trade());
create policy trade_run_moved on trade_run for update using (
    coalesce(current_setting('app.scope', true), '') <> 'audit' and reads_trade());
create policy trade_cursor_seen on trade_cursor for select using (coalesce(current_setting('app.scope', true), '') = 'audit');
create index ecommerce_list_released on ecommerce_list (org_id, reference) where released_on is not null;
create index express_list_by_reference on express_list (org_id, reference);

alter table refund_case add column broker text references organisation (id)
    constraint refund_case_broker_is_another check (broker <> org_id);
create index refund_case_by_broker on refund_case (broker, org_id) where broker is not null;
alter policy refund_case_read on refund_case using (
    current_setting('app.scope', true) in ('system', 'audit')
    or (current_setting('app.scope', true) = 'org' and org_id = current_setting('app.org', true))
    or (current_setting('app.scope', true) = 'org' and broker = current_setting('app.org', true)
        and org_id = any (string_to_array(current_setting('app.principals', true), ',')))
    or (string_to_array(current_setting('app.roles', true), ',') && '{tax_officer,tax_supervisor}'
        and state <> 'draft' and (office is null or office = current_setting('app.org', true))));

create or replace function refund_case_stays() returns trigger language plpgsql as $$
begin
    if (new.id, new.reference, new.org_id, new.broker, new.kind, new.currency, new.made_by, new.made_at)
        is distinct from (old.id, old.reference, old.org_id, old.broker, old.kind, old.currency, old.made_by, old.made_at)
        or (old.state <> 'draft' and new.document::text is distinct from old.document::text)
        or (old.accepted_at is not null and new.accepted_at is distinct from old.accepted_at)
        or old.state in ('rejected', 'recovered') then
        raise exception 'a refund case keeps what it was filed as; one that is over stays'
            using errcode = 'check_violation';
    end if;
    return new;
end $$;

alter table account_book drop constraint account_book_state_check;
alter table account_book add constraint account_book_state_check check (state in ('open', 'reported', 'closed'));
alter table account_book add constraint account_book_reported check (state <> 'reported' or kind = 'handbook');

create table handbook_settlement (
    id bigint generated always as identity primary key,
    book_id bigint not null references account_book (id),
    statement json not null,
    reported_by text not null references account (id),
    reported_at timestamptz not null,
    outcome text not null default '' check (outcome in ('', 'reopened', 'closed')),
    decided_by text references account (id),
    decided_at timestamptz,
    reason text not null default '',
    receipt text not null default '',
    owed json,
    check ((outcome = '') = (decided_by is null) and (outcome = '') = (decided_at is null)),
    constraint handbook_settlement_four_eyes check (decided_by <> reported_by)
);
comment on table handbook_settlement is 'A handbook reported for settlement: the statement as it was, and what became of it. Who reported it does not decide it.';
create unique index handbook_settlement_once on handbook_settlement (book_id) where outcome = '';
create index handbook_settlement_by_book on handbook_settlement (book_id, id desc);
alter table handbook_settlement enable row level security;
alter table handbook_settlement force row level security;
create policy handbook_settlement_read on handbook_settlement for select using ((select true from account_book b where b.id = book_id));
create policy handbook_settlement_add on handbook_settlement for insert with check (current_setting('app.scope', true) = 'system');
create policy handbook_settlement_change on handbook_settlement for update using (current_setting('app.scope', true) = 'system');

create function handbook_settlement_stays() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' or old.outcome <> '' or (new.id, new.book_id, new.reported_by, new.reported_at)
            is distinct from (old.id, old.book_id, old.reported_by, old.reported_at)
        or new.statement::text is distinct from old.statement::text then
        raise exception 'a settlement keeps what was reported; one that was decided stays'
            using errcode = 'check_violation';
    end if;
    return new;
end $$;
create trigger handbook_settlement_stays before update or delete on handbook_settlement for each row execute function handbook_settlement_stays();

alter table bonded_case alter column repair_id drop not null;
alter table bonded_case add column book_id bigint references account_book (id);
alter table bonded_case add constraint bonded_case_of_one check (num_nonnulls(repair_id, book_id) = 1);
create unique index bonded_case_of_book on bonded_case (book_id, due_on) where book_id is not null;
alter policy bonded_case_read on bonded_case using (
    (select true from repair r where r.id = repair_id) or (select true from account_book b where b.id = book_id));
comment on table bonded_case is 'A case about goods that should have left again by a day, or a handbook that should have been reported by one: opened once for each day, the next morning; closed when that is done.';

alter table verification_list add column pieces integer check (pieces > 0);
alter table verification_list drop constraint verification_list_state_check;
alter table verification_list add constraint verification_list_state_check check (state in
    ('submitted', 'approved', 'partly passed', 'passed', 'ended', 'refused', 'withdrawn'));

alter table gate_pass_list add column gross_mass_kg numeric(14, 3) check (gross_mass_kg > 0);
alter table gate_pass_list add column pieces integer check (pieces > 0);
create table gate_pass_line (
    pass_id bigint not null,
    list_id bigint not null,
    item text not null,
    quantity numeric(20, 5) not null check (quantity > 0),
    primary key (pass_id, list_id, item),
    unique (pass_id, list_id, item, quantity),
    foreign key (pass_id, list_id) references gate_pass_list (pass_id, list_id),
    foreign key (list_id, item) references list_line (list_id, item)
);
comment on table gate_pass_line is 'What a gate pass carries of an item of a list. Only ever added to; the shares of the passes that are not cancelled never exceed the list.';

alter table gate_pass_list alter column gross_mass_kg set not null;
comment on table gate_pass_list is 'The lists of a gate pass, and the share of each that it carries. A share counts until its pass is cancelled.';
drop index gate_pass_list_once;
create index gate_pass_list_by_list on gate_pass_list (list_id) where is_live;
create index gate_pass_line_by_item on gate_pass_line (list_id, item);

alter table book_move add column pass_id bigint references gate_pass (id);
alter table book_move add constraint book_move_of_pass check (pass_id is null or (list_id is not null and stage = 'final'));
alter table book_move add constraint book_move_as_carried foreign key (pass_id, list_id, item, quantity)
    references gate_pass_line (pass_id, list_id, item, quantity);
drop index book_move_once_of_list;
create unique index book_move_once_of_list on book_move (list_id, item, stage, pass_id) nulls not distinct
    where list_id is not null;

create function share_fits_list() returns trigger language plpgsql as $$
declare
    scope text := coalesce(current_setting('app.scope', true), '');
    is_over boolean;
begin
    perform set_config('app.scope', 'system', true);
    perform from verification_list where id = new.list_id for no key update; -- who shares it at the same time waits
    select sum(l.gross_mass_kg) > min(v.gross_mass_kg)
        or bool_or((l.pieces is null) <> (v.pieces is null)) or sum(l.pieces) > min(v.pieces) into is_over
    from gate_pass_list l join verification_list v on v.id = l.list_id where l.list_id = new.list_id and l.is_live;
    perform set_config('app.scope', scope, true);
    if is_over then
        raise exception 'the gate passes of a list carry more of it than there is'
            using errcode = 'check_violation', constraint = 'gate_pass_list_fits';
    end if;
    return null;
end $$;
create trigger share_fits_list after insert on gate_pass_list for each row execute function share_fits_list();

create function share_fits_line() returns trigger language plpgsql as $$
declare
    scope text := coalesce(current_setting('app.scope', true), '');
    is_over boolean;
begin
    perform set_config('app.scope', 'system', true);
    perform from verification_list where id = new.list_id for no key update;
    select sum(s.quantity) > min(n.quantity) into is_over
    from gate_pass_line s join gate_pass_list l on l.pass_id = s.pass_id and l.list_id = s.list_id
        join list_line n on n.list_id = s.list_id and n.item = s.item
    where s.list_id = new.list_id and s.item = new.item and l.is_live;
    perform set_config('app.scope', scope, true);
    if is_over then
        raise exception 'the gate passes of a list carry more of % than there is', new.item
            using errcode = 'check_violation', constraint = 'gate_pass_line_fits';
    end if;
    return null;
end $$;
create trigger share_fits_line after insert on gate_pass_line for each row execute function share_fits_line();

create function share_stays() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' or not old.is_live or new.is_live
        or (new.pass_id, new.list_id, new.gross_mass_kg, new.pieces)
            is distinct from (old.pass_id, old.list_id, old.gross_mass_kg, old.pieces)
        or exists (select from gate_pass g where g.id = old.pass_id and g.state = 'passed') then
        raise exception 'a share stays as it was made; it only falls away with its pass before that has passed'
            using errcode = 'check_violation';
    end if;
    return new;
end $$;
create trigger share_stays before update or delete on gate_pass_list for each row execute function share_stays();

alter table gate_pass_line enable row level security;
alter table gate_pass_line force row level security;
create policy gate_pass_line_read on gate_pass_line for select using ((select true from gate_pass g where g.id = pass_id));
create policy gate_pass_line_add on gate_pass_line for insert with check (current_setting('app.scope', true) = 'system');
create trigger gate_pass_line_stays before update or delete on gate_pass_line for each row execute function refuse_change();
create trigger gate_pass_line_not_emptied before truncate on gate_pass_line for each statement execute function refuse_change();

-- Programmes: measures, tasks and milestones with owners and evidence; alerts with owners and reasons.

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

-- Targets: what a person decided on the reading of a statement, or on the standing of a target.

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

create table indicator (
    code text primary key check (code ~ '^\S{1,80}$'),
    name text not null check (name <> ''),
    name_zh text not null default '',
    unit text not null check (unit <> ''),
    direction smallint not null default 1 check (direction in (-1, 1)),
    kind text not null default 'level' check (kind in ('level', 'growth', 'share', 'completion')),
    denominator text not null default '',
    owner text not null default '',
    revision_policy text not null default '',
    made_by text not null,
    made_at timestamptz not null
);
comment on table indicator is 'What is observed. Its unit stays; the rest is told anew by whoever knows better.';

create table observation (
    id bigint generated always as identity primary key,
    what text not null references indicator (code),
    geography text not null check (geography <> ''),
    period text not null check (period <> ''),
    step text not null check (step in ('year', 'half', 'quarter', 'month')),
    valid daterange not null check (not isempty(valid) and not lower_inf(valid) and not upper_inf(valid)),
    known tstzrange not null check (not isempty(known) and not lower_inf(known) and lower_inc(known)),
    value numeric,
    unit text not null check (unit <> ''),
    source text not null check (source <> ''),
    status text not null check (status in ('published', 'derived', 'modelled', 'unverified', 'synthetic')),
    note text not null default '',
    file text not null default '',
    file_row integer not null check (file_row > 0),
    made_by text not null,
    constraint observation_one_at_a_time exclude using gist
        (what with =, geography with =, step with =, valid with &&, known with &&)
);
comment on table observation is 'A value of a period as it was known from one instant to another; no value says that what was known was withdrawn. Only ever added to: a correction ends what was known and adds what is known now.';
create index observation_known_now on observation (what, geography, period) where upper_inf(known);

create table scheme_version (
    scheme text not null check (scheme ~ '^\S{1,60}$'),
    version integer not null check (version > 0),
    name text not null check (name <> ''),
    name_zh text not null default '',
    valid_from date not null,
    legal text not null default '',
    body json not null,
    hash text not null check (hash ~ '^sha256:[0-9a-f]{64}$'),
    made_by text not null,
    made_at timestamptz not null,
    primary key (scheme, version),
    unique (scheme, valid_from)
);
comment on table scheme_version is 'A published scheme from a day on: tree, steps, the units it is for, assumptions. It is never changed; who wants another makes a version.';

create table index_run (
    id text primary key check (id ~ '^[0-9a-f]{32}$'),
    scheme text not null,
    version integer not null,
    periods text[] not null check (cardinality(periods) > 0),
    known_at timestamptz not null,
    program text not null check (program <> ''),
    hash text not null check (hash ~ '^sha256:[0-9a-f]{64}$'),
    document json not null,
    made_by text not null,
    made_at timestamptz not null,
    foreign key (scheme, version) references scheme_version (scheme, version)
);
comment on table index_run is 'An index worked out: its id is the hash of scheme, periods, the last instant at which something was learnt, and program; the same run is kept once. Only ever added to.';
create index index_run_newest on index_run (scheme, made_at desc);

create function reads_assessment() returns boolean language sql stable parallel safe as $$
    select coalesce(current_setting('app.scope', true), '') in ('system', 'audit')
        or string_to_array(coalesce(current_setting('app.roles', true), ''), ',') && array['statistician', 'planner']
$$;
comment on function reads_assessment is 'Whether who acts reads observations and indices: analysts, planners, auditors and the machine itself.';
create function keeps_assessment() returns boolean language sql stable parallel safe as $$
    select coalesce(current_setting('app.scope', true), '') <> 'audit'
        and (coalesce(current_setting('app.scope', true), '') = 'system'
            or 'statistician' = any (string_to_array(coalesce(current_setting('app.roles', true), ''), ',')))
$$;
comment on function keeps_assessment is 'Whether who acts adds observations and publishes: analysts and the machine itself.';

create function indicator_stays() returns trigger language plpgsql as $$
begin
    if (new.code, new.unit) is distinct from (old.code, old.unit) then
        raise exception 'an indicator keeps its code and its unit' using errcode = 'check_violation';
    end if;
    return new;
end $$;
create trigger indicator_stays before update on indicator for each row execute function indicator_stays();

create function observation_stays() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' or not upper_inf(old.known) or upper_inf(new.known) or lower(new.known) <> lower(old.known)
        or (new.id, new.what, new.geography, new.period, new.step, new.valid, new.value, new.unit, new.source, new.status,
            new.note, new.file, new.file_row, new.made_by)
        is distinct from (old.id, old.what, old.geography, old.period, old.step, old.valid, old.value, old.unit,
            old.source, old.status, old.note, old.file, old.file_row, old.made_by) then
        raise exception 'an observation stays as it was known; only its being known ends, once'
            using errcode = 'check_violation';
    end if;
    return new;
end $$;
create trigger observation_stays before update or delete on observation
    for each row execute function observation_stays();
create trigger observation_not_emptied before truncate on observation for each statement execute function refuse_change();

create function observation_is_news() returns trigger language plpgsql as $$
begin
    if not upper_inf(new.known) or exists (
        select from observation o where o.what = new.what and o.geography = new.geography and o.step = new.step
            and o.valid && new.valid and coalesce(upper(o.known), lower(o.known)) > lower(new.known)) then
        raise exception 'an observation is known from now on; what was known before stays'
            using errcode = 'check_violation';
    end if;
    return new;
end $$;
create trigger observation_is_news before insert on observation for each row execute function observation_is_news();

create function scheme_version_stays() returns trigger language plpgsql as $$
begin
    raise exception 'a published scheme is not changed; make a version' using errcode = 'check_violation';
end $$;
create trigger scheme_version_stays before update or delete on scheme_version
    for each row execute function scheme_version_stays();
create trigger scheme_version_not_emptied before truncate on scheme_version
    for each statement execute function refuse_change();
create trigger index_run_stays before update or delete on index_run for each row execute function refuse_change();
create trigger index_run_not_emptied before truncate on index_run for each statement execute function refuse_change();

alter table indicator enable row level security;
alter table indicator force row level security;
create policy indicator_seen on indicator for select using (reads_assessment());
create policy indicator_added on indicator for insert with check (keeps_assessment());
create policy indicator_told_anew on indicator for update using (keeps_assessment());
alter table observation enable row level security;
alter table observation force row level security;
create policy observation_seen on observation for select using (reads_assessment());
create policy observation_added on observation for insert with check (keeps_assessment());
create policy observation_ended on observation for update using (keeps_assessment());
alter table scheme_version enable row level security;
alter table scheme_version force row level security;
create policy scheme_version_seen on scheme_version for select using (reads_assessment());
create policy scheme_version_added on scheme_version for insert with check (keeps_assessment());
alter table index_run enable row level security;
alter table index_run force row level security;
create policy index_run_seen on index_run for select using (reads_assessment());
create policy index_run_added on index_run for insert with check (keeps_assessment());

create table benchmark_edition (
    id bigint generated always as identity primary key,
    benchmark text not null check (benchmark ~ '^[A-Za-z0-9][A-Za-z0-9_.-]{0,59}$'),
    edition text not null check (edition ~ '^[A-Za-z0-9][A-Za-z0-9_.-]{0,39}$'),
    revision integer not null check (revision > 0),
    name text not null check (name <> ''),
    name_zh text not null default '',
    form text not null check (form in ('tree', 'checklist', 'table', 'survey')),
    method text not null check (method <> ''),
    source text not null check (source <> ''),
    status text not null check (status in ('published', 'derived', 'modelled', 'unverified', 'synthetic')),
    file text not null check (file <> ''),
    content text not null,
    hash text not null check (hash ~ '^sha256:[0-9a-f]{64}$'),
    made_by text not null,
    made_at timestamptz not null,
    constraint benchmark_edition_once unique (benchmark, edition, revision)
);
comment on table benchmark_edition is 'An edition of a benchmark as its file gave it, with method, source and status. Only ever added to: what corrects it is another revision.';

create trigger benchmark_edition_stays before update or delete on benchmark_edition
    for each row execute function refuse_change();
create trigger benchmark_edition_not_emptied before truncate on benchmark_edition
    for each statement execute function refuse_change();
alter table benchmark_edition enable row level security;
alter table benchmark_edition force row level security;
create policy benchmark_edition_seen on benchmark_edition for select using (reads_assessment());
create policy benchmark_edition_added on benchmark_edition for insert with check (keeps_assessment());
-- Searches of portfolios that outlive who serves, and plans with the versions kept of them.

create function plans_portfolios() returns boolean language sql stable parallel safe as $$
    select coalesce(current_setting('app.scope', true), '') <> 'audit'
        and (coalesce(current_setting('app.scope', true), '') = 'system'
            or string_to_array(coalesce(current_setting('app.roles', true), ''), ',') && array['planner', 'statistician'])
$$;
comment on function plans_portfolios is 'Whether who acts has portfolios searched and keeps plans: planners, statistics analysts and the machine itself.';

create table portfolio_run (
    id text primary key check (id ~ '^[0-9a-f]{32}$'),
    ask text not null check (ask in ('plan', 'frontier', 'regret')),
    against text not null default '' check (length(against) <= 200),
    name text not null check (length(name) between 1 and 200),
    version text not null check (version <> ''),
    case_hash text not null check (case_hash ~ '^sha256:[0-9a-f]{64}$'),
    asked json not null,
    choices text[] not null,
    state text not null default 'waiting' check (state in ('waiting', 'working', 'done', 'failed', 'cancelled')),
    is_stopped boolean not null default false,
    attempts integer not null default 0 check (attempts >= 0),
    best double precision,
    bound double precision,
    starts json,
    document json,
    problems json,
    made_by text not null,
    made_at timestamptz not null,
    began_at timestamptz,
    told_at timestamptz,
    ended_at timestamptz,
    check ((ask = 'frontier') = (against <> '')),
    check ((best is null) = (starts is null)),
    check ((state in ('done', 'failed', 'cancelled')) = (ended_at is not null)),
    check ((state = 'done') = (document is not null)),
    check ((state = 'failed') = (problems is not null))
);
comment on table portfolio_run is 'A portfolio that was asked for: its id is the hash of case, question and program. Best value, bound and the plan behind the best are kept while it is searched, so that another process goes on from them.';
create index portfolio_run_newest on portfolio_run (made_at desc);
create index portfolio_run_unfinished on portfolio_run (made_at) where state in ('waiting', 'working');

create table plan (
    id bigint generated always as identity primary key,
    region text not null check (region <> ''),
    code text not null check (code ~ '^[a-z0-9][a-z0-9_-]{0,59}$'),
    made_by text not null,
    made_at timestamptz not null,
    constraint plan_once unique (region, code)
);
comment on table plan is 'A plan that has versions, each kept of a search.';

create table plan_version (
    plan_id bigint not null references plan (id),
    number integer not null check (number > 0),
    run_id text not null references portfolio_run (id),
    case_hash text not null check (case_hash ~ '^sha256:[0-9a-f]{64}$'),
    asked json not null,
    document json not null,
    hash text not null check (hash ~ '^sha256:[0-9a-f]{64}$'),
    note text not null default '' check (length(note) <= 1000),
    made_by text not null,
    made_at timestamptz not null,
    primary key (plan_id, number)
);
comment on table plan_version is 'What came out of a search, kept with its case as a version of a plan. Never changed; who wants another keeps another version.';

create trigger plan_stays before update or delete on plan for each row execute function refuse_change();
create trigger plan_not_emptied before truncate on plan for each statement execute function refuse_change();
create trigger plan_version_stays before update or delete on plan_version for each row execute function refuse_change();
create trigger plan_version_not_emptied before truncate on plan_version for each statement execute function refuse_change();

alter table portfolio_run enable row level security;
alter table portfolio_run force row level security;
create policy portfolio_run_seen on portfolio_run for select using (sees_plan(made_by));
create policy portfolio_run_added on portfolio_run for insert with check (plans_portfolios());
create policy portfolio_run_moved on portfolio_run for update using (plans_portfolios());
alter table plan enable row level security;
alter table plan force row level security;
create policy plan_seen on plan for select using (sees_plan(made_by));
create policy plan_added on plan for insert with check (plans_portfolios());
alter table plan_version enable row level security;
alter table plan_version force row level security;
create policy plan_version_seen on plan_version for select using (sees_plan(made_by));
create policy plan_version_added on plan_version for insert with check (plans_portfolios());
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

create table pipeline (
    code text primary key check (length(code) between 1 and 80),
    name text not null check (name <> ''),
    made_by text not null,
    made_at timestamptz not null
);
comment on table pipeline is 'A kind of project with its own words for the stages of the ladder.';

create table pipeline_stage (
    pipeline text not null references pipeline (code),
    word text not null check (length(word) between 1 and 80),
    canonical text not null check (canonical in ('lead', 'contacted', 'visited', 'negotiating', 'signed', 'land_permit', 'construction', 'trial', 'operation', 'expanded', 'stalled', 'lost')),
    limit_days integer check (limit_days > 0),
    place integer not null,
    is_used boolean not null default true,
    primary key (pipeline, word)
);
comment on table pipeline_stage is 'A word of a pipeline, the canonical stage it means, and the days in it after which the alarm is raised.';

create table project (
    id bigint generated always as identity primary key,
    pipeline text not null references pipeline (code),
    code text not null check (length(code) between 1 and 80),
    name text not null default '',
    place text not null default '',
    chain text not null default '',
    enterprise text not null default '',
    owner text not null default '',
    campaign text not null default '',
    made_by text not null,
    made_at timestamptz not null,
    unique (pipeline, code)
);
comment on table project is 'A project of a pipeline, and what its last event that says so tells of it. Where it stands follows from its events.';
create index project_by_owner on project (owner) where owner <> '';

create table event_import (
    id bigint generated always as identity primary key,
    known_from timestamptz not null unique,
    first_seq bigint not null,
    last_seq bigint not null,
    file text not null,
    read integer not null check (read > 0),
    made_by text not null,
    check (last_seq >= first_seq)
);
comment on table event_import is 'A file of stage events and the instant from which they are known. Only ever added to.';
create index event_import_by_seq on event_import (last_seq);

create table stage_event (
    seq bigint primary key,
    root bigint not null,
    pipeline text not null,
    event text not null,
    project_id bigint not null,
    day date,
    stage text not null check (stage in ('lead', 'contacted', 'visited', 'negotiating', 'signed', 'land_permit', 'construction', 'trial', 'operation', 'expanded', 'stalled', 'lost', 'void')),
    promised numeric check (promised >= 0),
    landed numeric check (landed >= 0),
    currency text not null,
    reason text not null,
    source text not null,
    status text not null check (status in ('published', 'derived', 'modelled', 'unverified', 'synthetic')),
    corrects text not null,
    project_name text not null,
    place text not null,
    chain text not null,
    enterprise text not null,
    owner text not null,
    campaign text not null,
    constraint stage_event_once unique (pipeline, event),
    check (day is not null or stage = 'void'),
    check (stage <> 'void' or corrects <> ''),
    check (stage not in ('stalled', 'lost') or reason <> ''),
    check ((promised is null and landed is null) or currency <> ''),
    check (root <= seq and (root < seq) = (corrects <> ''))
);
comment on table stage_event is 'What happened to a project, in the order in which it became known; root is the event that it replaces in the end. Only ever added to: a mistake is corrected by a further event.';
create index stage_event_by_project on stage_event (project_id, seq);

create table project_list (
    project_id bigint not null,
    during daterange not null check (not lower_inf(during)),
    list text not null check (list in ('to_recruit', 'negotiating', 'ongoing', 'landed', 'lost')),
    standings text not null,
    days date[] not null default '{}',
    constraint project_in_one_list
        exclude using gist (project_id with =, during with &&) where (not isempty(during))
);
comment on table project_list is 'In which list a project is from day to day, and where it stood meanwhile; it follows from its events, and is written in their transaction. A project is in one list at a time; what no longer follows is left: its time is empty.';
comment on column project_list.days is 'Days of the standings, in their order.';
comment on column project_list.standings is 'Where the project stood, one line a day.';

create table promotion_scope (
    account text not null references account (id),
    place text not null default '',
    chain text not null default '',
    granted_by text not null,
    granted_at timestamptz not null,
    revoked_at timestamptz,
    primary key (account, place, chain)
);
comment on table promotion_scope is 'Which projects a promoter sees and tells of: those of a place and of a chain; an empty one is every one.';

create function refers_to_project() returns trigger language plpgsql as $$
begin
    if exists (select project_id from added except select id from project) then
        raise exception 'there is no such project' using errcode = 'foreign_key_violation';
    end if;
    return null;
end $$;
comment on function refers_to_project is 'A foreign key that is checked once for all rows of a statement.';
create trigger stage_event_of_project after insert on stage_event referencing new table as added
    for each statement execute function refers_to_project();
create trigger project_list_of_project after insert on project_list referencing new table as added
    for each statement execute function refers_to_project();
create trigger stage_event_stays before update or delete on stage_event for each row execute function refuse_change();
create trigger event_import_stays before update or delete on event_import for each row execute function refuse_change();

create function project_stays() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' or (new.id, new.pipeline, new.code, new.made_by, new.made_at)
        is distinct from (old.id, old.pipeline, old.code, old.made_by, old.made_at) then
        raise exception 'a project stays under its name' using errcode = 'check_violation';
    end if;
    return new;
end $$;
create trigger project_stays before update or delete on project for each row execute function project_stays();

create function sees_all_projects() returns boolean language sql stable parallel safe as $$
    select coalesce(current_setting('app.scope', true), '') in ('system', 'audit')
        or string_to_array(coalesce(current_setting('app.roles', true), ''), ',') && array['planner', 'statistician']
$$;
comment on function sees_all_projects is 'Whether who acts sees every project: planners, statistics analysts, auditors and the machine itself.';
create function is_promoter() returns boolean language sql stable parallel safe as $$
    select 'promoter' = any (string_to_array(coalesce(current_setting('app.roles', true), ''), ','))
$$;
comment on function is_promoter is 'Whether who acts recruits projects.';
create function is_of_promotion() returns boolean language sql stable parallel safe as $$
    select (select sees_all_projects())
        or string_to_array(coalesce(current_setting('app.roles', true), ''), ',') && array['promoter', 'steward']
$$;
comment on function is_of_promotion is 'Whether who acts has to do with projects at all.';

do $$
declare
    part text;
begin
    foreach part in array array['pipeline', 'pipeline_stage', 'project', 'event_import', 'stage_event', 'project_list', 'promotion_scope']
    loop
        execute format('alter table %I enable row level security', part);
        execute format('alter table %I force row level security', part);
        execute format('create policy %I on %I for insert with check (current_setting(''app.scope'', true) = ''system'')', part || '_add', part);
        execute format('create trigger %I before truncate on %I for each statement execute function refuse_change()', part || '_not_emptied', part);
    end loop;
end $$;
create policy pipeline_read on pipeline for select using ((select is_of_promotion()));
create policy pipeline_change on pipeline for update using (current_setting('app.scope', true) = 'system');
create policy pipeline_stage_read on pipeline_stage for select using ((select is_of_promotion()));
create policy pipeline_stage_remove on pipeline_stage for delete using (current_setting('app.scope', true) = 'system');
create policy promotion_scope_read on promotion_scope for select using (
    (select sees_all_projects()) or account = current_setting('app.account', true)
    or 'administrator' = any (string_to_array(coalesce(current_setting('app.roles', true), ''), ',')));
create policy event_import_read on event_import for select using ((select is_of_promotion()));
-- Of a place and a chain, and those that who acts owns.
create policy project_read on project for select using (
    (select sees_all_projects())
    or ((select is_of_promotion()) and owner = (select nullif(current_setting('app.account', true), '')))
    or ((select is_promoter()) and exists (
        select from promotion_scope s where s.account = current_setting('app.account', true) and s.revoked_at is null
            and s.place in ('', project.place) and s.chain in ('', project.chain))));
create policy project_change on project for update using (current_setting('app.scope', true) = 'system');
create policy stage_event_read on stage_event for select using (
    (select sees_all_projects()) or exists (select from project p where p.id = project_id));
create policy project_list_read on project_list for select using (
    (select sees_all_projects()) or exists (select from project p where p.id = project_id));

create policy project_list_leave on project_list for update using (current_setting('app.scope', true) = 'system');
create policy pipeline_stage_change on pipeline_stage for update using (current_setting('app.scope', true) = 'system');
create policy promotion_scope_change on promotion_scope for update using (current_setting('app.scope', true) = 'system');

create function project_list_stays() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' or not isempty(new.during)
        or (new.project_id, new.list, new.days, new.standings)
        is distinct from (old.project_id, old.list, old.days, old.standings) then
        raise exception 'membership stays, or is left whole' using errcode = 'check_violation';
    end if;
    return new;
end $$;
create trigger project_list_stays before update or delete on project_list for each row execute function project_list_stays();

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

create table notice (
    id bigint generated always as identity primary key,
    region text not null check (region <> ''),
    kind text not null check (kind ~ '^[a-z_]{2,40}$'),
    item text not null check (length(item) between 1 and 120),
    day date not null,
    account text not null references account (id),
    due_on date not null,
    text text not null check (text <> ''),
    text_zh text not null check (text_zh <> ''),
    link text not null check (link ~ '^/[^/]'),
    made_at timestamptz not null,
    read_at timestamptz,
    mailed_at timestamptz,
    tries integer not null default 0 check (tries >= 0),
    fault text not null default '',
    check (due_on <= day),
    unique (region, kind, item, day)
);
comment on table notice is 'What is due, told to whose it is: one of an item and a legal day, however often one looks.';
create index notice_newest_first on notice (account, id desc);
create index notice_unread on notice (account) where read_at is null;
create index notice_to_mail on notice (region, day) where mailed_at is null;

create table mail_address (
    account text primary key references account (id),
    email text not null check (email = '' or email ~ '^[^@[:space:]]+@[^@[:space:]]+$'),
    set_at timestamptz not null
);
comment on table mail_address is 'Where notices of an account are mailed to, as it said itself; empty is nowhere.';

create table calendar_feed (
    digest bytea primary key check (octet_length(digest) = 32),
    account text not null references account (id),
    made_at timestamptz not null,
    revoked_at timestamptz
);
comment on table calendar_feed is 'Private addresses of calendars: only the digest of what nobody can guess is kept, and one of an account holds.';
create unique index calendar_feed_one_holds on calendar_feed (account) where revoked_at is null;

do $$
declare
    part text;
begin
    foreach part in array array['notice', 'mail_address', 'calendar_feed']
    loop
        execute format('alter table %I enable row level security', part);
        execute format('alter table %I force row level security', part);
        execute format('create policy %I on %I for select using (
            current_setting(''app.scope'', true) in (''system'', ''audit'')
            or account = (select nullif(current_setting(''app.account'', true), '''')))', part || '_read', part);
        execute format('create policy %I on %I for insert with check (current_setting(''app.scope'', true) = ''system'')', part || '_add', part);
        execute format('create policy %I on %I for update using (current_setting(''app.scope'', true) = ''system'')', part || '_change', part);
        execute format('create trigger %I before truncate on %I for each statement execute function refuse_change()', part || '_not_emptied', part);
    end loop;
end $$;

create function notice_stays() returns trigger language plpgsql as $$
declare
    moving text[] := '{read_at,mailed_at,tries,fault}';
begin
    if tg_op = 'DELETE' or (to_jsonb(new) - moving) is distinct from (to_jsonb(old) - moving)
        or (old.read_at is not null and new.read_at is not null and new.read_at is distinct from old.read_at)
        or (old.mailed_at is not null and new.mailed_at is distinct from old.mailed_at) then
        raise exception 'a notice stays as it was told, and is read and mailed once' using errcode = 'check_violation';
    end if;
    return new;
end $$;
create trigger notice_stays before update or delete on notice for each row execute function notice_stays();

create function calendar_feed_stays() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' or old.revoked_at is not null
        or (to_jsonb(new) - 'revoked_at') is distinct from (to_jsonb(old) - 'revoked_at') then
        raise exception 'the address of a calendar stays, and is revoked once' using errcode = 'check_violation';
    end if;
    return new;
end $$;
create trigger calendar_feed_stays before update or delete on calendar_feed for each row execute function calendar_feed_stays();

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
