"""Rule parameters of messages that the bureau may change."""

from core.settings_store import Declared, declare

DISPATCH_DAYS, DISPATCH_PROOF_DAYS = "notices.dispatch_workdays", "notices.dispatch_proof_days"

declare(
    Declared(
        "notices.quiet_from", "消息", "免打扰开始", "22:00", basis="局内部安排",
        help="从这一时刻起不通过短信或政务微信网关发送；站内信和邮件不受影响。紧急消息除外。",
    ),
    Declared("notices.quiet_until", "消息", "免打扰结束", "07:00", basis="局内部安排"),
    Declared(
        "notices.test_mode", "消息", "消息演练模式", False, basis="局内部安排",
        help="打开后，邮件和短信都不实际发出，送达记录写明“演练模式”。站内信照常。",
    ),
    Declared(
        DISPATCH_DAYS, "文书送达", "文书做好后几个工作日内发出", 3, "个工作日", "本局设定，待确认",
        help="期满还没有登记发出的，列入经办科室的工作台。",
    ),
    Declared(
        DISPATCH_PROOF_DAYS, "文书送达", "发出后几日没有回证就催问", 15, "日", "本局设定，待确认",
        help="发出满这些日子还没有登记送达的，列入经办科室的工作台。",
    ),
)  # fmt: skip
