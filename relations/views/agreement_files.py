"""The files of an agreement: its texts, and how it is cited."""

from typing import Any

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse
from django.urls import reverse
from django.utils.cache import add_never_cache_headers, get_conditional_response
from django.utils.text import slugify

from publishing.changes.position import readers_now
from publishing.files import json_response
from publishing.languages import active_language
from publishing.links import permanent_url
from publishing.permissions import may
from reading.items import ItemView
from reading.responses import gone, noindex_if_past
from relations.models import Agreement, AgreementEdition
from relations.models.agreement_facts import PREFETCHED, facts_of
from relations.register.citing import (
    Citable,
    bibtex,
    citations_in_order,
    csl,
    ris,
    whole_citation,
)
from relations.register.facts import Facts
from relations.register.vocabulary import EventKind
from relations.texts import CONTENT_TYPES, KeptFile, find

CITATION_FORMATS = ("bib", "ris", "json")


class AgreementText(ItemView):
    """The file of a text: for everybody while an edition names it that readers see or saw, else for
    staff who may view agreements. Three queries for readers.

    What only editions published in error name is gone. Caches ask before they serve it again, so
    that they notice.
    """

    model = Agreement

    def get(self, request, slug: str, sha256: str, file_type: str):
        item = Agreement.objects.filter(slug=slug).first()
        if item is None:
            return self._redirect_from_former_slug(request, slug)
        naming = AgreementEdition.objects.filter(
            item=item, texts__sha256=sha256, texts__file_type=file_type
        )
        begun = naming.begun_by(readers_now())
        is_public = begun.readable().exists()
        if not is_public and not (
            _may_look(request.user)
            and (naming.exists() or item.texts.filter(sha256=sha256, file_type=file_type).exists())
        ):
            if begun.filter(suppressed=True).exists():
                return gone(request)
            raise Http404
        kept = find(sha256)
        if kept is None:
            raise Http404
        return _file_response(request, item, kept, is_public)

    def url_of(self, target):
        file = self.kwargs["sha256"], self.kwargs["file_type"]
        return reverse("agreement-text", args=[target.edition.item.slug, *file])


def _may_look(user) -> bool:
    return user.is_authenticated and any(may(user, act, Agreement) for act in ("view", "change"))


def _file_response(request, item: Agreement, kept: KeptFile, is_public: bool) -> HttpResponse:
    etag = f'"{kept.sha256}"'
    response: Any = get_conditional_response(request, etag=etag)
    if response is None:
        response = FileResponse(
            default_storage.open(kept.name),
            as_attachment=True,
            filename=f"{slugify(item.slug)}-{kept.sha256[:8]}.{kept.file_type}",
            content_type=CONTENT_TYPES[kept.file_type],
        )
        response["X-Content-Type-Options"] = "nosniff"
    response["ETag"] = etag
    if is_public:
        response["Cache-Control"] = "public, no-cache"
    else:
        add_never_cache_headers(response)
    return noindex_if_past(request, response)


class AgreementCitation(ItemView):
    """How an agreement is cited, as a file in one of CITATION_FORMATS."""

    model = Agreement
    file_format = ""

    def respond(self, request, edition):
        if edition.withdrawal:
            raise Http404
        edition = AgreementEdition.objects.prefetch_related(*PREFETCHED, "citations").get(
            pk=edition.pk
        )
        citable = citable_of(edition, facts_of(edition))
        if self.file_format == "json":
            response: HttpResponse = json_response(csl(citable))
        elif self.file_format == "bib":
            response = HttpResponse(bibtex(citable), "application/x-bibtex; charset=utf-8")
        else:
            content_type = "application/x-research-info-systems; charset=utf-8"
            response = HttpResponse(ris(citable), content_type)
        name = f"{edition.item.slug}.{self.file_format}"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return noindex_if_past(request, response)

    def url_of(self, target):
        return reverse(f"agreement-cite-{self.file_format}", args=[target.edition.item.slug])


def citable_of(edition: Any, facts: Facts) -> Citable:
    """Return what citations of an edition say, in the language of the page. Prefetch `citations`
    besides what its facts take."""
    parties = [
        (row.country.code if row.country_id else "", _name_of(row)) for row in edition.parties.all()
    ]
    signed = _first_of(facts, EventKind.SIGNED) or _first_of(facts, EventKind.ADOPTED)
    return Citable(
        slug=edition.item.slug,
        title=str(edition.title),
        abbreviation=str(edition.abbreviation),
        parties=tuple(parties),
        signed=signed,
        place=str(edition.place),
        citations=tuple(
            whole_citation(row.series, row.number)
            for row in citations_in_order(edition.citations.all())
        ),
        url=permanent_url(edition.item.get_absolute_url()),
        language=active_language(),
    )


def _name_of(party: Any) -> str:
    return str((party.country or party.organization or party).name)


def _first_of(facts: Facts, kind: EventKind) -> str:
    """The code of the day on which something first happened, empty where it is not recorded."""
    days = [act.on for act in facts.acts if act.kind == kind]
    return min(days, key=lambda on: (on.last, on.first)).code if days else ""


def text_address(slug: str, text: Any) -> str:
    """Return the address of the file of a text on this site, empty where it has none."""
    if not text.file_name:
        return ""
    return reverse("agreement-text", args=[slug, text.sha256, text.file_type])


def media_objects(edition: Any) -> list[dict]:
    """Return the files of an edition as `MediaObject` of schema.org. Prefetch `texts`."""
    return [
        {
            "@type": "MediaObject",
            "contentUrl": permanent_url(text_address(edition.item.slug, text)),
            "encodingFormat": CONTENT_TYPES[text.file_type].partition(";")[0],
            "contentSize": f"{text.size} B",
            "sha256": text.sha256,
        }
        for text in edition.texts.all()
        if text.file_name
    ]
