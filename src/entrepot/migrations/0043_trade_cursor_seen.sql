-- Auditors see up to where statistics were told, and add no batch.
-- depends: 0040_trade

create policy trade_cursor_seen on trade_cursor for select using (coalesce(current_setting('app.scope', true), '') = 'audit');
drop policy trade_batch_added on trade_batch;
create policy trade_batch_added on trade_batch for insert with check (
    coalesce(current_setting('app.scope', true), '') <> 'audit' and reads_trade());
