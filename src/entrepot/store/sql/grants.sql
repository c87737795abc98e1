-- What the application's role may do, given again after every migration.
-- Quotes, events, movements, payments and ledger entries are only ever added: no update, no delete.
grant select, insert, update on pack to {role};
grant select, insert, update, delete on matrix_run to {role};
grant select, insert on measure, quote, landed_quote to {role};
grant select, insert, update on organisation, account, membership, session, mandate, declaration,
    equipment, hold, task, amendment, query, legal_case, risk_rule, risk_daykey, appointment,
    inspection_order, approval, counter, outbox, share_agreement, departure, booking to {role};
grant select, insert on sign_in_try, declaration_version, item, arrival, attachment, risk_result,
    risk_ruleset, bay, assessment, assessment_line, payment, cover_move, ledger_entry, movement,
    event, daily_root, idempotency, inbox, booking_leg to {role};
-- A kept scenario never changes but for being removed; its runs are only ever added.
grant select, insert, update (removed_at) on scenario to {role};
grant select, insert on scenario_run to {role};
-- Measures are superseded, never edited; imports and lines are only ever added.
grant select, insert, update (superseded_at, superseded_by) on tariff_measure to {role};
grant select, insert on tariff_import, tariff_line to {role};
-- A determination never changes; rules and concordances are superseded, never edited.
grant select, insert on determination to {role};
grant select, insert, update (superseded_at) on origin_rule, hs_concordance to {role};
-- An index of words is made anew whole; a ruling never changes.
grant select, insert, delete on hs_index, hs_posting, hs_name, hs_word to {role};
grant select, insert on hs_ruling to {role};
-- A certificate moves; its moves are only ever added.
grant select, insert, update (state, fields, version, issuer, number, issued_at) on certificate to {role};
grant select, insert on certificate_event to {role};
grant usage on sequence certificate_status_index to {role};
-- Boxes, holds, stays, trucks and legs move; events, gate moves and air steps are only ever added.
grant select, insert, update on transport_call, port_equipment, port_hold, yard_stay, truck_slot,
    truck_appointment, corridor_leg to {role};
grant select, insert on manifest, equipment_event, gate_transaction, yard_slot, air_step,
    cargo_interchange to {role};
-- What a step of an opening is stays; how it stands, and who says so, moves.
grant select, insert, update (doer, due_on, state, since, evidence, changed_by, changed_at, confirmed_by,
    confirmed_at) on opening_item to {role};
-- What was filed by list stays, only its state moves; an allowance changes with its moves.
grant select, insert on ecommerce_person, ecommerce_item, ecommerce_move, express_list,
    list_refusal, offshore_deal to {role};
grant select, insert, update (state, released_on, gone_on, reason) on ecommerce_list to {role};
grant select, insert, update (ceiling, used, reserved) on ecommerce_allowance to {role};
grant select, insert, update (done_bytes, read, accepted, refused, replayed, told_at, ended_at)
    on list_upload to {role};
grant usage on sequence declaration_id_seq to {role};
-- Under bond: a book's figures change by its movements alone, which are only ever added.
grant select, insert, update (state) on account_book, repair, lease_contract to {role};
grant select, insert, update (received, issued, pre_deducted, expected) on book_item to {role};
grant select, insert on book_bill, list_line, repair_part, bonded_count, book_move to {role};
grant select, insert, update (state, reason, decided_by, decided_at) on verification_list to {role};
grant select, insert, update (state, weighed_kg, tolerance_pct, passed_by, passed_at) on gate_pass to {role};
grant select, insert, update (is_live) on gate_pass_list to {role};
grant select, insert on gate_pass_line to {role};
grant select, insert, update (state, decided_by, decided_at) on bonded_transfer to {role};
grant update (returned_at, declaration) on repair to {role};
grant select, insert, update (closed_at, outcome) on bonded_case to {role};
grant select, insert, update (outcome, decided_by, decided_at, reason, receipt, owed) on handbook_settlement to {role};
grant select, insert, update (paid_on, paid_by, declaration) on lease_instalment to {role};
-- A train, its wagons and its plans never change; a new plan is a new version.
grant select, insert on train, train_wagon, train_plan, train_plan_box to {role};
-- Instruments move within what they were made as; their moves and answers are only ever added.
grant select, insert, update (ceiling, reserved, used, claimed, state, activated_by, activated_at, ended_at)
    on cover to {role};
grant select, insert on cover_answer to {role};
grant select, insert, update (paid_by, paid_at) on cover_claim to {role};
grant select, insert on calendar_version, working_day to {role};
grant select, insert, update on refund_case to {role};
grant select, insert, update (is_live) on refund_export, vat_invoice to {role};
-- A call and an application keep what they were made from; votes and money are only ever added.
grant select, insert, update (committed, drawn, returned) on fund_call to {role};
grant select, insert, update (state, committed, drawn, returned, reached, decided_by, decided_at)
    on fund_application to {role};
grant select, insert on fund_vote, fund_move to {role};
grant select, insert, update (state, reason, decided_by, decided_at) on zone_project to {role};
grant select, insert on zone_project_year to {role};
-- A loan and a buyer keep what was asked; their money moves.
grant select, insert, update (state, granted, reason, decided_by, decided_at, drawn, repaid, written_off)
    on loan_case to {role};
grant select, insert on loan_move to {role};
grant select, insert, update (state, grade, country_grade, ceiling, reason, decided_by, decided_at, exposure)
    on insured_buyer to {role};
grant select, insert, update (state, claimed, indemnity, reason) on insured_shipment to {role};
grant select, insert on trade_batch to {role};
grant select, insert, update (last_id) on trade_cursor to {role};
grant select, insert, update on trade_run to {role};
-- Eligibility and turns keep what they were made as; they are confirmed, revoked, examined.
grant select, insert, update (state, confirmed_by, confirmed_at, revoked_by, revoked_at, revoked_why)
    on green_channel to {role};
grant select, insert, update (examined_by, examined_at, finding) on green_turn to {role};
-- What was planned stays; owner, day and standing move. Evidence and outlooks are only ever added.
grant select, insert, update (owner, due_on, agenda, decision, state, reported_by, reached_on, closed_by,
    closed_at, closing) on plan_item to {role};
grant select, insert on plan_evidence, goal_outlook, target_decision to {role};
grant select, insert, update (owner, due_on, state, closed_by, closed_at, reason) on alert to {role};
-- What was told of a firm is only ever added to; a merge is undone, and nothing of either firm was changed.
grant select, insert, update (code) on enterprise to {role};
grant select, insert on enterprise_entry to {role};
grant select, insert, update (undone_by, undone_at) on enterprise_merge to {role};
-- How a case stands follows from its events, which are only ever added.
grant select, insert, update (state, due_on, level, first_reply_at, satisfaction, closed_on) on steward_case to {role};
grant select, insert on case_event to {role};
-- An observation stays as it was known: only its being known ends.
grant select, insert, update (name, name_zh, direction, kind, denominator, owner, revision_policy, made_by, made_at)
    on indicator to {role};
grant select, insert, update (known) on observation to {role};
grant select, insert on scheme_version, index_run, benchmark_edition to {role};
-- A search keeps what was asked; how far it is moves. Plans and their versions are only ever added.
grant select, insert, update (name, state, is_stopped, attempts, best, bound, starts, document, problems,
    made_at, began_at, told_at, ended_at) on portfolio_run to {role};
grant select, insert on plan, plan_version to {role};
-- Stage events are only ever added; what is told of a project and its lists follow from them.
grant select, insert, update (name) on pipeline to {role};
grant select, insert, update (name, place, chain, enterprise, owner, campaign) on project to {role};
grant select, insert on event_import, stage_event to {role};
grant select, insert, update (canonical, limit_days, place, is_used) on pipeline_stage to {role};
grant select, insert, update (granted_by, granted_at, revoked_at) on promotion_scope to {role};
grant select, insert, update (during) on project_list to {role};
-- What is due is told once; that it was read, and mailed, is written to it.
grant select, insert, update (read_at, mailed_at, tries, fault) on notice to {role};
grant select, insert, update (email, set_at) on mail_address to {role};
grant select, insert, update (revoked_at) on calendar_feed to {role};
-- A row of a register stays as it was told; only its being the latest ends.
grant select, insert on roll_import to {role};
grant select, insert, update (is_current) on roll_entry to {role};
