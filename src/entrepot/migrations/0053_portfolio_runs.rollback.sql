drop table plan_version, plan, portfolio_run;
drop function plans_portfolios;
