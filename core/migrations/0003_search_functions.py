"""The folding and pairing functions behind every search index."""

from django.db import migrations

from core.search import CREATE_BIGRAMS_SQL, CREATE_FOLD_SQL, DROP_BIGRAMS_SQL, DROP_FOLD_SQL


class Migration(migrations.Migration):
    dependencies = [("core", "0002_seed_holidays")]
    operations = [
        migrations.RunSQL(CREATE_FOLD_SQL, DROP_FOLD_SQL),
        migrations.RunSQL(CREATE_BIGRAMS_SQL, DROP_BIGRAMS_SQL),
    ]
