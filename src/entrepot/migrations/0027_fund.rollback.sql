drop table fund_move;
drop table fund_vote;
drop table fund_application;
drop table fund_call;
drop function fund_adds_up;
drop function fund_stays;
drop function sits_in_fund;
