-- A provider that is one natural person can leave like any other person: no row that cannot be changed keeps
-- its name. Bodies with a code, and everybody else, keep their past.

create function is_natural_person(organisation_id bigint) returns boolean language sql stable as $$
    select o.uscc is null
        and exists (select from organisation_kind k where k.organisation_id = o.id and k.kind = 'angel')
        and not exists (select from organisation_kind k where k.organisation_id = o.id and k.kind <> 'angel')
    from organisation o where o.id = $1
$$;

-- Without a name of its own a past row stands under the present one.
alter table organisation_past alter column name drop not null;
create or replace function keep_organisation_past() returns trigger language plpgsql as $$
begin
    insert into organisation_past (organisation_id, name, lang, uscc, district, city, until_at)
    values (old.id, case when not is_natural_person(old.id) then old.name end, old.lang, old.uscc, old.district, old.city,
        case when new.changed_at is distinct from old.changed_at then new.changed_at else now() end);
    return null;
end $$;

-- What was kept before there was this rule.
alter table organisation_past disable trigger organisation_past_append_only;
update organisation_past p set name = null where is_natural_person(p.organisation_id);
alter table organisation_past enable trigger organisation_past_append_only;
alter table funding_record disable trigger funding_record_append_only;
update funding_record r set provider_name = null
where r.provider_name is not null and is_natural_person(r.provider_id);
alter table funding_record enable trigger funding_record_append_only;
