drop table hs_concordance;
drop table origin_rule;
drop table determination;
