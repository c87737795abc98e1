-- A broker may file a refund case for a firm whose live mandate it holds.
-- depends: 0034_guarantee_office

alter table refund_case add column broker text references organisation (id)
    constraint refund_case_broker_is_another check (broker <> org_id);
create index refund_case_by_broker on refund_case (broker, org_id) where broker is not null;
alter policy refund_case_read on refund_case using (
    current_setting('app.scope', true) in ('system', 'audit')
    or (current_setting('app.scope', true) = 'org' and org_id = current_setting('app.org', true))
    or (current_setting('app.scope', true) = 'org' and broker = current_setting('app.org', true)
        and org_id = any (string_to_array(current_setting('app.principals', true), ',')))
    or (string_to_array(current_setting('app.roles', true), ',') && '{tax_officer,tax_supervisor}'
        and state <> 'draft' and (office is null or office = current_setting('app.org', true))));

create or replace function refund_case_stays() returns trigger language plpgsql as $$
begin
    if (new.id, new.reference, new.org_id, new.broker, new.kind, new.currency, new.made_by, new.made_at)
        is distinct from (old.id, old.reference, old.org_id, old.broker, old.kind, old.currency, old.made_by, old.made_at)
        or (old.state <> 'draft' and new.document::text is distinct from old.document::text)
        or (old.accepted_at is not null and new.accepted_at is distinct from old.accepted_at)
        or old.state in ('rejected', 'recovered') then
        raise exception 'a refund case keeps what it was filed as; one that is over stays'
            using errcode = 'check_violation';
    end if;
    return new;
end $$;
