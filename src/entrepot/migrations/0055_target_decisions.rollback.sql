drop table target_decision;
drop function target_decision_is_news();
