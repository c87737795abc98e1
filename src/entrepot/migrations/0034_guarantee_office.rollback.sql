create or replace function cover_stays() returns trigger language plpgsql as $$
begin
    if (new.id, new.reference, new.org_id, new.kind, new.currency, new.issuer, new.issuer_name,
            new.first_day, new.last_day, new.made_by, new.made_at)
        is distinct from (old.id, old.reference, old.org_id, old.kind, old.currency, old.issuer,
            old.issuer_name, old.first_day, old.last_day, old.made_by, old.made_at)
        or (old.state = 'active' and new.state <> 'active') then
        raise exception 'an instrument keeps what it was made as' using errcode = 'check_violation';
    end if;
    return new;
end $$;
drop policy cover_change on cover;
create policy cover_change on cover for update using (
    may_write() and (current_setting('app.scope', true) in ('system', 'office')
    or org_id = current_setting('app.org', true)
    or org_id = any (string_to_array(current_setting('app.principals', true), ','))));
drop policy cover_read on cover;
create policy cover_read on cover for select using (
    current_setting('app.scope', true) in ('system', 'audit', 'office')
    or org_id = current_setting('app.org', true)
    or org_id = any (string_to_array(current_setting('app.principals', true), ','))
    or issuer = current_setting('app.org', true));
drop function cover_is_used_here;
alter table cover drop column ended_at, drop column office;
