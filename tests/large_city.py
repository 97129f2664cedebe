"""A made-up city of any size, written straight into the tables: companies, pitches, records and their firsts.

Set-based, so that 100,000 companies take minutes; all triggers run. The same size gives the same city.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

NOW = datetime(2026, 5, 15, 2, tzinfo=UTC)
# Ids of the city begin here, beside whatever else is in the database.
BASE = 1_000_000

_DISTRICTS = "array['jingkou', 'runzhou', 'dantu', 'xinqu', 'gaoxin', 'danyang', 'yangzhong', 'jurong']"
_CATEGORIES = "array['youth', 'executive', 'scientist', 'returnee', 'farmer']"

_FILLED = (
    "organisation, organisation_kind, membership, tenancy, pitch, pitch_version, review, impression, interest, "
    "introduction, funding_record, funding_step, first_certificate"
)
_STEPS = (
    "select setseed(0.42)",
    # One who does everything, and the others of the companies.
    """
    insert into person (id, email, name, locale, created_at) overriding system value
    select {base} + i, 'p' || i || '@city.example', 'P' || i, 'zh', timestamptz '2015-01-01 00:00+08'
    from generate_series(0, {companies}) i
    """,
    """
    insert into organisation (id, name, lang, district, created_at) overriding system value
    select {base} + i, '空间' || i, 'zh', ({districts})[1 + i % 8], timestamptz '2015-01-01 00:00+08'
    from generate_series(1, {spaces}) i
    union all
    select {base} + 1000 + i, '机构' || i, 'zh', ({districts})[1 + i % 8], timestamptz '2015-01-01 00:00+08'
    from generate_series(1, {providers}) i
    union all
    select {base} + 10000 + i, '企业' || i, 'zh', ({districts})[1 + (1 + i % {spaces}) % 8],
        timestamptz '2015-01-02 10:00+08' + random() * interval '4000 days'
    from generate_series(1, {companies}) i
    """,
    """
    insert into organisation_kind (organisation_id, kind)
    select id, case when id <= {base} + 1000 then 'space' when id > {base} + 10000 then 'company'
        else (array['angel', 'fund', 'bank', 'guarantor'])[1 + (id - {base}) % 4] end
    from organisation where id > {base}
    """,
    """
    insert into membership (person_id, organisation_id, status, is_manager, created_at, answered_at)
    select {base} + i, o.id, 'active', true, o.created_at, o.created_at
    from generate_series(1, {companies}) i join organisation o on o.id = {base} + 10000 + i
    """,
    """
    insert into tenancy (company_id, space_id, stage, during, recorded_at)
    select o.id, {base} + 1 + (o.id - {base} - 10000) % {spaces}, 'incubator',
        daterange((o.created_at at time zone 'Asia/Shanghai')::date, case when random() < 0.4
            then (o.created_at at time zone 'Asia/Shanghai')::date + 400 end), o.created_at
    from organisation o where o.id > {base} + 10000
    """,
    """
    insert into pitch (id, company_id, status, created_by, created_at, changed_at, submitted_at)
    overriding system value
    select o.id, o.id, 'submitted', {base}, o.created_at, o.created_at, o.created_at + interval '30 days'
    from organisation o where o.id > {base} + 10000
    """,
    """
    insert into pitch_version (pitch_id, version, lang, name, main_category, district, saved_at, frozen_at)
    select p.id, 1, 'zh', '项目', ({categories})[1 + floor(random() * random() * 5)::int], o.district,
        p.submitted_at, p.submitted_at
    from pitch p join organisation o on o.id = p.company_id where p.id > {base} + 10000
    """,
    """
    insert into review (pitch_id, version, decision, lang, reviewed_by, body_id, reviewed_at)
    select p.id, 1, 'approved', 'zh', {base}, {base} + 1, p.submitted_at + interval '7 days'
    from pitch p where p.id > {base} + 10000 and p.id % 5 > 0
    """,
    """
    insert into impression (person_id, organisation_id, pitch_id, position, score, model_version, shown_at)
    select {base}, {base} + 1001 + p.id % {providers}, p.id, 1, 1.0, 'made-up', p.submitted_at + interval '9 days'
    from pitch p where p.id > {base} + 10000 and p.id % 5 > 1
    """,
    """
    insert into interest (organisation_id, pitch_id, choice, chosen_by, chosen_at)
    select i.organisation_id, i.pitch_id, 'interested', {base}, i.shown_at + interval '1 day'
    from impression i where i.pitch_id > {base} + 10000 and i.pitch_id % 2 = 0
    """,
    """
    insert into introduction (organisation_id, pitch_id, status, proposed_by, proposed_at, answered_at)
    select i.organisation_id, i.pitch_id, 'accepted', {base}, i.chosen_at, i.chosen_at + interval '1 day'
    from interest i where i.pitch_id > {base} + 10000 and i.pitch_id % 4 = 0
    """,
    """
    insert into event (id, organiser_id, kind, status, title_zh, during, district, created_by, created_at,
        changed_at, published_at) overriding system value
    select {base} + i, {base} + 1, (array['roadshow', 'competition', 'salon', 'lecture'])[1 + i % 4], 'published',
        '活动' || i, tstzrange(t.at, t.at + interval '3 hours'), ({districts})[1 + i % 8], {base},
        t.at - interval '30 days', t.at - interval '30 days', t.at - interval '30 days'
    from generate_series(1, 400) i
    cross join lateral (select timestamptz '2015-06-01 09:00+08' + i * interval '9 days' as at) t
    """,
    """
    insert into funding_record (id, idempotency_key, company_id, provider_id, kind, instrument, amount, currency,
        value_on, district, space_id, founder_category, details, lang, proposed_by, proposed_side,
        proposed_body_id, proposed_at) overriding system value
    select {base} + i, 'city-' || i, c.id, {base} + 1001 + i % {providers}, k.kind,
        case k.kind when 'investment' then 'priced_equity' else k.kind end,
        (100000 + floor(random() * 100000000))::bigint * 100, 'CNY', d.on_day, c.district, n.space_id,
        v.main_category,
        case k.kind
            when 'investment' then jsonb_build_object('valuation', 100000000000, 'basis', 'pre', 'share_bp', 500,
                'shares', null, 'round', 'angel', 'closed_on', d.on_day)
            when 'loan' then jsonb_build_object('contract_no', 'C-' || i, 'rate_kind', 'fixed', 'rate_bp', 450,
                'term_months', 12, 'security', array['none'], 'first_drawdown', 1, 'production', 'yes')
            else jsonb_build_object('share_bp', 8000, 'fee_bp', 100, 'term_months', 12, 'counter', array['none'],
                'loan', 'unknown') end,
        'zh', {base}, 'provider', {base} + 1001 + i % {providers},
        d.on_day::timestamptz + interval '3 days'
    from generate_series(1, {records}) i
    join organisation c on c.id = {base} + 10001 + (i::bigint * 7919 + i / {companies}) % {companies}
    cross join lateral (select (array['investment', 'loan', 'loan', 'guarantee'])[1 + i % 4] as kind) k
    cross join lateral (select least(date '2026-05-01', (c.created_at + random() * interval '1200 days')::date) as on_day) d
    left join tenancy n on n.company_id = c.id and n.during @> d.on_day
    left join pitch_version v on v.pitch_id = c.id and v.version = 1
    """,
    """
    insert into funding_step (record_id, step, person_id, body_id, comment, lang, taken_at)
    select r.id, s.step, {base}, r.provider_id, s.comment, 'zh', r.proposed_at + s.later
    from funding_record r
    cross join lateral (values
        ('confirmed_by_provider', '', interval '0', true), ('confirmed_by_company', '', interval '6 days', r.id % 20 > 0),
        ('disputed', '不符', interval '9 days', r.id % 40 = 0), ('voided', '作废', interval '90 days', r.id % 33 = 5))
        s (step, comment, later, given)
    where r.id > {base} and s.given and r.proposed_at + s.later < $1
    order by r.proposed_at + s.later, r.id
    """,
    """
    insert into first_certificate (company_id, kind, definition, record_id, issued_at, effective_on)
    select distinct on (r.company_id, r.kind) r.company_id, r.kind, $1, r.id, s.confirmed_at, r.value_on
    from funding_record r join funding_state s on s.record_id = r.id
    where r.id > {base} and s.status = 'confirmed'
    order by r.company_id, r.kind, r.value_on, r.id
    """,
)


async def build_city(conn: Any, definition: str, *, companies: int, records: int) -> None:
    """Write the city; notes of what may count wait in `report_touch`, as they do after any change."""
    sizes = {
        "base": BASE,
        "companies": companies,
        "records": records,
        "spaces": 40,
        "providers": 200,
        "districts": _DISTRICTS,
        "categories": _CATEGORIES,
    }
    for step in _STEPS:
        text = step.format(**sizes)
        if "funding_step (" in text:
            await conn.execute(text, NOW)
        elif "first_certificate (" in text:
            await conn.execute(text, definition)
        else:
            await conn.execute(text)
        # Triggers keep the plans of their first rows, so that these must know how large the tables are.
        await conn.execute(f"analyze {_FILLED}")
