drop table roll_entry, roll_import;
drop function roll_entry_stays;
drop function sees_roll;
