drop table enterprise_merge, enterprise_entry, enterprise;
drop function enterprise_merge_begins;
drop function enterprise_merge_stays;
drop function enterprise_stays;
drop function sees_enterprises;
