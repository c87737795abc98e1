drop table calendar_feed, mail_address, notice;
drop function calendar_feed_stays;
drop function notice_stays;
