drop table landed_quote;
