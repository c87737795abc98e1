-- Rows that house registers are worked out from.

-- name: list_released_exports(region, firms, known_at)
-- What was released of firms and counts still, by declaration and market; a firm is named by its
-- credit code or as the register of firms names it, and those merged into it are it.
with asked as (select unnest(cast(:firms as text[])) as firm),
    known as (select a.firm, e.id, e.code from asked a
        join enterprise e on e.region = :region and (e.id = a.firm or e.code = a.firm)),
    named as (select firm, firm as code from asked
        union select firm, code from known where code is not null
        union select k.firm, e.code from known k
            join enterprise_merge m on m.keep = k.id and m.undone_at is null
            join enterprise e on e.id = m.other and e.code is not null)
select n.firm, d.reference, d.number, d.released_at, d.is_sandbox, m.partner, m.currency, sum(m.value) as value
from named n
    join organisation o on o.uscc = n.code
    join declaration d on d.org_id = o.id and d.flow = 'export' and d.released_at <= :known_at
    join movement m on m.declaration_id = d.id and m.posted_at <= :known_at
group by n.firm, d.reference, d.number, d.released_at, d.is_sandbox, m.partner, m.currency
having sum(m.value) > 0
order by n.firm, d.released_at, d.reference, m.partner;

-- name: list_known_stages(known_at, is_of_firm)
-- Events of projects as they were known at an instant; row security keeps whose they are. By choice
-- only of projects that name a firm.
select p.pipeline, p.code, p.name, p.place, p.chain, p.enterprise,
    e.seq, e.root, e.event, e.day, e.stage, e.reason, e.status
from stage_event e join project p on p.id = e.project_id
where e.seq <= (select coalesce(max(last_seq), 0) from event_import where known_from <= :known_at)
    and (p.enterprise <> '' or not :is_of_firm)
order by p.pipeline, p.code, e.seq;

-- name: list_firms_with_nodes(region, known_at)
-- Firms of the register, as told by an instant, with the nodes of chains they have a part in.
select e.id, t.told from enterprise e
    join lateral (select * from enterprise_entry x where x.enterprise = e.id and x.made_at <= :known_at
        order by x.id desc limit 1) t on true
where e.region = :region and jsonb_array_length(coalesce(t.told -> 'nodes', '[]')) > 0
    and not exists (select from enterprise_merge m where m.other = e.id and m.undone_at is null)
order by e.id;
