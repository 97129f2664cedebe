-- A team without a code that was one person can leave with them. Like a natural person's, its name is then kept by
-- no row that cannot be changed: whoever takes a name away for good puts a dash in its place.
create or replace function keep_organisation_past() returns trigger language plpgsql as $$
begin
    insert into organisation_past (organisation_id, name, lang, uscc, district, city, until_at)
    values (old.id, case when not is_natural_person(old.id) and new.name <> '—' then old.name end, old.lang, old.uscc,
        old.district, old.city,
        case when new.changed_at is distinct from old.changed_at then new.changed_at else now() end);
    return null;
end $$;
