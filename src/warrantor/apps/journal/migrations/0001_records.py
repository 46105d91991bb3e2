from django.db import migrations, models

from warrantor.apps.append_only import Guard


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Seal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField(unique=True)),
                ("ranges", models.TextField()),
                ("entries", models.PositiveIntegerField()),
                ("highest", models.BigIntegerField()),
                ("previous", models.CharField(max_length=64, unique=True)),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("actor", models.CharField(max_length=80)),
                ("door", models.CharField(max_length=20)),
                ("origin", models.CharField(blank=True, max_length=80)),
                ("act", models.CharField(max_length=80)),
                ("subject", models.CharField(max_length=200)),
                ("why", models.TextField(blank=True)),
                ("detail", models.TextField(default="{}")),
                ("digest", models.CharField(max_length=64)),
            ],
            options={
                "verbose_name_plural": "entries",
                "indexes": [
                    models.Index(fields=["subject", "id"], name="entry_subject"),
                    models.Index(fields=["actor", "id"], name="entry_actor"),
                    models.Index(fields=["act", "id"], name="entry_act"),
                    models.Index(fields=["at"], name="entry_at"),
                ],
            },
        ),
        Guard("journal", "Entry"),
        Guard("journal", "Seal"),
    ]
