-- New rows tell the terms of their instrument; older ones stay as they are, "not known".
alter table funding_record
    add constraint funding_record_details_given check (details <> '{}') not valid;

-- A conversion that was withdrawn or disputed may be stated again; what is converted twice, the balance refuses.
drop index funding_movement_one_into;
