from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Deadline",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("what", models.CharField(max_length=60)),
                ("subject", models.CharField(max_length=200)),
                ("due", models.DateTimeField()),
                ("detail", models.JSONField(default=dict)),
                ("tries", models.PositiveIntegerField(default=0)),
                ("next_try", models.DateTimeField()),
                ("error", models.CharField(blank=True, max_length=300)),
                ("done", models.DateTimeField(null=True)),
                ("dropped", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("done", None), ("dropped", None)),
                        fields=["due", "id"],
                        name="deadline_open_due",
                    ),
                    models.Index(fields=["subject", "due"], name="deadline_subject"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("done", None), ("dropped", None)),
                        fields=("what", "subject"),
                        name="deadline_open_once",
                    )
                ],
            },
        ),
    ]
