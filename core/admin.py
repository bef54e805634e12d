"""Base classes of the staff site. Apps inherit from these in their own admin.py; none of them holds a rule.

HouseAdmin     shared look: menu, no deletion, readable history, no log of its own (audit keeps it)
ReadOnlyAdmin  to look at
LedgerAdmin    lists over big tables: keyset pages, filters as chips, search by the app's own index
ServiceAdmin   changes through services: the form saves by one service, legal moves are buttons
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.options import ShowFacets
from django.contrib.admin.utils import unquote
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.safestring import SafeString

from core.errors import DomainError
from core.ledger import LedgerChangeList
from core.staff import history_of
from core.templatetags.pieces import chip, countdown
from core.text import clean
from core.transitions import Move, MoveTable


def chip_column(name: str, title: str, *, sortable: bool = True) -> Callable[[Any], SafeString]:
    """A list column that shows a choices field as a status chip. What is computed in Python cannot be sorted by: `sortable=False`."""

    @admin.display(description=title, ordering=name if sortable else None)
    def column(obj: Any) -> SafeString:
        display = getattr(obj, f"get_{name}_display", None)
        return chip(display() if display else getattr(obj, name))

    return column


def countdown_column(
    name: str, title: str, done: Callable[[Any], bool] = lambda obj: False
) -> Callable[[Any], SafeString]:
    """A list column that shows a due day as a countdown; only the day once `done(obj)`."""

    @admin.display(description=title, ordering=name)
    def column(obj: Any) -> SafeString:
        return countdown(getattr(obj, name), done=done(obj))

    return column


class HouseAdmin(admin.ModelAdmin):
    """The look and the customs of the house.

    menu_group/menu_order/menu_title put the list into the left menu; without a group it is hidden.
    status_field is shown as a chip beside the title; page_help says in one sentence what the list is for.
    """

    menu_group = ""
    menu_order = 100
    menu_title = ""
    page_help = ""
    empty_text = ""
    add_title = ""
    status_field = ""
    save_and_add = False
    actions: Any = None
    show_facets = ShowFacets.NEVER
    show_full_result_count = False
    list_per_page = 50
    save_on_top = False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nothing is deleted: it is withdrawn, corrected or expired, with a reason."""
        return False

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: Any, object_id: str) -> HttpResponse:
        """Not there, or not for this person: the same 404, so that nothing can be learnt by counting up."""
        raise Http404

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """The named action is written by the service; Django's own log would be a second truth."""

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """See log_addition."""

    def get_page_tools(self, request: HttpRequest, obj: Model | None = None) -> list[dict[str, Any]]:
        """Buttons beside the title: dicts with title, url and main (the one filled button of a list)."""
        return []

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        extra = {
            "page_title": self.menu_title or self.model._meta.verbose_name_plural,
            "page_help": self.page_help,
            "empty_text": self.empty_text,
            "add_title": self.add_title,
            "page_tools": self.get_page_tools(request),
            "title": self.menu_title or self.model._meta.verbose_name_plural,
        }
        return super().changelist_view(request, {**extra, **(extra_context or {})})

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Any = None,
    ) -> HttpResponse:
        context.setdefault("page_tools", self.get_page_tools(request, obj) if obj else [])
        context.setdefault("add_title", self.add_title)
        context.setdefault("show_save_and_add_another", self.save_and_add)
        context.setdefault("show_save_and_continue", False)
        if obj and self.status_field:
            display = getattr(obj, f"get_{self.status_field}_display", None)
            context["status_chip"] = display() if display else getattr(obj, self.status_field)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The object's history in sentences, told by the registered sources (core.staff.history_source)."""
        obj = self._seen(request, object_id)
        context = {
            **self.admin_site.each_context(request),
            "title": f"办理历史：{obj}",
            "object": obj,
            "opts": self.opts,
            "entries": history_of(request.user, obj),
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/object_history.html", context)

    def _seen(self, request: HttpRequest, object_id: str) -> Any:
        """The object, if this person may see it; 404 when it is not there for them, 403 without the right."""
        obj = self.get_object(request, unquote(object_id))
        if obj is None:
            raise Http404
        if not self.has_view_or_change_permission(request, obj):
            raise PermissionDenied
        return obj


class ReadOnlyAdmin(HouseAdmin):
    """To look at: nothing can be added or changed here."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class ReadOnlyInline(admin.TabularInline):
    """Rows that belong to the object above, to look at. `view_perm` names who may."""

    extra = 0
    can_delete = False
    view_perm = ""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm(self.view_perm)


class LedgerAdmin(HouseAdmin):
    """A list over a big table.

    ledger_order: the key to page by, all descending, the last one unique; there must be an index on it.
    ledger_search: a method (queryset, words) -> queryset using the app's own index; without it there is no search box.
    Filters become chips: name few, and none that has to ask the table for its values.
    """

    ledger_order: Sequence[str] = ("-id",)
    ledger_search: Callable[[QuerySet, str], QuerySet] | None = None
    sortable_by = ()

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return LedgerChangeList

    def get_search_fields(self, request: HttpRequest) -> tuple[str, ...]:
        return ("pk",) if self.ledger_search is not None else ()

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        words = clean(search_term)
        return (self.ledger_search(queryset, words) if words and self.ledger_search else queryset), False


class ReasonForm(forms.Form):
    """Asks why. Reasons are kept and can be read in the history."""

    reason = forms.CharField(
        label="理由",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="写明事实和依据，500 字以内。理由会写入办理历史，相关人员能看到。",
        error_messages={"required": "请写明理由，它会写入办理历史。"},
    )


class ServiceAdmin(HouseAdmin):
    """Changes go through services. Subclasses give:

    move_table or get_moves(request, obj): the legal moves (core.transitions.Move), shown as buttons
    make_move(request, obj, move, data):   calls the service of one move; raises DomainError to refuse
    save_by_service(request, obj, form, change): calls the service that creates or changes; returns the saved object
    move_form(request, obj, move):         what is asked before the move (default: a reason when the move wants one)
    """

    move_table: MoveTable | None = None

    def get_moves(self, request: HttpRequest, obj: Any) -> list[Move]:
        if self.move_table is None:
            return []
        return [
            move
            for move in self.move_table.allowed(getattr(obj, self.status_field))
            if request.user.has_perm(move.perm)
        ]

    def make_move(self, request: HttpRequest, obj: Any, move: Move, data: dict[str, Any]) -> None:
        raise NotImplementedError(f"{type(self).__name__} must call the service of {move.code}")

    def save_by_service(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> Any:
        raise NotImplementedError(f"{type(self).__name__} must call the service that saves")

    def move_form(self, request: HttpRequest, obj: Any, move: Move) -> type[forms.Form]:
        return ReasonForm if move.reason else forms.Form

    # -- saving: a DomainError becomes a form error, and the page comes back with everything that was typed ------------
    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        saved = self.save_by_service(request, obj, form, change)
        obj.pk, obj._state.adding = saved.pk, False

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """The service has saved everything; nothing is written past it."""

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except DomainError as error:
            request.domain_error = error  # type: ignore[attr-defined]
            return super().changeform_view(request, object_id, form_url, extra_context)

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> type[forms.ModelForm]:
        form = super().get_form(request, obj, change, **kwargs)
        error = getattr(request, "domain_error", None)
        return _refusing(form, error) if error else form

    # -- moves --------------------------------------------------------------------------------------------------------
    def get_urls(self) -> list[URLPattern]:
        opts = self.model._meta
        view = self.admin_site.admin_view(self.move_view)
        name = f"{opts.app_label}_{opts.model_name}_move"
        return [path("<path:object_id>/move/<slug:code>/", view, name=name), *super().get_urls()]

    def move_url(self, obj: Any, move: Move) -> str:
        opts = self.model._meta
        return reverse(f"admin:{opts.app_label}_{opts.model_name}_move", args=[obj.pk, move.code])

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Any = None,
    ) -> HttpResponse:
        moves = self.get_moves(request, obj) if obj else []
        context["moves"] = [
            {
                "label": m.label,
                "consequence": m.consequence,
                "danger": m.danger,
                "forward": m.forward,
                "url": self.move_url(obj, m),
            }
            for m in moves
        ]
        return super().render_change_form(request, context, add, change, form_url, obj)

    def move_view(self, request: HttpRequest, object_id: str, code: str) -> HttpResponse:
        """Ask once more, with the consequence in words; then call the service."""
        obj = self._seen(request, object_id)
        opts = self.model._meta
        back = HttpResponseRedirect(reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[obj.pk]))
        move = next((move for move in self.get_moves(request, obj) if move.code == code), None)
        if move is None:
            messages.warning(
                request, "这一步现在不能办理：记录的状态已经变化，或者您没有这项权限。请看下面的最新状态。"
            )
            return back
        form = self.move_form(request, obj, move)(request.POST or None, request.FILES or None)
        errors: list[DomainError] = []
        if request.method == "POST" and (not form.fields or form.is_valid()):
            try:
                self.make_move(request, obj, move, getattr(form, "cleaned_data", {}))
            except DomainError as error:
                errors.append(error)
            else:
                messages.success(request, f"已{move.label}：{obj}")
                return back
        context = {
            **self.admin_site.each_context(request),
            "title": move.label,
            "move": move,
            "object": obj,
            "opts": opts,
            "form": form,
            "errors": errors,
            "error_title": f"没有{move.label}",
        }
        return TemplateResponse(request, "admin/move.html", context)


def _refusing(form: type[forms.ModelForm], error: DomainError) -> type[forms.ModelForm]:
    """The same form, which now refuses with the rule's own words, beside the field that the rule names."""

    def clean_form(self: forms.ModelForm) -> dict[str, Any]:
        cleaned = form.clean(self)
        self.add_error(error.field if error.field in self.fields else None, error.message)
        return cleaned if cleaned is not None else self.cleaned_data

    return type(form.__name__, (form,), {"clean": clean_form})
