"""The components as template tags; see ``banshi.base.ui`` for the list."""

from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from django import forms, template
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.paginator import Page
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.template.loader import render_to_string
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from banshi.base.ui import formkey, words
from banshi.base.zones.access import Actor

register = template.Library()
TONES = {"open", "going", "waiting", "done", "ended", "overdue"}
COLOURS = {"blue", "yellow", "red", "none"}


def english() -> bool:
    return (get_language() or "").startswith("en")


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """A drawing of the sprite; decoration unless it has a label."""
    return _drawing(name, str(label), _sprite(staticfiles_storage.base_url))


@lru_cache(maxsize=8)
def _sprite(_base: str | None) -> str:
    """The address of the sprite: a page draws fifty, and to look it up each time took a twelfth of its time."""
    return static("vendor/icons/icons.svg")


@lru_cache(maxsize=512)
def _drawing(name: str, label: str, address: str) -> SafeString:
    if label:
        return format_html(
            '<svg class="icon" role="img" aria-label="{}"><use href="{}#{}"></use></svg>',
            label,
            address,
            name,
        )
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}#{}"></use></svg>', address, name)


@register.inclusion_tag("ui/parts/field.html")
def field(bound: forms.BoundField, label: str | None = None) -> dict[str, Any]:
    """A form field with label, required mark, input, help and error."""
    widget = bound.field.widget
    kind = "many" if isinstance(widget, (forms.RadioSelect, forms.CheckboxSelectMultiple)) else "one"
    if isinstance(widget, forms.CheckboxInput):
        kind = "tick"
    wrong = bool(bound.errors)
    shown = bound.as_widget(
        attrs={"class": f"{widget.attrs.get('class', '')} is-invalid".strip()} if wrong else {}
    )
    return {"bound": bound, "kind": kind, "shown": shown, "label": label or bound.label, "wrong": wrong}


@register.inclusion_tag("ui/parts/fields.html")
def fields(form: forms.BaseForm) -> dict[str, Any]:
    """All fields of a form in order, hidden ones included, with what is wrong with the whole above."""
    return {"form": form}


@register.simple_tag(takes_context=True)
def key_input(context: template.Context, form: Any = None) -> SafeString:
    """The hidden idempotency key: kept while a form is corrected, new when it was already used up."""
    spent = getattr(form, "key_spent", False)
    key = formkey.new() if spent else formkey.to_show(context.get("request"))
    return format_html('<input type="hidden" name="{}" value="{}">', formkey.NAME, key)


@register.simple_tag
def state(word: str, tone: str = "open") -> SafeString:
    """A state as a word with a dot whose shape says as much as its colour."""
    return format_html('<span class="state state-{}">{}</span>', tone if tone in TONES else "open", word)


@register.simple_tag
def light(colour: str | None, word: str = "") -> SafeString:
    """A light of the supervision ladder: a shape of its own per colour, and the word."""
    colour = colour if colour in COLOURS else "none"
    shown = word or words.light(colour)
    if colour == "none":
        return format_html('<span class="light light-none" title="{}">—</span>', shown)
    return format_html('<span class="light light-{}">{}</span>', colour, shown)


@register.simple_tag(takes_context=True)
def day(context: template.Context, on: date | None) -> SafeString:
    """``06-25``; with the year where it is not the zone's current year."""
    if on is None:
        return mark_safe('<span class="quiet">—</span>')
    shown = words.day(on, context.get("today"))
    return format_html('<time datetime="{}">{}</time>', on.isoformat(), shown)


@register.simple_tag(takes_context=True)
def long_day(context: template.Context, on: date | None) -> SafeString:
    """``6月25日(周五)`` or ``Fri 25 June``; with the year where it is not the zone's current year."""
    if on is None:
        return mark_safe('<span class="quiet">—</span>')
    shown = words.long_day(on, context.get("today"), english=english())
    return format_html('<time datetime="{}">{}</time>', on.isoformat(), shown)


@register.simple_tag(takes_context=True)
def instant(context: template.Context, at: datetime | None) -> SafeString:
    """Day and time in the zone: ``06-17 10:20``."""
    if at is None:
        return mark_safe('<span class="quiet">—</span>')
    zone = context.get("zone")
    local = at.astimezone(ZoneInfo(zone.timezone if zone else "Asia/Shanghai"))
    shown = f"{words.day(local.date(), context.get('today'))} {local:%H:%M}"
    return format_html('<time datetime="{}">{}</time>', at.isoformat(), shown)


@register.simple_tag
def fraction(part: int | None, whole: int | None) -> SafeString:
    """``19/21``; a dash where nothing was counted."""
    if part is None or whole is None:
        return mark_safe('<span class="quiet">—</span>')
    return format_html('<span class="fraction">{}/{}</span>', number(part), number(whole))


@register.simple_tag
def number(value: Any) -> str:
    """Thousands set apart; a dash for nothing known."""
    return "—" if value is None else f"{value:,}"


@register.simple_tag
def local(row: Any, name: str = "name") -> str:
    """``row.name_zh`` or ``row.name_en``, in the language of the moment."""
    if row is None:
        return ""
    first, second = ("en", "zh") if english() else ("zh", "en")
    return getattr(row, f"{name}_{first}") or getattr(row, f"{name}_{second}")


@register.simple_tag
def who(thing: Any) -> SafeString:
    """A person by post, a unit by name; the name follows the post when there is both."""
    if thing is None:
        return mark_safe('<span class="quiet">—</span>')
    post = getattr(thing, "post", None)
    name = local(thing) if hasattr(thing, "name_zh") else str(thing)
    if post is None:
        return format_html('<span class="who">{}</span>', name)
    title = local(post) if hasattr(post, "name_zh") else str(post)
    return format_html('<span class="who">{} <span class="quiet">{}</span></span>', title, name)


@register.inclusion_tag("ui/parts/pages.html", takes_context=True)
def pages(context: template.Context, page: Page) -> dict[str, Any]:
    """Earlier and later pages of a list, with the filters kept in the address."""
    return {"page": page, "request": context.get("request")}


class BoxNode(template.Node):
    """Renders what stands between two tags inside a part."""

    def __init__(self, part: str, inner: NodeList, tone: FilterExpression | None = None):
        self.part, self.inner, self.tone = part, inner, tone

    def render(self, context: template.Context) -> SafeString:
        tone = self.tone.resolve(context) if self.tone else ""
        return render_to_string(self.part, {"inner": self.inner.render(context), "tone": tone})


@register.simple_tag(takes_context=True)
def again(context: template.Context, name: str) -> SafeString:
    """What the block ``name`` shows, a second time: Django lets a block stand only once."""
    blocks = context.render_context.get(BLOCK_CONTEXT_KEY)
    block = blocks.get_block(name) if blocks else None
    shown = block.nodelist.render(context).strip() if block else ""
    return mark_safe(shown)  # noqa: S308 a template has escaped it


@register.simple_tag(takes_context=True)
def zone_clock(context: template.Context) -> str:
    """The zone's present date and minute, written out."""
    zone, at = context.get("zone"), context.get("zone_now")
    return (
        words.full_instant(at.astimezone(ZoneInfo(zone.timezone)), english=english()) if zone and at else ""
    )


@register.simple_tag(takes_context=True)
def happened(context: template.Context, on: date, at: datetime) -> str:
    """The day something took effect, where that is not the day it was recorded; else nothing."""
    zone = context.get("zone")
    recorded = at.astimezone(ZoneInfo(zone.timezone if zone else "Asia/Shanghai")).date()
    return "" if on == recorded else words.day(on, context.get("today"))


@register.filter
def full_date(on: date) -> str:
    """``2021年5月31日`` or ``31 May 2021``."""
    return words.full_date(on, english=english())


@register.filter
def actor_name(actor: Actor) -> str:
    """How the actor is addressed: by post."""
    return actor.name_en if english() and actor.name_en else actor.name_zh


class MenuNode(template.Node):
    """A menu button, unless nothing stands in the menu."""

    def __init__(self, inner: NodeList):
        self.inner = inner

    def render(self, context: template.Context) -> str:
        inner = self.inner.render(context)
        return render_to_string("ui/parts/menu.html", {"inner": inner}) if inner.strip() else ""


@register.tag("menu")
def menu(parser: Parser, token: Token) -> MenuNode:
    """``{% menu %}links{% endmenu %}``."""
    inner = parser.parse(("endmenu",))
    parser.delete_first_token()
    return MenuNode(inner)


@register.tag("empty")
def empty(parser: Parser, token: Token) -> BoxNode:
    """``{% empty %}what would be here, and the first step{% endempty %}``."""
    inner = parser.parse(("endempty",))
    parser.delete_first_token()
    return BoxNode("ui/parts/empty.html", inner)


@register.tag("notice")
def notice(parser: Parser, token: Token) -> BoxNode:
    """``{% notice "warn" %}…{% endnotice %}``; tone info, warn or done."""
    tone = parser.compile_filter(" ".join(token.split_contents()[1:]) or '"info"')
    inner = parser.parse(("endnotice",))
    parser.delete_first_token()
    return BoxNode("ui/parts/notice.html", inner, tone)


@register.filter
def has_text(rendered: str) -> bool:
    """True when a captured block holds more than blanks."""
    return bool(rendered.strip())


@register.filter
def pairs(rows: Iterable[Any]) -> list[Any]:
    """Rows of a definition list without those that have no value."""
    return [row for row in rows if row[1] not in (None, "")]


@register.simple_tag
def message_tone(level_tag: str) -> str:
    """The tone of a message of Django's framework."""
    return {"success": "done", "warning": "warn", "error": "warn"}.get(level_tag, "info")
