-- What pitches and theses are like at large under a text model, which lists need to compare them; worked out
-- by the worker from texts that ship. The version tells of which texts, and by what method.
alter table text_model
    add column background jsonb,
    add column background_version text,
    add constraint text_model_background_check check ((background is null) = (background_version is null));
