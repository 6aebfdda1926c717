"""The program directory, and the page of each program."""

from django.db.models import prefetch_related_objects

from programs.applying import applying_at, calls_at, lines
from programs.directions import direction_labels
from programs.filters import ProgramFilter
from programs.models import Program, ProgramEdition
from programs.records import TIMES, application_state, call_in_a_cell, call_record, times_of
from programs.similar import ids_in, similar_to
from publishing.languages import in_every_language
from publishing.targets import targets
from reading.lists import ItemList
from reading.ordering import in_title_order, title_order
from relations.models import Agreement, Relationship, SectionEdition
from relations.register.statements import choice_record
from relations.sides import sides_of
from relations.views.exports import ListExport
from relations.views.prose import ProseDetail
from relations.views.statistics import latest_of


class ProgramList(ItemList):
    filter_class = ProgramFilter
    template_name = "programs/program_list.html"
    prefetch_related = (
        "audiences",
        "sponsors",
        "fields",
        "calls",
        "citizenships",
        "residences",
    )


class ProgramExport(ListExport):
    """Programs with their calls, and how these stand at the moment. The days and the citizenship
    that editions had before there were calls keep their columns."""

    list_view = ProgramList
    columns = (
        "summary",
        "audiences",
        "levels",
        "fields",
        "taking_part",
        "taking_part_note",
        "direction",
        "modality",
        "eligibility",
        "citizenship",
        "age_from",
        "age_until",
        "duration",
        "funded",
        "award",
        "opens_on",
        "closes_on",
        "rolling",
        "recurring",
        "state",
        "since",
        "sponsors",
        "agreements",
        "topics",
        "site",
        "contact",
        "description",
        "source",
        "source_url",
        "sourced_on",
        "license",
        "abbreviation",
        "citizenships",
        "any_citizenship",
        "residences",
        "applicants",
        "not_eligible",
        "apply_at",
        "application_state",
        "opens_at",
        "closes_at",
        "calls",
    )

    def extend_records(self, editions, records):
        """Say how one can apply at the moment: by the call that is open, or else is next, or else
        was last; and of each call its state, and its instants in its own zone."""
        moment = self.request.moment
        for edition, record in zip(editions, records, strict=True):
            calls = calls_at(edition, moment)
            leading = next(iter(calls), None)
            state = application_state(edition, leading)
            record |= {
                "recurring": edition.recurring,
                "citizenship": in_every_language(edition, "citizenship"),
                "application_state": choice_record(state) if state else None,
                **(times_of(leading.call) if leading else dict.fromkeys(TIMES)),
                "calls": [
                    {
                        **call_record(each.call),
                        **times_of(each.call),
                        "state": choice_record(each.state),
                        "address": f"{record['address']}#call-{each.call.key}",
                    }
                    for each in calls
                ],
            }

    def in_cells(self, record):
        return {**record, "calls": "; ".join(map(call_in_a_cell, record["calls"]))}


class ProgramDetail(ProseDetail):
    model = Program
    template_name = "programs/program.html"
    prefetch_related = (
        "sponsors__country",
        "sponsors__part_of",
        "topics",
        "audiences",
        "levels",
        "fields",
        "agreements",
        "statistics",
        "relationships",
        "sections",
        "calls",
        "citizenships",
        "residences",
    )

    @classmethod
    def get_context(cls, edition, moment):
        programs = ProgramEdition.objects.as_of(moment).select_related("item")
        sections = SectionEdition.objects.as_of(moment).select_related("item__relationship")
        relationships = targets(Relationship, ids_in(edition.relationships), moment)
        sheets = [target.edition for target in relationships.values()]
        prefetch_related_objects(sheets, "home", "partner")
        sides = sides_of(sheets)
        return {
            "texts": edition.prose(),
            "applying": applying_at(edition, moment),
            "not_eligible": lines(edition.not_eligible),
            "similar": similar_to(edition, moment),
            "sides": sides,
            "direction": direction_labels(sides).get(edition.direction, ""),
            "relationships": in_title_order(relationships.values()),
            "part_of": targets(Program, [edition.part_of_id], moment).get(edition.part_of_id),
            "parts": programs.filter(part_of=edition.item).order_by(*title_order()),
            "agreements": in_title_order(
                targets(Agreement, ids_in(edition.agreements), moment).values()
            ),
            "statistics": in_title_order(latest_of(ids_in(edition.statistics), moment)),
            "sections": sections.filter(item__in=ids_in(edition.sections)),
        }
