drop table tariff_line;
drop table tariff_measure;
drop function tariff_measure_stays();
drop table tariff_import;
