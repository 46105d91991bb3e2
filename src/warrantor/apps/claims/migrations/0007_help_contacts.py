import django.db.models.deletion
from django.db import migrations, models

import warrantor.apps.registry.rules


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0006_visits"),
        ("registry", "0003_papers"),
    ]

    operations = [
        migrations.CreateModel(
            name="HelpContact",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.CharField(default=warrantor.apps.registry.rules.new_id, max_length=32, unique=True),
                ),
                ("country", models.CharField(blank=True, max_length=2)),
                ("kind", models.CharField(blank=True, max_length=60)),
                ("name", models.CharField(max_length=120)),
                ("phone", models.CharField(blank=True, max_length=40)),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField(null=True)),
                (
                    "program",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.program"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["program", "country", "kind"], name="help_contact_where")],
            },
        ),
    ]
