"""Working copies: what staff edit, and what can be done to it."""

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from functools import partial
from itertools import pairwise
from typing import Any, ClassVar, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from publishing import formats
from publishing.changes.acts import record
from publishing.changes.models import Act, Change, ChangeQuerySet
from publishing.changes.position import readers_now
from publishing.formats import layout
from publishing.languages import by_column, by_language, translated_columns
from publishing.models.addressed import Addressed
from publishing.models.edition import (
    Edition,
    EditionQuerySet,
    Significance,
    Withdrawal,
    editions_sealed,
    update_columns,
)
from publishing.models.errors import NEEDED_TO_PUBLISH, label_of, sentences_of
from publishing.models.log import DraftSave
from publishing.snapshot import digest, snapshot

MICROSECOND = timedelta(microseconds=1)

# What may be done to an item; "publish" covers scheduling, withdrawing and moving it as well.
PERMISSIONS = ("add", "change", "delete", "view", "publish")


class WorkingCopy(Addressed):
    """What staff edit. Its primary key is the item's identity and its slug the address."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("owner"),
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Who answers for this content."),
    )
    review_by = models.DateField(
        _("review by"), null=True, blank=True, help_text=_("Look at this content again by then.")
    )
    # Counts the saves of its form; a form that was opened before the last one may not be saved.
    version = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("last edited"), auto_now=True)

    # Names of the child rows that are published with the item; each is the related name of a
    # model of working rows and of one of published rows.
    published_parts: ClassVar[tuple[str, ...]] = ()
    # Translated fields that must be written, all of them in at least one language.
    required_to_publish: ClassVar[tuple[str, ...]] = ("title",)
    # Many-to-many sets of which at least one must be chosen.
    sets_to_publish: ClassVar[tuple[str, ...]] = ()
    # What the navigation of the site calls the list of these items; empty where there is none.
    list_name: ClassVar[str | Promise] = ""
    # Whether they tell of the site itself, and not of what the site is about: then they are in no
    # list, and not among the updates.
    about_site: ClassVar[bool] = False

    editions: EditionQuerySet[Any]

    class Meta:
        abstract = True

    @classmethod
    def item_model(cls) -> "type[WorkingCopy]":
        return cls

    @classmethod
    def edition_model(cls) -> Any:
        """Return the class of its editions."""
        return cls._meta.get_field("editions").related_model

    def edition_at(self, moment: datetime) -> Edition | None:
        """The edition in force at `moment`, a tombstone included. This causes a query."""
        return self.editions.in_force_at(moment).first()

    def queue(self, moment: datetime) -> EditionQuerySet:
        """The editions that wait for their hour at `moment`, the next one first."""
        return self.editions.queued_at(moment).order_by("live_from")

    def ever_public(self) -> bool:
        return self.editions.begun_by(readers_now()).exists()

    def differs_from(self, edition: Edition) -> bool:
        """Whether the working copy says something else than `edition`, in today's format."""
        return digest(snapshot(self)) != edition.current_digest()

    def publication_errors(self, at: datetime | None = None) -> list[str]:
        """Every reason why this item cannot be published at a moment, by default now, in words
        for the person who tries."""
        reasons = []
        try:
            self.full_clean()
        except ValidationError as error:
            reasons += sentences_of(self, error)
        missing = self.missing_texts(partial(getattr, self))
        reasons += [f"{label_of(type(self), name)}: {NEEDED_TO_PUBLISH}" for name in missing]
        for name in self.sets_to_publish:
            if not getattr(self, name).exists():
                field: Any = self._meta.get_field(name)
                reasons.append(
                    gettext("%(name)s: choose at least one.") % {"name": field.verbose_name}
                )
        return reasons

    @classmethod
    def missing_texts(cls, written: Callable[[str], Any]) -> list[str]:
        """The columns that are still to be written in the language that is nearest to complete, by
        what is `written` in each."""
        needed = zip(*map(translated_columns, cls.required_to_publish), strict=True)
        gaps = [[name for name in columns if not written(name)] for columns in needed]
        return min(gaps, key=len, default=[])

    def link_errors(self, content: "WorkingCopy | Edition", moment: datetime) -> list[str]:
        """Every reason why the links of `content`, the working copy or an edition of it, do not
        lead to what readers see at `moment`. Texts that hold links say so here."""
        return []

    def fill_in(self, *, save: bool = True) -> None:
        """Say in the working copy, as it is published, what its type says in the place of what was
        left empty; write it unless this is for a preview."""

    @transaction.atomic
    def publish(
        self,
        by,
        *,
        at: datetime | None = None,
        significance: str = Significance.SUBSTANTIVE,
        **notes: str,
    ) -> Edition:
        """Freeze the working copy as the edition that readers see from `at`, by default now.

        `notes` are the public note in each language: `note_en`, `note_es`. Other editions that
        wait for their hour stay in the queue. Raises ValidationError with every reason when the
        item is incomplete, or when `at` is not in the future.
        """
        item = self._locked()
        if reasons := item.publication_errors(at):
            raise ValidationError(reasons)
        now = readers_now()
        if at is not None and at <= now:
            raise ValidationError(gettext("Choose a moment in the future, or publish now."))
        return item._write_edition(
            item,
            act=Act.SCHEDULED if at else Act.PUBLISHED,
            live_from=at or item._beginning(now),
            recorded_at=now,
            published_by=by,
            significance=significance,
            **by_column("note", by_language("note", notes)),
        )

    @transaction.atomic
    def import_edition(self, by, live_from: datetime, **notes: str) -> Edition:
        """Write the working copy into history, as an edition that was in force from `live_from`.

        History can only be written before the item is first published on this site, oldest
        edition first: what a past moment has once answered never changes. Raises
        ValidationError otherwise.
        """
        item = self._locked()
        now = readers_now()
        latest = item.editions.order_by("live_from").last()
        if live_from >= now:
            raise ValidationError(gettext("An imported edition lies in the past."))
        if latest and (not latest.imported or latest.live_from >= live_from):
            raise ValidationError(gettext("History is imported oldest first, before publishing."))
        if reasons := item.publication_errors():
            raise ValidationError(reasons)
        return item._write_edition(
            item,
            act=Act.IMPORTED,
            live_from=live_from,
            recorded_at=now,
            published_by=by,
            **by_column("note", by_language("note", notes)),
        )

    @transaction.atomic
    def withdraw(
        self,
        by,
        kind: str,
        *,
        merged_into: "WorkingCopy | None" = None,
        keep_queue: bool = False,
        **reasons: str,
    ) -> Edition:
        """Publish, now, an edition that says that the one in force is gone, and why.

        `reasons` are what readers are told in each language: `reason_en`, `reason_es`. It copies
        the edition in force, never the draft. *Merged* needs a live item of the same type to lead
        to. *In error* suppresses every edition up to now for the public, at every moment. The
        queue is cancelled unless `keep_queue`. Raises ValidationError.
        """
        item = self._locked(merged_into)
        now = readers_now()
        in_force = item.edition_at(now)
        texts = by_language("reason", reasons)
        if errors := item._withdrawal_errors(in_force, kind, merged_into, any(texts.values())):
            raise ValidationError(errors)
        if not keep_queue:
            for waiting in item.queue(now):
                waiting.cancel(by)
        beginning = item._beginning(now)
        tombstone = item._write_edition(
            in_force,
            act=Act.WITHDREW,
            live_from=beginning,
            recorded_at=now,
            published_by=by,
            withdrawal=kind,
            merged_into=merged_into,
            **by_column("note", texts),
        )
        if kind == Withdrawal.IN_ERROR:
            for edition in item.editions.filter(live_from__lte=beginning, suppressed=False):
                update_columns(edition, suppressed=True)
            tombstone.suppressed = True
        return tombstone

    def _withdrawal_errors(self, in_force, kind, merged_into, reason) -> list[str]:
        reasons: list[str] = []
        if in_force is None:
            return [gettext("It is not public, so there is nothing to withdraw.")]
        if in_force.withdrawal in (kind, Withdrawal.IN_ERROR):
            reasons.append(gettext("It is already withdrawn."))
        if not reason:
            reasons.append(gettext("Say why, in at least one language; readers will see it."))
        if (kind == Withdrawal.MERGED) != (merged_into is not None):
            reasons.append(gettext("Choose the item that it was merged into."))
        elif merged_into is not None:
            target = merged_into.edition_at(readers_now())
            if merged_into == self or not target or target.withdrawal:
                reasons.append(gettext("Merge it into another item, one that is public."))
        return reasons

    @transaction.atomic
    def reschedule(self, edition: Edition, at: datetime, by) -> Edition:
        """Cancel a queued edition and queue the same text for another moment. Raises
        ValidationError when that is past, or when readers would not see then what it links to."""
        return self._requeue(edition, edition, at, by)

    @transaction.atomic
    def replace_queued(self, edition: Edition, by, *, fix: Edition | None = None) -> Edition:
        """Cancel a queued edition and queue the text of `fix`, or else of the working copy, for
        the same moment. Raises ValidationError with every reason why that text cannot be."""
        item = self._locked()
        if fix is None and (reasons := item.publication_errors(edition.live_from)):
            raise ValidationError(reasons)
        return item._requeue(edition, fix or item, edition.live_from, by)

    def _requeue(self, edition, source, at, by) -> Edition:
        item = self._locked()
        now = readers_now()
        if at <= now:
            raise ValidationError(gettext("Choose a moment in the future, or publish now."))
        if reasons := item.link_errors(source, at):
            raise ValidationError(reasons)
        edition.cancel(by)
        return item._write_edition(
            source,
            act=Act.SCHEDULED,
            live_from=at,
            recorded_at=now,
            published_by=by,
            significance=edition.significance,
            **edition.notes(),
        )

    def queued_without(self, fix: Edition) -> list[Edition]:
        """The queued editions whose text was frozen before `fix` and so lacks it, also those that
        were rescheduled since."""
        before = self.editions.filter(recorded_at__lt=fix.recorded_at).values("seal")
        return list(self.queue(fix.recorded_at).filter(seal__in=before).exclude(seal=fix.seal))

    @transaction.atomic
    def review(self, by, *, review_by: date | None = None) -> None:
        """Record, for readers to see, that someone looked at the published content and found it
        right, and until when it is to be looked at again.

        Raises ValidationError when readers see nothing, or when that day is past.
        """
        now = readers_now()
        in_force = self.edition_at(now)
        if in_force is None or in_force.withdrawal:
            raise ValidationError(gettext("It is not public, so there is nothing to review."))
        if review_by and review_by <= timezone.localdate(now):
            raise ValidationError({"review_by": gettext("Choose a day in the future.")})
        type(self)._default_manager.filter(pk=self.pk).update(review_by=review_by)
        self.review_by = review_by
        record(Act.REVIEWED, self, by, begins_at=now)

    def reviews(self, moment: datetime) -> ChangeQuerySet:
        """The reviews up to `moment`, the latest first."""
        return Change.objects.about(self).filter(act=Act.REVIEWED, at__lte=moment)

    def claim(self, version: int) -> bool:
        """Take the right to save over `version`; False when someone else saved since."""
        mine = type(self)._default_manager.filter(pk=self.pk, version=version)
        claimed = mine.update(version=F("version") + 1) == 1
        if claimed:
            self.version = version + 1
        return claimed

    @transaction.atomic
    def save_draft(self, by) -> DraftSave | None:
        """Keep what the working copy says now, unless the last draft save says the same."""
        newest = self.editions.not_cancelled().order_by("-recorded_at", "-pk").first()
        draft = self._draft(by, newest)
        latest = DraftSave.objects.about(self).first()
        if latest and (latest.format, latest.seal) == (draft.format, draft.seal):
            return None
        draft.save()
        record(Act.SAVED, self, by)
        return draft

    @classmethod
    @transaction.atomic
    def save_drafts(cls, items: Iterable[Self], by) -> None:
        """Keep what many working copies say now, each of which has changed. Two queries, and those
        of their snapshots."""
        items = list(items)
        editions = cls.edition_model().objects.not_cancelled().filter(item__in=items)
        newest = {one.item_id: one for one in editions.order_by("recorded_at", "pk")}
        DraftSave.objects.bulk_create(item._draft(by, newest.get(item.pk)) for item in items)
        for item in items:
            record(Act.SAVED, item, by)

    def _draft(self, by, newest: Edition | None) -> DraftSave:
        """What it says now, not saved yet; `newest` is its newest edition."""
        content = snapshot(self)
        seal = digest(content)
        return DraftSave(
            item_type=self._meta.label_lower,
            item_id=self.pk,
            by=by,
            content=content,
            format=formats.CURRENT,
            seal=seal,
            agrees_with=newest.seal if newest and newest.current_digest() == seal else "",
        )

    def _beginning(self, now: datetime) -> datetime:
        """When an edition begins that is published now: after the newest that has begun, also
        where the clock was set back to before it. One query."""
        begun = self.editions.begun_by(now).order_by("live_from")
        newest = begun.values_list("live_from", flat=True).last()
        return max(now, newest + MICROSECOND) if newest else now

    def _locked(self, other: "WorkingCopy | None" = None) -> Self:
        """The item as it is now, which nobody else acts on until this transaction ends, nor on
        `other`. Rows that refer to either may be written meanwhile."""
        rows = type(self)._default_manager.select_for_update(no_key=True)
        if other:
            list(rows.filter(pk__in=[self.pk, other.pk]).order_by("pk"))  # in one order for all
        return rows.get(pk=self.pk)

    def _write_edition(
        self, source: "WorkingCopy | Edition | None", *, act: str, published_by, **columns: Any
    ) -> Edition:
        """Freeze `source`, and record who did so."""
        if isinstance(source, WorkingCopy):
            source.fill_in()
        edition = self.freeze(source, published_by=published_by, **columns)
        editions_sealed.send(type(edition), editions=[edition])
        at = None if act == Act.SCHEDULED else max(edition.live_from, edition.recorded_at)
        record(
            act,
            self,
            published_by,
            begins_at=at or edition.live_from,
            at=at,
            edition=edition.identifier,
            live_from=edition.live_from,
        )
        return edition

    def freeze(self, source: "WorkingCopy | Edition | None", **columns: Any) -> Edition:
        """Copy `source` into a new edition, seal it, and fit it into the item's timeline.

        Nothing is recorded or derived: call it to publish a preview alone.
        """
        edition_model = self.edition_model()
        # A copy of an edition holds all that it held, in its format.
        number = source.format if isinstance(source, Edition) else formats.CURRENT
        names = layout(self.item_model(), number)
        edition = edition_model(
            item=self,
            format=number,
            **_values(edition_model, source, names.fields),
            **columns,
        )
        edition.validate_constraints()
        edition.save()
        for name, part_columns in names.parts.items():
            part_model: Any = edition_model._meta.get_field(name).related_model
            part_model.objects.bulk_create(
                part_model(edition=edition, **_values(part_model, row, part_columns))
                for row in getattr(source, name).all()
            )
        for name in names.sets:
            getattr(edition, name).add(*getattr(source, name).values_list("pk", flat=True))
        edition.seal = digest(snapshot(edition_model._base_manager.get(pk=edition.pk), number))
        update_columns(edition, seal=edition.seal)
        self.stitch()
        return edition

    def stitch(self) -> None:
        """Derive `live_until` of every edition from the `live_from` of the one after it."""
        editions = list(self.editions.not_cancelled().order_by("live_from"))
        for edition, following in pairwise([*editions, None]):
            until = following and following.live_from
            if edition.live_until != until:
                update_columns(edition, live_until=until)


def _values(model: Any, row: Any, names: Iterable[str]) -> dict[str, Any]:
    """The values of the columns called `names`, as the columns of `model` take them."""
    columns = [model._meta.get_field(name) for name in names]
    return {column.attname: getattr(row, column.attname) for column in columns}
