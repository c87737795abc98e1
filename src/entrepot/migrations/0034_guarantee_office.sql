-- A guarantee names the customs office it is lodged with, and its end is told once.
-- depends: 0028_lists_of_declarations

alter table cover add column office text constraint cover_office check (office <> '');
alter table cover add column ended_at timestamptz;
comment on column cover.office is 'Customs office it is lodged with: declarations there lean on it, officers there see it. Empty for one that serves at every office.';
comment on column cover.ended_at is 'When the end of its days was told in its chain.';
create index cover_to_end on cover (last_day) where ended_at is null and last_day is not null;

create function cover_is_used_here(cover bigint) returns boolean language plpgsql stable as $$
declare
    scope text := coalesce(current_setting('app.scope', true), '');
    here text[] := string_to_array(current_setting('app.offices', true), ',');
    found boolean;
begin
    perform set_config('app.scope', 'system', true);
    select exists (select from cover_move m join declaration d on d.id = m.declaration_id
        where m.cover_id = cover and d.state <> 'DRAFT'
            and (d.decl_office = any (here) or d.border_office = any (here))) into found;
    perform set_config('app.scope', scope, true);
    return found;
end $$;
comment on function cover_is_used_here is 'Whether a declaration that the offices of who asks may see leans on an instrument.';

drop policy cover_read on cover;
create policy cover_read on cover for select using (
    current_setting('app.scope', true) in ('system', 'audit')
    or org_id = current_setting('app.org', true)
    or org_id = any (string_to_array(current_setting('app.principals', true), ','))
    or issuer = current_setting('app.org', true)
    or (current_setting('app.scope', true) = 'office' and current_setting('app.offices', true) <> ''
        and (office is null or office = any (string_to_array(current_setting('app.offices', true), ','))
            or cover_is_used_here(id))));
drop policy cover_change on cover;
create policy cover_change on cover for update using (
    may_write() and (current_setting('app.scope', true) = 'system'
    or org_id = current_setting('app.org', true)
    or org_id = any (string_to_array(current_setting('app.principals', true), ','))
    or (current_setting('app.scope', true) = 'office' and current_setting('app.offices', true) <> ''
        and (office is null or office = any (string_to_array(current_setting('app.offices', true), ','))
            or cover_is_used_here(id)))));

create or replace function cover_stays() returns trigger language plpgsql as $$
begin
    if (new.id, new.reference, new.org_id, new.kind, new.currency, new.issuer, new.issuer_name,
            new.first_day, new.last_day, new.office, new.made_by, new.made_at)
        is distinct from (old.id, old.reference, old.org_id, old.kind, old.currency, old.issuer,
            old.issuer_name, old.first_day, old.last_day, old.office, old.made_by, old.made_at)
        or (old.state = 'active' and new.state <> 'active')
        or (old.ended_at is not null and new.ended_at is distinct from old.ended_at) then
        raise exception 'an instrument keeps what it was made as' using errcode = 'check_violation';
    end if;
    return new;
end $$;
