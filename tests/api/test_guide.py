"""docs/api.md is true: each example is sent as it stands there and gets the answer that stands there."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from accounts.scopes import SCOPES
from records.purposes import PURPOSES

GUIDE = (Path(__file__).resolve().parents[2] / "docs" / "api.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```http\n(.*?)```", GUIDE, re.DOTALL)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda text: text.splitlines()[0][:60])
def test_an_example_does_what_it_says(client, town, headers, example):
    asked, _, expected = example.partition("→ ")
    head, _, body = asked.partition("\n\n")
    first, *lines = head.strip().splitlines()
    method, url = first.split(" ", 1)
    sent = dict(line.split(": ", 1) for line in lines)
    if "Authorization" in sent:
        sent["Authorization"] = headers["Authorization"]
    content = {"data": json.loads(body), "content_type": "application/json"} if body.strip() else {}
    answer = getattr(client, method.lower())(url, headers=sent, **content)
    status, *code = expected.split()
    assert answer.status_code == int(status), answer.content.decode()
    assert [answer.json()["code"]] == code if code else True


def test_all_scopes_purposes_and_addresses_are_explained(client, town):
    assert all(f"`{scope}`" in GUIDE for scope in SCOPES)
    assert all(f"`{code}` {label}" in GUIDE for code, label in PURPOSES.items())
    assert len(EXAMPLES) >= 8
