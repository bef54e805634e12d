"""Search in the ledger by two or more characters of the party's name or of the document number."""

from django.db import migrations

CREATE = """
CREATE INDEX publicity_decision_search ON publicity_decision
USING gin (core_bigrams(party_name || ' ' || number)) WITH (fastupdate = on);
ALTER INDEX publicity_decision_search ALTER COLUMN 1 SET STATISTICS 1000;
"""


class Migration(migrations.Migration):
    dependencies = [("publicity", "0002_seed_kinds_and_standards"), ("core", "0003_search_functions")]
    operations = [migrations.RunSQL(CREATE, "DROP INDEX publicity_decision_search")]
