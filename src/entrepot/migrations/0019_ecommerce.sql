-- E-commerce, express and mail by list; what a person may bring in a year; offshore deals.
-- depends: 0015_hub

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
