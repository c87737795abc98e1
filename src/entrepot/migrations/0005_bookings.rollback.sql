drop table booking_leg, booking, departure cascade;
drop function booking_stays, departure_adds_up, waiting_teu;
