"""The wording of the messages about accounts of firms and practitioners."""

from notices.registry import Message, register_messages

SIGN_CODE, ASKED, DECIDED, JOINED, ENDED, HANDED, RECORDED = (
    f"members.{name}" for name in ("sign_code", "asked", "decided", "joined", "ended", "handed_over", "recorded")
)
CONFIRM_CODE, RECOVER_CODE, RECOVERED, EMAIL_CHANGED = (
    f"members.{name}" for name in ("confirm_code", "recover_code", "recovered", "email_changed")
)

register_messages(
    Message(
        SIGN_CODE, "签署确认码",
        "您正在签署“{about}”。确认码：{code}\n{minutes} 分钟内有效，只能用一次。不是您本人操作的，请不要告诉任何人，并立即修改密码。",
        {"about": "签署的内容", "code": "确认码", "minutes": "有效分钟数"},
        label="签署确认码", urgent=True,
    ),
    Message(
        ASKED, "{name} 申请成为{firm}的{role}",
        "申请编号 {number}。申请说明：{statement}\n请核对是不是本机构的人，再同意或者拒绝；没有答复的，由司法局核对。",
        {"name": "申请人", "firm": "机构", "role": "申请的身份", "number": "申请编号", "statement": "申请说明"},
        label="绑定申请",
    ),
    Message(
        DECIDED, "绑定申请{outcome}：{firm}",
        "申请编号 {number}。{words}",
        {"outcome": "结果", "firm": "机构", "number": "申请编号", "words": "说明和下一步"},
        label="绑定申请结果",
    ),
    Message(
        JOINED, "{name} 已成为{firm}的{role}",
        "方式：{way}。不是本机构的人，请立即在“账号管理”中终止，并告诉司法局。",
        {"name": "姓名", "firm": "机构", "role": "身份", "way": "取得方式"},
        label="新增机构账号",
    ),
    Message(
        ENDED, "您在{firm}的账号权限已终止",
        "理由：{reason}。有疑问的，请联系本机构负责人或者司法局。",
        {"firm": "机构", "reason": "理由"},
        label="账号权限终止",
    ),
    Message(
        HANDED, "您现在是{firm}的负责人账号",
        "由 {name} 移交。您可以邀请经办人、终止账号，机构的期限和通知会发给您。",
        {"firm": "机构", "name": "移交人"},
        label="负责人移交",
    ),
    Message(
        RECORDED, "信用档案新增一条：{title}",
        "{firm}的档案新登记了“{item}”：{title}（{paper}）。{shown}\n"
        "请打开信用档案核对。有错误的，可以在这一条下面提出异议；可以写一段回应；符合条件的，可以申请信用修复。",
        {"firm": "主体", "item": "事项", "title": "事由", "paper": "文书、机关和日期", "shown": "公示情况"},
        label="档案新增记录",
    ),
    Message(
        CONFIRM_CODE, "联系方式确认码",
        "确认码：{code}\n{minutes} 分钟内有效，只能用一次。请填到“我的账号”里。不是您本人操作的，请不要理会。",
        {"code": "确认码", "minutes": "有效分钟数"},
        label="联系方式确认码", urgent=True, outside=True,
    ),
    Message(
        RECOVER_CODE, "重设密码确认码",
        "有人申请重设您的办事账号的密码。确认码：{code}\n{minutes} 分钟内有效，只能用一次。请不要告诉任何人，本局工作人员不会索要。"
        "不是您本人操作的，请不要理会，密码不会改变。",
        {"code": "确认码", "minutes": "有效分钟数"},
        label="重设密码确认码", urgent=True, outside=True,
    ),
    Message(
        RECOVERED, "您的密码已重设",
        "{at}，您的办事账号凭确认码重设了密码，各处的登录已全部退出。不是您本人操作的，请立即再次重设密码，并告诉司法局。",
        {"at": "时间"},
        label="密码已重设", urgent=True,
    ),
    Message(
        EMAIL_CHANGED, "您的邮箱已修改",
        "{at}，您的办事账号的邮箱改为 {email}。不是您本人操作的，请立即修改密码，并告诉司法局。",
        {"at": "时间", "email": "遮蔽后的邮箱"},
        label="邮箱已修改",
    ),
)  # fmt: skip
