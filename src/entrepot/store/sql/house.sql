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
