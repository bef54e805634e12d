"""Rows of the data standard for the demo's decisions, as a clerk would type them."""

from __future__ import annotations

from datetime import date, timedelta

from wushan_credit.demo.cast import BUREAU_CODE, Institution, Person

BUREAU = "巫山县司法局"
PREFIX = {
    "licence": "巫山司许决字",
    "penalty": "巫山司罚决字",
    "inspection": "巫山司检字",
    "reward": "巫山司奖字",
    "payment": "巫山司援字",
}

# violation, basis, penalty kinds, content, fine (万元), confiscated (万元)
OFFENCES = (
    (
        "未按规定建立利益冲突审查制度",
        "《律师和律师事务所违法行为处罚办法》第二十七条",
        "警告",
        "给予警告，责令改正。",
        "",
        "",
    ),
    (
        "对本所律师疏于管理，造成不良影响",
        "《中华人民共和国律师法》第五十条第一款第八项",
        "罚款",
        "处罚款10000元。",
        "1",
        "",
    ),
    (
        "违反规定接受有利益冲突的案件",
        "《中华人民共和国律师法》第五十条第一款第四项",
        "罚款;没收违法所得",
        "没收违法所得3000元，处罚款20000元。",
        "2",
        "0.3",
    ),
    (
        "以诋毁其他机构等不正当手段承揽业务",
        "《基层法律服务所管理办法》第三十六条",
        "警告;罚款",
        "给予警告，处罚款5000元。",
        "0.5",
        "",
    ),
    ("违反规定办理业务变更手续", "《基层法律服务所管理办法》第三十六条", "罚款", "处罚款3000元。", "0.3", ""),
)


def number(kind: str, year: int, sequence: int) -> str:
    """Document number in the bureau's own series."""
    return f"{PREFIX[kind]}〔{year}〕{sequence}号"


def worker_licence(person: Person, place: Institution, doc: str, decided: date, *, change: bool) -> dict[str, str]:
    """执业许可 or 变更许可 of a legal service worker: the commonest decision of a county bureau."""
    deed = "变更执业机构许可" if change else "执业许可"
    return _licence_common(doc, decided) | {
        "XK_XDR_MC": person.name,
        "XK_XDR_LB": "自然人",
        "XK_XDR_ZJLX": "身份证",
        "XK_XDR_ZJHM": person.id_number,
        "XK_XKWS": f"准予基层法律服务工作者{deed}决定书",
        "XK_XKLB": "认可",
        "XK_XKZS": "基层法律服务工作者执业证",
        "XK_XKBH": person.licence_number,
        "XK_NR": f"准予在{place.name}执业，从事基层法律服务工作。",
        "XK_YXQZI": "2099/12/31",
    }


def office_licence(place: Institution, doc: str, decided: date, *, what: str) -> dict[str, str]:
    """Change of a legal service office: head, address, name."""
    return _licence_common(doc, decided) | {
        "XK_XDR_MC": place.name,
        "XK_XDR_LB": "法人及非法人组织",
        "XK_XDR_SHXYM": place.uscc,
        "XK_FRDB": place.head,
        "XK_XKWS": f"准予基层法律服务所变更{what}决定书",
        "XK_XKLB": "登记",
        "XK_XKZS": "基层法律服务所执业证",
        "XK_XKBH": f"33{place.uscc[-9:-1]}",
        "XK_NR": f"准予变更{what}，其他登记事项不变。",
        "XK_YXQZI": (decided + timedelta(days=3 * 365)).strftime("%Y/%m/%d"),
    }


def penalty(place: Institution, doc: str, decided: date, offence: int) -> dict[str, str]:
    """A penalty on an institution."""
    violation, basis, kinds, content, fine, taken = OFFENCES[offence % len(OFFENCES)]
    row = {
        "CF_XDR_MC": place.name,
        "CF_XDR_LB": "法人及非法人组织",
        "CF_XDR_SHXYM": place.uscc,
        "CF_FRDB": place.head,
        "CF_WSH": doc,
        "CF_WFXW": violation,
        "CF_SY": f"经查，{place.name}{violation}，有询问笔录、业务卷宗等证据证实。",
        "CF_YJ": basis,
        "CF_CFLB": kinds,
        "CF_NR": content,
        "CF_NR_FK": fine,
        "CF_NR_WFFF": taken,
        "CF_JDRQ": decided.strftime("%Y/%m/%d"),
        "CF_YXQ": "2099/12/31",
        "CF_CFJG": BUREAU,
        "CF_CFJGDM": BUREAU_CODE,
        "CF_SJLY": BUREAU,
        "CF_SJLYDM": BUREAU_CODE,
    }
    return {key: value for key, value in row.items() if value}


def major_penalty(place: Institution, doc: str, decided: date) -> dict[str, str]:
    """A penalty that needs a legal review on file: reorganisation of the business."""
    return penalty(place, doc, decided, 1) | {
        "CF_WFXW": "向司法行政部门提供虚假材料",
        "CF_SY": f"经查，{place.name}在年度检查考核中提供虚假材料，有业务台账、询问笔录等证据证实。",
        "CF_YJ": "《中华人民共和国律师法》第五十条第一款第七项",
        "CF_CFLB": "罚款;责令停产停业",
        "CF_NR": "责令停业整顿一个月，处罚款30000元。",
        "CF_NR_FK": "3",
    }


def inspection(place: Institution, doc: str, decided: date, passed: bool) -> dict[str, str]:
    """An inspection of an institution."""
    return _other("JC", place, doc, decided) | {
        "JC_LX": "双随机检查",
        "JC_SX": "业务档案与收费公示检查",
        "JC_JG": "未发现问题。" if passed else "发现收费公示栏信息更新不及时，已责令限期改正。",
        "JC_ZG": "" if passed else "已按期改正，复查合格。",
    }


def reward(place: Institution, doc: str, decided: date) -> dict[str, str]:
    """An award to an institution."""
    return _other("JL", place, doc, decided) | {
        "JL_MC": "公共法律服务先进集体",
        "JL_SX": "积极参与公益法律服务和人民调解工作，成绩突出。",
        "JL_XS": "通报表扬",
        "JL_YXJZQ": (decided + timedelta(days=3 * 365)).strftime("%Y/%m/%d"),
    }


def _licence_common(doc: str, decided: date) -> dict[str, str]:
    day = decided.strftime("%Y/%m/%d")
    return {
        "XK_WSH": doc,
        "XK_JDRQ": day,
        "XK_YXQZ": day,
        "XK_XKJG": BUREAU,
        "XK_XKJGDM": BUREAU_CODE,
        "XK_ZT": "1",
        "XK_LYDW": BUREAU,
        "XK_LYDWDM": BUREAU_CODE,
    }


def _other(prefix: str, place: Institution, doc: str, decided: date) -> dict[str, str]:
    return {
        f"{prefix}_XDR_MC": place.name,
        f"{prefix}_XDR_LB": "法人及非法人组织",
        f"{prefix}_XDR_SHXYM": place.uscc,
        f"{prefix}_FRDB": place.head,
        f"{prefix}_WSH": doc,
        f"{prefix}_JDRQ": decided.strftime("%Y/%m/%d"),
        f"{prefix}_JGMC": BUREAU,
        f"{prefix}_JGDM": BUREAU_CODE,
        f"{prefix}_LYDW": BUREAU,
        f"{prefix}_LYDWDM": BUREAU_CODE,
    }
