"""Instants in the admin: in site time, with UTC beside it."""

from django import template
from django.utils.html import format_html

from publishing.changes.position import clock_lag
from publishing.clock import in_site_time, in_utc

register = template.Library()


@register.filter
def clocks(instant):
    """`{{ edition.live_from|clocks }}`; nothing for no instant."""
    if instant is None:
        return ""
    return format_html(
        '<time datetime="{}">{} <span class="utc">· {}</span></time>',
        instant.isoformat(timespec="seconds"),
        in_site_time(instant),
        in_utc(instant),
    )


@register.simple_tag(name="clock_lag")
def show_clock_lag():
    """`{% clock_lag as lag %}`: how far the clock is behind the record, if it is; one query."""
    return clock_lag()
