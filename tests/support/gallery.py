"""Every piece of the design language with ordinary, empty, long and wrong content: what the tests render and look at."""

from datetime import date, datetime
from types import SimpleNamespace

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.template.response import TemplateResponse

from core.pieces import Change, Chart, Crumb, Entry, Row, Series, Step, heat_weeks
from core.staff import DeskItem, Figure
from core.vocabulary import STATUSES

DAY = date(2026, 9, 12)
LONG_NAME = "重庆市巫山县高唐街道广东西路第一基层法律服务所（原巫峡镇法律服务所，二〇一九年更名）"


class GalleryForm(forms.Form):
    """All kinds of controls, with help and with rules to break."""

    name = forms.CharField(label="行政相对人名称", help_text="与登记证照上的名称完全一致，不要用简称。")
    uscc = forms.CharField(label="统一社会信用代码", min_length=18, help_text="18 位数字或大写字母。")
    day = forms.DateField(label="决定日期", error_messages={"invalid": "日期写成 2026-03-09 或 2026年3月9日。"})
    amount = forms.DecimalField(label="罚款金额（万元）", required=False)
    kind = forms.ChoiceField(label="处罚类别", choices=[("", "请选择"), ("a", "警告"), ("b", "罚款")])
    open = forms.ChoiceField(label="是否公示", choices=[("y", "公示"), ("n", "不公示")], widget=forms.RadioSelect)
    ways = forms.MultipleChoiceField(
        label="送达方式",
        choices=[("1", "直接送达"), ("2", "邮寄送达"), ("3", "公告送达")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    sure = forms.BooleanField(label="我已核对以上内容", error_messages={"required": "请先核对内容，再勾选。"})
    facts = forms.CharField(label="违法事实", widget=forms.Textarea(attrs={"rows": 3}), required=False)


def job(**more):
    """Something like an exchange.Job on its way."""
    facts = {
        "total": 1200,
        "done": 480,
        "percent": 40,
        "is_running": True,
        "error": "",
        "get_state_display": "检查中",
        "__str__": "2026年9月双公示.xlsx",
    }
    return type("Job", (), {**facts, **more, "__str__": lambda self: "2026年9月双公示.xlsx"})()


def tasks():
    """A morning on the desk."""
    return [
        DeskItem("巫山司罚决字〔2026〕3号 尚未报送", f"{LONG_NAME} · 罚款 0.5 万元", "/late/", date(2026, 9, 8)),
        DeskItem("巫山司许决字〔2026〕18号 今天到期", "重庆巫峡律师事务所 · 变更负责人", "/today/", DAY),
        DeskItem("巫山司许决字〔2026〕19号", "巫山县公证处 · 设立许可", "/soon/", date(2026, 9, 14)),
        DeskItem("等我审核的决定", "经办员张某提交，最早一件已等 2 天", "/review/", None, count=12, action="去审核"),
        DeskItem("8 月未月结", "编号 巫山司罚决字〔2026〕缺 2 号，须先说明", "/close/", date(2026, 9, 30)),
    ]


def figures():
    """The month's numbers, one of each tone."""
    return [
        Figure("本月应报", 23, "件", "/due/"),
        Figure("已报", 21, "件", "/sent/", "差 2 件", "warn"),
        Figure("上报率", "91.3%", "", "/rates/", "目标 100%", "bad"),
        Figure("及时率（内控）", "100%", "", "/rates/", "目标 100%", "good"),
        Figure("行政处罚", "无应报事项"),
    ]


def story() -> dict:
    """Steps, definition list and timeline."""
    return {
        "steps": [
            Step("登记决定", "done", "9月1日"),
            Step("审核", "done", "9月2日"),
            Step("报送", "now", "9月8日前"),
            Step("收到回执", "todo"),
            Step("公示期满", "todo", "2027年9月1日"),
        ],
        "rows": [
            Row("名称", LONG_NAME, "导入文件 9月双公示.xlsx 第 5 行"),
            Row("统一社会信用代码", "31500237MD0123456X", "登记证照"),
            Row("罚款金额", ""),
            ("公示截止", "2027-09-01"),
        ],
        "entries": [
            Entry(
                datetime(2026, 9, 3, 15, 20),
                "更正",
                "王某 · 法制科",
                reason="原件扫描后发现文号抄错一位",
                changes=[
                    Change("文号", "巫山司罚决字〔2026〕8号", "巫山司罚决字〔2026〕3号"),
                    Change("备注", "", "已附扫描件"),
                ],
            ),
            Entry(date(2026, 9, 2), "审核通过", "李某 · 行政审批科", tone="green", url="/x/"),
            Entry("2026年9月1日", "登记", detail=LONG_NAME * 3),
        ],
    }


def jobs() -> dict:
    """A job in each of its states."""
    return {
        "job": job(),
        "job_done": job(done=1200, percent=100, is_running=False, get_state_display="已完成"),
        "job_bad": job(
            done=700,
            percent=58,
            is_running=False,
            get_state_display="未完成",
            error="第 701 行以后没有读完：文件在传输中断开。请重新上传同一个文件，已导入的行不会重复。",
        ),
        "job_new": job(total=0, done=0, percent=0, get_state_display="排队中"),
    }


def charts() -> dict:
    """A line, bars and a calendar."""
    months = [f"{n}月" for n in range(1, 9)]
    return {
        "chart": Chart(
            "上报率 3 月起保持 100%，7 月有 2 件漏报",
            months,
            [
                Series("上报率", [96, 98, 100, 100, 100, 100, 88.5, 100]),
                Series("及时率", [90, 95, 100, 100, None, 97, 85, 100]),
            ],
            unit="%",
            target=100,
            urls=["/rates/1/"],
        ),
        "bars": Chart(
            "本月决定卡在“待审核”最多",
            ["登记", "待审核", "可报送", "已上报", "已入库"],
            [Series("件数", [23, 9, 6, 5, 3])],
            kind="hbar",
            unit="件",
            label_title="环节",
        ),
        "weeks": heat_weeks(
            {date(2026, 9, 14): 1, date(2026, 9, 16): 3, date(2026, 9, 18): 5, date(2026, 9, 25): 12},
            start=DAY,
            weeks=3,
            rest_days=[date(2026, 9, 19), date(2026, 9, 20)],
            url="/due/",
        ),
    }


def content(request: HttpRequest) -> dict:
    """Everything the gallery's template shows."""
    wrong = GalleryForm({"name": "", "uscc": "123", "day": "昨天", "open": "y"})
    return {
        **story(),
        **jobs(),
        **charts(),
        "title": "样式检查",
        "on": DAY,
        "statuses": STATUSES,
        "long": LONG_NAME,
        "empty_form": GalleryForm(),
        "wrong": wrong,
        "dues": [date(2026, 9, 1), DAY, date(2026, 9, 13), date(2026, 9, 14), date(2026, 10, 9), date(2027, 1, 3)],
        "crumbs": [Crumb("首页", "/"), Crumb("双公示", "/decisions/"), Crumb("行政处罚")],
        "figures": figures(),
        "tasks": tasks(),
        "page": Paginator(range(1234), 20).get_page(request.GET.get("page", 7)),
        "none": Paginator([], 20).get_page(1),
        "lines": [
            SimpleNamespace(
                name="重庆巫峡律师事务所",
                number="巫山司许决字〔2026〕18号",
                day=date(2026, 9, 1),
                state="公示中",
                due=date(2027, 9, 1),
            ),
            SimpleNamespace(
                name=LONG_NAME,
                number="巫山司罚决字〔2026〕3号",
                day=date(2026, 8, 30),
                state="国标超期",
                due=date(2026, 9, 8),
            ),
        ],
    }


TEMPLATE = """{% extends base %}{% load pieces %}
{% block content %}
<h1>样式检查</h1>
<section><h2>状态</h2><div class="cluster">{% for s in statuses %}{% chip s.code %}{% endfor %}{% chip "没有登记的词" %}{% chip "" %}</div>
<p>{% for due in dues %}{% countdown due on=on %}　{% endfor %}{% countdown on on=on done=True %}</p>
<p>{{ on|cn_date }}　{{ on|iso_date }}　{{ on|weekday }}　{{ "2099-12-31"|longterm }}　{{ 0.5|wan }}　{{ 12000|yuan }}　{{ "500237199001011234"|mask }}　{{ "张三丰"|mask:"name" }}　{{ "巫山司罚决字〔2026〕3号"|docnumber }}</p></section>
<section><h2>提示</h2>{% notice "每周五 17 时前核对一次。" %}{% notice "已保存，共 12 条。" tone="green" %}{% notice "2027 年节假日还没有录入，跨年的期限暂时算不出来。" tone="orange" title="请注意" %}{% notice long tone="red" %}</section>
<section><h2>表单：有错误</h2>{% error_summary wrong %}<form method="post" novalidate>{% for f in wrong %}{% field f %}{% endfor %}<div class="action-bar"><button class="btn btn-primary" type="button">提交审核</button><button class="btn" type="button">保存草稿</button><button class="btn btn-warn" type="button">退回</button><a class="btn btn-link push" href="/">返回列表</a></div></form></section>
<section><h2>数字</h2><div class="grid figures">{% for f in figures %}{% figure f.label f.value unit=f.unit url=f.url note=f.note tone=f.tone %}{% endfor %}</div></section>
<section><h2>步骤</h2>{% steps steps %}</section>
<section><h2>列表</h2><div class="filters"><dl><div><dt>状态</dt><dd>{% filter_chip "state" "" "全部" %}{% filter_chip "state" "draft" "草稿" 3 %}{% filter_chip "state" "public" "公示中" 1200 %}</dd></div></dl></div>
<div class="table-wrap"><table class="table table-cards"><caption>决定</caption><thead><tr><th scope="col">名称</th><th scope="col">文号</th><th scope="col">{% sort_link "day" "决定日期" %}</th><th scope="col">状态</th><th scope="col">公示截止</th></tr></thead><tbody>{% for l in lines %}<tr><th scope="row" data-label="名称"><a href="/">{{ l.name }}</a></th><td data-label="文号">{{ l.number|docnumber }}</td><td data-label="决定日期" class="date">{{ l.day|iso_date }}</td><td data-label="状态">{% chip l.state %}</td><td data-label="公示截止">{% countdown l.due on=on %}</td></tr>{% endfor %}</tbody></table></div>
{% pager page unit="件" %}{% pager none %}{% include "pieces/keyset.html" with newer="?after=1" older="?before=1" first="?" total="约 1,000,000 条，新的在前" %}</section>
<section><h2>明细</h2>{% deflist rows %}</section>
<section><h2>经过</h2>{% timeline entries %}{% timeline none_entries %}</section>
<section><h2>进度</h2>{% progress job_new %}{% progress job url="/job/" %}{% progress job_done %}{% progress job_bad %}</section>
<section><h2>图表</h2>{% chart chart id="rates" %}{% chart bars id="bars" %}{% heat weeks %}</section>
<section><h2>空白</h2>{% empty "还没有待报送的决定" "登记并审核通过的决定会出现在这里；最迟在决定后 7 日内报送。" url="/new/" action="登记决定" %}</section>
<section>{% include "pieces/confirmation.html" with title="已提交审核" number="XK-2026-0018" when="2026年9月12日 10:05" next_steps=next %}</section>
{% endblock %}{% block scripts %}{{ block.super }}{% load static %}<script src="{% static 'vendor/echarts.min.js' %}" defer></script><script src="{% static 'js/charts.js' %}" defer></script>{% endblock %}{% block extrabody %}{{ block.super }}{% load static %}<script src="{% static 'vendor/echarts.min.js' %}" defer></script><script src="{% static 'js/charts.js' %}" defer></script>{% endblock %}"""


def public(request: HttpRequest) -> HttpResponse:
    """The pieces behind the public's door."""
    context = {**content(request), "base": "base.html", "next": ["审核员在 2 个工作日内处理", "通过后自动进入报送文件"]}
    return HttpResponse(engines["django"].from_string(TEMPLATE).render(context, request))


def staff(request: HttpRequest) -> HttpResponse:
    """The same pieces behind the staff's door."""
    from tests.support.look_urls import site

    context = {
        **site.each_context(request),
        **content(request),
        "base": "admin/base_site.html",
        "next": ["审核员在 2 个工作日内处理", "通过后自动进入报送文件"],
    }
    template = engines["django"].from_string(TEMPLATE)
    return HttpResponse(template.render(context, request))


def desk(request: HttpRequest) -> HttpResponse:
    """The work desk on a full morning."""
    from tests.support.look_urls import site
    from wushan_credit.staff_site import _levels

    context = {
        **site.each_context(request),
        "title": "今天要办",
        "on": DAY,
        "tasks": tasks(),
        "figures": figures(),
        "levels": _levels(tasks(), DAY),
    }
    return TemplateResponse(request, "admin/index.html", context)


def home(request: HttpRequest) -> HttpResponse:
    """The public home with a full and an empty column."""
    items = [
        {"title": f"{LONG_NAME if n == 1 else '重庆巫峡律师事务所'}　变更负责人许可", "url": f"/{n}/", "day": DAY}
        for n in range(6)
    ]
    context = {
        "title": "首页",
        "site_nav": [
            {"title": name, "url": f"/{n}/", "here": n == 0}
            for n, name in enumerate(
                ["首页", "信用查询", "行政许可", "行政处罚", "信用承诺", "信用评价", "信用修复", "政策制度"]
            )
        ],
        "search_url": "/search/",
        "hot": [
            {"title": name, "url": "/search/"} for name in ("律师事务所", "基层法律服务所", "公证处", "司法鉴定机构")
        ],
        "figures": [
            Figure("公示中的行政许可", 126, "件", "/a/"),
            Figure("公示中的行政处罚", 3, "件", "/b/"),
            Figure("机构", 23, "家", "/c/"),
        ],
        "columns": [
            {"title": "行政许可", "url": "/a/", "items_list": items, "empty": ""},
            {"title": "行政处罚", "url": "/b/", "items_list": [], "empty": "目前没有在公示期内的行政处罚。"},
        ],
        "guides": [
            {"title": "信用修复怎么办", "text": "条件、材料和办理时限，免费办理，不需要中介。", "url": "/g/"},
            {"title": "信息有误怎么办", "text": "在该条信息页面点“纠错”，两个工作日内答复是否受理。", "url": "/g/"},
            {"title": "打电话咨询", "text": "12348 公共法律服务热线，全天接听。", "url": ""},
        ],
    }
    return TemplateResponse(request, "website/layout/home.html", context)


def document(request: HttpRequest) -> HttpResponse:
    """A public document page."""
    rows = [
        Row("行政相对人", LONG_NAME),
        Row("行政处罚决定文书号", "巫山司罚决字〔2026〕3号"),
        Row("处罚决定日期", "2026-09-01"),
        Row("公示截止期", "2027-09-01（还有 354 天）"),
        Row("备注", ""),
    ]
    context = {"title": "行政处罚决定", "meta": rows, "crumbs": content(request)["crumbs"]}
    return TemplateResponse(request, "website/layout/document.html", context)
