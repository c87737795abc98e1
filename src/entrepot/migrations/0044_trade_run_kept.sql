-- Auditors see runs of trade and change none; nobody deletes one.
-- depends: 0041_trade_runs

drop policy trade_run_seen on trade_run;
create policy trade_run_seen on trade_run for select using (reads_trade());
create policy trade_run_added on trade_run for insert with check (
    coalesce(current_setting('app.scope', true), '') <> 'audit' and reads_trade());
create policy trade_run_moved on trade_run for update using (
    coalesce(current_setting('app.scope', true), '') <> 'audit' and reads_trade());
