"""The three indexes that a list of units walks hold all that it filters by, so that nothing is read to be counted."""

from django.db import migrations, models

LISTED = ["kind", "above_scale", "key_unit", "batch", "staff_total", "archived_at"]
WALKS = {
    "unit_by_name": (["name_sort", "id"], ["search", "state", "grid", *LISTED]),
    "unit_by_grid": (["grid", "name_sort", "id"], ["search", "state", *LISTED]),
    "unit_by_state": (["state", "name_sort", "id"], ["search", "grid", *LISTED]),
    "unit_by_staff": (["staff_total", "id"], ["archived_at"]),
}


class Migration(migrations.Migration):
    dependencies = [("registry", "0005_key_criteria")]

    operations = [
        step
        for name, (fields, include) in WALKS.items()
        for step in (
            migrations.RemoveIndex("unit", name),
            migrations.AddIndex("unit", models.Index(fields=fields, include=include, name=name)),
        )
    ] + [
        migrations.AddIndex("unit", models.Index(
            fields=["id"], condition=models.Q(archived_at__isnull=False), name="unit_archived")),
    ]
