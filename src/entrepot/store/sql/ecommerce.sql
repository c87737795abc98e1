-- Lists of e-commerce, express and mail; allowances; offshore deals.

-- A chunk of lists, by staging: one who files waits for the others of his firm.

-- name: lock_firm(org)!
select pg_advisory_xact_lock(hashtextextended(:org, 19));

-- name: make_staging()#
-- Staging tables are gone at the end of the transaction: the application owns nothing that lasts.
create temporary table ecommerce_staging on commit drop as
    select 0 as line, '\x'::bytea as sealed, 0 as year, 0.00 as ceiling, '' as body, '\x'::bytea as hash, l.*
    from ecommerce_list l with no data;
create temporary table item_staging on commit drop as select * from ecommerce_item with no data;

-- name: make_parcel_staging()#
create temporary table express_staging on commit drop as select * from express_list with no data;
create temporary table event_staging on commit drop as
    select chain, seq, at, kind, party, account, body, prev_hash, hash from event with no data;

-- name: find_filed(org, numbers)
select order_number as key, reference, digest from ecommerce_list
where org_id = :org and order_number = any (:numbers);

-- name: find_parcels(org, numbers)
select waybill as key, reference, digest from express_list
where org_id = :org and waybill = any (:numbers);

-- name: add_staged_persons(at)!
insert into ecommerce_person (hash, sealed, made_at)
select distinct on (person) person, sealed, (:at)::timestamptz from ecommerce_staging order by person
on conflict do nothing;

-- name: add_staged_allowances()!
insert into ecommerce_allowance (person, year, ceiling)
select distinct on (person, year) person, year, ceiling from ecommerce_staging
where counted > 0 order by person, year
on conflict do nothing;

-- name: lock_staged_allowances()
-- In one order, so that two files that share persons wait for each other and never across. One
-- look-up by key a person: row security makes a join look as if it gave no rows.
select held.person, held.year, held.used, held.reserved
from (select distinct person, year from ecommerce_staging where counted > 0 order by person, year) s
    cross join lateral (select a.person, a.year, a.used, a.reserved from ecommerce_allowance a
        where a.person = s.person and a.year = s.year for update) held;

-- name: drop_staged(lines)!
delete from ecommerce_staging where line = any (:lines);

-- name: keep_staged_lists(org, currency, by, at)!
insert into ecommerce_list (reference, org_id, order_number, digest, mode, flow, accepted_on, person,
    waybill, gross_mass_kg, currency, goods, freight, insurance, discount, discount_kind, tax_paid, paid,
    partner, treatment, filing, taxable, counted, duty, consumption_tax, vat, state, made_by, made_at, reason)
select reference, :org, order_number, digest, mode, flow, accepted_on, person,
    waybill, gross_mass_kg, :currency, goods, freight, insurance, discount, discount_kind, tax_paid, paid,
    partner, treatment, filing, taxable, counted, duty, consumption_tax, vat, 'accepted', :by, :at, ''
from ecommerce_staging order by line;

-- name: keep_staged_items()!
insert into ecommerce_item (list, seq, hs, quantity, value, duty_pct, vat_pct, consumption_tax_pct, origin,
    taxable, duty, consumption_tax, vat)
select i.list, i.seq, i.hs, i.quantity, i.value, i.duty_pct, i.vat_pct, i.consumption_tax_pct, i.origin,
    i.taxable, i.duty, i.consumption_tax, i.vat
from item_staging i join ecommerce_staging s on s.reference = i.list;

-- name: reserve_staged()!
-- The rows are there and locked; only so they are found by key.
insert into ecommerce_allowance as a (person, year, ceiling, reserved)
select person, year, max(ceiling), sum(counted) from ecommerce_staging
where counted > 0 group by person, year order by person, year
on conflict (person, year) do update set reserved = a.reserved + excluded.reserved,
    ceiling = excluded.ceiling;

-- name: keep_staged_moves(at)!
insert into ecommerce_move (person, year, list, kind, amount, at)
select person, year, reference, 'reserve', counted, (:at)::timestamptz from ecommerce_staging
where counted > 0 order by line;

-- name: keep_staged_acceptances(kind, party, account, at, genesis)!
-- The first event of each list: what all of them share is told once.
insert into event (chain, seq, at, kind, party, account, body, prev_hash, hash)
select 'list:' || reference, 1, :at, :kind, :party, :account, body, :genesis, hash from ecommerce_staging;

-- name: keep_staged_parcels()!
insert into express_list (reference, org_id, waybill, digest, kind, flow, description, pieces, gross_mass_kg,
    value, currency, origin, made_by, made_at)
select reference, org_id, waybill, digest, kind, flow, description, pieces, gross_mass_kg,
    value, currency, origin, made_by, made_at from express_staging;

-- name: keep_staged_events()!
insert into event (chain, seq, at, kind, party, account, body, prev_hash, hash)
select chain, seq, at, kind, party, account, body, prev_hash, hash from event_staging;

-- One list.

-- name: get_list(reference)^
select l.*, o.name, o.name_zh, o.is_sandbox from ecommerce_list l join organisation o on o.id = l.org_id
where l.reference = :reference or l.order_number = :reference
order by (l.reference = :reference) desc limit 1;

-- name: lock_list(reference)^
select reference, state from ecommerce_list where reference = :reference for update;

-- name: list_items(references)
select * from ecommerce_item where list = any (:references) order by list, seq;

-- name: list_lists(before, last, most)
-- Newest first, by key; row security decides whose.
select l.reference, l.org_id, l.order_number, l.mode, l.flow, l.accepted_on, l.treatment, l.filing, l.taxable,
    l.duty + l.consumption_tax + l.vat as tax, l.currency, l.state, l.made_at, l.waybill, o.name, o.name_zh,
    o.is_sandbox
from ecommerce_list l join organisation o on o.id = l.org_id
where (l.made_at, l.reference) < (:before, :last)
order by l.made_at desc, l.reference desc limit :most;

-- name: list_parcels(before, last, most)
select p.*, o.is_sandbox from express_list p join organisation o on o.id = p.org_id
where (p.made_at, p.reference) < (:before, :last)
order by p.made_at desc, p.reference desc limit :most;

-- name: lock_waiting(names, on, most)
-- Lists to be released, none named are all that wait by the day; nobody else moves them meanwhile.
select reference, person, accepted_on, counted from ecommerce_list
where state = 'accepted' and (reference = any (:names) or cardinality((:names)::text[]) = 0 and accepted_on <= :on)
order by reference limit :most for update;

-- name: release_locked(on, names)!
update ecommerce_list set state = 'released', released_on = :on where reference = any (:names);

-- name: use_locked(persons, years, amounts)!
-- The rows are there; only so they are found by key.
insert into ecommerce_allowance as a (person, year, ceiling, reserved)
select person, year, amount, amount
from unnest((:persons)::bytea[], (:years)::integer[], (:amounts)::numeric[]) as s(person, year, amount)
order by person, year
on conflict (person, year) do update set used = a.used + excluded.reserved,
    reserved = a.reserved - excluded.reserved;

-- name: add_uses(persons, years, names, amounts, at)!
insert into ecommerce_move (person, year, list, kind, amount, at)
select person, year, list, 'use', amount, :at from unnest((:persons)::bytea[], (:years)::integer[],
    (:names)::text[], (:amounts)::numeric[]) as s(person, year, list, amount);

-- name: lock_chains(chains)
select pg_advisory_xact_lock(hashtextextended(chain, 1))
from unnest((:chains)::text[]) as c(chain) order by chain;

-- name: find_heads(chains)
select head.chain, head.seq, head.hash from unnest((:chains)::text[]) as c(chain), lateral (
    select e.chain, e.seq, e.hash from event e where e.chain = c.chain order by e.seq desc limit 1) head;

-- name: make_event_staging()#
create temporary table event_staging on commit drop as
    select chain, seq, at, kind, party, account, body, prev_hash, hash from event with no data;

-- name: move_list(reference, state, gone_on, reason)!
update ecommerce_list set state = :state, gone_on = :gone_on, reason = :reason
where reference = :reference;

-- name: list_lines(start, stop, mode)
select l.reference, i.seq, l.state, l.mode, l.flow, l.accepted_on, l.gone_on, i.hs, i.quantity, i.taxable,
    i.duty + i.consumption_tax + i.vat as tax, l.currency, l.partner, i.origin
from ecommerce_list l join ecommerce_item i on i.list = l.reference
where (l.accepted_on >= :start and l.accepted_on < :stop or l.gone_on >= :start and l.gone_on < :stop)
    and (:mode = '' or l.mode = :mode)
order by l.reference, i.seq;

-- name: whose_lists()$
-- The organisation whose lists who asks may see; empty for those of everybody.
select case when oversees_lists() then '' else current_setting('app.org', true) end;

-- name: list_released_lines(org, reference, seq, version, most)
-- By key, so that the hundredth page costs what the first does: a list has a line at least, so a page
-- needs no more lists than rows, and the one it begins in. A list that came back is reversed.
select l.reference, i.seq, v.version, v.kind, v.posted_on, l.flow, l.mode, i.hs, l.partner, i.origin,
    i.taxable * case v.version when 1 then 1 else -1 end as value, l.currency
from (select * from ecommerce_list
        where released_on is not null and (:org = '' or org_id = :org) and reference >= :reference
        order by reference limit cast(:most as bigint) + 1) l
    cross join lateral (select seq, hs, origin, taxable from ecommerce_item where list = l.reference) i
    cross join lateral (values (1, 'original', l.released_on), (2, 'reversal', l.gone_on)) v(version, kind, posted_on)
where v.posted_on is not null and (l.reference, i.seq, v.version) > (:reference, :seq, :version)
order by l.reference, i.seq, v.version limit :most;

-- name: list_moved_parcels(org, reference, most)
select reference, kind, flow, origin, value, currency, made_at from express_list
where (:org = '' or org_id = :org) and reference > :reference
order by reference limit :most;

-- name: count_forms(start, stop)
select mode, flow, filing, currency, count(*) as lists,
    count(*) filter (where state = 'released') as released,
    count(*) filter (where state = 'refused') as refused,
    count(*) filter (where state = 'returned') as returned,
    coalesce(sum(taxable) filter (where state in ('accepted', 'released')), 0) as value,
    coalesce(sum(duty + consumption_tax + vat) filter (where state in ('accepted', 'released')), 0) as tax
from ecommerce_list where accepted_on >= :start and accepted_on < :stop
group by mode, flow, filing, currency order by mode, flow, filing, currency;

-- name: count_parcels(start, stop)
select kind, flow, currency, count(*) as lists, sum(pieces) as pieces, sum(value) as value
from express_list where made_at >= :start and made_at < :stop
group by kind, flow, currency order by kind, flow, currency;

-- Allowances.

-- name: find_allowance(person, year)^
select ceiling, used, reserved from ecommerce_allowance where person = :person and year = :year;

-- name: lock_allowance(person, year)^
select ceiling, used, reserved from ecommerce_allowance where person = :person and year = :year for update;

-- name: set_allowance(used, reserved, person, year)!
update ecommerce_allowance set used = :used, reserved = :reserved where person = :person and year = :year;

-- name: add_move(person, year, list, kind, amount, at)!
insert into ecommerce_move (person, year, list, kind, amount, at)
values (:person, :year, :list, :kind, :amount, :at);

-- name: list_moves(person, year)
select m.list, m.kind, m.amount, m.at from ecommerce_move m
where m.person = :person and m.year = :year order by m.at desc, m.list, m.kind limit 200;

-- name: find_person(hash)^
select sealed from ecommerce_person where hash = :hash;

-- Uploads.

-- name: add_upload(reference, org, kind, name, size_bytes, by, at)!
insert into list_upload (reference, org_id, kind, name, size_bytes, made_by, made_at, told_at)
values (:reference, :org, :kind, :name, :size_bytes, :by, :at, :at);

-- name: tell_upload(reference, done_bytes, read, accepted, refused, replayed, at)!
update list_upload set done_bytes = least(:done_bytes, size_bytes), read = :read, accepted = :accepted,
    refused = :refused, replayed = :replayed, told_at = :at
where reference = :reference;

-- name: end_upload(reference, at)!
update list_upload set ended_at = :at, told_at = :at, done_bytes = size_bytes where reference = :reference;

-- name: add_refusals(upload, rows)!
insert into list_refusal (upload, line, problems)
select :upload, line, problems from json_to_recordset((:rows)::json) as r(line integer, problems json)
on conflict do nothing;

-- name: get_upload(reference)^
select u.*, o.is_sandbox from list_upload u join organisation o on o.id = u.org_id
where u.reference = :reference;

-- name: list_uploads(most)
select reference, kind, name, size_bytes, done_bytes, read, accepted, refused, replayed, made_by, made_at,
    told_at, ended_at from list_upload order by made_at desc, reference desc limit :most;

-- name: list_refusals(upload, after, most)
select line, problems from list_refusal where upload = :upload and line > :after order by line limit :most;

-- Offshore deals.

-- name: find_deal(org, reference)^
select * from offshore_deal where org_id = :org and reference = :reference;

-- name: add_deal(org, reference, contents, bought, sold, hs, paid, paid_currency, received, received_currency, by, at)!
insert into offshore_deal (org_id, reference, contents, bought, sold, hs, paid, paid_currency, received,
    received_currency, made_by, made_at)
values (:org, :reference, :contents, :bought, :sold, :hs, :paid, :paid_currency, :received,
    :received_currency, :by, :at);

-- name: list_deals(most)
select d.*, o.name, o.name_zh, o.is_sandbox from offshore_deal d join organisation o on o.id = d.org_id
order by d.made_at desc, d.reference limit :most;
