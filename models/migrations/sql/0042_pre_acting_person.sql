-- A person with all that they may act as, in one place for whoever looks them up: by their id, or by a token of theirs.
create function acting_person(of_person bigint, at timestamptz) returns table (
    person_id bigint, email text, name text, locale text, list_order text, totp_enrolled_at timestamptz,
    has_second_factor boolean, n_unread integer, granted text[], welcomed text[], acting jsonb)
language sql stable as $$
    select p.id, p.email, p.name, p.locale, p.list_order, p.totp_enrolled_at, p.totp_enrolled_at is not null,
        (select count(*) from (select from outbox_mail u where u.person_id = p.id and u.read_at is null
                               and u.status not in ('held', 'removed') limit 100) unread)::int,
        coalesce((select array_agg(r.role) from person_role r where r.person_id = p.id), '{}')
            || case when exists (select from event_juror j where j.person_id = p.id)
               then array['juror'] else '{}' end,
        coalesce((select array_agg(w.role) from welcome_seen w where w.person_id = p.id), '{}'),
        coalesce((
            select jsonb_agg(jsonb_build_object(
                'organisation_id', o.id,
                'name', o.name,
                'kinds', (select jsonb_agg(k.kind) from organisation_kind k where k.organisation_id = o.id),
                'is_manager', m.is_manager,
                'may_sign', may_sign(m.id, m.is_manager),
                'vetted', coalesce((select v.decision = 'granted' from vetting v
                                    where v.organisation_id = o.id order by v.id desc limit 1), false),
                'qualified', exists (select from qualification q
                                     where q.organisation_id = o.id and q.revoked_at is null
                                       and (q.valid_until is null or q.valid_until >= at::date))
            ) order by o.id)
            from membership m join organisation o on o.id = m.organisation_id
            where m.person_id = p.id and m.status = 'active' and o.closed_at is null), '[]')
    from person p
    where p.id = of_person and p.closed_at is null
$$;
