-- The extension stays: others may use it.
drop table quote;
drop table measure;
drop table pack;
