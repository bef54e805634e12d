"""States and closed lists of credit repair: value, Chinese label."""

from django.db import models


class Outcome(models.TextChoices):
    """The answer of the self-check."""

    READY = "ready", "可以申请"
    PROOF = "proof", "备齐证明就可以申请"
    MISSING = "missing", "先履行义务"
    WAIT = "wait", "时间还没有到"
    BARRED = "barred", "暂时不能申请"
    ELSEWHERE = "elsewhere", "向认定机关申请"
    NOT_ADVERSE = "not_adverse", "不需要修复"
    DONE = "done", "已经修复"
    WITHDRAWN = "withdrawn", "已经撤下"
    ENDED = "ended", "公示期已满"
    LISTED = "listed", "名单移出另行办理"


#: What is said when there is nothing to repair here.
NOT_OPEN: dict[str, str] = {
    Outcome.NOT_ADVERSE: "这不是失信信息，不需要修复。",
    Outcome.DONE: "这条记录已经修复，不需要再申请。",
    Outcome.WITHDRAWN: "这条记录已经撤下，不再公示和共享，不需要申请修复。",
    Outcome.ENDED: "公示期已满，已自动停止公示，不需要申请修复。",
    Outcome.LISTED: "严重失信主体名单的移出由列入决定机关办理，请按列入决定书写明的条件和程序申请。",
}


class Hindrance(models.TextChoices):
    """What may stand in the way of an application."""

    TIME = "time", "最短公示期未满"
    DUTIES = "duties", "义务没有履行完"
    PROOF = "proof", "缺履行证明"
    FRAUD = "fraud", "曾经弄虚作假"
    OWNER = "owner", "不是本局认定"


class State(models.TextChoices):
    """The way of an application: 草稿 → 待受理 → (待补正) → 核查中 → 待决定 → 同步核对 → 办结, or refused with remedies."""

    DRAFT = "draft", "草稿"
    SUBMITTED = "submitted", "待受理"
    SUPPLEMENT = "supplement", "待补正"
    ACCEPTED = "accepted", "核查中"
    PROPOSED = "proposed", "待决定"
    SYNCING = "syncing", "已修复，同步核对中"
    CLOSED = "closed", "已修复，已办结"
    REFUSED = "refused", "不予修复"
    REVIEWING = "reviewing", "复核中"
    UPHELD = "upheld", "复核维持"
    DECLINED = "declined", "不予受理"
    WITHDRAWN = "withdrawn", "已撤回"
    REVOKED = "revoked", "修复已撤销"


#: Nothing more happens to these.
OVER = (State.CLOSED, State.UPHELD, State.DECLINED, State.WITHDRAWN, State.REVOKED)
#: One application of a record may be in one of these at a time.
OPEN = (State.DRAFT, State.SUBMITTED, State.SUPPLEMENT, State.ACCEPTED, State.PROPOSED, State.REVIEWING)
#: States behind a decision: they need acceptance, a deciding person, and its day.
DECIDED = (State.SYNCING, State.CLOSED, State.REFUSED, State.REVIEWING, State.UPHELD, State.REVOKED)
REPAIRED = (State.SYNCING, State.CLOSED)
#: The bureau's clock runs.
RUNNING = (State.SUBMITTED, State.ACCEPTED, State.PROPOSED)


class Channel(models.TextChoices):
    """By which of the four ways the application came in (国办发〔2025〕22号: “信用中国”总窗口, 政务大厅线下窗口)."""

    PORTAL = "portal", "本系统网上申请"
    WINDOW = "window", "政务大厅窗口"
    CREDIT_CHINA = "credit_china", "“信用中国”转来"
    CREDIT_CITY = "credit_city", "“信用重庆”转来"


class PaperKind(models.TextChoices):
    """Two papers are needed; the rest is brought only if one likes, and never asked for."""

    FULFILMENT = "fulfilment", "履行完毕证明"
    PROMISE = "promise", "信用修复承诺书"
    COURT = "court", "人民法院裁定书"
    TRAINING = "training", "信用培训证明（自愿）"
    REPORT = "report", "信用报告（自愿）"
    HELD = "held", "本局已有材料"
    FINDING = "finding", "撤销修复的依据材料"
    STATEMENT = "statement", "陈述申辩材料"


#: Who brings which paper: the four ways of 巫山司发〔2022〕20号第16项.
WAYS: tuple[tuple[str, str, str], ...] = (
    (PaperKind.FULFILMENT, "履行义务", "缴清罚款、完成整改等，提交履行完毕证明。必备。"),
    (PaperKind.PROMISE, "信用承诺", "签署信用修复承诺书，网上填写姓名即可。必备。"),
    (PaperKind.TRAINING, "接受培训", "自愿参加，不收费，不是受理条件。"),
    (PaperKind.REPORT, "提交信用报告", "自愿提交，不是受理条件。"),
)


class PauseCause(models.TextChoices):
    """Closed list: only for these the clock stands still."""

    SUPPLEMENT = "supplement", "等待申请人补正材料"
    OTHER_BODY = "other_body", "等待其他机关核实回复"
    INSPECTION = "inspection", "需要现场核查、鉴定"


class Proposal(models.TextChoices):
    GRANT = "grant", "建议准予修复"
    REFUSE = "refuse", "建议不予修复"


class Ground(models.TextChoices):
    """Why a repair is refused: a closed list."""

    NOT_YET = "not_yet", "最短公示期未满"
    DUTIES = "duties", "没有纠正失信行为或者没有履行完义务"
    FALSE = "false", "提交虚假材料、弄虚作假"
    BARRED = "barred", "处于不得申请的期间"


class LetterKind(models.TextChoices):
    GRANTED = "granted", "准予信用修复决定书"
    REFUSED = "refused", "不予信用修复决定书"
    DECLINED = "declined", "不予受理告知书"
    REVIEW = "review", "信用修复复核决定书"
    CERTIFICATE = "certificate", "信用修复证明"
    REVOKING = "revoking", "拟撤销信用修复告知书"
    REVOKED = "revoked", "撤销信用修复决定书"
    KEPT = "kept", "不予撤销信用修复告知书"


class SyncState(models.TextChoices):
    OPEN = "open", "待核对"
    DONE = "done", "已同步"
    EXPLAINED = "explained", "已说明"


class RevocationState(models.TextChoices):
    """The way of taking a repair back: 拟撤销 → 送达 → 陈述申辩 → 核查 → 另一人决定."""

    NOTICED = "noticed", "拟撤销，待送达"
    HEARING = "hearing", "陈述申辩期"
    WEIGHED = "weighed", "待决定"
    REVOKED = "revoked", "已撤销修复"
    DROPPED = "dropped", "不予撤销"
    ANNULLED = "annulled", "撤销决定已失效"


REVOKING = (RevocationState.NOTICED, RevocationState.HEARING, RevocationState.WEIGHED)


class RevokeGround(models.TextChoices):
    """Why a granted repair may be taken back: a closed list."""

    FALSE = "false", "申请时提交虚假材料"
    CONCEALED = "concealed", "隐瞒真实情况、以欺骗手段取得修复"
