drop table share_agreement, inbox, outbox, idempotency, counter, daily_root, event, movement,
    ledger_entry, cover_move, cover, payment, assessment_line, assessment, approval,
    inspection_order, appointment, bay, risk_daykey, risk_ruleset, risk_result, risk_rule,
    legal_case, attachment, query, amendment, task, hold, arrival, equipment, item,
    declaration_version, declaration, mandate, sign_in_try, session, membership, account,
    organisation cascade;
drop function keep, agreement_four_eyes, own_ids, history_of, arrived, live_mandates, refuse_change, amendment_stays, legal_case_stays, posting_balances, rule_four_eyes, four_eyes, refuse_auditor, may_write, may_read;
