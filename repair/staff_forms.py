"""What a person types on the staff pages of repair."""

from django import forms

from notices.choices import ServedBy
from repair.choices import Channel, Ground, PauseCause, Proposal
from repair.filling import FILE_HELP, day_field, statement_field

PAUSES = [(cause.value, cause.label) for cause in (PauseCause.OTHER_BODY, PauseCause.INSPECTION)]
AT_WINDOW = [(channel.value, channel.label) for channel in (Channel.WINDOW, Channel.CREDIT_CHINA, Channel.CREDIT_CITY)]


class ReasonForm(forms.Form):
    """One reason."""

    reason = forms.CharField(label="理由", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3}))


class PauseForm(ReasonForm):
    cause = forms.ChoiceField(label="情形", choices=PAUSES, required=False)
    field_order = ["cause", "reason"]


class ProposeForm(forms.Form):
    proposal = forms.ChoiceField(label="核查意见", choices=Proposal.choices, widget=forms.RadioSelect, required=False)
    reason = forms.CharField(
        label="核查情况", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="核对了什么材料、向谁核实、结果怎样。",
    )  # fmt: skip


class RefuseForm(ReasonForm):
    ground = forms.ChoiceField(label="情形", choices=Ground.choices, required=False)
    field_order = ["ground", "reason"]


class SyncForm(forms.Form):
    """One channel of the checklist."""

    done_on = day_field("同步日期")
    proof = forms.FileField(label="截图", required=False)
    note = forms.CharField(label="说明", max_length=300, required=False)


class ServeForm(forms.Form):
    """How decision and notice reached the party."""

    on = day_field("送达日期", required=True)
    way = forms.ChoiceField(label="送达方式", choices=ServedBy.choices)
    served_to = forms.CharField(label="签收人", max_length=60, error_messages={"required": "请填写签收人。"})
    note = forms.CharField(label="说明", max_length=200, required=False)


class WindowForm(forms.Form):
    """At the window, or an application handed on by another site."""

    q = forms.CharField(label="决定文号", max_length=128, error_messages={"required": "请填写处罚决定书的文号。"})
    channel = forms.ChoiceField(label="申请渠道", choices=AT_WINDOW)
    channel_number = forms.CharField(
        label="来件编号", max_length=60, required=False, help_text="“信用中国”“信用重庆”转来的，填转办编号。"
    )


class FillForm(forms.Form):
    """The application, typed for the applicant at the window."""

    fulfilled_on = day_field("哪一天纠正、履行完毕")
    statement = statement_field()
    file = forms.FileField(label="履行完毕证明", required=False, help_text=FILE_HELP)
    signer = forms.CharField(
        label="承诺人姓名",
        required=False,
        max_length=60,
        help_text="申请人已当面签署承诺书的，填签署人姓名，并上传签署的承诺书。",
    )
    promise = forms.FileField(label="签署的承诺书", required=False)
    court_on = day_field("法院裁定批准重整计划的日期", required=False)
    court = forms.FileField(label="法院裁定书", required=False)
