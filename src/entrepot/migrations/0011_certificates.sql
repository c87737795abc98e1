-- Certificates of origin, and every move of their lives.
-- depends: 0010_origin

create table certificate (
    id bigint generated always as identity primary key,
    reference text not null unique check (reference ~ '^C[0-9A-HJKMNP-TV-Z]{13}$'),
    org_id text not null references organisation (id),
    made_by text not null references account (id),
    made_at timestamptz not null,
    determination text not null references determination (id),
    agreement text not null check (agreement <> ''),
    kind text not null check (kind in ('first', 'back_to_back')),
    fields json not null,
    state text not null check (state in
        ('draft', 'checked', 'submitted', 'issued', 'corrected', 'replaced', 'cancelled')),
    version integer not null default 0 check (version >= 0),
    issuer text references organisation (id),
    number text check (number ~ '^[0-9A-Z][0-9A-Z/.-]{2,39}$'),
    issued_at timestamptz,
    replaces bigint unique references certificate (id),
    constraint certificate_number_once unique (issuer, number),
    check ((number is null) = (issued_at is null) and (number is null) = (version = 0)),
    check (number is null or issuer is not null),
    check (number is not null or state in ('draft', 'checked', 'submitted', 'cancelled')),
    check (number is null or state in ('issued', 'corrected', 'replaced', 'cancelled'))
);
comment on table certificate is 'A certificate of origin as it stands; what led there is in certificate_event. An issuer gives a number once. One that takes the place of another names it, and only one can.';
create index certificate_by_number on certificate (number) where number is not null;
create index certificate_newest_first on certificate (org_id, id desc);

create sequence certificate_status_index minvalue 0 start 0;

create table certificate_event (
    certificate_id bigint not null references certificate (id),
    seq integer not null check (seq > 0),
    move text not null check (move <> ''),
    state text not null,
    account text not null,
    organisation text not null,
    at timestamptz not null,
    reason text not null default '',
    fields json not null,
    credential json,
    status_index integer unique,
    primary key (certificate_id, seq),
    check ((credential is null) = (status_index is null))
);
comment on table certificate_event is 'One move of a certificate: who, when, why, the fields as they then stood, and the credential that was signed with it. Only ever added to.';

alter table certificate enable row level security;
alter table certificate force row level security;
create policy certificate_read on certificate for select using (
    current_setting('app.scope', true) in ('system', 'audit')
    or (current_setting('app.scope', true) = 'org' and org_id = current_setting('app.org', true))
    or ('certificate_issuer' = any (string_to_array(current_setting('app.roles', true), ','))
        and (issuer = current_setting('app.org', true)
             or (issuer is null and state = 'submitted'))));
create policy certificate_add on certificate for insert with check (
    current_setting('app.scope', true) = 'system'
    or (current_setting('app.scope', true) = 'org' and org_id = current_setting('app.org', true)));
create policy certificate_change on certificate for update using (
    current_setting('app.scope', true) = 'system');

alter table certificate_event enable row level security;
alter table certificate_event force row level security;
create policy certificate_event_read on certificate_event for select using (
    (select true from certificate c where c.id = certificate_id));
create policy certificate_event_add on certificate_event for insert with check (
    coalesce(current_setting('app.scope', true), '') <> 'audit'
    and (select true from certificate c where c.id = certificate_id));

create function certificate_stays() returns trigger language plpgsql as $$
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
create trigger certificate_stays before update on certificate for each row execute function certificate_stays();
create trigger certificate_event_stays before update or delete on certificate_event for each row execute function refuse_change();
create trigger certificate_event_not_emptied before truncate on certificate_event for each statement execute function refuse_change();
