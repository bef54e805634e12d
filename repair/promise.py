"""The text of the promise that goes with an application (信用修复承诺书)."""

from __future__ import annotations

from datetime import date

from core.words import cn_date
from records.models import CreditRecord


def promise_text(record: CreditRecord, bureau: str, on: date) -> str:
    """The promise for one record; one promise for each application."""
    return (
        f"{bureau}：\n"
        f"{record.party_name}就{record.authority}于{cn_date(record.event_date)}作出的{record.document_number}，作出如下承诺：\n"
        "一、已经纠正失信行为，履行了决定书确定的义务，提交的材料真实、合法、有效；\n"
        "二、今后遵守法律法规和执业规范，诚信执业，自觉接受监督；\n"
        "三、如有虚假，愿意承担法律责任，被记入信用记录，在规定期限内不得再申请修复；\n"
        "四、同意向社会公开本承诺书。\n"
        f"{cn_date(on)}"
    )
