-- Service firms: what a broker filed, by the exporter it filed for. Row security leaves it the
-- declarations of firms whose mandate is live.

-- name: count_filed(broker, zone)
-- Declarations by exporter and month of lodgement, by exporter, and of all, added up at once.
with filed as (
    select org_id, to_char(lodged_at at time zone :zone, 'YYYY-MM') as month, released_at
    from declaration where broker_id = :broker and lodged_at is not null)
select org_id, month, count(*) as declarations, count(released_at) as released from filed
group by grouping sets ((org_id, month), (org_id), ()) having count(*) > 0;

-- name: sum_released(broker)
-- Value of released lines by exporter, month and currency, by exporter, and of all; reversals count.
with posted as (
    select d.org_id, to_char(m.period, 'YYYY-MM') as month, m.currency, m.value
    from movement m join declaration d on d.id = m.declaration_id where d.broker_id = :broker)
select org_id, month, currency, sum(value) as value from posted
group by grouping sets ((org_id, month, currency), (org_id, currency), (currency))
order by currency;

-- name: sum_refunds(broker, zone)
-- Refund cases by exporter, month of filing and currency, by exporter, and of all; the amount is
-- of those that were paid and not recovered.
with filed as (
    select org_id, to_char(made_at at time zone :zone, 'YYYY-MM') as month, currency,
        case when state = 'paid' then refund end as paid
    from refund_case where broker = :broker and state <> 'draft')
select org_id, month, currency, count(*) as refunds, sum(paid) as paid from filed
group by grouping sets ((org_id, month, currency), (org_id, currency), (currency))
order by currency;

-- name: list_clients(broker)
-- The firms it filed for.
select id, name, name_zh, is_sandbox from organisation where id in (
    select org_id from declaration where broker_id = :broker and lodged_at is not null
    union select org_id from refund_case where broker = :broker and state <> 'draft')
order by name, id;
