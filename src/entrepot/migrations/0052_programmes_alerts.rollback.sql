drop table goal_outlook, alert, plan_evidence, plan_item;
drop function alert_stays;
drop function plan_item_begins;
drop function plan_item_stays;
drop function sees_plan;
