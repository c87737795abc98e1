drop table benchmark_edition;
