-- A deck's text counts for its pitch, so a deck that was read, replaced or removed is a change of the pitch:
-- the worker compares with their vectors only the texts that the feed names.
create trigger deck_match_change after insert or update or delete on deck
    for each row execute function note_owner_change('pitch', 'pitch_id');
