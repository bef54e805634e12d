"""Drafts of the two notices, with everything that 个人信息保护法第五十七条 and the reporting rules ask for. What is missing is said, not made up."""

from __future__ import annotations

from core import clock, settings_store
from core.words import cn_date
from safeguards.models import Incident

MISSING = "【待补充】"


def _or_missing(text: str) -> str:
    return text.strip() or MISSING


def _bureau() -> tuple[str, str]:
    values = settings_store.get_many(["bureau.name", "bureau.phone"])
    return str(values["bureau.name"]), _or_missing(str(values["bureau.phone"] or ""))


def _moment(incident: Incident) -> str:
    local = incident.discovered_at.astimezone(clock.SHANGHAI)
    return f"{cn_date(local.date())}{local:%H}时{local:%M}分"


def authority_notice(incident: Incident, affected: int) -> str:
    """The report to the authorities."""
    name, phone = _bureau()
    head = "【演练】" if incident.drill else ""
    return f"""{head}网络安全事件报告

报告单位：{name}
报送对象：{MISSING}（属地网信部门、公安机关、履行个人信息保护职责的部门，按研判等级确定）
事件编号：{incident.number}
事件名称：{incident.title}
事件类型：{incident.get_kind_display()}　　研判等级：{incident.get_level_display()}

一、发现时间
{_moment(incident)}。

二、基本情况
{_or_missing(incident.facts)}

三、涉及的信息和范围
信息种类：{_or_missing(incident.data_kinds)}。涉及信用主体 {affected} 个（名单另附，不含证件号码）。

四、原因初步分析和可能造成的危害
{_or_missing(incident.harm)}

五、已采取的措施
{_or_missing(incident.measures)}

六、下一步工作和需要支持的事项
{MISSING}

联系人：{MISSING}　　联系电话：{phone}
{name}
{cn_date(clock.today())}"""


def persons_notice(incident: Incident, subject_name: str = "") -> str:
    """The notice to a subject; without a name the text for all of them."""
    name, phone = _bureau()
    head = "【演练，不实际发出】" if incident.drill else ""
    return f"""{head}个人信息安全事件告知书

{subject_name or "（主体名称）"}：

{_moment(incident)}，我局发现“{incident.title}”，可能涉及您（贵单位）在本系统中的信息。依照《中华人民共和国个人信息保护法》第五十七条，现告知如下：

一、涉及的信息种类：{_or_missing(incident.data_kinds)}。
二、发生的原因和可能造成的危害：{_or_missing(incident.harm)}
三、我局已采取的补救措施：{_or_missing(incident.measures)}
四、您可以采取的减轻危害的措施：{_or_missing(incident.advice)}
五、联系方式：{name}，电话 {phone}。对本告知有疑问，或者认为信息有误，可以随时与我局联系。

{name}
{cn_date(clock.today())}"""
