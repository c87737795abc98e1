drop table trade_cursor;
drop table trade_batch;
drop function reads_trade;
