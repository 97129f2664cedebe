-- What matching learns: runs of training, the rankers that came of them, and which one makes the lists.

create table training (
    id bigint generated always as identity primary key,
    requested_at timestamptz not null,
    -- Null when the clock or the command line asked.
    requested_by bigint references person,
    finished_at timestamptz,
    outcome text check (outcome in ('too_little', 'kept', 'changed', 'failed')),
    -- Counts, figures and reasons, as the page tells them.
    report jsonb not null default '{}',
    constraint training_outcome_when_finished check ((finished_at is null) = (outcome is null))
);
create unique index training_one_open on training ((finished_at is null)) where finished_at is null;

create table ranker_model (
    id bigint generated always as identity primary key,
    version text not null,
    kind text not null check (kind in ('weights', 'trees')),
    training_id bigint not null references training,
    content bytea not null,
    -- Counts it was fitted on, weights against the stated ones, figures beside the model then in use.
    summary jsonb not null,
    trained_from timestamptz not null,
    trained_until timestamptz not null,
    created_at timestamptz not null,
    constraint ranker_model_version_key unique (version)
);

-- The newest row counts; a null model is the stated weights, and so is an empty table.
create table ranker_in_use (
    id bigint generated always as identity primary key,
    model_id bigint references ranker_model,
    since timestamptz not null,
    -- Null when training found the model better and changed over by itself.
    chosen_by bigint references person,
    why text not null
);

-- How fits came true, of a model or (null) of the stated weights; the newest row of each counts.
create table ranker_calibration (
    id bigint generated always as identity primary key,
    model_id bigint references ranker_model,
    training_id bigint not null references training,
    content jsonb not null,
    fitted_at timestamptz not null
);
create index ranker_calibration_model_idx on ranker_calibration (model_id, id desc);

-- A provider starts anew: answers before this no longer make a taste of its own.
create table taste_reset (
    id bigint generated always as identity primary key,
    organisation_id bigint not null references organisation,
    reset_at timestamptz not null,
    reset_by bigint not null references person
);
create index taste_reset_organisation_idx on taste_reset (organisation_id, reset_at desc);

create index feedback_chosen_idx on feedback (chosen_at);
create index feedback_organisation_idx on feedback (organisation_id, chosen_at);

create trigger ranker_model_append_only before update or delete or truncate on ranker_model
    for each statement execute function refuse_change();
create trigger ranker_in_use_append_only before update or delete or truncate on ranker_in_use
    for each statement execute function refuse_change();
create trigger ranker_calibration_append_only before update or delete or truncate on ranker_calibration
    for each statement execute function refuse_change();
create trigger taste_reset_append_only before update or delete or truncate on taste_reset
    for each statement execute function refuse_change();
