"""Filling in an application, on the portal and at the window alike: what the fields begin with, and what each button keeps first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django import forms

from core.papers.sniffing import ACCEPTED
from repair.models import Application
from repair.services import applying

if TYPE_CHECKING:
    from accounts.models import User

#: The fields of the application that are typed; the others are files.
TYPED = ("fulfilled_on", "court_on", "statement", "signer")
FILE_HELP = f"{ACCEPTED}，不超过 20 MB。"
_DATE = {"invalid": "日期写法不对，请写成 2026-06-01 这样。", "required": "请填写日期。"}


def day_field(label: str, help_text: str = "", *, required: bool = False) -> forms.DateField:
    """A day, typed or picked."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, help_text=help_text, widget=widget, error_messages=_DATE)


def statement_field() -> forms.CharField:
    """How the duties were done, in a sentence or two."""
    return forms.CharField(
        label="怎样纠正和履行的", required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="一两句话就可以，如“6月1日缴清罚款，已完善收案审查制度”。",
    )  # fmt: skip


def initial_of(row: Application) -> dict[str, Any]:
    """What was kept before."""
    return {
        "fulfilled_on": row.fulfilled_on, "court_on": row.court_on, "statement": row.statement, "signer": row.promise_signer,
    }  # fmt: skip


def keep(actor: User, row: Application, data: Mapping[str, Any], files: Mapping[str, str]) -> None:
    """Keep what was typed and take the files in; `files` says of which kind the file of a field is."""
    applying.application_save(actor=actor, application=row, **{name: data[name] for name in TYPED})
    for name, kind in files.items():
        if data[name]:
            applying.paper_add(
                actor=actor, application=row, kind=kind, content=data[name].read(), filename=data[name].name
            )
