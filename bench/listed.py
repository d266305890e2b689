"""What the lists are measured on: so many units in 40 grids, and as many daily reports, applications and trail entries."""

from fugong.kit.actor import system

REPORTS = """
INSERT INTO reporting_dailyreport (
    id, unit_id, day, due, on_post, newly_returned, absent_road_closed, absent_village_closed, absent_turned_back,
    absent_entry_refused, absent_household_registration, absent_housing, absent_isolation, absent_other,
    abnormal_temperatures, isolated_central, isolated_home, released, confirmed, suspected, advised_to_stay, disinfections,
    masks_used, masks_in_stock, material_days, difficulties, zero, late, submitted_at, revision, reason, recorded_at,
    recorded_by, on_behalf_of, source)
SELECT gen_random_uuid(), u.id, d::date, 30 + u.n %% 50, 30 + u.n %% 50, 1, 0, 0, 0, 0, 0, 0, 0, 0,
    CASE WHEN (u.n + extract(day FROM d)::int) %% 7 = 6 THEN 1 ELSE 0 END, 0, 0, 0, 0, 0, 0, 2, 30, 100, 5, '',
    (u.n + extract(day FROM d)::int) %% 7 <> 6, u.n %% 9 = 0, d + interval '16 hours', 1, '', now(), '', '', 'screen'
FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM registry_unit LIMIT %(rows)s / 100) u,
    generate_series(date '2020-01-26', date '2020-01-26' + 99, '1 day') d
"""
APPLICATIONS = """
INSERT INTO resumption_application (
    id, kind, state, state_since, regime, batch, control_leader, control_phone, workers_local, workers_other_city,
    workers_other_province, workers_hubei, reasons, round, opened_at, recorded_at, changed_at, version, pack_version_id,
    unit_id, proposed_on)
SELECT gen_random_uuid(), 'approval',
    (array['draft', 'submitted', 'returned', 'verifying', 'verified', 'approved', 'rejected', 'withdrawn'])[1 + n %% 8],
    timestamptz '2020-02-10' + n * interval '7 seconds', 'approval', '', '', '', 10, 1, 0, 0, '', 1,
    timestamptz '2020-02-10' + n * interval '5 seconds', now(), now(), 1, (SELECT id FROM standards_packversion LIMIT 1),
    id, date '2020-02-20' + (n %% 20)::int
FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM registry_unit) u
"""
ENTRIES = """
INSERT INTO audit_entry (
    id, action, subject_type, subject_id, subject_label, actor_kind, actor_id, actor_label, on_behalf_of, source,
    request_id, business_at, recorded_at, data)
SELECT gen_random_uuid(), 'registry.unit.changed', 'registry.unit', id::text, name, 'user', 'x', '张三', '', 'screen', '',
    now(), now(), '{}'
FROM registry_unit
"""


def fill(rows: int) -> None:
    """So many of each, and the planner told."""
    from django.db import connection

    from fugong.standards.services import packs

    units(rows)
    packs.load_shipped(actor=system("bench"))
    with connection.cursor() as cursor:
        for statement in (REPORTS, APPLICATIONS, ENTRIES):
            cursor.execute(statement, {"rows": rows})


def units(rows: int) -> None:
    """Units as the importer would write them."""
    from fugong.kit import clock
    from fugong.kit.text import bigrams, pinyin, search_key
    from fugong.project.demo.crowd import many_units
    from fugong.registry.models import Unit
    from fugong.registry.services import grids

    who = system("bench")
    places = [grids.save_grid(actor=who, values={"code": f"G{n}", "name": f"第{n}网格"}) for n in range(40)]
    states, batch = [s for s in Unit.State.values if s != "closed"], []
    for n, item in enumerate(many_units(rows)):
        search = f"{search_key(item.name)} {item.code.lower()}"
        batch.append(Unit(
            kind=item.kind, name=item.name, name_sort=pinyin(item.name)[0], search=search, bigrams=bigrams(search),
            credit_code=item.code, industry=item.industry, above_scale=item.above_scale, key_unit=item.key_unit,
            address=item.address, township=item.township, grid=places[n % 40], staff_total=item.staff_total,
            planned_return=item.planned, state=states[n % len(states)], state_since=clock.now(), registered_on=clock.today(),
            contact_name=item.contact.name, contact_phone=item.contact.phone))
        if len(batch) == 5000:
            Unit.objects.bulk_create(batch)
            batch.clear()
    Unit.objects.bulk_create(batch)
