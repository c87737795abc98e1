drop trigger booking_leg_counts on booking_leg;
create trigger booking_leg_counts after insert on booking_leg for each row execute function count_waiting();
drop function count_waiting_legs;
