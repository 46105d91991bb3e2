from django.db import migrations, models

import warrantor.apps.registry.rules
from warrantor.apps.append_only import Guard


class Migration(migrations.Migration):
    dependencies = [
        ("coverage", "0001_records"),
    ]

    operations = [
        migrations.CreateModel(
            name="Batch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.CharField(default=warrantor.apps.registry.rules.new_id, max_length=32, unique=True),
                ),
                ("program", models.CharField(max_length=60)),
                ("question", models.JSONField()),
                ("serials", models.JSONField()),
                ("facts", models.CharField(max_length=64)),
                ("digests", models.JSONField(default=dict)),
                ("created", models.DateTimeField()),
            ],
            options={
                "verbose_name_plural": "batches",
            },
        ),
        Guard("coverage", "Batch"),
    ]
