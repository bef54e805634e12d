"""The filters of the trail, for its pages and for what is taken out of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib.auth import get_user_model

from audit.selectors import Wanted

FILTERS = ("since", "until", "person", "code", "words", "obj")


class TrailForm(forms.Form):
    """The filters. A wrong value is said and filters nothing."""

    since = forms.DateField(label="从", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label="到", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    person = forms.ModelChoiceField(label="人员", queryset=None, required=False, empty_label="全部人员")
    code = forms.ChoiceField(label="事项", required=False)
    words = forms.CharField(label="姓名或对象含有", max_length=60, required=False)
    obj = forms.CharField(max_length=160, required=False, widget=forms.HiddenInput)

    def __init__(self, data: Mapping[str, Any], codes: dict[str, str]) -> None:
        super().__init__(data)
        self.fields["person"].queryset = get_user_model().objects.order_by("display_name", "pk")
        self.fields["code"].choices = [("", "全部事项"), *sorted(codes.items(), key=lambda item: item[1])]

    def wanted(self) -> Wanted:
        """What was asked for, as far as it is understood."""
        self.is_valid()
        facts = self.cleaned_data
        person = facts.get("person")
        return Wanted(
            facts.get("since"), facts.get("until"), person.pk if person else None,
            facts.get("obj", ""), facts.get("words", ""), facts.get("code", ""),
        )  # fmt: skip
