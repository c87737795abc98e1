create or replace function certificate_stays() returns trigger language plpgsql as $$
begin
    if (new.id, new.reference, new.org_id, new.made_by, new.made_at, new.determination,
            new.agreement, new.kind, new.replaces)
        is distinct from (old.id, old.reference, old.org_id, old.made_by, old.made_at,
            old.determination, old.agreement, old.kind, old.replaces)
        or (old.number is not null and (new.number, new.issuer, new.issued_at)
            is distinct from (old.number, old.issuer, old.issued_at))
        or old.state in ('replaced', 'cancelled') then
        raise exception 'a certificate keeps what it was made from, and its number; one that was replaced or cancelled stays'
            using errcode = 'check_violation';
    end if;
    return new;
end $$;

alter policy certificate_read on certificate using (
    current_setting('app.scope', true) in ('system', 'audit')
    or (current_setting('app.scope', true) = 'org' and org_id = current_setting('app.org', true))
    or ('certificate_issuer' = any (string_to_array(current_setting('app.roles', true), ','))
        and (issuer = current_setting('app.org', true)
             or (issuer is null and state = 'submitted'))));

alter table certificate drop column broker;
