"""One table of the back office: its list, a row to read, the list as a file, and the acts that staff may do."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, ClassVar

from django.contrib import messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.utils import lookup_field, quote, unquote
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Model, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from unfold.admin import ModelAdmin

from warrantor.adapters.cells import csv_lines
from warrantor.apps.access import sight
from warrantor.apps.journal.actions import record
from warrantor.entrypoints.back_office.acts import BUTTON, Act, call_of, carry_out

MOST = 10_000
"""Rows that a list goes through, a page at a time; counting more would take longer than anybody waits."""
_EXACT = ("", "__exact", "__in", "__isnull", "__id__exact", "__id__in", "__id__isnull")


class Pages(Paginator):
    """Pages over the first rows: a search or a filter brings the others among them."""

    @cached_property
    def count(self) -> int:
        rows = self.object_list
        return rows.order_by()[:MOST].count() if isinstance(rows, QuerySet) else len(rows)


class Screen(ModelAdmin):
    """Read by whoever may `reading`, and the rows of it that `access.sight` says. Django's own forms write nothing."""

    reading: ClassVar[str]
    everywhere: ClassVar[bool] = False
    """Whether its rows belong to no program, so that a role in one alone is not enough."""
    acts: ClassVar[tuple[Act, ...]] = ()
    more: ClassVar[tuple[str, ...]] = ()
    """What is shown of a row besides the columns of the list."""
    actions = None
    paginator = Pages
    list_per_page = 50
    list_max_show_all = 0
    show_full_result_count = False
    ordering = ("-pk",)
    list_before_template = "back_office/_tools.html"
    change_form_outer_before_template = "back_office/_acts.html"
    list_fullwidth = True
    show_add_link = False

    def found(self, text: str) -> Q:
        """Rows that a search finds. To be said where there is a search box, with `search_help_text`."""
        raise NotImplementedError

    def links(self, row: Any) -> list[tuple[str, str]]:
        """Pages elsewhere about a row, as titles and addresses."""
        return []

    # who may

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        person = request.person  # type: ignore[attr-defined]
        return bool(person.may_everywhere(self.reading) if self.everywhere else person.may(self.reading))

    def has_add_permission(self, request: HttpRequest) -> bool:
        adding = next((act for act in self.acts if act.name == "add"), None)
        return adding is not None and adding.open_to(request.person)  # type: ignore[attr-defined]

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_queryset(request)
        return sight.seen(rows, request.person, self.reading)  # type: ignore[attr-defined]

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """The filters that are shown, and no other: by `digest__startswith` one could read what is not shown."""
        offered = self.get_list_filter(request)
        known = {f"{one}{how}" for one in offered if isinstance(one, str) for how in _EXACT}
        return lookup in known | {one.parameter_name for one in offered if not isinstance(one, str)}

    # reading

    @property
    def fields(self) -> tuple[str, ...]:
        """All that is shown of a row."""
        return (*self.list_display, *self.more)

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        return self.fields

    @property
    def search_fields(self) -> tuple[str, ...]:
        return ("pk",) if self.search_help_text else ()

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        text = search_term.strip()
        return (queryset.filter(self.found(text)) if text and self.search_help_text else queryset), False

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        more = {
            "title": str(self.opts.verbose_name_plural).capitalize(),
            "tools": [(act.title, self._to(act)) for act in self._acts_for(request) if not act.of_row],
            "export": f"{self._address('export')}?{request.GET.urlencode()}" if self._may_export(request) else "",
            "button": BUTTON,
        }
        response: HttpResponse = super().changelist_view(request, more | (extra_context or {}))
        return response

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        row = self._row(request, object_id)
        acts = [act for act in self._acts_for(request) if act.of_row and self._takes(act, request, row)]
        more = {
            "title": str(row),
            "tools": [(act.title, self._to(act, row)) for act in acts],
            "links": self.links(row),
            "button": BUTTON,
        }
        response: HttpResponse = super().change_view(request, object_id, form_url, more | (extra_context or {}))
        return response

    def export_view(self, request: HttpRequest) -> HttpResponse:
        """What the list shows, filtered and in its order, as CSV. The journal is told, without what was typed."""
        if not (self.has_view_permission(request) and self._may_export(request)):
            raise PermissionDenied
        try:
            rows = self.get_changelist_instance(request).get_queryset(request)
        except IncorrectLookupParameters:
            return HttpResponseRedirect(f"{self._address('changelist')}?e=1")
        filters = sorted(name for name, value in request.GET.items() if value)
        about = f"table:{self.opts.label_lower}"
        record("back-office.export", about, by=request.by, at=request.at, filters=filters)  # type: ignore[attr-defined]
        headers = {"Content-Disposition": f'attachment; filename="{self.opts.model_name}.csv"'}
        return StreamingHttpResponse(  # type: ignore[return-value]
            csv_lines(self._cells(rows)), content_type="text/csv; charset=utf-8", headers=headers
        )

    def _cells(self, rows: QuerySet[Any]) -> Iterator[list[Any]]:
        yield list(self.list_display)
        for row in rows.iterator(chunk_size=2_000):
            yield [self._cell(name, row) for name in self.list_display]

    def _cell(self, name: str, row: Any) -> str:
        try:
            value = lookup_field(name, row, self)[2]
        except ObjectDoesNotExist:
            return ""
        if isinstance(value, date | datetime):
            return value.isoformat()
        return "" if value is None else str(value)

    # writing

    def act_view(self, request: HttpRequest, act: Act, object_id: str | None = None) -> HttpResponse:
        """The form of an act; sent, it is carried out, and what was refused is said in the form."""
        row = self._row(request, object_id) if object_id is not None else None
        if not self._takes(act, request, row):
            raise PermissionDenied
        form = act.form(request.POST if request.method == "POST" else None, call=call_of(request, row))
        if request.method == "POST":
            done, after = carry_out(act, form)
            if done:
                messages.success(request, act.said)
                address = self._address("change", after) if after is not None else self._address("changelist")
                return HttpResponseRedirect(address)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": act.title,
            "act": act,
            "form": form,
            "row": row,
            "back": self._address("change", row) if row is not None else self._address("changelist"),
            "button": BUTTON,
        }
        request.current_app = self.admin_site.name
        return render(request, "back_office/act.html", context, status=422 if form.errors else 200)

    def _takes(self, act: Act, request: HttpRequest, row: Any) -> bool:
        """Whether they may do it, to this row where it is about one."""
        person, at = request.person, request.at  # type: ignore[attr-defined]
        if not act.open_to(person):
            return False
        if row is None:
            return True
        rows = self.model._default_manager.filter(pk=row.pk)
        return act.fits(row, at) and sight.seen(rows, person, act.may).exists()

    def _acts_for(self, request: HttpRequest) -> list[Act]:
        return [act for act in self.acts if act.open_to(request.person)]  # type: ignore[attr-defined]

    def _may_export(self, request: HttpRequest) -> bool:
        return bool(request.person.may("unit.export"))  # type: ignore[attr-defined]

    def _row(self, request: HttpRequest, object_id: str) -> Any:
        if not self.has_view_permission(request):
            raise PermissionDenied
        row = self.get_object(request, unquote(object_id))
        if row is None:
            raise Http404("there is no such row that you may see")
        return row

    # addresses

    def _named(self, name: str) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_{name}"

    def _address(self, name: str, row: Any = None) -> str:
        args = [quote(row.pk)] if row is not None else []
        return reverse(f"{self.admin_site.name}:{self._named(name)}", args=args)

    def _to(self, act: Act, row: Any = None) -> str:
        return self._address(act.name, row)

    def get_urls(self) -> list[URLPattern]:
        """Ours alone: Django's pages that change and delete are not there at all."""
        admitted = self.admin_site.admin_view
        urls = [
            path("", admitted(self.changelist_view), name=self._named("changelist")),
            path("export/", admitted(self.export_view), name=self._named("export")),
        ]
        for act in self.acts:
            place = f"<path:object_id>/{act.name}/" if act.of_row else f"{act.name}/"
            urls.append(path(place, admitted(self.act_view), {"act": act}, name=self._named(act.name)))
        return [*urls, path("<path:object_id>/change/", admitted(self.change_view), name=self._named("change"))]

    # Django's own ways to write, which nothing here takes

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: Any) -> None:
        raise PermissionDenied

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        raise PermissionDenied

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        raise PermissionDenied
