drop policy trade_run_moved on trade_run;
drop policy trade_run_added on trade_run;
drop policy trade_run_seen on trade_run;
create policy trade_run_seen on trade_run using (reads_trade()) with check (reads_trade());
