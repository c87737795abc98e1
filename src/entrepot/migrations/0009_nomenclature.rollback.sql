-- The extension stays: others may use it.
drop table hs_ruling;
drop table hs_word;
drop table hs_name;
drop table hs_posting;
drop table hs_index;
