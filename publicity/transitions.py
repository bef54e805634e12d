"""The moves of a decision record, and who may make them (product §8.3: 草稿 → 待审核 → 可报送 → 已导出 → 已上报 → 已入库 / 被退回)."""

from core.transitions import Move, MoveTable
from publicity.choices import DecisionState as S

DECISION_MOVES = MoveTable(
    "这件决定",
    dict(S.choices),
    (
        Move(
            "submit",
            "提交审核",
            (S.DRAFT, S.RETURNED),
            S.PENDING,
            "publicity.enter_decision",
            "提交后由本科室审核员核对，审核期间不能修改。",
        ),
        Move(
            "approve",
            "审核通过",
            (S.PENDING,),
            S.READY,
            "publicity.review_decision",
            "通过后即可报送；按规定应当公示的，立即进入公示。",
        ),
        Move(
            "return",
            "退回修改",
            (S.PENDING,),
            S.RETURNED,
            "publicity.review_decision",
            "退回给登记人修改，期限照常计算。",
            reason=True,
        ),
        Move(
            "exempt",
            "决定不报送",
            (S.DRAFT, S.PENDING, S.RETURNED, S.READY, S.REJECTED),
            S.EXEMPT,
            "publicity.exempt_decision",
            "不再计入应报；决定留在台账，原因供检查。",
            reason=True,
            forward=False,
        ),
        Move(
            "restore",
            "恢复报送",
            (S.EXEMPT,),
            S.DRAFT,
            "publicity.exempt_decision",
            "重新计入应报，期限仍从决定日起算。",
            reason=True,
        ),
        Move(
            "void",
            "登记作废",
            (S.DRAFT, S.RETURNED),
            S.VOID,
            "publicity.review_decision",
            "仅用于登记错误：并不存在这件决定。文号将显示为断号，须另行说明。",
            reason=True,
            danger=True,
        ),
        Move("export", "导出", (S.READY,), S.EXPORTED, "publicity.submit_decisions"),
        Move("unexport", "取消导出", (S.EXPORTED,), S.READY, "publicity.submit_decisions"),
        Move("report", "标记已上报", (S.EXPORTED,), S.REPORTED, "publicity.submit_decisions"),
        Move("accept", "已入库", (S.EXPORTED, S.REPORTED), S.ACCEPTED, "publicity.take_receipt"),
        Move("reject", "被退回", (S.EXPORTED, S.REPORTED), S.REJECTED, "publicity.take_receipt"),
        *(
            Move(
                code,
                "更正",
                (state,),
                state,
                "publicity.enter_decision",
                "公示内容当即更正；已报出的文件不变，收到平台回执后回到“可报送”，重新报送。",
                reason=True,
                forward=False,
            )
            for code, state in (("amend_exported", S.EXPORTED), ("amend_reported", S.REPORTED))
        ),
        Move(
            "correct",
            "更正",
            (S.READY, S.REJECTED, S.ACCEPTED),
            S.READY,
            "publicity.enter_decision",
            "更正后回到“可报送”，须重新报送；更正前后的内容都留在历史中。",
            reason=True,
        ),
    ),
)
