-- Lodging with less to read and fewer calls: what is long stands beside its row, and what a filing
-- looks up about arrivals and the past of its firm is one query.
-- depends: 0047_trade_load_runs

drop function keep, look_up, history_of, arrived;

create function arrivals_of(containers text[]) returns table (container text, at timestamptz, site text)
language sql stable as $$
    select last.container, last.at, last.site
    from (select distinct unnest(containers) as one) box, lateral (select a.container, a.at, a.site
        from arrival a where a.container = box.one order by a.at desc limit 1) last
    where coalesce((select max(e.moved_at) from equipment e where e.container = last.container) < last.at, true)
$$;
comment on function arrivals_of is 'The last arrival of each of these containers that has not left since, of those that are for who asks. It becomes part of the query that asks.';

create function arrived(containers text[]) returns table (container text, at timestamptz, site text)
language plpgsql set plan_cache_mode = force_generic_plan as $$
declare
    scope text := coalesce(current_setting('app.scope', true), '');
begin
    perform set_config('app.scope', 'system', true);
    perform pg_advisory_xact_lock_shared(hashtextextended(one, 2))
        from (select distinct unnest(containers) as one order by one) boxes;
    return query select a.container, a.at, a.site from arrivals_of(containers) a;
    perform set_config('app.scope', scope, true);
end $$;
comment on function arrived is 'When and where each of these containers arrived that has not left since; a notice on its way is waited for. One who files must know it of his own.';

create function past_of(firm text, since timestamptz)
returns table (declarations_12m bigint, inspections bigint, discrepancies bigint) language sql stable as $$
    select (select count(*) from (select from declaration
            where org_id = firm and lodged_at > since order by id desc limit 100) d),
        count(*), count(*) filter (where outcome = 'discrepancy')
    from (select outcome from task
        where org_id = firm and closed_at > since order by closed_at desc limit 100) t
$$;
comment on function past_of is 'What risk rules may know of a firm, as far as it is for who asks: its declarations and its last hundred tasks since a moment; no more is counted than a rule needs.';

create function history_of(firm text, since timestamptz) returns json
language plpgsql set plan_cache_mode = force_generic_plan
    set enable_bitmapscan = off set enable_sort = off as $$
declare
    scope text := coalesce(current_setting('app.scope', true), '');
    told json;
begin
    perform set_config('app.scope', 'system', true);
    select row_to_json(p) into told from past_of(firm, since) p;
    perform set_config('app.scope', scope, true);
    return told;
end $$;
comment on function history_of is 'What `past_of` tells, whoever asks.';

create function look_up(who text, idem text, stated text, boxes text[], since timestamptz, at_office text,
    its_flow text, its_year integer) returns json
language plpgsql set plan_cache_mode = force_generic_plan
    set enable_bitmapscan = off set enable_sort = off as $$
declare
    scope text := coalesce(current_setting('app.scope', true), '');
    kept json;
    firm organisation;
    arrivals json;
    rules text;
    past json;
    serial bigint;
begin
    select json_build_object('sha256', encode(i.body_sha256, 'hex'), 'reply', i.reply) into kept
    from idempotency i where i.account = who and i.key = idem;
    if stated = '' then
        select * into firm from organisation o where o.id = current_setting('app.org', true);
    else
        select * into firm from organisation o where o.uscc = stated;
    end if;
    -- Arrivals and the past of the firm, whoever files; a notice on its way is waited for.
    perform set_config('app.scope', 'system', true);
    perform pg_advisory_xact_lock_shared(hashtextextended(one, 2))
        from (select distinct unnest(boxes) as one order by one) locked;
    select (select json_agg(row_to_json(a)) from arrivals_of(boxes) a),
        (select string_agg(r.id || ':' || r.version, ',' order by r.id) from risk_rule r where r.state = 'active'),
        (select row_to_json(p) from past_of(firm.id, since) p)
    into arrivals, rules, past;
    perform set_config('app.scope', scope, true);
    -- The counter last: its row stays locked until the end of the transaction.
    if at_office <> '' and kept is null and firm.id is not null
        and (arrivals is not null or boxes = '{}') then
        update counter c set last = c.last + 1
        where c.office = at_office and c.kind = its_flow and c.year = its_year returning c.last into serial;
        if serial is null then
            insert into counter as c (office, kind, year, last) values (at_office, its_flow, its_year, 1)
            on conflict (office, kind, year) do update set last = c.last + 1
            returning last into serial;
        end if;
    end if;
    return json_build_object('found', kept,
        'organisation', case when firm.id is not null then json_build_object('id', firm.id,
            'credit_class', firm.credit_class, 'is_suspended', firm.is_suspended,
            'is_sandbox', firm.is_sandbox) end,
        'id', nextval('declaration_id_seq'), 'arrivals', coalesce(arrivals, '[]'),
        'rules', coalesce(rules, ''), 'history', past, 'serial', serial);
end $$;
comment on function look_up is 'All that lodging looks up before it decides; who repeats a key has waited for the first by now, and finds its reply. Where an office is named and the goods are there, the next number of that office is taken along; a number that is not needed must be given back in the same transaction.';

create function keep(case_id bigint, moment timestamptz, declarations json, versions json, payload json,
    received bytea, items json, boxes json, screenings json, facts json, result json, assessments json,
    document json, charges json, postings json, movements json, happened json, messages json, replies json,
    reply json, released_at timestamptz)
returns void language plpgsql as $$
begin
    if declarations is not null then
        insert into declaration overriding system value
        select * from json_populate_recordset(null::declaration, declarations);
    end if;
    if versions is not null then
        insert into declaration_version (declaration_id, n, payload, received, media_type, received_sha256,
            reason, author, at)
        select case_id, n, keep.payload, keep.received, media_type, received_sha256, reason, author, moment
        from json_populate_recordset(null::declaration_version, versions);
    end if;
    if items is not null then
        insert into item (declaration_id, org_id, version, seq, hs, goods_name, origin, partner, value,
            currency, net_mass_kg)
        select case_id, org_id, version, seq, hs, goods_name, origin, partner, value, currency, net_mass_kg
        from json_populate_recordset(null::item, items);
    end if;
    if boxes is not null then
        insert into equipment as e (declaration_id, container, seal, arrived_at, released_at)
        select case_id, container, seal, arrived_at, keep.released_at
        from json_populate_recordset(null::equipment, boxes)
        on conflict (declaration_id, container) do update set seal = excluded.seal, is_live = true,
            arrived_at = coalesce(excluded.arrived_at, e.arrived_at);
    end if;
    if screenings is not null then
        insert into risk_result (declaration_id, version, n, ruleset, rules, facts, result, channel, score,
            draw_bp, hash, at)
        select case_id, version, n, ruleset, '[]', coalesce(keep.facts, (r.facts #>> '{}')::json),
            coalesce(keep.result, r.result), channel, score, draw_bp, hash, moment
        from json_populate_recordset(null::risk_result, screenings) r;
    end if;
    if assessments is not null then
        insert into assessment (declaration_id, n, version, document, currency, due, security, at)
        select case_id, n, version, coalesce(keep.document, a.document), currency, due, security, moment
        from json_populate_recordset(null::assessment, assessments) a;
    end if;
    if charges is not null then
        insert into assessment_line (declaration_id, n, item, tax_type, base, quantity, rate, unrounded,
            amount, source)
        select case_id, n, item, tax_type, base, quantity, rate, unrounded, amount, source
        from json_populate_recordset(null::assessment_line, charges);
    end if;
    if postings is not null then
        insert into ledger_entry (posting, declaration_id, account, debit, credit, at)
        select posting, case_id, account, debit, credit, moment
        from json_populate_recordset(null::ledger_entry, postings);
    end if;
    if released_at is not null and declarations is null then
        update equipment e set released_at = coalesce(e.released_at, keep.released_at)
        where e.declaration_id = case_id and e.is_live and e.held_by = '';
    end if;
    if movements is not null then
        insert into movement (declaration_id, version, seq, kind, flow, hs, partner, origin, value, currency,
            net_mass_kg, trade_mode, district, period, posted_at)
        select case_id, version, seq, kind, flow, hs, partner, origin, value, currency, net_mass_kg,
            trade_mode, district, period, moment
        from json_populate_recordset(null::movement, movements);
    end if;
    if happened is not null then
        insert into event (chain, seq, at, kind, party, account, declaration_id, body, prev_hash, hash)
        select chain, seq, moment, kind, party, account, case_id, body, prev_hash, hash
        from json_populate_recordset(null::event, happened);
    end if;
    if messages is not null then
        insert into outbox (receiver, declaration_id, message, body, made_at)
        select receiver, case_id, message, body, moment from json_populate_recordset(null::outbox, messages);
    end if;
    if replies is not null then
        insert into idempotency (account, key, body_sha256, declaration_id, reply, at)
        select account, key, body_sha256, case_id, keep.reply, moment
        from json_populate_recordset(null::idempotency, replies);
    end if;
end $$;
comment on function keep is 'Writes what an act adds: each argument holds the rows of one table, or nothing. What is long stands beside the one row it belongs to, so that it is read once: the contents of a version, facts and result of a screening, the document of an assessment, a reply.';
