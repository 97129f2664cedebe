-- pg_restore reads rows with an empty search_path, and a check calls this function for each of them: without a path of
-- its own it finds neither its helpers nor its types, and no backup with a record of money could be restored.
alter function funding_details_fit(text, jsonb, bigint, date) set search_path = public, pg_temp;
