-- A broker may draft and submit a certificate for a firm whose live mandate it holds.
-- depends: 0023_conditions

alter table certificate add column broker text references organisation (id)
    constraint certificate_broker_is_another check (broker <> org_id);
alter policy certificate_read on certificate using (
    current_setting('app.scope', true) in ('system', 'audit')
    or (current_setting('app.scope', true) = 'org' and org_id = current_setting('app.org', true))
    or (current_setting('app.scope', true) = 'org' and broker = current_setting('app.org', true)
        and org_id = any (string_to_array(current_setting('app.principals', true), ',')))
    or ('certificate_issuer' = any (string_to_array(current_setting('app.roles', true), ','))
        and (issuer = current_setting('app.org', true)
             or (issuer is null and state = 'submitted'))));

create or replace function certificate_stays() returns trigger language plpgsql as $$
begin
    if (new.id, new.reference, new.org_id, new.made_by, new.made_at, new.determination,
            new.agreement, new.kind, new.replaces, new.broker)
        is distinct from (old.id, old.reference, old.org_id, old.made_by, old.made_at,
            old.determination, old.agreement, old.kind, old.replaces, old.broker)
        or (old.number is not null and (new.number, new.issuer, new.issued_at)
            is distinct from (old.number, old.issuer, old.issued_at))
        or old.state in ('replaced', 'cancelled') then
        raise exception 'a certificate keeps what it was made from, and its number; one that was replaced or cancelled stays'
            using errcode = 'check_violation';
    end if;
    return new;
end $$;
