-- How many meetings that somebody wished each founder should have at least.

alter table wish_terms
    add column good_meetings integer not null default 0
        constraint wish_terms_good_meetings_check check (good_meetings between 0 and 20);
