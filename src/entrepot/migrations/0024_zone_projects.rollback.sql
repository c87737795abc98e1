drop table zone_project_year;
drop table zone_project;
