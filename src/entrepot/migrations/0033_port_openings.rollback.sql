drop table opening_item, cargo_interchange;
