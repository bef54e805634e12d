"""Forms of the pages of kinds and data standards."""

from __future__ import annotations

from typing import Any

from django import forms

from accounts.models import Section
from core import clock
from publicity.models import DecisionKind
from records.choices import Nature
from records.edition_review import ReasonForm
from records.models import CatalogueItem
from records.services.catalogue import items_on


class EditionForm(forms.Form):
    """A new edition of a kind, and its workbook."""

    name = forms.CharField(label="版本名称", max_length=120, error_messages={"required": "请填写版本名称。"})
    code = forms.RegexField(
        r"[A-Za-z0-9][A-Za-z0-9._-]*", label="版本代码", max_length=20, help_text="例如 2026 或 local-2，以后不能改。",
        error_messages={"required": "请填写版本代码。", "invalid": "版本代码只用字母、数字、点和短横，例如 local-2。"},
    )  # fmt: skip
    basis = forms.CharField(
        label="依据", max_length=200, help_text="文件名称和文号。", error_messages={"required": "请填写依据。"}
    )
    valid_from = forms.DateField(
        label="启用日期", help_text="今天或以后，例如 2026-12-01。原版本到前一天为止。",
        error_messages={"required": "请填写启用日期。", "invalid": "日期写法不对，请写成 2026-12-01 这样。"},
    )  # fmt: skip
    confirmed = forms.BooleanField(
        label="已对照正式文本核对", required=False, help_text="不勾选的，改动过的字段带“待确认”标记。"
    )
    file = forms.FileField(
        label="标准表格", help_text="在下载的表上修改后的 .xlsx。", widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.csv,.ods,.et"}),
        error_messages={"required": "请选择改好的标准表格。", "empty": "文件是空的，没有任何内容。请确认选对了文件后重新上传。"},
    )  # fmt: skip


class NewKindForm(EditionForm):
    """A kind that was not there before, with its first edition."""

    kind_name = forms.CharField(
        label="种类名称", max_length=40, help_text="例如：行政备案", error_messages={"required": "请填写种类名称。"}
    )
    kind_code = forms.SlugField(
        label="种类代码", max_length=20, help_text="英文小写，例如 filing，以后不能改。",
        error_messages={"required": "请填写种类代码。", "invalid": "种类代码只用英文字母、数字和短横，例如 filing。"},
    )  # fmt: skip
    cycle = forms.ChoiceField(label="报送周期", choices=DecisionKind.Cycle.choices)
    item_code = forms.ChoiceField(
        label="目录事项",
        help_text="没有合适的事项时，先在“归集目录”里增加。",
        error_messages={"required": "请选择目录事项。"},
    )
    nature = forms.ChoiceField(label="性质", choices=Nature.choices, initial=Nature.NEUTRAL)
    sections = forms.ModelMultipleChoiceField(
        Section.objects.none(), label="责任科室", required=False, widget=forms.CheckboxSelectMultiple
    )
    order = forms.IntegerField(label="排序", initial=100, min_value=1, max_value=999, help_text="小的排在前面。")
    field_order = ["kind_name", "kind_code", "cycle", "item_code", "nature", "sections", "order"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sections"].queryset = Section.objects.filter(active=True)  # type: ignore[attr-defined]
        items = {item.code: f"{item.code} {item.name}" for item in items_on(clock.today())} | {
            item.code: f"{item.code} {item.name}（{item.valid_from:%Y-%m-%d} 起施行）"
            for item in CatalogueItem.objects.filter(valid_from__gt=clock.today())
        }
        self.fields["item_code"].choices = [("", "请选择"), *sorted(items.items())]  # type: ignore[attr-defined]


class HandlingForm(ReasonForm):
    """How a kind is handled here."""

    active = forms.BooleanField(label="启用", required=False, help_text="停用后不能再登记；已有的决定不变。")
    four_eyes = forms.BooleanField(
        label="批量导入也须他人审核", required=False, help_text="不勾选时，导入人确认本批决定均已审签，即可报送。"
    )
    sections = forms.ModelMultipleChoiceField(
        Section.objects.none(), label="责任科室", required=False, widget=forms.CheckboxSelectMultiple
    )
    order = forms.IntegerField(label="排序", min_value=1, max_value=999, help_text="小的排在前面。")
    field_order = ["active", "four_eyes", "sections", "order", "reason"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sections"].queryset = Section.objects.filter(active=True)  # type: ignore[attr-defined]
