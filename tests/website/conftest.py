"""What the public may and may not see: decisions of every kind with canaries in every place where something private can stand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest

from core import clock
from publicity.models import Decision, StandardEdition
from records.models import CreditRecord, Subject
from tests.factories import make_decision, make_kind, make_record, make_subject, next_number

DAY = date(2026, 9, 7)
ON = date(2026, 9, 20)

# Valid by their check digits, so that only masking keeps them out.
CANARY_ID, CANARY_PHONE, CANARY_ADDRESS = "500237199001011231", "13983271234", "巫山县平湖西路隐秘巷七号"
CANARY_REMARK, CANARY_SECRET = "内部备注不得公开", "CANARY-SECRET"
CANARIES = (CANARY_ID, CANARY_PHONE, CANARY_ADDRESS, CANARY_REMARK, CANARY_SECRET)


@dataclass
class Published:
    """A decision with its public record."""

    decision: Decision
    record: CreditRecord

    @property
    def path(self) -> str:
        return f"/decisions/{self.record.public_id}/"


def penalty_data(**fields: str) -> dict[str, str]:
    """The national fields of a penalty as the ledger keeps them."""
    return {
        "CF_XDR_MC": "重庆夔门律师事务所", "CF_XDR_LB": "法人及非法人组织", "CF_XDR_SHXYM": "31500000MD02017538", "CF_FRDB": "王某某",
        "CF_FR_ZJHM": CANARY_ID, "CF_WSH": "巫山司罚决字〔2026〕3号", "CF_WFXW": "同时在两个以上律师事务所执业",
        "CF_SY": f"当事人（联系电话{CANARY_PHONE}）于2026年1月在两家机构执业，身份证号{CANARY_ID}。", "CF_YJ": "《中华人民共和国律师法》第四十七条",
        "CF_CFLB": "警告;罚款", "CF_NR": "给予警告，并处罚款人民币2000元", "CF_NR_FK": "0.2", "CF_JDRQ": "2026-09-07",
        "CF_YXQ": "2099-12-31", "CF_CFJG": "巫山县司法局", "CF_SJLY": "巫山县司法局", "BZ": CANARY_REMARK,
    } | fields  # fmt: skip


def licence_data(**fields: str) -> dict[str, str]:
    """The national fields of a licence as the ledger keeps them."""
    return {
        "XK_XDR_MC": "重庆夔门律师事务所", "XK_XDR_LB": "法人及非法人组织", "XK_XDR_SHXYM": "31500000MD02017538", "XK_XKWS": "准予变更执业机构决定书",
        "XK_WSH": "巫山司许〔2026〕5号", "XK_XKLB": "核准", "XK_NR": "准予其变更住所", "XK_JDRQ": "2026-09-07", "XK_YXQZ": "2026-09-07",
        "XK_YXQZI": "2099-12-31", "XK_XKJG": "巫山县司法局", "XK_ZT": "1", "BZ": CANARY_REMARK,
    } | fields  # fmt: skip


def publish(
    kind: str = "penalty", *, subject: Subject | None = None, data: dict[str, str] | None = None, **record: Any
) -> Published:
    """A decision of the kind in force, and its record: public from the day after for as long as a test says."""
    subject = subject or make_subject(f"重庆第{next_number()}律师事务所")
    owner = make_kind(kind)
    edition = StandardEdition.objects.filter(kind=owner).order_by("-valid_from").first()
    person = subject.is_person
    facts = {
        "kind": kind,
        "nature": "adverse" if kind == "penalty" else "neutral",
        "event_date": DAY,
        "party_is_person": person,
    }
    facts |= {"severity": "general" if kind == "penalty" else "licence", "party_name": subject.name} | record
    filled = (
        data
        if data is not None
        else penalty_data(CF_XDR_MC=subject.name)
        if kind == "penalty"
        else licence_data(XK_XDR_MC=subject.name)
    )
    decision = make_decision(
        kind=owner, edition=edition, subject=subject, party_name=facts["party_name"], party_kind="natural" if person else "legal",
        party_key=f"key{next_number()}", data=filled, secrets=CANARY_SECRET, decided_on=facts["event_date"],
        **({"number": facts["document_number"]} if "document_number" in facts else {}),
    )  # fmt: skip
    facts.setdefault("document_number", decision.number)
    return Published(decision, make_record(subject=subject, source_type="decision", source_id=decision.pk, **facts))


@pytest.fixture
def firm() -> Subject:
    return make_subject(
        "重庆夔门律师事务所", pinyin="chongqingkuimenlvshishiwusuo", initials="cqkmlsswso", uscc="31500000MD02017538",
        legal_representative="王某某", address="巫山县高唐街道广东中路100号", id_number=CANARY_ID, founded_on=date(2010, 3, 1),
    )  # fmt: skip


@pytest.fixture
def lawyer(firm) -> Subject:
    return make_subject(
        "张建国", kind="lawyer", uscc="", id_hash="d" * 64, id_number=CANARY_ID, licence_number="15002201510123456",
        institution=firm, address=CANARY_ADDRESS, legal_representative="", pinyin="zhangjianguo",
    )  # fmt: skip


@pytest.fixture
def today():
    """Everything in the test happens on ON unless it says otherwise."""
    with clock.override(ON):
        yield ON


@pytest.fixture
def town(db, firm, lawyer, today) -> dict[str, Published]:
    """A firm with a penalty and a licence, its lawyer with a licence, an inspection of an office."""
    office = make_subject(
        "巫山县巫峡基层法律服务所",
        kind="service_office",
        pinyin="wushanxianwuxiajicengfalvfuwusuo",
        initials="wsxwxjcflfws",
    )
    clerk = make_subject(
        "李小明", kind="other_person", uscc="", id_hash="e" * 64, id_number=CANARY_ID, address=CANARY_ADDRESS
    )
    return {
        "penalty": publish("penalty", subject=firm, document_number="巫山司罚决字〔2026〕3号", title=f"违规执业（{CANARY_PHONE}）"),
        "licence": publish("licence", subject=firm, document_number="巫山司许〔2026〕5号", title="准予变更住所"),
        "person": publish(
            "licence", subject=lawyer, document_number="巫山司许〔2026〕6号", title="准予张建国变更执业机构",
            data=licence_data(
                XK_XDR_MC="张建国", XK_XDR_LB="自然人", XK_XDR_SHXYM="", XK_XDR_ZJHM=CANARY_ID, XK_NR=f"准予张建国（{CANARY_ID}）变更执业机构"
            ),
        ),
        "citizen": publish("licence", subject=clerk, document_number="巫山司许〔2026〕7号", data=licence_data(XK_XDR_MC="李小明", XK_XKBH=CANARY_ID)),
        "inspection": publish("inspection", subject=office, severity="other", title="年度检查", data={}),
    }  # fmt: skip


def days(number: int) -> timedelta:
    return timedelta(days=number)
