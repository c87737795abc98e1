-- Notices by due date, where they are mailed to, and the private addresses of calendars.
-- depends: 0062_cases

create table notice (
    id bigint generated always as identity primary key,
    region text not null check (region <> ''),
    kind text not null check (kind ~ '^[a-z_]{2,40}$'),
    item text not null check (length(item) between 1 and 120),
    day date not null,
    account text not null references account (id),
    due_on date not null,
    text text not null check (text <> ''),
    text_zh text not null check (text_zh <> ''),
    link text not null check (link ~ '^/[^/]'),
    made_at timestamptz not null,
    read_at timestamptz,
    mailed_at timestamptz,
    tries integer not null default 0 check (tries >= 0),
    fault text not null default '',
    check (due_on <= day),
    unique (region, kind, item, day)
);
comment on table notice is 'What is due, told to whose it is: one of an item and a legal day, however often one looks.';
create index notice_newest_first on notice (account, id desc);
create index notice_unread on notice (account) where read_at is null;
create index notice_to_mail on notice (region, day) where mailed_at is null;

create table mail_address (
    account text primary key references account (id),
    email text not null check (email = '' or email ~ '^[^@[:space:]]+@[^@[:space:]]+$'),
    set_at timestamptz not null
);
comment on table mail_address is 'Where notices of an account are mailed to, as it said itself; empty is nowhere.';

create table calendar_feed (
    digest bytea primary key check (octet_length(digest) = 32),
    account text not null references account (id),
    made_at timestamptz not null,
    revoked_at timestamptz
);
comment on table calendar_feed is 'Private addresses of calendars: only the digest of what nobody can guess is kept, and one of an account holds.';
create unique index calendar_feed_one_holds on calendar_feed (account) where revoked_at is null;

do $$
declare
    part text;
begin
    foreach part in array array['notice', 'mail_address', 'calendar_feed']
    loop
        execute format('alter table %I enable row level security', part);
        execute format('alter table %I force row level security', part);
        execute format('create policy %I on %I for select using (
            current_setting(''app.scope'', true) in (''system'', ''audit'')
            or account = (select nullif(current_setting(''app.account'', true), '''')))', part || '_read', part);
        execute format('create policy %I on %I for insert with check (current_setting(''app.scope'', true) = ''system'')', part || '_add', part);
        execute format('create policy %I on %I for update using (current_setting(''app.scope'', true) = ''system'')', part || '_change', part);
        execute format('create trigger %I before truncate on %I for each statement execute function refuse_change()', part || '_not_emptied', part);
    end loop;
end $$;

create function notice_stays() returns trigger language plpgsql as $$
declare
    moving text[] := '{read_at,mailed_at,tries,fault}';
begin
    if tg_op = 'DELETE' or (to_jsonb(new) - moving) is distinct from (to_jsonb(old) - moving)
        or (old.read_at is not null and new.read_at is distinct from old.read_at)
        or (old.mailed_at is not null and new.mailed_at is distinct from old.mailed_at) then
        raise exception 'a notice stays as it was told, and is read and mailed once' using errcode = 'check_violation';
    end if;
    return new;
end $$;
create trigger notice_stays before update or delete on notice for each row execute function notice_stays();

create function calendar_feed_stays() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' or old.revoked_at is not null
        or (to_jsonb(new) - 'revoked_at') is distinct from (to_jsonb(old) - 'revoked_at') then
        raise exception 'the address of a calendar stays, and is revoked once' using errcode = 'check_violation';
    end if;
    return new;
end $$;
create trigger calendar_feed_stays before update or delete on calendar_feed for each row execute function calendar_feed_stays();
