drop table green_turn;
drop table green_channel;
drop function green_stays;
drop function keeps_green;
