drop table case_event, steward_case;
drop function steward_case_stays;
drop function sees_all_cases;
