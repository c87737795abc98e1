-- Schedules of tariffs as they are imported: what came in, the measures and the national lines.
-- depends: 0007_matrices

create table tariff_import (
    id bigint generated always as identity primary key,
    schedule text not null check (schedule <> ''),
    agreement text not null,
    market text not null,
    edition text not null check (edition <> ''),
    valid_from date not null,
    hash text not null check (hash ~ '^[0-9a-f]{64}$'),
    file_name text not null,
    state text not null check (state in ('applied', 'refused')),
    imported_at timestamptz not null,
    imported_by text not null check (imported_by <> ''),
    report json not null
);
comment on table tariff_import is 'A file of a schedule that was handed in: applied, or refused with its report; the hash is of the file, its column map and what was said with it.';
create index tariff_import_newest_first on tariff_import (id desc);
create index tariff_import_by_schedule on tariff_import (schedule, agreement, id desc);

create table tariff_measure (
    id bigint generated always as identity primary key,
    import_id bigint not null references tariff_import (id),
    schedule text not null,
    market text not null collate "C",
    kind text not null,
    regime text not null,
    hs_code text not null collate "C" check (hs_code ~ '^[0-9]{1,12}$'),
    origins text not null,
    additional_code text not null,
    duty text not null,
    source_text text not null,
    valid daterange not null check (not isempty(valid)),
    vintage text not null,
    note text not null,
    source text not null,
    status text not null,
    asserted_at timestamptz not null,
    superseded_at timestamptz,
    superseded_by bigint references tariff_import (id),
    side uuid generated always as (cast(md5(market || '|' || kind || '|' || regime || '|'
        || hs_code || '|' || origins || '|' || additional_code) as uuid)) stored,
    check ((superseded_at is null) = (superseded_by is null)),
    constraint tariff_measure_one_at_a_time exclude using gist (side with =, valid with &&)
        where (superseded_at is null)
);
comment on table tariff_measure is 'A duty of an imported schedule. Rows are added and superseded, never edited; an empty duty is unknown. `side` is what two measures may not share on one day; `schedule` is the schedule and, behind a colon, its agreement.';
create index tariff_measure_by_code on tariff_measure (market, hs_code);
create index tariff_measure_by_schedule on tariff_measure (schedule) where (superseded_at is null);

create function tariff_measure_stays() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' and old.superseded_at is null and new.superseded_at is not null
        and (new.id, new.import_id, new.schedule, new.market, new.kind, new.regime, new.hs_code,
            new.origins, new.additional_code, new.duty, new.source_text, new.valid, new.vintage,
            new.note, new.source, new.status, new.asserted_at)
        is not distinct from (old.id, old.import_id, old.schedule, old.market, old.kind,
            old.regime, old.hs_code, old.origins, old.additional_code, old.duty, old.source_text,
            old.valid, old.vintage, old.note, old.source, old.status, old.asserted_at) then
        return new;
    end if;
    raise exception 'a measure is superseded, never edited' using errcode = 'insufficient_privilege';
end $$;
create trigger tariff_measure_stays before update or delete on tariff_measure
    for each row execute function tariff_measure_stays();
create trigger tariff_measure_not_emptied before truncate on tariff_measure
    for each statement execute function refuse_change();
create trigger tariff_import_stays before update or delete on tariff_import
    for each row execute function refuse_change();

create table tariff_line (
    import_id bigint not null references tariff_import (id),
    schedule text not null,
    market text not null collate "C",
    row integer not null check (row > 0),
    hs_code text not null collate "C" check (hs_code ~ '^[0-9]{1,12}$'),
    text text not null,
    language text not null,
    unit text not null,
    depth integer not null check (depth >= 0),
    primary key (import_id, row)
);
comment on table tariff_line is 'A national line of an imported schedule with the goods it names, in the order of the file.';
create index tariff_line_by_code on tariff_line (market, hs_code, import_id desc);
