-- What a filing looks up, with its number, in one call: the number no longer costs a way of its own.
-- depends: 0012_landed

create function look_up(who text, idem text, stated text, boxes text[], since timestamptz, at_office text,
    its_flow text, its_year integer) returns json
language plpgsql set plan_cache_mode = force_generic_plan as $$
declare
    kept json;
    firm organisation;
    arrivals json;
    rules text;
    serial bigint;
begin
    select json_build_object('sha256', encode(i.body_sha256, 'hex'), 'reply', i.reply) into kept
    from idempotency i where i.account = who and i.key = idem;
    if stated = '' then
        select * into firm from organisation o where o.id = current_setting('app.org', true);
    else
        select * into firm from organisation o where o.uscc = stated;
    end if;
    select json_agg(row_to_json(a)) into arrivals from arrived(boxes) a;
    select string_agg(r.id || ':' || r.version, ',' order by r.id) into rules
    from risk_rule r where r.state = 'active';
    -- The counter last: its row stays locked until the end of the transaction.
    if at_office <> '' and kept is null and firm.id is not null
        and (arrivals is not null or boxes = '{}') then
        insert into counter as c (office, kind, year, last) values (at_office, its_flow, its_year, 1)
        on conflict (office, kind, year) do update set last = c.last + 1
        returning last into serial;
    end if;
    return json_build_object('found', kept,
        'organisation', case when firm.id is not null then json_build_object('id', firm.id,
            'credit_class', firm.credit_class, 'is_suspended', firm.is_suspended,
            'is_sandbox', firm.is_sandbox) end,
        'id', nextval('declaration_id_seq'), 'arrivals', coalesce(arrivals, '[]'),
        'rules', coalesce(rules, ''), 'history', history_of(firm.id, since), 'serial', serial);
end $$;
comment on function look_up is 'All that lodging looks up before it decides; who repeats a key has waited for the first by now, and finds its reply. Where an office is named and the goods are there, the next number of that office is taken along; a number that is not needed must be given back in the same transaction.';
