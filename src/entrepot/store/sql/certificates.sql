-- Certificates of origin and the moves of their lives.

-- name: add_certificate(reference, org_id, made_by, at, determination, agreement, kind, fields, state, issuer, number, version, replaces, broker)$
insert into certificate (reference, org_id, made_by, made_at, determination, agreement, kind,
    fields, state, issuer, number, version, issued_at, replaces, broker)
values (:reference, :org_id, :made_by, :at, :determination, :agreement, :kind, :fields, :state,
    :issuer, :number, :version, case when (:number)::text is not null then (:at)::timestamptz end,
    :replaces, :broker)
returning id;

-- name: find_certificate(name)^
-- By its reference, else by its number.
select c.id, c.reference, c.org_id, o.name as firm, o.name_zh as firm_zh, c.made_by, c.made_at,
    c.determination, c.agreement, c.kind, c.fields, c.state, c.version, c.issuer,
    i.name as issuer_name, i.name_zh as issuer_name_zh, i.uscc as issuer_code, c.number,
    c.issued_at, c.replaces, o.is_sandbox, c.broker, b.name as broker_name,
    b.name_zh as broker_name_zh
from certificate c join organisation o on o.id = c.org_id
    left join organisation i on i.id = c.issuer
    left join organisation b on b.id = c.broker
where c.reference = :name or c.number = :name
order by c.reference = :name desc, c.id limit 1;

-- name: list_numbered(number)
-- Every certificate of a number, each by another issuer.
select reference from certificate where number = :number order by id limit 10;

-- name: list_named(name)
-- What a claim rests on: where each certificate of a number stands, what its determination says,
-- until when its newest version holds, and which one took its place.
select c.number, c.reference, c.state, c.agreement, c.fields, c.issued_at, o.is_sandbox,
    d.verdict, d.hs_code, d.importing_party, n.number as instead,
    (select e.credential ->> 'validUntil' from certificate_event e
        where e.certificate_id = c.id and e.credential is not null
        order by e.seq desc limit 1) as valid_until
from certificate c join organisation o on o.id = c.org_id
    join determination d on d.id = c.determination
    left join certificate n on n.replaces = c.id
where c.number = :name or c.reference = :name
order by c.id limit 10;

-- name: find_reference(id)$
select reference from certificate where id = :id;

-- name: find_successor(id)$
select reference from certificate where replaces = :id;

-- name: lock_certificate(id)^
select state, version from certificate where id = :id for update;

-- name: move_certificate(id, state, fields)!
update certificate set state = :state, fields = :fields where id = :id;

-- name: issue_certificate(id, state, fields, version, issuer, number, at)!
update certificate set state = :state, fields = :fields, version = :version,
    issuer = coalesce(issuer, :issuer), number = coalesce(number, :number),
    issued_at = coalesce(issued_at, :at)
where id = :id;

-- name: next_status_index()$
select nextval('certificate_status_index');

-- name: add_event(certificate_id, move, state, account, organisation, at, reason, fields, credential, status_index)!
insert into certificate_event (certificate_id, seq, move, state, account, organisation, at,
    reason, fields, credential, status_index)
select :certificate_id, coalesce(max(seq), 0) + 1, :move, :state, :account, :organisation, :at,
    :reason, :fields, :credential, :status_index
from certificate_event where certificate_id = :certificate_id;

-- name: list_events(certificate_id)
select seq, move, state, account, organisation, at, reason from certificate_event
where certificate_id = :certificate_id order by seq;

-- name: find_credential(certificate_id)$
-- The credential of the newest version.
select credential from certificate_event
where certificate_id = :certificate_id and credential is not null order by seq desc limit 1;

-- name: list_certificates(most)
select c.reference, c.number, c.agreement, c.kind, c.state, c.determination, c.made_at,
    c.issued_at, o.name as firm, o.name_zh as firm_zh, c.fields ->> 'description' as description,
    c.fields ->> 'importing_party' as importing_party, c.fields ->> 'hs6' as hs6
from certificate c join organisation o on o.id = c.org_id
order by c.id desc limit :most;

-- name: list_standing()
-- Certificates that stand, for who may see them, with the country that exports.
select c.org_id, o.name as firm, o.name_zh as firm_zh, c.agreement, c.number, c.fields,
    c.issued_at, d.exporting_party
from certificate c join organisation o on o.id = c.org_id,
    lateral (select e.credential -> 'credentialSubject' ->> 'exporting_party' as exporting_party
        from certificate_event e where e.certificate_id = c.id and e.credential is not null
        order by e.seq desc limit 1) d
where c.state in ('issued', 'corrected') order by c.id;

-- name: list_statuses()
-- What became of each credential: a version that a later one corrected is `corrected`.
select e.status_index, case
    when c.state in ('replaced', 'cancelled') then c.state
    when e.seq < max(e.seq) over (partition by e.certificate_id) then 'corrected'
    else 'issued' end as status
from certificate_event e join certificate c on c.id = e.certificate_id
where e.status_index is not null order by e.status_index;
