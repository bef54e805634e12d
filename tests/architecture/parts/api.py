"""The addresses for the bureau's other systems."""

from __future__ import annotations

from tests.architecture.doors import EVERYBODY, OWN, READERS, Door

#: What is not public is asked for with a purpose.
_PURPOSE = "?purpose=audit&matter=样例〔2026〕1号"
DOORS = {
    "website:open_data": Door(EVERYBODY, "开放数据"),
    "website:open_data_file": Door(EVERYBODY, "开放数据：数据字典和各月文件"),
    "public-api:months": Door(EVERYBODY, "公开接口：月结和零申报"),
    "api-subjects": Door(READERS, "接口：信用主体"),
    "api-subject": Door(READERS, "接口：一个主体"),
    "api-records": Door(READERS, "接口：信用记录（写明目的）"),
    "api-record": Door(OWN, "接口：一条信用记录（写明目的）"),
    "api-months": Door(READERS, "接口：月结"),
    "api-rates": Door(READERS, "接口：三率"),
    "api-matters": Door(READERS, "接口：查询事项"),
    "api-matter": Door(OWN, "接口：一个查询事项"),
    "api-decisions": Door(READERS, "接口：决定（看全部科室的，写明目的）"),
    "api-decision": Door(OWN, "接口：一件决定（看全部科室的，写明目的）"),
}
QUERIES = dict.fromkeys(("api-records", "api-record", "api-decisions", "api-decision"), _PURPOSE)
SAMPLES = {
    "website:open_data_file": lambda w: {"name": "dictionary.csv"},
    "api-subject": lambda w: {"public_id": w.paper_record.subject.public_id},
    "api-record": lambda w: {"public_id": _own_hidden(w).public_id},
    "api-matter": lambda w: {"public_id": w.matter.public_id},
}


def _own_hidden(world):
    """A record of the section that is not public today: another section must not learn of it."""
    from core import clock
    from publicity.models import Decision
    from records.models import CreditRecord

    own = Decision.objects.filter(section=world.section).values("pk")
    public = CreditRecord.objects.public(clock.today()).values("pk")
    return CreditRecord.objects.filter(source_type="decision", source_id__in=own).exclude(pk__in=public).latest("pk")
