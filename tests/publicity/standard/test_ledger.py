"""Duplicates, names in time and holders of certificates: what the rules learn from earlier rows and from the house."""

from datetime import date

from core.identifiers.idnumber import check_digit
from publicity.standard.context import Context, NameSpan, SubjectFacts
from publicity.standard.findings import Key, texts
from publicity.standard.samples import TODAY, by_code, good_row, standard_for

PENALTY = standard_for("penalty")
LICENCE = standard_for("licence")
USCC = "31500000MD0000008D"


def cells(standard=PENALTY, kind="penalty", party="legal", **change):
    row = by_code(standard, {**good_row(kind, party), **change})
    return [row.get(code, "") for code in standard.codes]


def run(*rows, standard=PENALTY, **context):
    checker = standard.checker(Context(today=TODAY, **context))
    return checker.check_rows((number, row) for number, row in enumerate(rows, 2))


def stored_from(verdict, **change):
    return {verdict.key: {**texts(verdict.values), **change}}


def test_the_same_row_twice_is_registered_once():
    first, second = run(cells(), cells())
    assert first.codes == []
    assert (second.codes, second.unchanged, second.good) == (["N-DOC-12"], "file", True)
    assert "第2行" in second.findings[0].message


def test_the_same_key_with_other_content_is_refused():
    _, second = run(cells(), cells(content="给予警告处罚"))
    assert second.codes == ["E-DOC-04"]
    assert "第2行" in second.findings[0].message


def test_one_number_may_stand_on_forty_parties():
    people = [cells(party="natural", party_name=f"周明{chr(0x4E00 + i)}", id_number=identity(i)) for i in range(40)]
    assert all(verdict.findings == [] for verdict in run(*people))


def identity(i):
    body = f"11010119900307{i:03d}"
    return body + check_digit(body)


def test_one_licence_number_with_two_certificates_is_two_decisions():
    rows = [
        cells(LICENCE, "licence", certificate_name="执业证", certificate_no=number) for number in ("3500001", "3500002")
    ]
    assert [verdict.codes for verdict in run(*rows, standard=LICENCE)] == [[], []]


def test_what_is_in_the_ledger_already_changes_nothing():
    [first] = run(cells())
    [again] = run(cells(), known=lambda keys: stored_from(first))
    assert (again.codes, again.unchanged, again.good) == (["N-DOC-12"], "ledger", True)


def test_what_differs_from_the_ledger_is_named():
    [first] = run(cells())
    stored = stored_from(first, CF_NR="给予警告处罚", CF_JDRQ="2026-03-03")
    [again] = run(cells(), known=lambda keys: stored)
    [finding] = again.findings
    assert finding.code == "E-DOC-04"
    assert "处罚内容" in finding.message
    assert "处罚决定日期" in finding.message
    assert "2处" in finding.message


def test_a_field_filled_anew_differs_from_the_ledger():
    [first] = run(cells())
    stored = stored_from(first)
    [again] = run(cells(public_until=""), known=lambda keys: stored)
    assert again.unchanged == "ledger"
    [changed] = run(cells(reg_no="500237000001234"), known=lambda keys: stored)
    assert changed.codes == ["E-DOC-04"]


def test_identity_numbers_left_out_by_the_ledger_are_not_compared():
    [first] = run(cells(party="natural"))
    stored = {first.key: texts(first.values, without=["CF_XDR_ZJHM"])}
    [again] = run(cells(party="natural"), known=lambda keys: stored)
    assert again.unchanged == "ledger"


def test_the_ledger_is_asked_once_for_a_whole_chunk():
    asked = []

    def known(keys):
        asked.append(len(keys))
        return {}

    run(*[cells(doc_number=f"巫山司罚决字〔2026〕{i}号") for i in range(1, 51)], known=known)
    assert asked == [50]


def test_a_key_never_shows_an_identity_number():
    assert "19900307" not in repr(Key("penalty", "巫山司罚决字〔2026〕1号", "110101199003074530"))


def test_the_key_of_a_row_is_number_and_party():
    [verdict] = run(cells())
    assert verdict.key == Key("penalty", "巫山司罚决字〔2026〕1号", USCC, "")
    [nameless] = run(cells(party_name="", uscc=""))
    assert nameless.key is None


def test_the_name_on_the_day_of_decision_counts():
    facts = SubjectFacts(
        "law_firm",
        (
            NameSpan("重庆旧光律师事务所", None, date(2026, 3, 31)),
            NameSpan("重庆晨光律师事务所", date(2026, 4, 1), None),
        ),
    )
    [early] = run(cells(decided_on="2026-03-02"), subjects=lambda found: {USCC: facts})
    assert [(finding.code, finding.level, finding.suggestion) for finding in early.findings] == [
        ("E-ID-05", "warning", "重庆旧光律师事务所")
    ]
    [late] = run(cells(decided_on="2026-04-02"), subjects=lambda found: {USCC: facts})
    assert late.codes == []


def test_a_name_that_the_code_never_had_is_refused():
    facts = SubjectFacts("law_firm", (NameSpan("重庆巫霞律师事务所"),))
    [verdict] = run(cells(), subjects=lambda found: {USCC: facts})
    assert [(finding.code, finding.level) for finding in verdict.findings] == [("E-ID-05", "error")]


def test_brackets_of_either_width_are_one_name():
    facts = SubjectFacts("law_firm", (NameSpan("重庆晨光(巫山)律师事务所"),))
    [verdict] = run(cells(party_name="重庆晨光（巫山）律师事务所"), subjects=lambda found: {USCC: facts})
    assert verdict.codes == []


def test_nothing_is_decided_before_the_subject_exists():
    facts = SubjectFacts("law_firm", (NameSpan("重庆晨光律师事务所"),), date(2026, 6, 1))
    [verdict] = run(cells(), subjects=lambda found: {USCC: facts})
    assert verdict.codes == ["E-DT-05"]


def test_one_code_with_two_names_in_a_file_is_questioned():
    rows = [cells(), cells(doc_number="巫山司罚决字〔2026〕2号", party_name="重庆晨曦律师事务所")]
    assert [verdict.codes for verdict in run(*rows)] == [[], ["W-ID-15"]]


def test_a_certificate_of_somebody_else_is_questioned():
    row = cells(LICENCE, "licence", "natural", certificate_name="执业证", certificate_no="3500001")
    [verdict] = run(row, standard=LICENCE, holders=lambda numbers: dict.fromkeys(numbers, "李四"))
    assert verdict.codes == ["E-ID-07"]
    assert "李四" not in verdict.findings[0].message
    [own] = run(row, standard=LICENCE, holders=lambda numbers: dict.fromkeys(numbers, "周明远"))
    assert own.codes == []


def test_what_the_platform_refused_once_is_not_sent_twice():
    rejections = {"CF_XDR_MC": {"重庆晨光律师事务所": "未查询到主体"}}
    [verdict] = run(cells(), rejections=rejections)
    assert verdict.codes == ["E-PLT-01"]


def test_an_organ_and_its_code_belong_together():
    rows = [cells(), cells(doc_number="巫山司罚决字〔2026〕2号", agency="重庆市司法局")]
    assert [verdict.codes for verdict in run(*rows)] == [[], ["W-AG-03"]]


def test_an_unknown_field_of_a_record_is_refused():
    row = by_code(PENALTY, good_row("penalty"))
    verdict = PENALTY.check_record({**row, "CF_NOWHERE": "x"}, Context(today=TODAY))
    assert verdict.codes == ["E-HDR-01"]


def test_a_list_where_text_is_expected_is_judged_not_raised():
    row = by_code(PENALTY, good_row("penalty"))
    verdict = PENALTY.check_record(
        {**row, "CF_XDR_MC": ["重庆晨光律师事务所"], "CF_CFLB": {"a": 1}}, Context(today=TODAY)
    )
    assert not verdict.good
