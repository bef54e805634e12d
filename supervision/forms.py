"""What a person types on the look-up pages."""

from django import forms

from accounts.models import Section
from supervision.choices import Response, Scene, Verdict

_DATE = {"invalid": "日期写法不对，请写成 2026-03-02 这样。"}


class NamesForm(forms.Form):
    """Whom to look up: pasted lines or a table."""

    names = forms.CharField(
        label="查谁", required=False, strip=False,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        help_text="每行一个：名称、统一社会信用代码或执业证号，也可以两个都写，中间空一格。可以从表格里整列复制粘贴，最多 500 个。",
    )  # fmt: skip
    file = forms.FileField(
        label="或者上传表格", required=False, help_text="xlsx、xls、ods 或 csv，有“名称”或“代码”一列即可。"
    )

    def content(self) -> tuple[bytes, str]:
        """The uploaded file and its name; nothing when none was chosen."""
        file = self.cleaned_data.get("file")
        return (file.read(), file.name) if file else (b"", "")


class StartForm(NamesForm):
    """Open a matter and look up at once."""

    scene = forms.ChoiceField(
        label="在什么事项中查",
        choices=Scene.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择在什么事项中查询。"},
    )
    title = forms.CharField(
        label="事项名称",
        max_length=200,
        help_text="如：重庆某某律师事务所变更负责人",
        error_messages={"required": "请写明办理的是什么事项。"},
    )
    field_order = ["scene", "title", "names", "file"]


class FeedbackForm(forms.Form):
    """The answer to one hit."""

    what = forms.ChoiceField(label="处理", choices=Response.choices, widget=forms.RadioSelect)
    note = forms.CharField(label="说明", max_length=300, required=False)
    basis = forms.CharField(label="依据", max_length=200, required=False)


class DecideForm(forms.Form):
    """The decision of today."""

    decision = forms.ChoiceField(label="决定", choices=Verdict.choices, widget=forms.RadioSelect)


class PlatformForm(forms.Form):
    """What the city's platform answered."""

    looked_on = forms.DateField(
        label="查询日期", error_messages=_DATE, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    result = forms.CharField(label="查询结果", max_length=300, help_text="如：未触发；触发失信惩戒 1 条")


class ReasonForm(forms.Form):
    """One reason."""

    reason = forms.CharField(label="理由", max_length=300)


class PeriodForm(forms.Form):
    """The period of the figures and whose they are."""

    since = forms.DateField(label="查询日期自", error_messages=_DATE)
    until = forms.DateField(label="至", error_messages=_DATE)
    section = forms.ModelChoiceField(
        label="科室", queryset=Section.objects.filter(active=True), required=False, empty_label="全部科室"
    )
