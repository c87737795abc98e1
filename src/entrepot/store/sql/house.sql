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

-- name: list_known_agreements(known_at)
-- Agreements on sharing that had taken force, as they were known at an instant.
select id, partner, lower(valid) as valid_from, upper(valid) as valid_to, source, status, approved_at,
    case when ended_at <= :known_at then ended_at end as ended_at
from share_agreement where approved_at <= :known_at order by id;

-- name: list_inspected_through(known_at)
-- What was found at inspections of through-declarations that were released, for each partner that an
-- agreement ever named, and when it first opened the declaration.
select d.number, d.reference, d.is_sandbox, i.agency, i.state, i.decided_at, a.partner, t.hs, s.at as shared_at
from inspection_order i
    join declaration d on d.id = i.declaration_id
    join item t on t.declaration_id = d.id and t.version = d.version and t.seq = 1
    cross join (select distinct partner from share_agreement where approved_at <= :known_at) a
    left join lateral (select min(e.at) as at from event e where e.declaration_id = d.id and e.kind = 'shared'
        and e.at <= :known_at and cast(e.body as json) ->> 'partner' = a.partner) s on true
where i.state in ('clear', 'discrepancy') and i.decided_at <= :known_at and d.released_at <= :known_at
    and d.state in ('RELEASED', 'COMPLETED') and d.decl_office <> d.border_office
order by d.number, i.agency, a.partner;
