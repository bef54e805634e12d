"""The invented bureau: people, institutions, practitioners. Codes are valid in form; nobody in it exists.

Identity numbers carry the sequence 000, which is given to nobody.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from accounts import roles
from core.identifiers import idnumber
from core.identifiers.uscc_arithmetic import check_digit, org_check_digit

PASSWORD = "wushan-demo-2026"

# username, name, section code, role
STAFF = (
    ("clerk", "陈晓溪", "approval", roles.CLERK),
    ("clerk2", "罗启明", "legal-affairs", roles.CLERK),
    ("clerk3", "谭月华", "public-legal-service", roles.CLERK),
    ("reviewer", "向文渊", "approval", roles.REVIEWER),
    ("reviewer2", "冉秋实", "legal-affairs", roles.REVIEWER),
    ("reviewer3", "易承安", "public-legal-service", roles.REVIEWER),
    ("credit", "龚书屏", "credit-office", roles.CREDIT_OFFICE),
    ("leader", "卢正宏", None, roles.LEADER),
    ("auditor", "方知微", None, roles.AUDITOR),
    ("admin", "贺立群", None, roles.SYSTEM_ADMIN),
    ("security", "柳长青", None, roles.SECURITY_ADMIN),
)

# username, what he is, role in members
MEMBERS = (
    ("firm1", "律师事务所负责人账号", "head"),
    ("firm1clerk", "同一家律所的经办人账号", "clerk"),
    ("firm2", "另一家律所的负责人账号", "head"),
    ("lawyer1", "律师本人账号", "practitioner"),
)

FIRM_NAMES = ("云岫", "霁川", "砚池", "丹崖", "漱石", "听澜", "知弦", "望舒")
OFFICE_NAMES = (
    "云梯",
    "青石溪",
    "桃花渡",
    "白鹭坪",
    "松涛",
    "石鼓岭",
    "梨园坝",
    "橘香",
    "晴川",
    "竹枝",
    "烟霞",
    "锦屏",
)
SURNAMES = "陈罗谭向冉易龚卢方贺柳袁唐蒋秦田黄毛彭杜邓丁傅"
GIVEN = (
    "怀瑾",
    "若谷",
    "思源",
    "清扬",
    "景行",
    "致远",
    "静姝",
    "云开",
    "允执",
    "明德",
    "知行",
    "嘉树",
    "望之",
    "守拙",
    "亦舒",
    "鸣谦",
    "书言",
    "以宁",
    "予安",
    "沐阳",
)


@dataclass(frozen=True)
class Institution:
    """One invented institution."""

    kind: str
    name: str
    uscc: str
    head: str
    founded_on: date


@dataclass(frozen=True)
class Person:
    """One invented practitioner and the institution he practises at."""

    kind: str
    name: str
    id_number: str
    licence_number: str
    institution: str


def organisation_code(prefix: str, region: str, number: int) -> str:
    """A unified social credit code with both check digits right; `number` makes it unique."""
    body = f"MD9{number:05d}"
    head = f"{prefix}{region}{body}{org_check_digit(body)}"
    return head + check_digit(head)


BUREAU_CODE = organisation_code("11", "500237", 1)


def institutions() -> list[Institution]:
    """8 law firms, 12 legal service offices, 1 notary office, 2 forensic institutes."""
    found = []
    for number, name in enumerate(FIRM_NAMES):
        found.append(_institution("law_firm", f"重庆{name}律师事务所", "31", "500000", 100 + number, number))
    for number, name in enumerate(OFFICE_NAMES):
        found.append(
            _institution("service_office", f"巫山县{name}法律服务所", "33", "500237", 200 + number, 32 + number)
        )
    found.append(_institution("notary_office", "重庆市神女峡公证处", "12", "500237", 300, 52))
    found.append(_institution("forensic_institute", "重庆云梯司法鉴定所", "34", "500000", 400, 56))
    found.append(_institution("forensic_institute", "重庆晴川司法鉴定中心", "52", "500237", 401, 57))
    return found


def people(places: list[Institution]) -> list[Person]:
    """60 practitioners: 32 lawyers, 20 legal service workers, 4 notaries, 4 forensic experts."""
    plan = (
        ("lawyer", "law_firm", 32),
        ("service_worker", "service_office", 20),
        ("notary", "notary_office", 4),
        ("forensic_expert", "forensic_institute", 4),
    )
    found: list[Person] = []
    for kind, place_kind, count in plan:
        homes = [place for place in places if place.kind == place_kind]
        for index in range(count):
            number = len(found)
            found.append(
                Person(
                    kind,
                    person_name(number),
                    _id_number(number),
                    _licence(kind, number),
                    homes[index % len(homes)].uscc,
                )
            )
    return found


def person_name(number: int) -> str:
    """The n-th invented name; surname and given name run at different lengths, so names do not repeat."""
    return SURNAMES[number % len(SURNAMES)] + GIVEN[(number * 7) % len(GIVEN)]


def _institution(kind: str, name: str, prefix: str, region: str, number: int, head: int) -> Institution:
    """`head` is the number of the practitioner who heads it: the first of its people in people()."""
    return Institution(
        kind,
        name,
        organisation_code(prefix, region, number),
        person_name(head),
        date(2005 + number % 15, 1 + number % 12, 18),
    )


def _id_number(number: int) -> str:
    born = date(1968 + number % 30, 1 + number % 12, 1 + number % 28)
    body = f"500237{born:%Y%m%d}000"
    return body + idnumber.check_digit(body)


def _licence(kind: str, number: int) -> str:
    if kind == "lawyer":
        return f"15002{2008 + number % 15}1{number % 2}{300100 + number:06d}"
    return f"{3300000 + number}"
