-- Where a list stands on several passes the old index refuses, and nothing is taken back.
drop trigger share_stays on gate_pass_list;
drop trigger share_fits_list on gate_pass_list;
drop index book_move_once_of_list;
alter table book_move drop column pass_id;
create unique index book_move_once_of_list on book_move (list_id, item, stage) where list_id is not null;
drop table gate_pass_line;
drop function share_stays();
drop function share_fits_line();
drop function share_fits_list();
drop index gate_pass_list_by_list;
create unique index gate_pass_list_once on gate_pass_list (list_id) where is_live;
alter table gate_pass_list drop column pieces;
alter table gate_pass_list drop column gross_mass_kg;
comment on table gate_pass_list is 'The lists of a gate pass. A list stands on one pass that is not cancelled.';
alter table verification_list no force row level security;
update verification_list set state = 'approved' where state = 'partly passed';
update verification_list set state = 'passed' where state = 'ended';
alter table verification_list force row level security;
alter table verification_list drop constraint verification_list_state_check;
alter table verification_list add constraint verification_list_state_check
    check (state in ('submitted', 'approved', 'passed', 'refused', 'withdrawn'));
alter table verification_list drop column pieces;
