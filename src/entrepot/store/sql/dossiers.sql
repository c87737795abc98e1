-- What other rooms hold of a firm; row security lets through what is for the eyes of who asks.

-- name: list_declarations_of(codes, most)
select d.reference, d.number, d.ucr, d.flow, d.state, d.channel, d.lodged_at as at
from declaration d
    join organisation o on o.id = d.org_id
where o.uscc = any (:codes)
order by d.id desc
limit :most;

-- name: list_projects_of(names, on, most)
select p.code as project, p.name, p.pipeline, p.place, p.chain, l.list, p.made_at as at
from project p
    left join project_list l on l.project_id = p.id and l.during @> :on::date
where p.enterprise = any (:names)
order by p.id desc
limit :most;

-- name: list_cases_of(names, most)
select case_id as case, kind, steward, state, due_on, opened_at as at
from steward_case
where firm = any (:names)
order by opened_at desc, case_id
limit :most;

-- name: list_loans_of(codes, most)
select l.reference, l.state, l.asked::text, l.granted::text, l.drawn::text, l.repaid::text, l.currency, l.due_on, l.made_at as at
from loan_case l
    join organisation o on o.id = l.org_id
where o.uscc = any (:codes)
order by l.id desc
limit :most;
