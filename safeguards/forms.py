"""What the pages of alerts and incidents ask. The rules are in the services."""

from __future__ import annotations

from typing import Any

from django import forms

from accounts.models import User
from core import clock
from safeguards.choices import Finding, IncidentKind, Level

_WHEN = {"type": "datetime-local"}


def _moment(label: str, help_text: str = "", required: bool = True) -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs=_WHEN, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(
        label=label, required=required, widget=widget, help_text=help_text, input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
        error_messages={"required": f"请填写{label}。", "invalid": "请写成 2026-09-07 14:30 这样的时间。"},
    )  # fmt: skip


def _text(
    label: str, help_text: str = "", required: bool = False, longest: int = 500, rows: int = 3
) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    messages = {"required": f"请填写{label}。"}
    return forms.CharField(
        label=label, required=required, max_length=longest, widget=widget, help_text=help_text, error_messages=messages
    )


class HandleForm(forms.Form):
    """What the auditor found."""

    finding = forms.ChoiceField(
        label="核查结论",
        choices=Finding.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择核查结论。"},
    )
    note = _text("核查情况", "问了谁、核对了什么、结果如何。会写入操作记录。", required=True, longest=2000, rows=4)


class IncidentForm(forms.Form):
    """What is known when the register is opened."""

    drill = forms.BooleanField(
        label="这是应急演练", required=False, help_text="演练用同一份清单和草稿，不实际向外报告。"
    )
    kind = forms.ChoiceField(label="事件类型", choices=IncidentKind.choices)
    level = forms.ChoiceField(
        label="研判等级", choices=Level.choices, help_text="按《网络安全事件分级指南》；较大以上必须报告主管部门。"
    )
    title = forms.CharField(
        label="事件名称",
        max_length=120,
        help_text="如：某账号夜间批量查阅从业人员信息。",
        error_messages={"required": "请填写事件名称。"},
    )
    discovered_at = _moment("发现时间", "两个告知时限都从这一刻起算。")
    facts = _text("事件经过", "已经知道的事实。请勿写证件号码和电话。", required=True, longest=5000, rows=5)
    data_kinds = forms.CharField(
        label="涉及的信息种类",
        max_length=300,
        help_text="如：姓名、执业证号、行政处罚信息。",
        error_messages={"required": "请填写涉及的信息种类。"},
    )
    harm = _text("可能造成的危害")
    measures = _text("已采取的补救措施")
    advice = _text("主体可以采取的措施", "写进给主体的告知书。")
    since = _moment("涉事时段开始", "生成受影响主体名单用。", required=False)
    until = _moment("涉事时段结束", required=False)
    suspect = forms.ModelChoiceField(
        label="涉事账号", queryset=User.objects.none(), required=False, empty_label="不明或没有"
    )
    address = forms.GenericIPAddressField(
        label="涉事来源地址", required=False, help_text="如 10.1.2.3。账号和地址至少填一项，才能生成名单。"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["suspect"].queryset = User.objects.order_by("display_name", "pk")
        if "discovered_at" in self.fields:
            self.fields["discovered_at"].initial = clock.now()


class AmendForm(IncidentForm):
    """The same facts later; the discovery stays as it was registered."""

    reason = forms.CharField(
        label="根据",
        max_length=300,
        help_text="根据什么补充或更正，会写入操作记录。",
        error_messages={"required": "请写明根据什么补充或更正。"},
    )
    drill = discovered_at = None  # type: ignore[assignment]
