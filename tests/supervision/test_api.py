"""Look-ups for other systems: the own section's, with what was found, and each reading in the register."""

from __future__ import annotations

import pytest

from accounts.roles import AUDITOR, LEADER
from audit.models import Access
from tests.factories import make_user
from tests.support.machines import machine

pytestmark = pytest.mark.django_db
URL = "/api/v1/matters/"


def test_a_matter_tells_what_was_found(clerk, firm, look):
    matter = look(f"{firm.name}\n查无此所律师事务所")
    client = machine(clerk, "lookups:read")
    assert [row["number"] for row in client.get(URL).json()["results"]] == [matter.number]
    before = Access.objects.filter(object_type="supervision.matter").count()
    answer = client.get(f"{URL}{matter.public_id}/").json()
    hit, none = answer["lookups"]
    assert (hit["subject"]["id"], hit["hit"], hit["words"]) == (str(firm.public_id), True, "有失信记录 1 条")
    assert hit["records"][0]["nature"] == "adverse"
    assert (none["subject"], none["records"], none["state"]) == (None, [], "none")
    assert Access.objects.filter(object_type="supervision.matter").count() == before + 1
    assert Access.objects.latest("pk").matter == matter.number


def test_another_sections_matter_is_not_there(firm, look, stranger):
    matter = look(firm.name)
    client = machine(stranger, "lookups:read")
    assert client.get(URL).json()["results"] == []
    assert client.get(f"{URL}{matter.public_id}/").status_code == 404


def test_the_leader_reads_all_and_the_auditor_none(firm, look):
    matter = look(firm.name)
    assert machine(make_user(LEADER), "lookups:read").get(f"{URL}{matter.public_id}/").status_code == 200
    assert machine(make_user(AUDITOR), "lookups:read").get(URL).status_code == 403


def test_the_scope_is_needed(clerk):
    assert machine(clerk, "records:read").get(URL).status_code == 403


def test_filters(clerk, firm, look):
    matter = look(firm.name)
    client = machine(clerk, "lookups:read")
    assert len(client.get(URL, {"number": matter.number, "scene": "approval", "state": "open"}).json()["results"]) == 1
    assert client.get(URL, {"scene": "award"}).json()["results"] == []
    assert client.get(URL, {"scene": "nothing"}).status_code == 400


def test_queries_do_not_grow_with_the_list(clerk, firm, look, django_assert_max_num_queries):
    matter = look("\n".join([firm.name, *(f"查无此所{n}律师事务所" for n in range(20))]))
    client = machine(clerk, "lookups:read")
    with django_assert_max_num_queries(12):
        assert len(client.get(f"{URL}{matter.public_id}/").json()["lookups"]) == 21
