"""The page of an item whose texts hold figures."""

from reading.items import ItemDetail
from relations.figures.page import Figures


class ProseDetail(ItemDetail):
    """A page that renders the `texts` of its context with their figures."""

    @classmethod
    def get_context(cls, edition, moment):
        return {"texts": edition.prose()}

    @classmethod
    def complete_context(cls, context, request):
        context["figures"] = Figures(context["texts"], context["moment"], request.at)
