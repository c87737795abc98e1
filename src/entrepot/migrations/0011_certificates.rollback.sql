drop table certificate_event;
drop table certificate;
drop function certificate_stays();
drop sequence certificate_status_index;
