"""Icons, themes, days, instants and money in templates. Wording stands in `formatting` and `words`."""

from datetime import datetime
from typing import Any

from django import template
from django.template.context import RequestContext
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from warrantor.apps.access.queries import inbox_of, name_of
from warrantor.entrypoints.portal import formatting, words
from warrantor.entrypoints.portal.layout.choices import chosen

register = template.Library()


@register.simple_tag
def icon(name: str, classes: str = "") -> SafeString:
    """An icon of the sprite; words stand beside it, so readers need not hear of it."""
    return format_html(
        '<svg class="icon {}" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        classes, static("portal/vendor/icons.svg"), name,
    )  # fmt: skip


@register.simple_tag(takes_context=True)
def theme_attribute(context: RequestContext) -> SafeString:
    """The attribute that overrides what the device says; nothing when it is left to the device."""
    theme = chosen(context.get("request"), "theme")
    return format_html(' data-bs-theme="{}"', theme) if theme != "auto" else SafeString("")


@register.simple_tag(takes_context=True)
def choice(context: RequestContext, name: str) -> str:
    """What the visitor chose for every page, see `layout.choices`."""
    return chosen(context.get("request"), name)


@register.simple_tag(takes_context=True)
def unread(context: RequestContext) -> str:
    """How many notices somebody did not read; the visitor's are not counted. Beyond 99 nobody counts."""
    request = context.get("request")
    person = getattr(request, "person", None)
    if person is None or person.user is None:
        return ""
    count = inbox_of(person, unread=True).order_by()[:100].count()
    return "99+" if count > 99 else str(count or "")


@register.filter
def day(value: Any) -> SafeString:
    """`9 May 2024`, with the machine's reading beside it."""
    return format_html('<time datetime="{}">{}</time>', formatting.to_day(value).isoformat(), formatting.day(value))


@register.filter
def instant(value: str | datetime, zone: str) -> SafeString:
    """`16:42 Thu 9 May 2024, Chicago (UTC-5)`."""
    moment = formatting.to_instant(value, zone)
    return format_html('<time datetime="{}">{}</time>', moment.isoformat(), formatting.instant(moment, zone))


@register.filter
def money(amount: Any, currency: str = "") -> str:
    return formatting.money(amount, currency)


@register.filter
def may(person: Any, permission: str) -> bool:
    """Whether somebody may do something; where no person is known, nothing."""
    return bool(person) and person.may(permission)


@register.filter
def spelled(name: str) -> str:
    """A name of the terms, with a capital and without hyphens."""
    return words.title(name)


@register.filter
def who(actor: str) -> str:
    """Somebody who did something, for staff: the name or address of a user, else how the journal calls them."""
    return name_of(actor) or actor


@register.inclusion_tag("portal/layout/_status.html")
def status(word: str, icon: str, tone: str) -> dict[str, str]:
    return {"word": word, "icon_name": icon, "tone": tone}
