drop table scenario_run;
drop table scenario;
