-- A calendar address may be for one event alone, so that it can be given to an assistant without the rest.

alter table calendar_token add column event_id bigint references event;
