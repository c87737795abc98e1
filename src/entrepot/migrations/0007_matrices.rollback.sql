drop table matrix_run;
