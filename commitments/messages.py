"""The wording of the messages about promises. The bureau may change it; the codes are fixed."""

from notices.registry import Message, register_messages

register_messages(
    Message(
        "commitments.signed", "承诺书已签署：{code}",
        "《{title}》已签署，承诺编码 {code}。{next}",
        {"code": "承诺编码", "title": "承诺书名称", "next": "接下来的事"},
        label="承诺书已签署",
    ),
    Message(
        "commitments.paper_due", "容缺材料{when}：{name}",
        "承诺 {code} 的容缺材料“{name}”应在 {due} 前补交，{when}。请登录“我的承诺”上传。逾期将转为核查，请尽早补齐或者说明情况。",
        {"code": "承诺编码", "name": "材料名称", "due": "到期日", "when": "剩余时间"},
        label="容缺材料提醒",
    ),
    Message(
        "commitments.paper_late", "容缺材料逾期，已转核查：{name}",
        "承诺 {code} 的容缺材料“{name}”应在 {due} 前补交，至今没有收到，已转为核查。这不等于认定违诺；仍可补交或者说明情况。",
        {"code": "承诺编码", "name": "材料名称", "due": "到期日"},
        label="容缺材料逾期",
    ),
    Message(
        "commitments.paper_received", "已收到材料：{name}（{receipt}）",
        "承诺 {code} 的材料“{name}”已收到，回执号 {receipt}。",
        {"code": "承诺编码", "name": "材料名称", "receipt": "回执号"},
        label="容缺材料回执",
    ),
    Message(
        "commitments.breach_notice", "拟认定未履行承诺的告知：{code}",
        "本局拟认定承诺 {code} {result}。\n{text}\n您可以在 {until}（含当日）前登录“我的承诺”陈述、申辩并提交材料。期满后由其他人员作出认定。",
        {"code": "承诺编码", "result": "拟认定的结果", "text": "告知书正文", "until": "陈述期最后一天"},
        label="拟认定违诺告知", urgent=True,
    ),
    Message(
        "commitments.found", "承诺履行情况已认定：{code}",
        "承诺 {code} 的履行情况已认定为“{result}”。{next}",
        {"code": "承诺编码", "result": "认定结果", "next": "接下来的事"},
        label="承诺履行认定",
    ),
    Message(
        "commitments.stated", "收到陈述申辩：{code}",
        "{party}就承诺 {code} 的拟认定提交了陈述申辩，请审阅后作出认定。",
        {"code": "承诺编码", "party": "承诺人"},
        label="收到陈述申辩",
    ),
)  # fmt: skip
