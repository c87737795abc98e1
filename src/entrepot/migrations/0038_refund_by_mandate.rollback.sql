create or replace function refund_case_stays() returns trigger language plpgsql as $$
begin
    if (new.id, new.reference, new.org_id, new.kind, new.currency, new.made_by, new.made_at)
        is distinct from (old.id, old.reference, old.org_id, old.kind, old.currency, old.made_by, old.made_at)
        or (old.state <> 'draft' and new.document::text is distinct from old.document::text)
        or (old.accepted_at is not null and new.accepted_at is distinct from old.accepted_at)
        or old.state in ('rejected', 'recovered') then
        raise exception 'a refund case keeps what it was filed as; one that is over stays'
            using errcode = 'check_violation';
    end if;
    return new;
end $$;

alter policy refund_case_read on refund_case using (
    current_setting('app.scope', true) in ('system', 'audit')
    or (current_setting('app.scope', true) = 'org' and org_id = current_setting('app.org', true))
    or (string_to_array(current_setting('app.roles', true), ',') && '{tax_officer,tax_supervisor}'
        and state <> 'draft' and (office is null or office = current_setting('app.org', true))));

alter table refund_case drop column broker;
