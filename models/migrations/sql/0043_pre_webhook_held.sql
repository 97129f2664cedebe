-- Until when a worker has a delivery in hand. Sending takes seconds, and holds neither a row nor a connection
-- meanwhile; who dies while sending leaves it to be sent again when its time is over.
alter table webhook_delivery add column held_until timestamptz;
