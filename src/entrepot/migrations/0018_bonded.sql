-- Goods under bond: account books, lists, gate passes, transfers, counts, repairs, leases.
-- depends: 0015_hub

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
