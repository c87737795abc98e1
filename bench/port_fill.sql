-- Boxes first to last-1 with the declarations that cover them, two in three released, and their
-- events. Names in braces are filled in: {first}, {last}, {per}, {site}, {office}, {border}.

create temp table filled on commit drop as
select n, n / {per} as d, 'PB' || chr(65 + n / 1000000) || 'U' || lpad((n % 1000000)::text, 6, '0') as stem,
    (array['22G1', '42G1', '45R1', 'L5G1'])[1 + n % 4] as size_type,
    case when n % 5 = 0 then 'empty' else 'full' end as status,
    (array['road', 'rail south', 'rail west'])[1 + n % 3] as route,
    now() - interval '5 minutes' - (({last} - n) * interval '20 seconds') as at
from generate_series({first}, {last} - 1) n;

insert into declaration (id, reference, org_id, flow, type, lrn, ucr, decl_office, border_office, state,
    channel, revenue, cargo, number, release_no, score, routed, owed, made_by, made_at, lodged_at,
    accepted_at, law_date, released_at, flags)
overriding system value
select 50000000 + d, 'D' || upper(substr(md5('p' || d), 1, 13)), 'bench_' || 1 + d % 8, 'export', 'FULL', 'P' || d,
    '6CNP-' || d, '{office}', '{border}', case when d % 3 > 0 then 'RELEASED' else 'UNDER_CONTROL' end,
    'GREEN', 'PAID', 'IN_SITE', 'PORT' || lpad(d::text, 12, '0'),
    case when d % 3 > 0 then 'RPORT' || lpad(d::text, 12, '0') end, 0, '{{}}', 0, 'bench_1', min(at), min(at),
    min(at), min(at)::date, case when d % 3 > 0 then min(at) end, '{{no_exit}}' -- the clock has asked already
from filled group by d order by d
on conflict do nothing;

insert into equipment (declaration_id, container, arrived_at, released_at)
select 50000000 + d, stem || container_digit(stem), at, case when d % 3 > 0 then at end from filled order by n;

insert into port_equipment (container, site, org_id, size_type, status, seal, in_at, told_at)
select stem || container_digit(stem), '{site}', 'bench_' || 1 + d % 8, size_type, status, 'S' || n, at, at
from filled order by n;

insert into equipment_event (told_org, key, container, event, at, site, size_type, status, route, org_id, told_by, told_at)
select 'sandbox_site', 'fill/' || n, stem || container_digit(stem),
    (array['gate_in', 'discharge', 'gate_out', 'load', 'yard_in'])[1 + n % 5],
    at, '{site}', size_type, status, route, 'bench_' || 1 + d % 8, 'site', at
from filled order by n;
