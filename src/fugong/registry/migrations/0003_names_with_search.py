"""The index of names also holds what is searched, so that a common word is found without reading the rows."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("registry", "0002_plan")]

    operations = [
        migrations.RemoveIndex("unit", "unit_by_name"),
        migrations.AddIndex(
            "unit", models.Index(fields=["name_sort", "id"], include=["search"],
                                 condition=models.Q(archived_at=None), name="unit_by_name")),
    ]
