-- Green channels: who is eligible from when to when, and every case that was taken from a queue.
-- depends: 0027_fund

create table green_channel (
    id bigint generated always as identity primary key,
    reference text not null default new_reference('G') unique check (reference ~ '^G[0-9A-HJKMNP-TV-Z]{13}$'),
    org_id text not null references organisation (id),
    house text not null references organisation (id),
    channel text not null check (channel in ('refund', 'loan', 'insurance')),
    keepers text[] not null check (cardinality(keepers) > 0),
    valid daterange not null check (not isempty(valid) and lower(valid) is not null),
    grounds text not null check (grounds <> ''),
    source text not null check (source <> ''),
    state text not null default 'proposed' check (state in ('proposed', 'live', 'revoked')),
    granted_by text not null references account (id),
    granted_at timestamptz not null,
    confirmed_by text references account (id),
    confirmed_at timestamptz,
    revoked_by text references account (id),
    revoked_at timestamptz,
    revoked_why text not null default '',
    constraint green_channel_four_eyes check (confirmed_by is null or confirmed_by <> granted_by),
    check ((confirmed_by is null) = (confirmed_at is null)),
    check (state <> 'live' or confirmed_by is not null),
    check ((state = 'revoked') = (revoked_at is not null)),
    check ((revoked_at is null) = (revoked_by is null)),
    check (revoked_at is null or revoked_why <> ''),
    constraint green_channel_once exclude using gist
        (org_id with =, house with =, channel with =, valid with &&) where (state <> 'revoked')
);
comment on table green_channel is 'Days on which a firm goes before others in a queue, granted by one person and confirmed by another. Kept when revoked.';
create index green_channel_by_firm on green_channel (org_id, channel);
create index green_channel_newest on green_channel (house, id desc);

create table green_turn (
    id bigint generated always as identity primary key,
    channel text not null check (channel in ('refund', 'loan', 'insurance')),
    queue text not null,
    case_ref text not null,
    org_id text not null references organisation (id),
    house text not null references organisation (id),
    keepers text[] not null check (cardinality(keepers) > 0),
    eligibility_id bigint references green_channel (id),
    taken_on date not null,
    taken_at timestamptz not null,
    taken_by text not null references account (id),
    draw integer check (draw between 0 and 9999),
    audit_bp integer check (audit_bp between 0 and 10000),
    examined_by text references account (id),
    examined_at timestamptz,
    finding text not null default '',
    constraint green_turn_once unique (channel, case_ref),
    check ((eligibility_id is null) = (draw is null) and (draw is null) = (audit_bp is null)),
    check ((examined_by is null) = (examined_at is null)),
    check ((examined_at is null) = (finding = '')),
    check (examined_at is null or draw < audit_bp)
);
comment on table green_turn is 'A case taken from a queue, ordinary or green; a green one below the share of its day is audited after it was paid.';
create index green_turn_newest on green_turn (channel, queue, id desc);
create index green_turn_of_day on green_turn (channel, taken_on);

create function keeps_green(house text, keepers text[]) returns boolean language sql stable parallel safe as $$
    select coalesce(current_setting('app.scope', true), '') in ('system', 'audit')
        or (house = current_setting('app.org', true)
            and string_to_array(current_setting('app.roles', true), ',') && keepers)
$$;
comment on function keeps_green is 'Whether who asks keeps the green channel of a house.';

alter table green_channel enable row level security;
alter table green_channel force row level security;
create policy green_channel_read on green_channel for select using (
    keeps_green(house, keepers)
    or (current_setting('app.scope', true) = 'org' and org_id = current_setting('app.org', true)));
create policy green_channel_add on green_channel for insert with check (
    current_setting('app.scope', true) = 'system');
create policy green_channel_change on green_channel for update using (
    current_setting('app.scope', true) = 'system');

alter table green_turn enable row level security;
alter table green_turn force row level security;
create policy green_turn_read on green_turn for select using (keeps_green(house, keepers));
create policy green_turn_add on green_turn for insert with check (
    current_setting('app.scope', true) = 'system');
create policy green_turn_change on green_turn for update using (
    current_setting('app.scope', true) = 'system');

create function green_stays() returns trigger language plpgsql as $$
declare
    moving text[] := '{state,confirmed_by,confirmed_at,revoked_by,revoked_at,revoked_why,examined_by,examined_at,finding}';
begin
    if (to_jsonb(new) - moving) is distinct from (to_jsonb(old) - moving)
        or to_jsonb(old) ->> 'state' = 'revoked'
        or to_jsonb(old) ->> 'examined_at' is not null
        or (to_jsonb(old) ->> 'confirmed_by' is not null
            and to_jsonb(new) ->> 'confirmed_by' is distinct from to_jsonb(old) ->> 'confirmed_by') then
        raise exception 'what was granted, taken, revoked or examined stays as it was'
            using errcode = 'check_violation';
    end if;
    return new;
end $$;
create trigger green_channel_stays before update on green_channel for each row execute function green_stays();
create trigger green_turn_stays before update on green_turn for each row execute function green_stays();
create trigger green_channel_kept before delete on green_channel for each row execute function refuse_change();
create trigger green_turn_kept before delete on green_turn for each row execute function refuse_change();
create trigger green_channel_not_emptied before truncate on green_channel for each statement execute function refuse_change();
create trigger green_turn_not_emptied before truncate on green_turn for each statement execute function refuse_change();
