"""The one vocabulary of states that people see: word, icon, colour and a short explanation, for every door.

Apps keep their own choices; a chip finds its looks here by the Chinese word (or by the code below). A word that is not
here is shown plainly in grey: a new state never breaks a page.
"""

from __future__ import annotations

from dataclasses import dataclass

TONES = ("green", "blue", "orange", "red", "purple", "grey")


@dataclass(frozen=True)
class Status:
    """A state as people see it: `icon` is a symbol of static/img/icons.svg, `help` has at most 30 characters."""

    code: str
    label: str
    icon: str
    tone: str
    help: str = ""


STATUSES: tuple[Status, ...] = (
    # decisions and their way to the platform
    Status("draft", "草稿", "draft", "grey", "还没有提交，只有本人和本科室能看到"),
    Status("pending_review", "待审核", "waiting", "orange", "已提交，等审核员处理"),
    Status("returned", "已退回", "returned", "orange", "审核员退回，请按理由修改后再提交"),
    Status("reportable", "可报送", "ready", "blue", "检查全部通过，可以放进报送文件"),
    Status("exported", "已导出", "file", "blue", "已写入报送文件，等待上报"),
    Status("reported", "已上报", "sent", "blue", "已报到信用平台，等待回执"),
    Status("accepted", "已入库", "accepted", "green", "信用平台回执：已入库"),
    Status("rejected", "被退回", "rejected", "red", "信用平台退回，请按原因更正后重报"),
    Status("published", "公示中", "public", "blue", "正在本站公示，到期自动停止"),
    Status("expiring", "即将到期", "expiring", "orange", "公示期快要结束"),
    Status("ended", "已终止公示", "ended", "grey", "公示期已满，不再对外显示"),
    Status("withdrawn", "已撤下", "withdrawn", "grey", "已从对外页面撤下，理由留存备查"),
    Status("disputed", "异议处理中", "disputed", "purple", "当事人提出异议，正在核实"),
    Status("repairing", "修复办理中", "repairing", "purple", "信用修复申请正在办理"),
    Status("repaired", "已修复", "accepted", "green", "信用修复完成，公示已停止"),
    Status("late_internal", "内控超期", "late", "orange", "超过本局承诺的7日"),
    Status("late_official", "国标超期", "very-late", "red", "超过国家规定的7个工作日"),
    Status("zero", "零申报", "zero", "grey", "当月没有决定，已作零申报声明"),
    Status("exempt", "不报送", "withdrawn", "grey", "依规定不报送，理由留存备查"),
    Status("void", "登记作废", "withdrawn", "grey", "登记有误已作废，不计入应报"),
    Status("revoked", "已撤销", "withdrawn", "grey", "决定已被撤销，不再公示"),
    Status("corrected", "已更正", "accepted", "green", "内容已更正，前后差异留存备查"),
    Status("closed", "已月结", "accepted", "green", "当月已核对并结账"),
    Status("open", "未月结", "waiting", "orange", "当月还没有结账"),
    # submission files and their rows, messages on their way
    Status("made", "已生成", "file", "blue", "报送文件已生成，等待上报"),
    Status("awaiting", "待回执", "waiting", "orange", "已上报，信用平台还没有答复"),
    Status("answered", "已收回执", "accepted", "green", "信用平台的答复已录入"),
    Status("annulled", "已作废", "withdrawn", "grey", "已作废，不再使用"),
    Status("to_send", "待发送", "waiting", "grey", "等待发送"),
    Status("delivered", "已送达", "accepted", "green", "已送到对方"),
    Status("undelivered", "未送达", "rejected", "red", "没有送到，原因写在记录里"),
    # how far a record is disclosed, and how grave it is
    Status("public", "公示", "public", "blue", "对社会公示"),
    Status("shared", "仅共享", "ready", "grey", "只在机关之间共享，不对社会公示"),
    Status("withheld", "不公示", "withdrawn", "grey", "不公示也不共享，理由留存备查"),
    Status("minor", "轻微", "info", "grey", "轻微类行政处罚信息"),
    Status("general", "一般", "late", "orange", "一般类行政处罚信息"),
    Status("serious", "严重", "very-late", "red", "严重类行政处罚信息"),
    # what a check finds
    Status("error", "错误", "rejected", "red", "必须修改，否则不能通过"),
    Status("warning", "提醒", "warning", "orange", "请核对，可以通过"),
    Status("note", "提示", "info", "grey", "供参考，不影响通过"),
    # practising status of firms and persons
    Status("practising", "正常执业", "accepted", "green", "可以依法执业"),
    Status("suspended", "停止执业", "withdrawn", "orange", "在规定期间内不得执业"),
    Status("rectifying", "停业整顿", "late", "orange", "机构在整顿期内不得承办业务"),
    Status("deregistered", "注销", "ended", "grey", "执业许可已注销，不再执业"),
    Status("disbarred", "吊销", "rejected", "red", "执业许可被依法吊销"),
    # jobs
    Status("queued", "排队中", "waiting", "grey", "等待后台处理，可以离开本页"),
    Status("checking", "检查中", "repairing", "blue", "正在逐行检查，可以离开本页"),
    Status("checked", "待确认导入", "waiting", "orange", "检查完毕，等您决定是否导入"),
    Status("committing", "导入中", "repairing", "blue", "正在写入台账，可以离开本页"),
    Status("done", "已完成", "accepted", "green", "已全部处理完毕"),
    Status("failed", "未完成", "rejected", "red", "没有完成，原因写在任务里"),
    Status("cancelled", "已取消", "withdrawn", "grey", "已取消，没有写入任何数据"),
    # how a record stands in the subject's own file; requests to act for a firm
    Status("paused", "暂停公示", "waiting", "orange", "暂时不对外显示，正在核实"),
    Status("run_out", "公示期满", "ended", "grey", "公示期已满，不再对外显示"),
    Status("to_publish", "待公示", "waiting", "grey", "还没有到公示开始的日子"),
    Status("to_answer", "待答复", "waiting", "orange", "等负责人或者司法局答复"),
    Status("agreed", "已同意", "accepted", "green", "已经同意，账号已开通"),
    Status("declined", "已拒绝", "rejected", "grey", "没有同意，理由已告知申请人"),
    Status("self_withdrawn", "本人撤回", "withdrawn", "grey", "申请人自己撤回"),
    # promises
    Status("promised", "已承诺", "public", "blue", "承诺书已签署，正在履行"),
    Status("under_check", "核查中", "repairing", "blue", "正在核查，还没有结论"),
    Status("breach_proposed", "拟认定未履行", "late", "orange", "还没有认定，须先告知并听取陈述"),
    Status("statement", "陈述期", "waiting", "orange", "当事人可以陈述申辩，期满后认定"),
    Status("kept", "全部履行", "accepted", "green", "经核查，承诺已经全部履行"),
    Status("partly_kept", "部分履行", "late", "orange", "经认定，承诺只履行了一部分"),
    Status("broken", "全部未履行", "rejected", "red", "经认定，承诺没有履行"),
    Status("archived", "已归档", "ended", "grey", "履行情况已经认定，材料归档"),
    Status("taken_back", "已撤回", "withdrawn", "grey", "承诺人撤回，不再公开"),
    Status("lapsed", "已过期", "ended", "grey", "承诺的有效期已满"),
    # objections, replies, the public's error reports
    Status("submitted", "已提交", "sent", "blue", "已经收到，等待受理"),
    Status("to_take_in", "待受理", "waiting", "blue", "已经收到，正在审查是否受理"),
    Status("taken_in", "已受理", "ready", "blue", "已经受理，正在安排核查"),
    Status("concluded", "已作出结论", "ready", "blue", "结论已经生效，正在告知当事人"),
    Status("told", "已告知", "accepted", "green", "结论已经告知当事人"),
    Status("in_review", "复核中", "repairing", "purple", "由另一名工作人员复核"),
    Status("reviewed", "复核完毕", "accepted", "green", "复核结论已经告知当事人"),
    Status("not_taken_in", "不予受理", "withdrawn", "grey", "不予受理，理由已经告知"),
    Status("to_check", "待审查", "waiting", "orange", "当事人的回应等待审查"),
    Status("beside", "已展示", "public", "blue", "显示在记录旁边"),
    Status("not_shown", "不予展示", "withdrawn", "grey", "没有展示，理由已经告知"),
    Status("to_handle", "待处理", "waiting", "orange", "还没有人处理"),
    Status("looking", "核实中", "repairing", "blue", "正在核实"),
    Status("replied", "已答复", "accepted", "green", "已经答复提出的人"),
    # marks
    Status("unconfirmed", "待确认", "waiting", "orange", "依据尚待本局法制科确认"),
    Status("confirmed", "已确认", "accepted", "green", "依据已经核对"),
    Status("rehearsal", "演练", "info", "orange", "演练数据，不对外公示也不报送"),
    Status("longterm", "长期", "repairing", "grey", "没有截止日期"),
)

_BY_WORD = {word: status for status in STATUSES for word in (status.code, status.label)}


def find(word: object) -> Status:
    """The status for a code or a Chinese word; an unknown word comes back as itself, in grey, without explanation."""
    text = str(getattr(word, "label", word) or "").strip()
    return _BY_WORD.get(text) or _BY_WORD.get(str(word)) or Status(text, text, "", "grey")
