drop table air_step, corridor_leg, truck_appointment, truck_slot, yard_stay, yard_slot, gate_transaction,
    equipment_event, port_hold, port_equipment, manifest, transport_call cascade;
drop function appointment_stays, leg_stays, is_mine, may_see_site, teu_of, is_container, container_digit;
