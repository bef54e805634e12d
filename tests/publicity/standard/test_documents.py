"""Document numbers, titles, legal basis, words that change what a record is (data quirks 2, 3, 5, 8)."""

import pytest

from tests.publicity.standard.helpers import codes, judged, messages


@pytest.mark.parametrize(
    "written",
    [
        "巫山司罚决字〔2026〕1号",
        "巫山司罚决字[2026]1号",
        "巫山司罚决字［2026］1号",
        "巫山司罚决字（2026）1号",
        "巫山司罚决字(2026)1号",
        "巫山司罚决字【2026】1号",
        "巫山司罚决字﹝2026﹞1号",
        "巫山司罚决字{2026}1号",
        "巫山司罚决字<2026>1号",
        "巫山司罚决字20261号".replace("20261", "2026第1"),
        "  巫山司罚决字〔2026〕1号\n",
        "巫山司罚决字〔2026〕第001号",
        "巫山司罚决字〔２０２６〕１号",
    ],
)
def test_every_bracket_becomes_the_hexagonal_one(written):
    verdict = judged(doc_number=written)
    assert verdict.good
    assert verdict.values["CF_WSH"] == "巫山司罚决字〔2026〕1号"
    assert verdict.codes in ([], ["N-DOC-11"])


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("<>号", "E-DOC-01"),
        ("空", "E-REQ-01"),
        ("无", "E-REQ-01"),
        ("— —", "E-REQ-01"),
        ("", "E-REQ-01"),
        ("号", "E-DOC-01"),
        (3.0, "E-DOC-01"),
        ("行政处罚决定书", "E-DOC-01"),
    ],
)
def test_where_there_is_no_number_it_is_said(written, said):
    assert said in codes(doc_number=written)


@pytest.mark.parametrize(
    ("written", "looks"),
    [("重庆晨光律师事务所", "单位名称"), ("2026-03-02", "日期"), ("31500000MD0000008D", "统一社会信用代码")],
)
def test_something_else_in_the_number_column_is_named(written, looks):
    [message] = messages("E-COL-01", doc_number=written)
    assert looks in message


def test_an_irregular_number_is_kept_with_a_remark():
    verdict = judged(doc_number="渝司许2026-3-1")
    assert verdict.good
    assert verdict.codes == ["W-DOC-10"]


def test_the_year_of_the_number_is_the_year_of_the_decision():
    assert codes(doc_number="巫山司罚决字〔2025〕1号") == ["E-DOC-03"]
    assert judged(doc_number="巫山司罚决字〔2025〕1号").good


def test_a_licence_without_number_takes_the_certificates_number():
    verdict = judged("licence", doc_number="", certificate_name="执业证", certificate_no="3500123")
    [finding] = verdict.findings
    assert (finding.code, finding.suggestion) == ("E-REQ-01", "3500123")


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("准予变更执业机构决定书", []),
        ("准予变更执业机构决定书（巫山司许〔2026〕1号）", ["E-DOC-08"]),
        ("准予变更执业机构决定书第12号", ["E-DOC-08"]),
        ("行政许可受理通知书", ["E-DOC-09"]),
    ],
)
def test_a_title_is_a_title_of_a_decision_without_its_number(title, said):
    assert codes("licence", doc_name=title) == said


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("重庆晨光（巫山）律师事务所", []),
        ("重庆晨光(巫山)律师事务所", []),
        ("重庆晨光（巫山律师事务所", ["E-TXT-05"]),
        ("重庆晨光巫山）律师事务所", ["E-TXT-05"]),
        ("某某有限公司，张某某", ["E-TXT-06"]),
        ("某某有限公司、某某商贸有限公司", ["E-TXT-06"]),
        ("某某有限公司/张某某", ["E-TXT-06"]),
        ("某某有限公司（张三、李四）", []),
        ("重庆晨光?律师事务所", ["E-TXT-04"]),
        ("测试单位001", ["E-TXT-02"]),
        ("重庆软件测试有限公司", []),
        ("20260302", ["E-TXT-03", "E-COL-02"]),
        ("巫山司罚决字〔2026〕1号", ["E-COL-02"]),
        ("行政相对人名称", ["E-TXT-07"]),
    ],
)
def test_a_name_is_one_name(name, said):
    assert codes(party_name=name) == said


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("张　三丰", "张三丰"),
        ("周 明 远", "周明远"),
        ("阿卜杜拉·买买提", "阿卜杜拉·买买提"),
        ("John Smith", "John Smith"),
    ],
)
def test_padding_inside_a_persons_name_goes(name, kept):
    assert judged(party="natural", party_name=name).values["CF_XDR_MC"] == kept


@pytest.mark.parametrize("name", ["晨光公司 张某某", "重庆晨光律师事务所 张某某", "重庆晨光有限公司 重庆晨曦有限公司"])
def test_two_names_with_a_space_between_are_two(name):
    assert "E-TXT-06" in codes(party_name=name)


@pytest.mark.parametrize("name", ["重庆晨光 律师事务所", "重庆晨光律师事务所 巫山分所", "重庆市 巫山县晨光律师事务所"])
def test_one_name_with_a_space_inside_is_one(name):
    verdict = judged(party_name=name)
    assert verdict.codes == ["N-TXT-02"]
    assert verdict.values["CF_XDR_MC"] == name.replace(" ", "")


@pytest.mark.parametrize(
    ("basis", "said"),
    [
        ("《中华人民共和国律师法》第四十七条", []),
        ("《律师法》第47条第1项", []),
        ("《中华人民共和国律师法》", ["E-CL-07"]),
        ("律师法第四十七条", ["E-CL-07"]),
        ("无", ["N-TXT-01", "E-REQ-01"]),
    ],
)
def test_the_basis_names_the_law_and_the_article(basis, said):
    assert codes(basis=basis) == said


def test_an_intended_decision_is_not_a_decision():
    verdict = judged(content="拟决定对你单位处以2000元罚款", category="罚款", fine="0.2")
    assert verdict.codes == ["E-LAW-02"]
    assert verdict.good


@pytest.mark.parametrize(
    ("field", "text"), [("facts", "适用简易程序"), ("remark", "本决定涉密"), ("content", "当场处罚200元")]
)
def test_simple_procedure_and_secrets_are_pointed_out(field, text):
    assert "E-LAW-03" in codes(**{field: text})


@pytest.mark.parametrize(
    ("text", "shown", "hidden"),
    [
        ("当事人张某（身份证号110101199003074531）违规", "身份证号", "19900307"),
        ("联系电话：13800001234", "电话号码", "0000"),
        ("转入账户6222021234567890128", "银行卡号", "123456789"),
    ],
)
def test_private_data_in_a_text_is_found_and_not_repeated(text, shown, hidden):
    [message] = messages("E-LAW-05", facts=text)
    assert shown in message
    assert hidden not in message


@pytest.mark.parametrize("field", ["facts", "violation", "content", "basis", "remark", "party_name"])
@pytest.mark.parametrize(
    "number", ["110101199003074530", "110101 19900307 4530", "１１０１０１１９９００３０７４５３０"]
)
def test_an_identity_number_in_any_text_is_refused_and_not_repeated(field, number):
    verdict = judged(**{field: f"当事人张某（身份证号{number}）"})
    assert not verdict.good
    [message] = [finding.message for finding in verdict.findings if finding.code == "E-LAW-06"]
    assert "证件号码一栏" in message
    assert "19900307" not in message and "19900307" not in message.replace(" ", "")
    assert "E-LAW-05" not in verdict.codes


@pytest.mark.parametrize(
    "text", ["处罚款20000元，限2026年3月2日前缴纳", "统一社会信用代码31500000MD0000008D", "案号（2026）渝0237民初12号"]
)
def test_ordinary_numbers_in_a_text_are_no_private_data(text):
    assert not {"E-LAW-05", "E-LAW-06"} & set(codes(facts=text))


def test_a_minor_in_the_text_is_pointed_out():
    assert "E-LAW-05" in codes(facts="骗取未成年人的委托")


def test_authority_and_source_are_two_things():
    assert codes(agency="重庆市司法局", agency_code="11500000009276118B") == []
    assert codes(agency="") == ["E-REQ-01"]
    assert codes(source="") == ["E-REQ-01"]


@pytest.mark.parametrize("content", ["准予张某某律师执业许可", "准予设立律师事务所"])
def test_what_the_city_decides_is_not_decided_by_the_county(content):
    assert codes("licence", content=content) == ["W-AG-05"]
    assert codes("licence", content=content, agency="重庆市司法局", agency_code="11500000009276118B") == []


def test_a_county_bureau_does_not_revoke():
    row = {"category": "吊销许可证件", "withheld": "律师执业证15002201010123456"}
    assert codes(**row) == ["W-LAW-11"]
    assert codes(**row, agency="重庆市司法局", agency_code="11500000009276118B") == []


def test_short_names_of_organs_are_questioned():
    assert codes(agency="县司法局") == ["W-AG-04"]
    assert codes(agency="本局") == ["W-AG-04"]


def test_a_penalty_named_in_the_text_belongs_into_the_kinds():
    assert codes(category="警告", content="给予警告，没收违法所得") == ["W-CL-10"]
    assert codes(category="警告", content="给予警告，不予罚款") == []


def test_withdrawal_needs_the_certificate():
    assert codes(category="暂扣许可证件", withheld="") == ["E-CL-05"]
    assert codes(category="暂扣许可证件", withheld="律师执业证15002201010123456") == []


def test_a_swapped_kind_and_authority_are_both_named():
    said = codes(category="巫山县司法局", agency="警告")
    assert said[:2] == ["E-COL-01", "E-COL-02"]


@pytest.mark.parametrize(
    ("field", "limit"),
    [("party_name", 200), ("legal_rep", 50), ("violation", 2000), ("content", 4000), ("remark", 512)],
)
def test_length_is_counted_in_characters(field, limit):
    assert "E-LEN-01" not in codes(**{field: "甲" * limit})
    assert "E-LEN-01" in codes(**{field: "甲" * (limit + 1)})


def test_an_uncertain_limit_says_so():
    [message] = messages("E-LEN-01", "licence", doc_name="准予" * 40)
    assert "待平台确认" in message
