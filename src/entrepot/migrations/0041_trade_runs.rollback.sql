drop table trade_run;
