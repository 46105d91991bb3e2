import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("coverage", "0002_batches"),
        ("registry", "0001_records"),
    ]

    operations = [
        migrations.CreateModel(
            name="Standing",
            fields=[
                (
                    "unit",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="registry.unit",
                    ),
                ),
                ("answer", models.CharField(blank=True, max_length=20)),
                ("plan", models.CharField(blank=True, max_length=80)),
                ("level", models.CharField(blank=True, max_length=80)),
                ("starts", models.DateField(null=True)),
                ("ends", models.DateField(null=True)),
                ("at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["ends"], name="standing_ends")],
            },
        ),
    ]
