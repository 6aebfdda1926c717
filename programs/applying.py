"""What to say of a program at a moment: who may apply, how, and until when."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from operator import attrgetter
from typing import Any
from urllib.parse import urlsplit

from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from programs.models import ApplicationMethod, ProgramState, PublishedCall, calls_of
from programs.standings import NOT_RUNNING, state_of
from programs.windows import OPEN, CallState, Window
from publishing.clock import zone_label
from publishing.languages import TranslatedText, active_language
from relations.wording.periods import period_of

PAST = (CallState.CLOSED, CallState.CANCELLED)
FIRST, LAST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
# Of the ways to apply, those in which readers do not apply by themselves, and what to say then.
BY_OTHERS = {
    ApplicationMethod.NOMINATION: gettext_lazy("By nomination: you cannot apply yourself."),
    ApplicationMethod.ARRANGED: gettext_lazy("Arranged by the embassy: you cannot apply yourself."),
    ApplicationMethod.INSTITUTION: gettext_lazy("Through an institution: it applies, not you."),
    ApplicationMethod.REQUEST: gettext_lazy("At the request of an institution: it asks, not you."),
}
OVER = {  # in words, the states of standings.NOT_RUNNING
    ProgramState.ENDED: gettext_lazy("the program has ended"),
    ProgramState.PAUSED: gettext_lazy("the program is paused"),
}


@dataclass(frozen=True)
class CallAt:
    """A call as it stands at a moment."""

    call: PublishedCall
    window: Window
    state: CallState
    moment: datetime

    @property
    def title(self) -> str:
        return self.call.name or _("Call %(cycle)s") % {"cycle": self.call.cycle}

    @property
    def is_past(self) -> bool:
        return self.state in PAST

    @property
    def has_opened(self) -> bool:
        return self._has_come(self.window.opens_at)

    @property
    def has_closed(self) -> bool:
        return self._has_come(self.window.closes_at)

    def _has_come(self, at: datetime | None) -> bool:
        return at is not None and at <= self.moment

    @property
    def opens(self) -> str:
        """When it opens, where the sponsor's clocks are; empty where that is not recorded."""
        return day_said(self.call.opens_on, self.call.opens_time, self.call.zone)

    @property
    def closes(self) -> str:
        return day_said(self.call.closes_on, self.call.closes_time, self.call.zone)

    @property
    def conditions(self) -> list[TranslatedText]:
        return lines(self.call.conditions)

    @property
    def not_eligible(self) -> list[TranslatedText]:
        return lines(self.call.not_eligible)

    @property
    def rank(self) -> tuple:
        """Those that are open by when they close, those ahead by when they open, the latest past
        ones first, those canceled last."""
        if self.state in OPEN:
            return 0, (self.window.closes_at or LAST) - FIRST
        if self.state == CallState.FORECAST:
            return 1, (self.window.opens_at or LAST) - FIRST
        return (3 if self.call.cancelled else 2), LAST - (self.last_instant or FIRST)

    @property
    def last_instant(self) -> datetime | None:
        return self.window.closes_at or self.window.opens_at

    def is_after(self, other: "CallAt") -> bool:
        """Whether it came after another call, by its dates or else by the names of the cycles."""
        if self.last_instant and other.last_instant:
            return self.last_instant > other.last_instant
        return self.call.cycle > other.call.cycle


@dataclass(frozen=True)
class Applying:
    """Who may apply to a program, and how and until when, as phrases of which the first leads.
    Nothing is recorded of that of which there are none."""

    who: list[Any]
    when: list[str]
    citizenship_is_known: bool = False
    age: str = ""
    urgent: str = ""  # how little time is left
    notice: str = ""  # in the place of the button
    address: str = ""  # at which one can apply at the moment
    calls: list[CallAt] = field(default_factory=list)

    @property
    def host(self) -> str:
        """The site at which one applies, as readers know it."""
        return (urlsplit(self.address).hostname or "").removeprefix("www.")

    @property
    def current_calls(self) -> list[CallAt]:
        return [each for each in self.calls if not each.is_past]

    @property
    def past_calls(self) -> list[CallAt]:
        return [each for each in self.calls if each.is_past]


def applying_at(edition: Any, moment: datetime) -> Applying:
    """Return what to say of an edition. No query where its calls, countries of citizenship and of
    residence are prefetched."""
    over = edition.state in NOT_RUNNING
    calls = calls_at(edition, moment)
    leading = calls[0] if calls else None
    always = edition.is_always_open
    is_open = not over and bool(always or (leading and leading.state in OPEN))
    address = ""
    if is_open and edition.taking_part not in BY_OTHERS:
        own = leading.call.apply_at if leading and leading.state in OPEN else ""
        address = own or edition.apply_at
    return Applying(
        who=who_may_apply(edition),
        when=_when(edition, calls, always),
        citizenship_is_known=bool(_citizens(edition)),
        age=age_in_words(edition.age_from, edition.age_until),
        urgent=_urgent(leading, moment) if is_open and not always else "",
        notice="" if address else _notice(edition, leading, is_open),
        address=address,
        calls=calls,
    )


def calls_at(edition: Any, moment: datetime) -> list[CallAt]:
    """Return the calls of an edition as they stand at a moment, first what can be applied to."""
    windows = [(call, call.window) for call in calls_of(edition)]
    found = [
        CallAt(call, window, state_of(edition.state, window, moment), moment)
        for call, window in windows
    ]
    return sorted(found, key=attrgetter("rank"))


def who_may_apply(edition: Any) -> list[Any]:
    """Return whose citizens may apply, living where, whether individuals or organizations, and of
    which age: or else the sentence that says who; an empty list where nothing is recorded."""
    citizens = _citizens(edition)
    others = []
    if countries := _countries(edition.residences.all()):
        others.append(_("living in %(countries)s") % {"countries": countries})
    if edition.applicants:
        others.append(edition.get_applicants_display().lower())
    if age := age_in_words(edition.age_from, edition.age_until):
        others.append(age)
    if citizens:
        return [citizens, *others]
    if others:
        return [*others, _("citizenship not recorded")]
    return [edition.eligibility] if edition.eligibility else []


def age_in_words(youngest: int | None, oldest: int | None) -> str:
    if youngest is not None and oldest is not None:
        return _("ages %(youngest)d to %(oldest)d") % {"youngest": youngest, "oldest": oldest}
    if youngest is not None:
        return _("from age %(youngest)d") % {"youngest": youngest}
    return _("up to age %(oldest)d") % {"oldest": oldest} if oldest is not None else ""


def lines(text: TranslatedText) -> list[TranslatedText]:
    """Return the lines of a text, each in its language."""
    found = (line.strip() for line in text.splitlines())
    return [TranslatedText(line, text.lang) for line in found if line]


def _citizens(edition: Any) -> Any:
    if edition.any_citizenship:
        return _("Whatever the citizenship")
    if countries := _countries(edition.citizenships.all()):
        return _("For citizens of %(countries)s") % {"countries": countries}
    return edition.citizenship  # in words, of editions that were sealed before there were terms


def _countries(countries: Iterable[Any]) -> str:
    names = sorted(str(country.name_in_text or country.name) for country in countries)
    return get_text_list(names, _("or"))


def _when(edition: Any, calls: list[CallAt], always: bool) -> list[str]:
    if edition.state in NOT_RUNNING:
        return [str(OVER[edition.state])]
    if always:
        return [_("at any time")]
    if not calls:
        return []
    leading = calls[0]
    opens, closes = {"day": leading.opens}, {"day": leading.closes}
    match leading.state:
        case CallState.OPEN | CallState.CLOSING_SOON if leading.closes:
            return [_("until %(day)s") % closes]
        case CallState.OPEN:
            return [_("open since %(day)s") % opens, _("closing date not recorded")]
        case CallState.FORECAST if leading.opens and leading.closes:
            return [_("opens on %(day)s") % opens, _("closes on %(day)s") % closes]
        case CallState.FORECAST if leading.opens:
            return [_("opens on %(day)s") % opens]
        case CallState.FORECAST:
            return [_("announced"), _("dates not recorded")]
        case CallState.CANCELLED:
            return [_canceled(leading), _("no other is announced")]
    canceled = [each for each in calls if each.call.cancelled and each.is_after(leading)]
    after = [_canceled(each) for each in canceled] or [_("the next is not announced")]
    return [_last(leading.call), *after]


def _canceled(each: CallAt) -> str:
    return _("canceled: %(call)s") % {"call": each.title}


def _last(call: PublishedCall) -> str:
    last = day_said(call.closes_on)
    if not call.opens_on:
        return _("last call closed on %(day)s") % {"day": last}
    days = {"first": day_said(call.opens_on), "last": last}
    return _("last call %(first)s – %(last)s") % days


def _urgent(leading: CallAt | None, moment: datetime) -> str:
    """How many days are left, by the days of the site: pages are made anew with each of them."""
    if not leading or leading.state != CallState.CLOSING_SOON:
        return ""
    last: Any = leading.window.closes_at
    last_day = timezone.localdate(last - timedelta.resolution)
    left = (last_day - timezone.localdate(moment)).days
    if left <= 0:
        return _("Closing soon: last day")
    return ngettext(
        "Closing soon: %(number)d day left", "Closing soon: %(number)d days left", left
    ) % {"number": left}


def _notice(edition: Any, leading: CallAt | None, is_open: bool) -> str:
    if edition.state in NOT_RUNNING:
        return ""  # is said already
    if others := BY_OTHERS.get(edition.taking_part):
        return str(others)
    if is_open:
        return _("The address to apply is not recorded.")
    if leading and leading.state == CallState.FORECAST and leading.opens:
        return _("Applications open on %(day)s.") % {"day": leading.opens}
    return ""


def day_said(day: date | None, at: time | None = None, zone: str = "") -> str:
    """Return a day in words, with its hour where one is recorded; and with the zone, where there
    is an hour or clocks are not those of the site."""
    if day is None:
        return ""
    said = {"day": period_of(day.isoformat()).format(active_language())}
    if at is not None:
        said |= {"time": f"{at:%H:%M}", "zone": zone_label(zone)}
        return _("%(day)s, %(time)s (%(zone)s)") % said
    if zone and zone != timezone.get_default_timezone_name():
        return _("%(day)s (%(zone)s)") % (said | {"zone": zone_label(zone)})
    return said["day"]
