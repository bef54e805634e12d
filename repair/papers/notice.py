"""What the repair notice says: computed dates, two papers, where to go, that it costs nothing."""

from __future__ import annotations

from typing import Any

from core import clock
from core.settings_store import get
from core.words import cn_date
from records.models import CreditRecord
from repair.eligibility import Eligibility
from repair.parameters import ACCEPT_DAYS, DECIDE_DAYS


def notice_content(record: CreditRecord, answer: Eligibility, bureau: str) -> dict[str, Any]:
    """The words of the notice as data; the dates come from the eligibility of the record."""
    own = answer.own
    assert own is not None and answer.earliest is not None  # the caller has checked that there is an answer
    ends = f"{cn_date(own.ends)}期满自动停止公示" if own.ends else "原则上不公示"
    mark = "" if own.confirmed else "（期限口径待确认）"
    phone = str(get("bureau.phone") or "")
    return {
        "layout": "notice-v2",
        "title": "信用修复告知书",
        "bureau": bureau,
        "addressee": record.party_name,
        "document": record.document_number,
        "signed_on": cn_date(clock.today()),
        "headline": f"最早可申请 {answer.earliest:%Y-%m-%d}",
        "lead": f"{record.authority}于{cn_date(record.event_date)}对你（单位）作出{record.document_number}。"
        "依照《信用修复管理办法》和国办发〔2025〕22号文件，现将信用修复的条件、期限和办法告知如下：",
        "facts": [
            ["决定文号", record.document_number],
            ["认定之日", cn_date(record.event_date)],
            ["公示类别", f"{record.get_severity_display()}{'' if record.severity_confirmed else '（待确认）'}"],
            ["适用规则", f"{own.name}（{own.basis}）{mark}"],
            ["公示到什么时候", ends],
            ["最早可以申请修复", f"{cn_date(answer.earliest)}，且已经纠正失信行为、履行完义务"],
        ],
        "parts": [
            {"title": "一、怎样申请", "words": [
                "登录本局网上办事页面，或者通过“信用中国”网站、政务大厅窗口申请。谁认定、谁修复，由作出决定的机关办理。",
                "只需要两份材料：履行完毕证明、信用修复承诺书。本局已经有的材料不用再交。",
            ]},
            {"title": "二、多久办完", "words": [
                f"收到申请后 {get(ACCEPT_DAYS)} 个工作日内决定是否受理，{get(DECIDE_DAYS)} 个工作日内办结；情况复杂的可以延长一次并告知理由。",
            ]},
            {"title": "三、修复以后", "words": [
                "停止公示、停止共享和使用、重新评价信用状况、解除因该信息采取的措施，并同步到各信用网站。"
                "提交虚假材料的，记入信用记录，在规定期限内不得再申请。",
            ]},
            {"title": "四、请注意", "words": [
                "信用修复不收取任何费用，不需要找中介。凡自称可以“花钱修复”的都不是本局委托的。"
                + (f"咨询电话：{phone}。" if phone else ""),
                "申请行政复议、提起行政诉讼期间，不停止公示；决定被变更、撤销的，本局及时更正或者撤下。",
            ]},
        ],
    }  # fmt: skip
