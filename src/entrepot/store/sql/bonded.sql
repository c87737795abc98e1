-- Goods under bond: account books and what moves them. Row security decides which rows there are.

-- name: add_book(reference, org_id, kind, zone, office, name, valid_from, valid_to, by, at)$
insert into account_book (reference, org_id, kind, zone, office, name, valid_from, valid_to,
    made_by, made_at)
values (:reference, :org_id, :kind, :zone, :office, :name, :valid_from, :valid_to, :by, :at)
returning id;

-- name: add_items(book_id, rows)!
insert into book_item (book_id, item, role, name, hs, origin, unit, statutory_unit, per_unit,
    unit_value, currency, quantity_limit, opening)
select :book_id, r.* from json_to_recordset((:rows)::json) as r(item text, role text, name text,
    hs text, origin text, unit text, statutory_unit text, per_unit numeric, unit_value numeric,
    currency text, quantity_limit numeric, opening numeric);

-- name: add_bill(book_id, product, version, by, at, rows)!
insert into book_bill (book_id, product, version, material, net, loss_pct, made_by, made_at)
select :book_id, :product, :version, r.material, r.net, r.loss_pct, :by, :at
from json_to_recordset((:rows)::json) as r(material text, net numeric, loss_pct numeric);

-- name: find_book(reference)^
select b.*, o.name as firm, o.name_zh as firm_zh, o.is_sandbox
from account_book b join organisation o on o.id = b.org_id where b.reference = :reference;

-- name: get_book(id)^
select b.*, o.name as firm, o.name_zh as firm_zh, o.is_sandbox
from account_book b join organisation o on o.id = b.org_id where b.id = :id;

-- name: list_books(kind, most)
-- Books in short, newest first; an empty kind is every kind.
select b.reference, b.kind, b.zone, b.office, b.name, b.valid_from, b.valid_to, b.state,
    b.made_at, o.name as firm, o.name_zh as firm_zh, o.is_sandbox,
    (select count(*) from book_item i where i.book_id = b.id) as items,
    (select count(*) from verification_list v where v.book_id = b.id and v.state = 'submitted') as waiting
from account_book b join organisation o on o.id = b.org_id
where :kind = '' or b.kind = :kind
order by b.id desc limit :most;

-- name: keep_open(id)$
-- The state of a book, which stays so until the end of the transaction.
select state from account_book where id = :id for share;

-- name: lock_book(id)$
select state from account_book where id = :id for update;

-- name: set_book_state(state, id)!
update account_book set state = :state where id = :id;

-- name: list_items(book_id)
select * from book_item where book_id = :book_id order by item;

-- name: lock_items(book_ids, items)
-- In a fixed order, so that two who want the same items do not wait for each other.
select * from book_item where book_id = any ((:book_ids)::bigint[]) and item = any ((:items)::text[])
order by book_id, item for update;

-- name: list_bills(book_id)
select product, version, material, net, loss_pct, made_by, made_at from book_bill
where book_id = :book_id order by product, version, material;

-- name: add_moves(rows)!
insert into book_move (book_id, item, kind, stage, quantity, statutory_quantity, turned, list_id,
    pass_id, transfer_id, repair_id, count_id, document, account, at)
select r.* from json_to_recordset((:rows)::json) as r(book_id bigint, item text, kind text,
    stage text, quantity numeric, statutory_quantity numeric, turned numeric, list_id bigint,
    pass_id bigint, transfer_id bigint, repair_id bigint, count_id bigint, document text, account text,
    at timestamptz);

-- name: list_moves(book_id, item, before, most)
-- Movements of a book or of one item, newest first, with what they stand on. What is set aside, and
-- what moved before passes had shares, has a pass where its list has one only.
select m.id, m.item, m.kind, m.stage, m.quantity, m.statutory_quantity, m.turned, m.document,
    m.account, m.at, v.reference as list, v.declaration, t.reference as transfer,
    r.reference as repair,
    coalesce((select g.reference from gate_pass g where g.id = m.pass_id),
        (select min(g.reference) from gate_pass_list l join gate_pass g on g.id = l.pass_id
            where l.list_id = m.list_id and l.is_live having count(*) = 1)) as pass
from book_move m
    left join verification_list v on v.id = m.list_id
    left join bonded_transfer t on t.id = m.transfer_id
    left join repair r on r.id = m.repair_id
where m.book_id = :book_id and (:item = '' or m.item = :item) and m.id < :before
order by m.id desc limit :most;

-- name: recount(book_id)
-- The figures of each item counted anew from its movements.
select i.item, i.opening, i.received, i.issued, i.pre_deducted, i.expected,
    coalesce(sum(m.quantity) filter (where m.stage = 'final' and n.inward), 0) as counted_received,
    coalesce(sum(m.quantity) filter (where m.stage = 'final' and not n.inward), 0) as counted_issued,
    coalesce(sum(n.held) filter (where not n.inward), 0) as counted_pre_deducted,
    coalesce(sum(n.held) filter (where n.inward), 0) as counted_expected,
    count(m.id) as moves
from book_item i
    left join book_move m on m.book_id = i.book_id and m.item = i.item
    left join lateral (select m.kind in ('in', 'transfer-in', 'return-in', 'surplus') as inward,
        case m.stage when 'pre' then m.quantity when 'free' then -m.quantity else -m.turned end as held
    ) n on true
where i.book_id = :book_id group by i.book_id, i.item order by i.item;

-- name: held_of_lists(list_ids)
-- What lists still have set aside.
select list_id, book_id, item, kind,
    sum(case stage when 'pre' then quantity when 'free' then -quantity else -turned end) as held
from book_move where list_id = any ((:list_ids)::bigint[])
group by list_id, book_id, item, kind order by list_id, item;

-- name: add_list(reference, book_id, org_id, office, kind, own_reference, declaration, gross_mass_kg, pieces, by, at)$
insert into verification_list (reference, book_id, org_id, office, kind, own_reference,
    declaration, gross_mass_kg, pieces, made_by, made_at)
values (:reference, :book_id, :org_id, :office, :kind, :own_reference, :declaration,
    :gross_mass_kg, :pieces, :by, :at)
on conflict (org_id, own_reference) do nothing returning id;

-- name: add_lines(list_id, rows)!
insert into list_line (list_id, seq, item, quantity, statutory_quantity)
select :list_id, r.seq, r.item, r.quantity, r.statutory_quantity
from json_to_recordset((:rows)::json) as r(seq integer, item text, quantity numeric,
    statutory_quantity numeric);

-- name: find_list(reference)^
select v.*, b.reference as book, b.zone, o.name as firm, o.name_zh as firm_zh, o.is_sandbox,
    (select g.reference from gate_pass_list l join gate_pass g on g.id = l.pass_id
        where l.list_id = v.id and l.is_live order by g.id desc limit 1) as pass,
    (select g.reference from gate_pass_list l join gate_pass g on g.id = l.pass_id
        where l.list_id = v.id and l.is_live and g.state in ('made', 'held') limit 1) as open_pass
from verification_list v join account_book b on b.id = v.book_id join organisation o on o.id = v.org_id
where v.reference = :reference;

-- name: find_own_list(org_id, own_reference)^
select reference from verification_list where org_id = :org_id and own_reference = :own_reference;

-- name: sum_of_declaration(names)$
-- Gross mass of the lists that stand on a declaration, by either of its names; of one that was ended
-- what had passed.
select coalesce(sum(case when v.state = 'ended' then (select sum(l.gross_mass_kg) from gate_pass_list l
    where l.list_id = v.id and l.is_live) else v.gross_mass_kg end), 0) from verification_list v
where declaration = any ((:names)::text[]) and state not in ('refused', 'withdrawn');

-- name: lock_lists(ids)
select id, state, kind, book_id, org_id, office, declaration, gross_mass_kg, pieces, reference,
    made_by
from verification_list where id = any ((:ids)::bigint[]) order by id for update;

-- name: list_lines(list_ids)
select list_id, seq, item, quantity, statutory_quantity from list_line
where list_id = any ((:list_ids)::bigint[]) order by list_id, seq;

-- name: list_lists(most)
select v.reference, v.own_reference, v.kind, v.state, v.declaration, v.gross_mass_kg, v.made_at,
    b.reference as book, o.name as firm, o.name_zh as firm_zh, o.is_sandbox
from verification_list v join account_book b on b.id = v.book_id join organisation o on o.id = v.org_id
order by v.state = 'submitted' desc, v.id desc limit :most;

-- name: decide_list(state, reason, by, at, id)!
update verification_list set state = :state, reason = :reason,
    decided_by = coalesce(decided_by, :by), decided_at = coalesce(decided_at, :at)
where id = :id;

-- name: pass_list(state, id)!
update verification_list set state = :state where id = :id;

-- name: add_pass(reference, org_id, office, direction, vehicle, tare_kg, declared_kg, by, at)$
insert into gate_pass (reference, org_id, office, direction, vehicle, tare_kg, declared_kg,
    made_by, made_at)
values (:reference, :org_id, :office, :direction, :vehicle, :tare_kg, :declared_kg, :by, :at)
returning id;

-- name: add_share(pass_id, list_id, gross_mass_kg, pieces)!
insert into gate_pass_list (pass_id, list_id, gross_mass_kg, pieces)
values (:pass_id, :list_id, :gross_mass_kg, :pieces);

-- name: add_share_lines(pass_id, list_id, items, quantities)!
insert into gate_pass_line (pass_id, list_id, item, quantity)
select :pass_id, :list_id, r.item, r.quantity
from unnest((:items)::text[], (:quantities)::numeric[]) as r(item, quantity);

-- name: list_shares(list_ids)
-- What each pass of lists carries of them; those of cancelled passes are none.
select l.list_id, l.pass_id, g.reference as pass, g.vehicle, g.state, g.tare_kg, g.declared_kg,
    g.weighed_kg, l.gross_mass_kg, l.pieces, n.items, n.quantities
from gate_pass_list l join gate_pass g on g.id = l.pass_id, lateral (
    select array_agg(item order by item) as items, array_agg(quantity order by item) as quantities
    from gate_pass_line where pass_id = l.pass_id and list_id = l.list_id) n
where l.list_id = any ((:list_ids)::bigint[]) and l.is_live order by l.list_id, l.pass_id;

-- name: list_carried(pass_id)
-- What a pass carries of each of its lists, or would have carried.
select l.list_id, v.reference as list, l.gross_mass_kg, l.pieces, n.items, n.quantities
from gate_pass_list l join verification_list v on v.id = l.list_id, lateral (
    select array_agg(item order by item) as items, array_agg(quantity order by item) as quantities
    from gate_pass_line where pass_id = l.pass_id and list_id = l.list_id) n
where l.pass_id = :pass_id order by l.list_id;

-- name: find_pass(reference)^
select g.*, o.name as firm, o.name_zh as firm_zh, o.is_sandbox,
    (select array_agg(v.reference order by v.id) from gate_pass_list l
        join verification_list v on v.id = l.list_id where l.pass_id = g.id) as lists,
    (select array_agg(l.list_id order by l.list_id) from gate_pass_list l where l.pass_id = g.id) as list_ids
from gate_pass g join organisation o on o.id = g.org_id where g.reference = :reference;

-- name: lock_pass(id)^
select state from gate_pass where id = :id for update;

-- name: list_passes(most)
select g.reference, g.direction, g.vehicle, g.declared_kg, g.weighed_kg, g.tolerance_pct, g.state,
    g.made_at, g.passed_at, o.name as firm, o.name_zh as firm_zh, o.is_sandbox,
    (select array_agg(v.reference order by v.id) from gate_pass_list l
        join verification_list v on v.id = l.list_id where l.pass_id = g.id) as lists
from gate_pass g join organisation o on o.id = g.org_id
order by g.state in ('made', 'held') desc, g.id desc limit :most;

-- name: weigh_pass(state, weighed_kg, tolerance_pct, by, at, id)!
update gate_pass set state = :state, weighed_kg = :weighed_kg, tolerance_pct = :tolerance_pct,
    passed_by = :by, passed_at = :at
where id = :id;

-- name: cancel_pass(id)!
update gate_pass set state = 'cancelled' where id = :id;

-- name: cancel_pass_lists(id)!
update gate_pass_list set is_live = false where pass_id = :id;

-- name: add_transfer(reference, from_book, to_book, from_reference, to_reference, from_org, to_org, from_office, to_office, from_item, to_item, quantity, own_reference, by, at)$
insert into bonded_transfer (reference, from_book, to_book, from_reference, to_reference, from_org,
    to_org, from_office, to_office, from_item, to_item, quantity, own_reference, made_by, made_at)
values (:reference, :from_book, :to_book, :from_reference, :to_reference, :from_org, :to_org,
    :from_office, :to_office, :from_item, :to_item, :quantity, :own_reference, :by, :at)
on conflict (from_org, own_reference) do nothing returning id;

-- name: find_own_transfer(from_org, own_reference)^
select reference from bonded_transfer where from_org = :from_org and own_reference = :own_reference;

-- name: find_transfer(reference)^
select t.*, o.name as firm, o.name_zh as firm_zh, p.name as receiver, p.name_zh as receiver_zh,
    o.is_sandbox
from bonded_transfer t join organisation o on o.id = t.from_org join organisation p on p.id = t.to_org
where t.reference = :reference;

-- name: lock_transfer(id)^
select state from bonded_transfer where id = :id for update;

-- name: list_transfers(most)
select t.reference, t.from_reference, t.to_reference, t.from_item, t.to_item, t.quantity, t.state,
    t.made_at, t.decided_at, o.name as firm, o.name_zh as firm_zh, p.name as receiver,
    p.name_zh as receiver_zh, o.is_sandbox
from bonded_transfer t join organisation o on o.id = t.from_org join organisation p on p.id = t.to_org
order by t.state = 'proposed' desc, t.id desc limit :most;

-- name: decide_transfer(state, by, at, id)!
update bonded_transfer set state = :state, decided_by = :by, decided_at = :at where id = :id;

-- name: add_count(book_id, item, counted_on, expected, counted, tolerance_pct, finding, taxed, assessment, by, at)$
insert into bonded_count (book_id, item, counted_on, expected, counted, tolerance_pct, finding,
    taxed, assessment, counted_by, at)
values (:book_id, :item, :counted_on, :expected, :counted, :tolerance_pct, :finding, :taxed,
    :assessment, :by, :at)
returning id;

-- name: list_counts(book_id)
select item, counted_on, expected, counted, tolerance_pct, finding, taxed, assessment, counted_by, at
from bonded_count where book_id = :book_id order by id desc limit 200;

-- name: add_repair(reference, book_id, org_id, office, kind, in_item, out_item, quantity, return_by, by, at)$
insert into repair (reference, book_id, org_id, office, kind, in_item, out_item, quantity,
    return_by, made_by, made_at)
values (:reference, :book_id, :org_id, :office, :kind, :in_item, :out_item, :quantity, :return_by,
    :by, :at)
returning id;

-- name: add_parts(repair_id, rows)!
insert into repair_part (repair_id, seq, item, quantity, old)
select :repair_id, r.seq, r.item, r.quantity, r.old
from json_to_recordset((:rows)::json) as r(seq integer, item text, quantity numeric, old text);

-- name: find_repair(reference)^
select r.*, b.reference as book, o.name as firm, o.name_zh as firm_zh, o.is_sandbox
from repair r join account_book b on b.id = r.book_id join organisation o on o.id = r.org_id
where r.reference = :reference;

-- name: lock_repair(id)^
select state from repair where id = :id for update;

-- name: list_parts(repair_id)
select seq, item, quantity, old from repair_part where repair_id = :repair_id order by seq;

-- name: list_cases(repair_id)
select due_on, opened_at, closed_at, outcome from bonded_case where repair_id = :repair_id order by id;

-- name: list_repairs(most)
select r.reference, r.kind, r.in_item, r.out_item, r.quantity, r.return_by, r.state, r.made_at,
    r.returned_at, b.reference as book, o.name as firm, o.name_zh as firm_zh, o.is_sandbox
from repair r join account_book b on b.id = r.book_id join organisation o on o.id = r.org_id
order by r.state = 'returned', r.return_by, r.id desc limit :most;

-- name: list_overdue(on)
select id, reference, return_by from repair where state = 'open' and return_by < :on
order by return_by, id;

-- name: return_repair(declaration, at, id)!
update repair set state = 'returned', declaration = :declaration, returned_at = :at where id = :id;

-- name: mark_overdue(id)!
update repair set state = 'overdue' where id = :id;

-- name: open_case(repair_id, due_on, at)$
insert into bonded_case (repair_id, due_on, opened_at) values (:repair_id, :due_on, :at)
on conflict (repair_id, due_on) do nothing returning id;

-- name: close_cases(at, outcome, repair_id)!
update bonded_case set closed_at = :at, outcome = :outcome
where repair_id = :repair_id and closed_at is null;

-- name: add_lease(reference, org_id, office, zone, lessee, asset, hs, duty_pct, vat_pct, currency, end_kind, by, at)$
insert into lease_contract (reference, org_id, office, zone, lessee, asset, hs, duty_pct, vat_pct,
    currency, end_kind, made_by, made_at)
values (:reference, :org_id, :office, :zone, :lessee, :asset, :hs, :duty_pct, :vat_pct, :currency,
    :end_kind, :by, :at)
returning id;

-- name: add_instalments(lease_id, rows)!
insert into lease_instalment (lease_id, seq, due_on, base, duty, vat)
select :lease_id, r.seq, r.due_on, r.base, r.duty, r.vat
from json_to_recordset((:rows)::json) as r(seq integer, due_on date, base numeric, duty numeric,
    vat numeric);

-- name: find_lease(reference)^
select l.*, o.name as firm, o.name_zh as firm_zh, o.is_sandbox
from lease_contract l join organisation o on o.id = l.org_id where l.reference = :reference;

-- name: lock_lease(id)^
select state from lease_contract where id = :id for update;

-- name: list_instalments(lease_id)
-- In the order of the contract; what is owed at the end comes last.
select seq, due_on, base, duty, vat, paid_on, paid_by, declaration from lease_instalment
where lease_id = :lease_id order by seq = 0, seq;

-- name: list_leases(most)
select l.reference, l.asset, l.lessee, l.zone, l.currency, l.end_kind, l.state, l.made_at,
    o.name as firm, o.name_zh as firm_zh, o.is_sandbox, i.instalments, i.paid, i.next_due,
    i.owed
from lease_contract l join organisation o on o.id = l.org_id,
    lateral (select count(*) filter (where seq > 0) as instalments,
        count(paid_on) filter (where seq > 0) as paid,
        min(due_on) filter (where paid_on is null) as next_due,
        coalesce(sum(duty + vat) filter (where paid_on is null), 0) as owed
        from lease_instalment where lease_id = l.id) i
order by l.state = 'running' desc, i.next_due, l.id desc limit :most;

-- name: pay_instalment(on, by, declaration, lease_id, seq)$
update lease_instalment set paid_on = :on, paid_by = :by, declaration = :declaration
where lease_id = :lease_id and seq = :seq and paid_on is null returning seq;

-- name: end_lease(id)!
update lease_contract set state = 'ended' where id = :id;

-- name: add_project(reference, org_id, office, zone, role, name, area_ha, by, at)$
insert into zone_project (reference, org_id, office, zone, role, name, area_ha, made_by, made_at)
values (:reference, :org_id, :office, :zone, :role, :name, :area_ha, :by, :at)
returning id;

-- name: find_project(reference)^
select p.*, o.name as firm, o.name_zh as firm_zh, o.is_sandbox
from zone_project p join organisation o on o.id = p.org_id where p.reference = :reference;

-- name: lock_project(id)^
select state from zone_project where id = :id for update;

-- name: decide_project(state, reason, by, at, id)!
update zone_project set state = :state, reason = :reason, decided_by = :by, decided_at = :at
where id = :id;

-- name: tell_year(project_id, year, tax, trade, currency, by, at)!
insert into zone_project_year (project_id, year, version, tax, trade, currency, told_by, told_at)
select :project_id, :year, coalesce(max(version), 0) + 1, :tax, :trade, :currency, :by, :at
from zone_project_year where project_id = :project_id and year = :year;

-- name: list_years(project_id)
-- The latest version of each year.
select distinct on (year) year, version, tax, trade, currency, told_by, told_at
from zone_project_year where project_id = :project_id order by year desc, version desc;

-- name: list_projects(most)
-- With the latest year told.
select p.reference, p.zone, p.role, p.name, p.area_ha, p.state, p.made_at, o.name as firm,
    o.name_zh as firm_zh, o.is_sandbox, y.year, y.tax, y.trade, y.currency
from zone_project p join organisation o on o.id = p.org_id
    left join lateral (select year, tax, trade, currency from zone_project_year
        where project_id = p.id order by year desc, version desc limit 1) y on true
order by p.state = 'proposed' desc, p.id desc limit :most;

-- Settlement of handbooks.

-- name: list_under_way(book_id)
-- What still moves, or may move, the stock of a book.
select reference from verification_list where book_id = :book_id and state in ('submitted', 'approved', 'partly passed')
union all
select reference from bonded_transfer where :book_id in (from_book, to_book) and state = 'proposed'
union all
select reference from repair where book_id = :book_id and state <> 'returned'
order by reference;

-- name: sum_issued(book_id)
-- What went out of a book, by item and kind.
select item, kind, sum(quantity) as quantity from book_move
where book_id = :book_id and stage = 'final'
    and kind not in ('in', 'transfer-in', 'return-in', 'surplus')
group by item, kind order by item, kind;

-- name: list_made(chain)
-- What was told of products that were made.
select body ->> 'product' as product, (body ->> 'version')::integer as version,
    (body ->> 'units')::numeric as units
from (select body::json as body from event
    where chain = :chain and kind = 'bonded_consumed' order by seq) told;

-- name: add_settlement(book_id, statement, by, at)!
insert into handbook_settlement (book_id, statement, reported_by, reported_at)
values (:book_id, (:statement)::json, :by, :at);

-- name: find_settlement(book_id)^
-- The newest one of a handbook.
select * from handbook_settlement where book_id = :book_id order by id desc limit 1;

-- name: decide_settlement(outcome, by, at, reason, receipt, owed, id)!
update handbook_settlement set outcome = :outcome, decided_by = :by, decided_at = :at,
    reason = :reason, receipt = :receipt, owed = (:owed)::json
where id = :id;

-- name: list_unreported(on)
-- Handbooks that are over, not reported, and have no case yet of that day.
select b.id, b.reference, b.valid_to from account_book b
where b.kind = 'handbook' and b.state = 'open' and b.valid_to < :on
    and not exists (select from bonded_case c where c.book_id = b.id)
order by b.valid_to, b.id;

-- name: open_book_case(book_id, due_on, at)$
insert into bonded_case (book_id, due_on, opened_at) values (:book_id, :due_on, :at)
on conflict (book_id, due_on) where book_id is not null do nothing returning id;

-- name: close_book_cases(at, outcome, book_id)!
update bonded_case set closed_at = :at, outcome = :outcome
where book_id = :book_id and closed_at is null;

-- name: list_book_cases(book_id)
select due_on, opened_at, closed_at, outcome from bonded_case where book_id = :book_id order by id;
