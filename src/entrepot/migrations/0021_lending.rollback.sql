drop table insured_shipment;
drop table insured_buyer;
drop table loan_move;
drop table loan_case;
drop function exposure_adds_up;
drop function loan_adds_up;
