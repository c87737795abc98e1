drop policy trade_cursor_seen on trade_cursor;
drop policy trade_batch_added on trade_batch;
create policy trade_batch_added on trade_batch for insert with check (reads_trade());
