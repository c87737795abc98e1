-- Figures of panels told a second time, in SQL of their definitions; $on is the day.
-- A figure of two columns is their quotient; sums of money are rows of amount and currency.

-- name: posts.wanted
select sum(wanted) from talent_posts;

-- name: posts.placed
select count(*) from talent_people p join talent_posts t on p.post = t.id
where p.applied_on <= $on and p.placed_on <= $on;

-- name: posts.filled_pct
select 100 * sum(least(n, wanted)), sum(wanted) from (
  select t.id, t.wanted, count(p.id) n from talent_posts t
  left join talent_people p on p.post = t.id and p.applied_on <= $on and p.placed_on <= $on
  group by all);

-- name: scarce.returned_pct
select 100 * count(*) filter (p.returned_on <= $on), count(*)
from talent_people p join talent_posts t on p.post = t.id and t.is_scarce
where p.applied_on <= $on and p.sent_on <= $on and p.due_back_on <= $on;

-- name: talent_money.people
select nullif(count(distinct person), 0) from talent_ties where since <= $on;

-- name: talent_money.invested
select sum(invested), currency from talent_ties
where since <= $on and invested is not null group by currency order by currency;

-- name: talent_money.without_money
select count(*) from (select project from talent_ties where since <= $on
  group by project having count(invested) = 0);

-- name: central_firms.kept_pct
select 100 * count(*) filter (done_on <= $on), count(*) filter (done_on <= $on or due_on < $on)
from central_promises p join central_firms f on p.firm = f.id where made_on <= $on;

-- name: central_firms.contracts
select sum(contract), currency from central_suppliers s join central_firms f on s.firm = f.id
where begins_on <= $on and coalesce(ends_on >= $on, true) and contract is not null
group by currency order by currency;

-- name: central_firms.suppliers
select count(distinct s.enterprise) from central_suppliers s join central_firms f on s.firm = f.id
where begins_on <= $on and coalesce(ends_on >= $on, true);

-- name: works.late
select count(*) from works where due_on < $on and coalesce(finished_on > $on, true);

-- name: works.spent
select sum(spent), currency from (
  select r.*, row_number() over (partition by work order by reported_on desc, r.id desc) n
  from work_reports r join works w on r.work = w.id where reported_on <= $on)
where n = 1 and spent is not null group by currency order by currency;

-- name: works.over
select count(*) from (
  select r.*, row_number() over (partition by work order by reported_on desc, id desc) n
  from work_reports r where reported_on <= $on) last
join works w on last.work = w.id
where n = 1 and last.currency = w.currency and last.spent > w.budget;

-- name: works.met
select count(*) from (
  select b.*, row_number() over (partition by work, benefit
    order by case when measured_on <= $on then measured_on else date '0001-01-01' end desc,
    id desc) n from work_benefits b) last
join works w on last.work = w.id
where n = 1 and measured_on <= $on
  and case better when 'higher' then measured >= promised else measured <= promised end;

-- name: trader_targets.landed_pct
with listed as (select id from trader_targets
    where listed_on <= $on and coalesce(dropped_on > $on, true)),
  held as (select p.* from trader_pitches p join listed l on p.target = l.id
    where pitched_on <= $on),
  last as (select target, arg_max(result, (result_on, pitched_on, id)) result from held
    where result_on <= $on group by target)
select 100 * (select count(*) from last where result = 'landed'),
  (select count(distinct target) from held);

-- name: trader_ways.pitches
select count(*) from trader_pitches where pitched_on <= $on;

-- name: hub_stock.value
select sum(stock * value_per_unit), currency from hub_goods g
join (select goods, sum(amount) stock from hub_moves where "on" <= $on group by goods) m
  on m.goods = g.id
where value_per_unit is not null group by currency order by currency;

-- name: hub_finance.lent
select sum(lent), currency from hub_loans
where lent_on <= $on and coalesce(repaid_on > $on, true) group by currency order by currency;

-- name: hub_finance.late
select count(*) from hub_loans
where lent_on <= $on and coalesce(repaid_on > $on, true) and due_on < $on;

-- name: overseas.planned
select sum(planned), currency from overseas_projects
where coalesce(begun_on <= $on, true) and coalesce(ended_on > $on, true) and planned is not null
group by currency order by currency;

-- name: overseas.firms
select count(distinct enterprise) from overseas_projects
where coalesce(begun_on <= $on, true) and coalesce(ended_on > $on, true);

-- name: overseas.risky
select count(*) from overseas_projects p
join (select country, arg_max(level, (assessed_on, id)) as risk from country_risks
  where assessed_on <= $on group by country) r using (country)
where coalesce(begun_on <= $on, true) and coalesce(ended_on > $on, true) and r.risk >= 4;

-- name: foreign_banks.granted
select count(distinct (bank, licence)) from bank_licences l join foreign_banks b on l.bank = b.id
where coalesce(closed_on > $on, true) and granted_on <= $on
  and coalesce(refused_on > $on, true) and coalesce(valid_until >= $on, true);

-- name: foreign_banks.services
select count(distinct service) from bank_services s join foreign_banks b on s.bank = b.id
where coalesce(closed_on > $on, true) and begins_on <= $on and coalesce(ends_on >= $on, true);

-- name: import_platforms.imports
select sum(imports), currency from import_results
where ended_on <= $on and imports is not null and ended_on > (
  case when last_day($on) = $on then last_day(($on - interval 1 year)::date)
  else ($on - interval 1 year)::date end)
group by currency order by currency;

-- name: visitors.visitors
with ended as (select case when last_day($on) = $on then date_trunc('month', $on)
    else date_trunc('month', $on) - interval 1 month end::date as ended_month),
  told as (select arg_min(visitors, id) visitors, place from visitor_counts, ended
    where origin is null and month <= ended_month and month > ended_month - interval 12 month
    group by month, place),
  whole as (select * from told where place is null)
select sum(visitors) from (select visitors from whole union all
  select visitors from told where not exists (from whole));

-- name: idle_assets.idle_m2
select sum(area_m2) from visitor_assets
where idle_since <= $on and coalesce(reused_on > $on, true);

-- name: idle_assets.reused_pct
select 100 * count(*) filter (reused_on <= $on), count(*) from visitor_assets
where idle_since <= $on;

-- name: import_spending.sales
with ended as (select case when last_day($on) = $on then date_trunc('month', $on)
    else date_trunc('month', $on) - interval 1 month end::date as ended_month),
  told as (select arg_min(sales, id) sales, arg_min(currency, id) currency
    from import_sales, ended where month <= ended_month and month > ended_month - interval 12 month
    group by shop, month, is_duty_free)
select sum(sales), currency from told group by currency order by currency;

-- name: imported_goods.untraced
select case when count(*) > 0 then count(*) filter (declaration is null) end
from import_goods g join import_shops s on g.shop = s.id
where opened_on <= $on and coalesce(closed_on > $on, true)
  and listed_on <= $on and coalesce(delisted_on > $on, true);

-- name: farm_producers.households
select sum(households) from farm_producers
where coalesce(registered_on <= $on, true) and coalesce(closed_on > $on, true);

-- name: farm_bundles.wanted_t
select sum(wanted_t) from farm_orders where ordered_on <= $on;

-- name: rural_parcels.ending
select case when count(*) > 0 then count(*) filter (until_on <= $on + interval 1 year) end from rural_rights
where from_on <= $on and coalesce(until_on >= $on, true);

-- name: joined_grants.granted
select sum(g.amount), g.currency from joined_grants g
join joined_costs c on g.cost = c.id and c.arose_on <= $on join joined_funds f on g.fund = f.id
where granted_on <= $on and coalesce(withdrawn_on > $on, true)
group by g.currency order by g.currency;

-- name: joined_pools.cost
select sum(amount), currency from (
  select *, case when payee is not null and invoice is not null then row_number() over (
    partition by payee, invoice order by arose_on, id) else 1 end n
  from joined_costs where arose_on <= $on)
where n = 1 group by currency order by currency;

-- name: size_watch.graduates
with told as (select firm, line, ended_on, asked,
    arg_max(case when r.currency = l.currency then turnover end, r.id) over (
      partition by firm, line, ended_on) as made,
    row_number() over (partition by firm, line, ended_on order by r.id desc) n
  from size_readings r join size_lines l on r.line = l.id
  where ended_on <= $on and coalesce(valid_from <= $on, true) and coalesce(valid_to >= $on, true)),
  steps as (select firm, asked, made,
    lag(made) over w as earlier, row_number() over (partition by firm, line order by ended_on desc) k
  from told where n = 1 window w as (partition by firm, line order by ended_on))
select count(distinct firm) from steps where k = 1 and earlier < asked and made >= asked;

-- name: size_watch.near
with told as (select firm, line, ended_on, asked, near_pct,
    arg_max(case when r.currency = l.currency then turnover end, r.id) over (
      partition by firm, line, ended_on) as made,
    row_number() over (partition by firm, line, ended_on order by r.id desc) n
  from size_readings r join size_lines l on r.line = l.id
  where ended_on <= $on and coalesce(valid_from <= $on, true) and coalesce(valid_to >= $on, true)),
  steps as (select firm, asked, near_pct, made,
    lag(made) over w as earlier, row_number() over (partition by firm, line order by ended_on desc) k
  from told where n = 1 window w as (partition by firm, line order by ended_on))
select count(distinct firm) from steps where k = 1 and made < asked and 100 * made >= near_pct * asked and coalesce(earlier < asked, true);

-- name: size_watch.watched
select nullif(count(distinct firm), 0) from size_readings r join size_lines l on r.line = l.id
where ended_on <= $on and coalesce(valid_from <= $on, true) and coalesce(valid_to >= $on, true);

-- name: green_projects.measured_t
select sum(measured_saving_t) from green_projects
where working_on <= $on and coalesce(ended_on > $on, true) and measured_on <= $on;

-- name: transnationality.mean
with last as (select enterprise, arg_max(id, (year_end_on, id)) id from overseas_years
    where year_end_on <= $on group by enterprise),
  shares as (select coalesce(100 * assets_abroad / nullif(assets_total, 0), assets_abroad_pct) a,
    coalesce(100 * sales_abroad / nullif(sales_total, 0), sales_abroad_pct) s,
    coalesce(100 * staff_abroad / nullif(staff_total, 0), staff_abroad_pct) p
  from overseas_years join last using (id))
select sum((a + s + p) / 3), count(a + s + p) from shares;

-- name: first_orders.amount
select sum(amount), currency from first_orders
where found_on <= $on and signed_on <= $on and amount is not null
  and (paid_on <= $on or coalesce(lost_on > $on, true))
group by currency order by currency;

-- name: measure_use.granted
select count(*) from measure_claims
where claimed_on <= $on and decided_on <= $on and outcome = 'granted';

-- name: sectors.doubled
select count(distinct name) from (select n.id, n.name from sector_needs n join sector_bets b on b.sector = n.id
  where since <= $on and coalesce(until >= $on, true)
  group by n.id, n.name, n.need having count(distinct "where") > 1 and sum(capacity) > n.need);

-- name: segments.short
with sides as (select segment, sum(amount) filter (side = 'capacity')
    - sum(amount) filter (side = 'demand') balance
  from segment_sides where since <= $on and coalesce(until >= $on, true) group by segment)
select case when count(balance) > 0 then count(*) filter (balance < 0) end
from segments g join sides s on s.segment = g.id;

-- name: clusters.missing
select count(distinct (cluster, node)) from cluster_links l join clusters c on l.cluster = c.id
where presence in ('no', 'partly');

-- name: recruit_calls_due.to_call
with last as (select target, arg_max(outcome, (called_on, id)) outcome,
    max_by(struct_pack(d := next_on), (called_on, id)).d next_on
  from recruit_calls where called_on <= $on group by target)
select count(*) from recruit_targets t left join last l on l.target = t.id
where entered_on <= $on and coalesce(left_on > $on, true)
  and coalesce(outcome not in ('visit', 'refused') and coalesce(next_on <= $on, true), true);

-- name: open_platforms.powers
select case when count(*) > 0 then sum(n) end from (
  select p.id, count(distinct w.power) filter (coalesce(w.since <= $on, true)
    and coalesce(w.until >= $on, true)) n
  from open_platforms p join open_platform_powers w on w.platform = p.id
  where coalesce(since_year <= year($on), true) group by p.id);
