"""What an applicant types: two days, a few words, a name under the promise."""

from django import forms

from repair.choices import PaperKind
from repair.filling import FILE_HELP, day_field, statement_field

KINDS = tuple(
    (kind.value, kind.label) for kind in (PaperKind.FULFILMENT, PaperKind.COURT, PaperKind.TRAINING, PaperKind.REPORT)
)


class FillForm(forms.Form):
    """The whole application on one page; everything may be left for later."""

    fulfilled_on = day_field("哪一天纠正、履行完毕", "缴清罚款、完成整改的日期。")
    statement = statement_field()
    file = forms.FileField(label="履行完毕证明", required=False, help_text=f"缴款凭证、整改证明等。{FILE_HELP}")
    signer = forms.CharField(
        label="承诺人姓名", required=False, max_length=60, help_text="机构由负责人、个人由本人填写姓名，填写即为签署上面的承诺书。",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )  # fmt: skip
    court_on = day_field("法院裁定批准重整计划的日期", "只有破产重整的才填；填了要另外上传裁定书。")
    kind = forms.ChoiceField(label="另外的材料是哪一种", required=False, choices=(("", "没有"), *KINDS))
    other = forms.FileField(label="另外的材料", required=False, help_text=f"自愿提交，不是受理条件。{FILE_HELP}")


class ReasonForm(forms.Form):
    """Why a review is asked for, or an application taken back."""

    reason = forms.CharField(label="理由", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3}))
