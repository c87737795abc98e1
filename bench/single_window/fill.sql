-- Declarations first+1 to last as years of use would leave them: a tenth of one big firm, the
-- rest of two hundred; nine in ten released, one in twenty before officers.
-- Names in braces are filled in: {first}, {last}, {offices} (an array), {border}, {firms}.

create temp table filled on commit drop as
select n, 10000000 + n as id,
    'D' || upper(substr(md5(n::text), 1, 13)) as reference,
    case when n % 10 = 0 then 'bench_1' else 'fill_' || n % {firms} end as org_id,
    case when n % 2 = 0 then 'export' else 'import' end as flow,
    ({offices})[1 + n % cardinality({offices})] as office,
    case when h < 1 then 'DRAFT' when h < 2 then 'REJECTED' when h < 7 then 'UNDER_CONTROL'
        when h < 10 then 'ASSESSED' else 'RELEASED' end as state,
    h,
    now() - (1 + {last} - n) * interval '30 seconds' as at
from generate_series({first} + 1, {last}) n, lateral (select abs(hashint4(n)::bigint) % 100 as h) mixed;

insert into declaration (id, reference, org_id, flow, type, lrn, ucr, decl_office, border_office, state,
    channel, revenue, cargo, number, release_no, score, routed, owed, made_by, made_at, lodged_at,
    accepted_at, law_date, released_at, due_at)
overriding system value
select id, reference, org_id, flow, 'FULL', 'L' || n, '6CN' || org_id || '-L' || n, office, {border}, state,
    case when state in ('DRAFT', 'REJECTED') then 'NONE' when h < 4 then 'RED' when h < 7 then 'YELLOW' else 'GREEN' end,
    case when state = 'ASSESSED' then 'DUE' when state = 'RELEASED' then 'PAID' else 'UNASSESSED' end,
    'IN_SITE',
    case when h >= 2 then 'FILL' || lpad(n::text, 12, '0') end,
    case when h >= 10 then 'RFILL' || lpad(n::text, 12, '0') end,
    n % 60, case when h between 2 and 3 then '{customs}' else '{}' end::text[],
    case when state = 'ASSESSED' then 1000 + n % 900 else 0 end, org_id, at,
    case when h >= 1 then at end, case when h >= 2 then at end, case when h >= 2 then at::date end,
    case when h >= 10 then at + interval '1 hour' end, case when h between 2 and 6 then at + interval '8 hours' end
from filled order by n;

insert into item (declaration_id, org_id, version, seq, hs, goods_name, origin, partner, value, currency, net_mass_kg)
select id, org_id, 1, seq, (8400000000 + abs(hashint8(n * 5 + seq)::bigint) % 500 * 1000)::text, 'Goods of line ' || seq, 'DE',
    'DE', 1000 + n % 777, 'USD', 500
from filled, generate_series(1, 5) seq order by n, seq;

insert into equipment (declaration_id, container, arrived_at, released_at)
select id, 'FLLU' || lpad(n::text, 7, '0'), at, case when h >= 10 then at + interval '1 hour' end
from filled order by n;

insert into task (declaration_id, org_id, kind, office, due_at, opened_at, score)
select id, org_id, kind, office, at + interval '8 hours', at, n % 60
from filled, unnest(case when h < 4 then '{documents,inspection:customs}' else '{documents}' end::text[]) kind
where state = 'UNDER_CONTROL' order by n;

insert into task (declaration_id, org_id, kind, office, due_at, opened_at, closed_at, closed_by, outcome)
select id, org_id, 'documents', office, at + interval '8 hours', at, at + interval '40 minutes', 'officer',
    case when n % 30 = 1 then 'discrepancy' else 'clear' end
from filled where state = 'RELEASED' and h >= 90 order by n;

select setval('declaration_id_seq', greatest(max(id), 1)) from declaration
