"""Every piece with ordinary, empty, long and wrong content; and what must never slip into a page."""

import re
from datetime import date

import pytest
from django.apps import apps
from django.template import Context, Template
from django.test import RequestFactory
from django.utils.safestring import mark_safe

from core.context import site
from core.pieces import Chart, Entry, Series, heat_weeks
from core.staff import DeskItem
from core.vocabulary import STATUSES, TONES, find
from tests.support import gallery
from wushan_credit.settings import BASE_DIR

VOCABULARY = [
    "草稿",
    "待审核",
    "已退回",
    "可报送",
    "已上报",
    "已入库",
    "被退回",
    "公示中",
    "即将到期",
    "已终止公示",
    "已撤下",
    "异议处理中",
    "修复办理中",
    "已修复",
    "内控超期",
    "国标超期",
    "零申报",
    "正常执业",
    "停止执业",
    "停业整顿",
    "注销",
    "吊销",
]


def render(text: str, **context) -> str:
    request = RequestFactory().get("/list/", {"state": "draft", "page": "3"})
    return Template("{% load pieces %}" + text).render(Context({"request": request, **context}))


@pytest.fixture
def whole(db) -> str:
    request = RequestFactory().get("/gallery/")
    from django.contrib.auth.models import AnonymousUser

    request.user = AnonymousUser()
    return gallery.public(request).content.decode()


@pytest.mark.parametrize("word", VOCABULARY)
def test_each_word_of_the_vocabulary_has_icon_colour_and_a_short_explanation(word):
    status = find(word)
    assert status.label == word
    assert status.tone in TONES
    assert 0 < len(status.help) <= 30
    assert f'<symbol id="{status.icon}"' in (BASE_DIR / "static/img/icons.svg").read_text("utf-8")


STATES = [
    ("publicity", "Decision", "state"),
    ("publicity", "Submission", "state"),
    ("publicity", "SubmissionRow", "state"),
    ("records", "Subject", "state"),
    ("records", "CreditRecord", "disclosure"),
    ("exchange", "Job", "state"),
    ("exchange", "JobRow", "level"),
    ("notices", "Delivery", "state"),
    ("members", "BindingRequest", "state"),
]


@pytest.mark.parametrize(("app", "model", "name"), STATES)
def test_every_state_of_every_table_has_its_word_in_the_vocabulary(app, model, name):
    for _, label in apps.get_model(app, model)._meta.get_field(name).choices:
        assert find(label).icon, f"{model}.{name}: {label}"


def test_codes_and_words_of_the_vocabulary_are_unambiguous():
    words = [word for status in STATUSES for word in (status.code, status.label)]
    assert len(words) == len(set(words))


def test_what_was_kept_of_a_safe_word_is_never_given_for_the_same_word_unsafe():
    assert "<b>粗体</b>" in render("{% chip word label %}", word="新状态", label=mark_safe("<b>粗体</b>"))
    assert "&lt;b&gt;粗体&lt;/b&gt;" in render("{% chip word label %}", word="新状态", label="<b>粗体</b>")


def test_the_cells_of_a_list_carry_the_words_of_their_column():
    headers = [{"text": mark_safe("<span>文号</span>")}, {"text": '"状态"'}]
    cells = [mark_safe('<th class="a">1号</th>'), mark_safe("<td>草稿</td>"), "<td>坏</td>"]
    assert render("{% load staff_lists %}{% labelled_cells cells headers %}", cells=cells, headers=headers) == (
        '<th data-label="文号" class="a">1号</th><td data-label="&quot;状态&quot;">草稿</td>&lt;td&gt;坏&lt;/td&gt;'
    )


def test_chip_carries_word_icon_and_colour():
    html = render('{% chip "国标超期" %}')
    assert "chip-red" in html
    assert "#very-late" in html
    assert "国标超期" in html


def test_unknown_state_is_shown_plainly_and_escaped():
    assert "&lt;b&gt;新状态&lt;/b&gt;" in render("{% chip word %}", word="<b>新状态</b>")
    assert "chip-grey" in render('{% chip "新状态" %}')
    assert render("{% chip word %}", word=None) == ""


def test_finished_things_show_their_day_without_alarm():
    html = render("{% countdown due on=on done=True %}", due=date(2026, 9, 1), on=date(2026, 9, 12))
    assert "2026-09-01" in html
    assert "逾期" not in html


def test_identity_numbers_are_masked():
    html = render('{{ "500237199001011234"|mask }} {{ "欧阳修"|mask:"name" }} {{ "13812345678"|mask:"phone" }}')
    assert "199001" not in html
    assert "欧阳*" in html
    assert "1234" not in html


def test_error_summary_links_each_error_to_its_field_and_names_the_field():
    form = gallery.GalleryForm({"name": "", "uscc": "123", "day": "昨天", "open": "y", "sure": "on", "kind": "a"})
    html = render("{% error_summary form %}", form=form)
    assert 'role="alert"' in html
    assert '<a href="#id_name">行政相对人名称：请填写这一项。</a>' in html
    assert '<a href="#id_uscc">统一社会信用代码：内容太短：至少要 18 个字符，现在是 3 个。</a>' in html
    assert '<a href="#id_day">' in html


def test_error_summary_of_a_good_form_is_nothing():
    form = gallery.GalleryForm(
        {"name": "甲", "uscc": "1" * 18, "day": "2026-01-01", "open": "y", "sure": "on", "kind": "a"}
    )
    assert form.is_valid()
    assert render("{% error_summary form %}", form=form).strip() == ""


def test_a_rule_of_the_domain_points_to_the_field_it_names():
    from core.errors import DomainError

    form = gallery.GalleryForm()
    errors = [DomainError("名称与代码不一致。", field="uscc"), DomainError("本月已结账。")]
    html = render("{% error_summary form messages=errors %}", form=form, errors=errors)
    assert '<a href="#id_uscc">名称与代码不一致。</a>' in html
    assert "<li>本月已结账。</li>" in html


def test_field_ties_help_and_error_to_the_control():
    form = gallery.GalleryForm({"name": ""})
    html = render("{% field form.name %}", form=form)
    described = re.search(r'<input[^>]*aria-describedby="([^"]+)"', html).group(1).split()
    assert set(described) == {"id_name_helptext", "id_name_error"}
    for name in described:
        assert f'id="{name}"' in html
    assert 'aria-invalid="true"' in html


def test_optional_fields_say_so_and_groups_have_a_legend():
    form = gallery.GalleryForm()
    assert "（选填）" in render("{% field form.amount %}", form=form)
    html = render("{% field form.ways %}", form=form)
    assert "<fieldset" in html
    assert "<legend" in html


def test_progress_of_a_failed_job_says_why():
    html = render(
        "{% progress job %}", job=gallery.job(is_running=False, error="文件在传输中断开。", get_state_display="未完成")
    )
    assert "文件在传输中断开。" in html
    assert "data-progress=" not in html


def test_running_job_asks_again_and_can_be_left():
    html = render('{% progress job poll="/job/1/" %}', job=gallery.job())
    assert 'data-progress="/job/1/"' in html
    assert "480 / 1200 行（40%）" in html
    assert "可以离开本页" in html


def test_filters_and_sorting_keep_the_other_choices_and_start_at_the_first_page():
    html = render('{% filter_chip "kind" "penalty" "处罚" 3 %}')
    assert 'href="?state=draft&amp;kind=penalty"' in html
    assert 'aria-current="true"' in render('{% filter_chip "state" "draft" "草稿" %}')
    assert 'href="?"' in render('{% filter_chip "state" "" "全部" %}')
    assert 'href="?state=draft&amp;sort=-day"' in render('{% sort_link "day" "日期" %}')


def test_timeline_tells_a_change_as_a_sentence():
    html = render("{% timeline entries %}", entries=gallery.content(RequestFactory().get("/"))["entries"])
    assert "由 <del>巫山司罚决字〔2026〕8号</del> 改为" in html
    assert "理由：原件扫描后发现文号抄错一位" in html
    assert render("{% timeline entries %}", entries=[]).strip() == ""


def test_timeline_escapes_what_people_typed():
    assert "<script>" not in render("{% timeline e %}", e=[Entry("今天", "<script>", detail="<script>")])


def test_deflist_shows_sources_only_when_there_are_any_and_says_what_is_missing():
    assert "deflist-sources" not in render("{% deflist rows %}", rows=[("名称", "甲所")])
    html = render("{% deflist rows %}", rows=[("名称", "甲所", "登记证照"), ("罚款", None), ("次数", 0)])
    assert "登记证照" in html
    assert html.count("未填写") == 1


def test_chart_has_a_table_with_the_same_numbers():
    chart = Chart("三月最好", ["1月", "2月"], [Series("上报率", [96, None])], unit="%", target=100, urls=["/a/"])
    html = render('{% chart chart id="c" %}', chart=chart)
    assert '<script id="c-data" type="application/json">' in html
    assert '<a href="/a/">1月</a>' in html
    assert "96%" in html
    assert "—" in html


def test_deadline_calendar_starts_on_monday_and_opens_its_lists():
    weeks = heat_weeks({date(2026, 9, 16): 9}, start=date(2026, 9, 12), weeks=2, url="/due/?on=")
    assert [day.day.weekday() for day in weeks[0]] == list(range(7))
    assert weeks[0][0].day == date(2026, 9, 7)
    assert '<a href="/due/?on=2026-09-16">9 件</a>' in render("{% heat weeks %}", weeks=weeks)


def test_desk_level_follows_the_due_day_unless_the_app_says_otherwise():
    on = date(2026, 9, 12)
    levels = [item.level_on(on) for item in gallery.tasks()]
    assert levels == ["late", "today", "soon", "info", "info"]
    assert DeskItem("退回", level="late").level_on(on) == "late"


def test_nothing_on_the_page_breaks_the_content_policy(whole):
    assert not re.search(r'\sstyle="', whole)
    assert not re.search(r"\son[a-z]+=\"", whole)
    assert not re.search(r"<script(?![^>]*(src=|application/json))", whole)
    assert not re.search(r'(src|href)="(https?:)?//', whole)


def test_every_template_keeps_the_content_policy():
    for path in (BASE_DIR / "templates").rglob("*.html"):
        text = path.read_text("utf-8")
        assert not re.search(r"\sstyle=|<style|\son(click|change|submit|load)=", text), path
        assert not re.search(r"<script(?![^>]*(src=|application/json))", text), path


def test_public_pages_say_where_one_is_and_who_runs_them(whole):
    assert '<a class="skip-link" href="#main">跳到正文</a>' in whole
    assert "您当前的位置：" in whole
    assert "主办单位：巫山县司法局" in whole
    assert "12348" in whole


def test_missing_particulars_are_marked_for_staff_only(whole):
    assert "待填" not in whole


def test_rehearsal_banner_follows_the_parameter(db):
    from core.models import Setting
    from core.settings_store import forget

    assert site(RequestFactory().get("/"))["demo"] is False
    Setting.objects.create(key="site.rehearsal", group="运行", label="演练环境", value=True)
    forget()
    assert site(RequestFactory().get("/"))["demo"] is True
    assert "演练环境" in render('{% include "pieces/notice_banner.html" %}', demo=True)
    assert render('{% include "pieces/notice_banner.html" %}', demo=False).strip() == ""


def test_what_a_rule_says_of_a_field_stands_at_that_field_too():
    from core.errors import DomainError

    form = gallery.GalleryForm(
        {"name": "甲", "uscc": "1" * 18, "day": "2026-01-01", "open": "y", "sure": "on", "kind": "a"}
    )
    html = render(
        "{% error_summary form messages=errors %}|{% field form.uscc %}",
        form=form, errors=[DomainError("名称与代码不一致。", field="uscc")],
    )  # fmt: skip
    summary, at_field = html.split("|")
    assert '<a href="#id_uscc">统一社会信用代码：名称与代码不一致。</a>' in summary
    assert "名称与代码不一致。" in at_field and 'aria-invalid="true"' in at_field
