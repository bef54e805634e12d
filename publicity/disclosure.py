"""Public, shared or withheld: the five questions asked at entry, and the rule that each answer cites.

A pure function of facts. The order matters: what the law forbids comes before what policy prefers.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Question:
    """One yes/no question. `exempt` is the reason under which a yes also takes the decision out of reporting."""

    code: str
    text: str
    help: str
    exempt: str = ""


QUESTIONS: tuple[Question, ...] = (
    Question("secret", "是否涉及国家秘密？", "涉密决定不公示、不报送，另行登记。", exempt="secret"),
    Question("simple", "是否适用简易程序当场作出？", "简易程序处罚不归集公示。", exempt="simple"),
    Question("minor_person", "当事人是否为未成年人？", "未成年人信息不公示。", exempt="minor_person"),
    Question(
        "privacy", "公开是否会泄露商业秘密或个人隐私？", "可隐去相关内容后公示；无法隐去的不公示。", exempt="privacy"
    ),
    Question("slight", "是否仅为警告、通报批评等轻微处罚？", "轻微失信原则上不公示。"),
)


@dataclass(frozen=True)
class Outcome:
    """`disclosure` is public, shared or withheld; `reason` cites the rule; `exempt` names the reason not to report."""

    disclosure: str
    reason: str
    exempt: str = ""


@dataclass(frozen=True)
class Case:
    """What the tree looks at besides the answers."""

    nature: str
    publish_scope: str
    is_person: bool
    class_published: bool
    class_reason: str
    publish_person_adverse: bool = False


def decide(case: Case, answers: dict[str, bool]) -> Outcome:
    """Walk the questions, then the catalogue item's scope, then the person's protection, then the class."""
    for question in QUESTIONS:
        if answers.get(question.code) and question.exempt:
            return Outcome("withheld", question.help, question.exempt)
    if case.publish_scope != "public":
        return Outcome("shared", "目录事项的公开属性不是“社会公开”，只在政务部门间共享或授权查询。")
    if case.nature == "adverse" and case.is_person and not case.publish_person_adverse:
        return Outcome("shared", "自然人失信信息默认不公示；确需公示的，由科室负责人逐件决定。")
    if case.nature == "adverse" and (answers.get("slight") or not case.class_published):
        return Outcome("shared", case.class_reason or "轻微失信原则上不公示（信用修复管理办法）。")
    if case.nature == "adverse":
        return Outcome("public", "行政处罚法第四十八条：具有一定社会影响的处罚决定依法公开。")
    return Outcome("public", "依法应当公开的行政决定（行政许可法第四十条；目录公开属性为社会公开）。")
