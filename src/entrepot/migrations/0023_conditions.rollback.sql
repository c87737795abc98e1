create or replace function tariff_measure_stays() returns trigger language plpgsql as $$
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

alter table tariff_measure drop constraint tariff_measure_one_at_a_time;
alter table tariff_measure drop column side;
alter table tariff_measure drop column conditions;
alter table tariff_measure add column side uuid generated always as (cast(md5(market || '|' || kind
    || '|' || regime || '|' || hs_code || '|' || origins || '|' || additional_code) as uuid)) stored;
alter table tariff_measure add constraint tariff_measure_one_at_a_time
    exclude using gist (side with =, valid with &&) where (superseded_at is null);

alter table measure drop constraint measure_one_at_a_time;
alter table measure drop column conditions;
alter table measure add constraint measure_one_at_a_time exclude using gist (
    pack_id with =, market with =, kind with =, regime with =,
    hs_code with =, origins with =, valid with &&
);
