"""The portal's own pages: signing in, binding, home, the own file and report, people and messages; and binding at the window."""

from __future__ import annotations

from typing import Any

from tests.architecture.doors import CHIEFS, EVERYBODY, POST_ONLY, STAFF, WORKERS, Door

MEMBERS, FIRMS = "FGP", "FG"
OUTSIDE = "".join(letter for letter in EVERYBODY if letter not in STAFF)

DOORS = {
    "website:entry": Door(EVERYBODY, "登录：选择入口"),
    "portal:home": Door(MEMBERS, "办事首页"),
    "portal:help": Door(EVERYBODY, "办事帮助"),
    "portal:sign_in": Door(OUTSIDE, "机构和从业人员登录", (200, 302)),
    "portal:sign_out": Door(EVERYBODY, "退出登录", POST_ONLY),
    "portal:forgotten": Door(OUTSIDE, "忘记密码", (200, 302)),
    "portal:recover": Door(OUTSIDE, "凭确认码重设密码（须先填用户名）", 302),
    "portal:account": Door(MEMBERS, "我的账号（机构和从业人员）"),
    "portal:account_email": Door(MEMBERS, "修改本人邮箱"),
    "portal:account_confirm": Door(MEMBERS, "确认本人的联系方式"),
    "portal:account_download": Door(MEMBERS, "下载本人的账号资料"),
    "portal:sign_in_end": Door(MEMBERS, "结束本人在别处的登录（机构和从业人员）", POST_ONLY),
    "portal:second_factor": Door(MEMBERS, "第二重验证（机构和从业人员登录第二步）", 302),
    "portal:second_factor_setup": Door(MEMBERS, "设置第二重验证（机构和从业人员）"),
    "portal:second_factor_codes": Door(MEMBERS, "重新生成恢复码（机构和从业人员）"),
    "portal:second_factor_off": Door(MEMBERS, "停用本人第二重验证（机构和从业人员）"),
    "portal:password": Door(MEMBERS, "修改密码（机构和从业人员）"),
    "portal:switch": Door(MEMBERS, "换一家机构办理", POST_ONLY),
    "portal:bind": Door(OUTSIDE, "绑定机构或本人"),
    "portal:bind_firm": Door(OUTSIDE, "绑定机构（有查验码）"),
    "portal:bind_ask": Door(OUTSIDE, "绑定机构（没有查验码）"),
    "portal:bind_person": Door(OUTSIDE, "从业人员绑定本人"),
    "portal:bind_account": Door(OUTSIDE, "设置账号（须先查验）", 302),
    "portal:bound": Door(MEMBERS, "绑定成功"),
    "portal:bind_request": Door("F", "本人的一件绑定申请"),
    "portal:bind_withdraw": Door("F", "撤回本人的绑定申请", POST_ONLY),
    "portal:join": Door(OUTSIDE, "接受邀请（凭链接）"),
    "portal:people": Door(FIRMS, "本机构的账号"),
    "portal:invite": Door(FIRMS, "邀请经办人"),
    "portal:leave": Door(FIRMS, "退出本机构"),
    "portal:invitation_cancel": Door("F", "收回邀请", POST_ONLY),
    "portal:answer": Door("G", "答复绑定申请"),
    "portal:person_end": Door("F", "终止经办人的账号"),
    "portal:hand_over": Door("F", "移交负责人账号"),
    "portal:file": Door(MEMBERS, "本机构或本人的信用档案"),
    "portal:file_print": Door(MEMBERS, "打印信用档案"),
    "portal:file_download": Door(MEMBERS, "下载本机构或本人的档案"),
    "portal:paper": Door("F", "本机构记录的脱敏材料"),
    "portal:looks": Door(MEMBERS, "谁看过我的信息"),
    "portal:reports": Door(MEMBERS, "自助出具信用报告"),
    "portal:report": Door("F", "自助出具的一份报告"),
    "portal:report_pdf": Door("F", "下载自助出具的报告"),
    "portal:messages": Door(MEMBERS, "消息（机构和从业人员）"),
    "portal:messages_read": Door(MEMBERS, "全部标为已读", POST_ONLY),
    "portal:message": Door("F", "发给本人的一条消息"),
    "portal:message_acknowledge": Door("F", "确认收到本人的消息", POST_ONLY),
    "admin:members_accounts": Door(WORKERS, "机构账号"),
    "admin:members_subject": Door(WORKERS, "一个主体的账号"),
    "admin:members_code_new": Door(WORKERS, "开具绑定查验码"),
    "admin:members_code_cancel": Door(WORKERS, "作废查验码"),
    "admin:members_end": Door(CHIEFS, "终止机构账号"),
    "admin:members_requests": Door(CHIEFS, "绑定申请"),
    "admin:members_request": Door(CHIEFS, "核对绑定申请"),
}
SAMPLES = {
    "portal:account_confirm": lambda w: {"channel": "email"},
    "portal:bind_request": lambda w: {"public_id": w.asked.public_id},
    "portal:bind_withdraw": lambda w: {"public_id": w.asked.public_id},
    "portal:answer": lambda w: {"public_id": w.asked.public_id},
    "portal:join": lambda w: {"token": w.invitation_token},
    "portal:invitation_cancel": lambda w: {"pk": w.invitation.pk},
    "portal:person_end": lambda w: {"pk": w.firm_clerk.pk},
    "portal:hand_over": lambda w: {"pk": w.firm_clerk.pk},
    "portal:paper": lambda w: {"public_id": w.own_paper.public_id},
    "portal:report": lambda w: {"number": w.own_report.number},
    "portal:report_pdf": lambda w: {"number": w.own_report.number},
    "portal:message": lambda w: {"pk": w.own_message.pk},
    "portal:message_acknowledge": lambda w: {"pk": w.own_message.pk},
    "admin:members_subject": lambda w: {"pk": w.firm.pk},
    "admin:members_code_new": lambda w: {"pk": w.firm.pk},
    "admin:members_code_cancel": lambda w: {"pk": w.window_code.pk},
    "admin:members_end": lambda w: {"pk": w.firm_clerk.pk},
    "admin:members_request": lambda w: {"public_id": w.asked.public_id},
}


def furnish(world: Any) -> None:
    """A request, an invitation, codes, a report, a message and a paper of the first firm."""
    from core import clock
    from members.selectors import current
    from members.services.codes import code_issue, sign_code_send
    from members.services.invitations import invite
    from members.services.own_reports import own_report
    from members.services.requests import request_ask

    head, today = world.people["firm1"], clock.today()
    world.firm_clerk = current(world.people["firm1clerk"])[0]
    world.asked = request_ask(actor=head, subject=world.firm2, role="clerk", statement="两所联合值班，协助申报")
    world.invitation, world.invitation_token = invite(actor=head, subject=world.firm, name="样例经办")
    world.window_code, _ = code_issue(
        actor=world.people["clerk"], subject=world.firm, role="clerk", seen="执业许可证副本、身份证"
    )
    world.own_report = own_report(
        actor=head, subject=world.firm, purpose="self", since=today.replace(year=today.year - 1), until=today
    )
    sign_code_send(actor=head, subject=world.firm, about="样例承诺书")
    world.own_message = head.notices.latest("pk")
    world.own_paper = _paper(world)


def _paper(world: Any) -> Any:
    from django.core.files.base import ContentFile

    from records.models import CreditRecord, Evidence

    record = CreditRecord.objects.filter(subject=world.firm).latest("pk")
    content = b"%PDF-1.7 sample"
    return Evidence.objects.create(
        record=record, title="样例脱敏件", variant="redacted", file=ContentFile(content, name="sample"), filename="a.pdf",
        media_type="application/pdf", size=len(content), sha256="0" * 64, uploaded_by=world.people["clerk"],
    )  # fmt: skip
