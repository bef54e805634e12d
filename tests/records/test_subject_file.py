"""The file of a subject kept by hand: opened once, under the right code, never mistaken for a neighbour, with its names in time."""

from __future__ import annotations

from datetime import date

import pytest

from accounts.roles import AUDITOR, CLERK
from audit.models import Action
from core import clock
from core.errors import DomainError, Forbidden
from records.models import Subject, SubjectName
from records.search_plan import subject_ids
from records.search_query import read
from records.services import subject_file
from records.services.subject_file import NearNames, SubjectExists, SubjectRefused
from records.subject_rules import SubjectFacts, judge
from tests.factories import make_record, make_subject, make_uscc, make_user
from tests.support.together import together

pytestmark = pytest.mark.django_db
TODAY = date(2026, 9, 8)
ID_NUMBER = "110101199003074530"
LICENCE = "15002201010123456"
MOVED = "15001201020123456"


@pytest.fixture(autouse=True)
def _today():
    with clock.override(TODAY):
        yield


@pytest.fixture
def clerk(db):
    return make_user(CLERK)


def firm(name: str = "重庆巫峡律师事务所", **change) -> SubjectFacts:
    return SubjectFacts(**({"kind": "law_firm", "name": name, "uscc": make_uscc("31")} | change))


def lawyer(name: str = "周明远", **change) -> SubjectFacts:
    known = {"kind": "lawyer", "name": name, "id_type": "身份证", "id_number": ID_NUMBER, "licence_number": LICENCE}
    return SubjectFacts(**(known | change))


def opened(clerk, facts=None, **more) -> Subject:
    return subject_file.subject_open(actor=clerk, facts=facts or firm(), **more)


def refused(clerk, facts, **more) -> SubjectRefused:
    with pytest.raises(SubjectRefused) as error:
        opened(clerk, facts, **more)
    return error.value


# -- opening --------------------------------------------------------------------------------------------------------------


def test_a_file_is_opened_with_its_first_name_and_its_trail(clerk):
    subject = opened(
        clerk, firm(legal_representative="陈守正", founded_on=date(2010, 5, 1)), address="巫山县广东中路1号"
    )
    assert (subject.pinyin, subject.initials) == ("chongqingwuxialvshishiwusuo", "cqwxlssws")
    assert list(subject.names.values_list("name", "valid_from", "valid_until")) == [
        ("重庆巫峡律师事务所", date(2010, 5, 1), None)
    ]
    action = Action.objects.get(code="records.subject.opened")
    assert (action.actor_id, action.object_title) == (clerk.pk, "重庆巫峡律师事务所")


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"uscc": ""}, "uscc", "没有填写统一社会信用代码"),
        ({"uscc": "9150023700123456"}, "uscc", "16 位"),
        ({"uscc": make_uscc("91")}, "uscc", "前两位应为 31（律师执业机构）"),
        ({"kind": "service_office"}, "uscc", "前两位应为 33（基层法律服务所）"),
        ({"kind": "other_org"}, "uscc", "类型应选“律师事务所”"),
        ({"kind": "sole_trader", "uscc": make_uscc("91")}, "uscc", "类型应为“其他单位”"),
        ({"kind": "other_org", "uscc": make_uscc("92")}, "uscc", "类型应为“个体工商户”"),
        ({"name": " "}, "name", "没有填写名称"),
        ({"founded_on": date(2026, 9, 9)}, "founded_on", "在今天以后"),
    ],
)
def test_what_cannot_be_is_refused_with_the_rule_and_no_reason_lifts_it(clerk, change, field, words):
    error = refused(clerk, firm(**change), uscc_reason="营业执照上确是这个代码")
    assert error.field == field and words in error.message
    assert not Subject.objects.exists()


def test_a_wrong_check_digit_is_kept_only_with_a_reason_that_stays_on_file(clerk):
    code = make_uscc("31")
    wrong = code[:-1] + ("0" if code[-1] != "0" else "1")
    assert "校验位不符" in refused(clerk, firm(uscc=wrong)).message
    subject = opened(clerk, firm(uscc=wrong), uscc_reason="执业许可证上确是如此，试点期间发证")
    assert subject.uscc_override == "执业许可证上确是如此，试点期间发证"
    assert "试点期间发证" in Action.objects.get().reason


@pytest.mark.parametrize(("kind", "prefix"), [("notary_office", "91"), ("forensic_institute", "32")])
def test_an_unusual_prefix_of_notaries_and_forensic_institutes_needs_a_reason(clerk, kind, prefix):
    facts = firm("巫山县某某中心", kind=kind, uscc=make_uscc(prefix))
    assert "写明理由后可保留" in refused(clerk, facts).message
    assert opened(clerk, facts, uscc_reason="设在企业内，营业执照为证").kind == kind


@pytest.mark.parametrize(
    ("kind", "prefix"), [("notary_office", "12"), ("forensic_institute", "52"), ("forensic_institute", "91")]
)
def test_notaries_in_public_institutions_and_institutes_in_companies_are_ordinary(clerk, kind, prefix):
    assert opened(clerk, firm("巫山县某某中心", kind=kind, uscc=make_uscc(prefix))).pk


def test_one_code_has_one_file_and_the_existing_one_is_named(clerk):
    first = opened(clerk)
    with pytest.raises(SubjectExists, match="重庆巫峡律师事务所") as error:
        opened(clerk, firm("重庆神女律师事务所", uscc=first.uscc))
    assert error.value.subject == first


# -- persons --------------------------------------------------------------------------------------------------------------


def test_a_practitioner_is_known_by_the_keyed_hash_and_the_licence_serial(clerk):
    subject = opened(clerk, lawyer(), institution=opened(clerk))
    subject.refresh_from_db()
    assert (subject.licence_serial, len(subject.id_hash), subject.id_number) == ("123456", 64, ID_NUMBER)
    event = Subject.pgh_event_model.objects.filter(pgh_obj_id=subject.pk).latest("pgh_id")
    assert not hasattr(event, "id_number")
    with pytest.raises(SubjectExists) as error:
        opened(clerk, lawyer("周明远", licence_number=""), near_reason="同名的另一个人")
    assert ID_NUMBER not in error.value.message


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"id_number": "", "licence_number": ""}, "id_number", "至少填一个"),
        ({"id_number": "110101199003074531"}, "id_number", "最后一位与前 17 位不符"),
        ({"id_type": ""}, "id_type", "还要选证件类型"),
        ({"licence_number": "1234"}, "licence_number", "17 位数字"),
        ({"licence_number": ID_NUMBER}, "licence_number", "不应是 18 位"),
    ],
)
def test_papers_of_a_person_are_judged_and_never_repeated_in_words(clerk, change, field, words):
    error = refused(clerk, lawyer(**change))
    assert error.field == field and words in error.message and ID_NUMBER not in error.message


def test_a_passport_is_not_judged_as_an_identity_card(clerk):
    assert opened(clerk, lawyer(id_type="护照号", id_number="E12345678")).id_type == "护照号"


def test_the_licence_of_other_professions_has_no_structure_to_check(clerk):
    subject = opened(clerk, lawyer(kind="service_worker", licence_number="32200812345"))
    assert (subject.licence_number, subject.licence_serial) == ("32200812345", "")


def test_a_lawyer_practises_in_a_law_firm(clerk):
    notary = make_subject("巫山县公证处", kind="notary_office", uscc=make_uscc("32"))
    assert refused(clerk, lawyer(), institution=notary).field == "institution"


def test_the_same_name_and_serial_is_the_same_lawyer_after_a_transfer(clerk):
    opened(clerk, lawyer(id_number="", id_type=""))
    with pytest.raises(SubjectExists, match="执业证序列号和姓名相同"):
        opened(clerk, lawyer(id_number="", id_type="", licence_number=MOVED))


def test_a_person_of_the_same_name_is_shown_first(clerk):
    opened(clerk, lawyer())
    other = lawyer(id_number="11010119900307109X", licence_number="15002201511234567")
    with pytest.raises(NearNames):
        opened(clerk, other)
    assert opened(clerk, other, near_reason="执业机构和照片都不同，是另一人").pk


# -- names nearly alike ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["重庆巫霞律师事务所", "重庆巫峡律师事务所", "重庆无峡律师事务所"])
def test_a_near_name_must_be_set_aside_with_a_reason(clerk, name):
    """F01.5: 巫峡 and 巫霞 sound alike; somebody else's penalty must not come into this file."""
    first = opened(clerk)
    with pytest.raises(NearNames) as error:
        opened(clerk, firm(name))
    assert error.value.holders == [first]
    opened(clerk, firm(name), near_reason="已核对许可证，是另一家律所")
    assert "已核对许可证" in Action.objects.latest("pk").reason


def test_a_former_name_counts_as_near_too(clerk):
    subject = opened(clerk)
    subject_file.subject_rename(
        actor=clerk,
        subject=subject,
        name="重庆神女峰律师事务所",
        since=date(2026, 5, 1),
        reason="渝司许〔2026〕9号变更名称",
    )
    with pytest.raises(NearNames):
        opened(clerk, firm("重庆巫霞律师事务所"))


def test_a_near_name_of_another_kind_of_institution_is_no_doubt(clerk):
    opened(clerk)
    assert opened(clerk, firm("巫峡法律服务所", kind="service_office", uscc=make_uscc("33"))).pk


# -- names in time -------------------------------------------------------------------------------------------------------


def renamed(clerk, subject, since=date(2026, 5, 1), name="重庆神女峰律师事务所", **more):
    return subject_file.subject_rename(
        actor=clerk, subject=subject, name=name, since=since, reason="渝司许〔2026〕9号变更名称", **more
    )


def test_each_day_has_its_name_and_both_names_find_the_file(clerk):
    subject = renamed(clerk, opened(clerk, firm(founded_on=date(2010, 5, 1))))
    assert list(subject.names.order_by("valid_from").values_list("name", "valid_from", "valid_until")) == [
        ("重庆巫峡律师事务所", date(2010, 5, 1), date(2026, 4, 30)), ("重庆神女峰律师事务所", date(2026, 5, 1), None),
    ]  # fmt: skip
    assert subject_ids(read("巫峡"), 10) == subject_ids(read("神女峰"), 10) == [subject.pk]
    action = Action.objects.get(code="records.subject.renamed")
    assert (action.extra["before"], action.extra["after"]) == ("重庆巫峡律师事务所", "重庆神女峰律师事务所")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"since": date(2026, 9, 9)}, "今天以后"),
        ({"since": date(2010, 5, 1)}, "应晚于"),
        ({"name": "重庆巫峡 律师事务所"}, "相同"),
        ({"name": " "}, "请填写新名称"),
    ],
)
def test_a_change_of_name_that_cannot_be_is_refused(clerk, change, words):
    subject = opened(clerk, firm(founded_on=date(2010, 5, 1)))
    with pytest.raises(DomainError, match=words):
        renamed(clerk, subject, **change)
    assert SubjectName.objects.get().valid_until is None


def test_a_new_name_near_another_firm_needs_a_reason(clerk):
    opened(clerk)
    other = opened(clerk, firm("重庆大宁河律师事务所"))
    with pytest.raises(NearNames):
        renamed(clerk, other, name="重庆巫霞律师事务所")
    renamed(clerk, other, name="重庆巫霞律师事务所", near_reason="登记机关已核准，不是同一家")
    assert Subject.objects.get(pk=other.pk).name == "重庆巫霞律师事务所"


# -- changes --------------------------------------------------------------------------------------------------------------


def changed(clerk, subject, reason="渝司许〔2026〕12号变更登记", **changes):
    return subject_file.subject_change(actor=clerk, subject=subject, reason=reason, **changes)


def test_a_change_keeps_before_after_person_and_reason(clerk):
    subject = changed(
        clerk, opened(clerk), legal_representative="李清平", address="巫山县净坛一路9号", state="suspended"
    )
    assert (subject.legal_representative, subject.state) == ("李清平", "suspended")
    action = Action.objects.get(code="records.subject.changed")
    assert action.extra["after"] == {"负责人": "李清平", "住所": "巫山县净坛一路9号", "执业状态": "停止执业"}
    assert action.extra["before"]["执业状态"] == "正常执业"
    event = Subject.pgh_event_model.objects.filter(pgh_obj_id=subject.pk, pgh_label="update").latest("pgh_id")
    assert event.pgh_context["reason"] == "渝司许〔2026〕12号变更登记"


def test_a_lawyer_moves_with_a_new_number_and_the_same_serial(clerk):
    old, new = opened(clerk), opened(clerk, firm("重庆大宁河律师事务所"))
    subject = opened(clerk, lawyer(), institution=old)
    moved = changed(clerk, subject, institution=new, licence_number=MOVED)
    assert (moved.institution, moved.licence_number, moved.licence_serial) == (new, MOVED, "123456")
    with pytest.raises(DomainError, match="序列号终身不变"):
        changed(clerk, subject, licence_number="15002201010654321")


def test_an_identity_number_is_added_later_and_stands_in_no_trail(clerk):
    subject = opened(clerk, lawyer(id_number="", id_type=""))
    changed(clerk, subject, id_type="身份证", id_number=ID_NUMBER)
    subject.refresh_from_db()
    assert subject.id_number == ID_NUMBER and len(subject.id_hash) == 64
    action = Action.objects.get(code="records.subject.changed")
    assert action.extra["after"]["证件号码"] == "（已加密）" and ID_NUMBER not in str(action.extra)
    other = opened(clerk, lawyer("吴思源", id_number="", id_type="", licence_number="15002201511234567"))
    with pytest.raises(SubjectExists):
        changed(clerk, other, id_type="身份证", id_number=ID_NUMBER)


def test_the_kind_is_corrected_only_where_the_code_allows_it(clerk):
    subject = make_subject("巫山县公证处", kind="other_org", uscc=make_uscc("12"))
    assert changed(clerk, subject, kind="notary_office").kind == "notary_office"
    with pytest.raises(SubjectRefused, match="前两位应为 31"):
        changed(clerk, subject, kind="law_firm")
    with pytest.raises(DomainError, match="不能改成个人"):
        changed(clerk, subject, kind="lawyer")


def test_an_old_fault_elsewhere_does_not_stop_a_change(clerk):
    subject = make_subject(uscc="31500000MD0000000X")
    assert changed(clerk, subject, address="巫山县净坛一路9号").address == "巫山县净坛一路9号"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"address": ""}, "没有修改任何一项"),
        ({"name": "新名"}, "不能在这里修改"),
        ({"address": "甲", "reason": "改"}, "至少 5 个字"),
    ],
)
def test_changes_that_say_nothing_or_go_past_the_rules_are_refused(clerk, changes, words):
    with pytest.raises(DomainError, match=words):
        changed(clerk, opened(clerk), **changes)


def test_without_the_right_nothing_is_opened_renamed_or_changed(clerk):
    subject, auditor = opened(clerk), make_user(AUDITOR)
    for deed in (
        lambda: opened(auditor, lawyer()),
        lambda: renamed(auditor, subject),
        lambda: changed(auditor, subject, address="甲"),
    ):
        with pytest.raises(Forbidden):
            deed()


@pytest.mark.django_db(transaction=True)
def test_two_people_at_once_open_one_file():
    clerks, facts = (make_user(CLERK), make_user(CLERK)), firm()

    def work(clerk):
        with clock.override(TODAY):
            try:
                return opened(clerk, facts)
            except DomainError as error:
                return error

    results = together(lambda: work(clerks[0]), lambda: work(clerks[1]))
    assert sorted(type(one).__name__ for one in results) == ["Subject", "SubjectExists"]
    assert Subject.objects.count() == SubjectName.objects.count() == 1


def test_a_decision_of_older_days_is_named_as_then_and_the_file_offers_both_names(clerk):
    subject = opened(clerk, firm(founded_on=date(2010, 5, 1)))
    record = make_record(subject=subject, event_date=date(2026, 4, 2), party_name="重庆巫峡律师事务所")
    renamed(clerk, subject)
    record.refresh_from_db()
    assert (record.party_name, record.subject.name) == ("重庆巫峡律师事务所", "重庆神女峰律师事务所")


def test_every_swap_of_neighbours_and_every_wrong_character_of_a_code_is_refused():
    """F01.2: the mod-31 check digit catches them all; here over one code, the arithmetic over thousands has its own test."""
    code, letters = make_uscc("31"), "0123456789ABCDEFGHJKLMNPQRTUWXY"
    typos = {code[:i] + c + code[i + 1 :] for i in range(18) for c in letters if c != code[i]}
    typos |= {code[:i] + code[i + 1] + code[i] + code[i + 2 :] for i in range(17) if code[i] != code[i + 1]}
    assert all(judge(firm(uscc=typo), today=TODAY)[0].level in ("error", "doubtful") for typo in typos)


@pytest.mark.parametrize("name", ["重庆500237199001011231律师事务所", "张建国13983271234"])
def test_a_number_in_a_name_is_refused_because_names_are_shown_everywhere(name):
    from records.subject_rules import SubjectFacts, judge

    [found] = [
        one
        for one in judge(SubjectFacts(kind="law_firm", name=name, uscc="31500000MD02017538"), today=date(2026, 9, 1))
        if one.field == "name"
    ]
    assert found.level == "error"
    assert "500237199001011231" not in found.message
