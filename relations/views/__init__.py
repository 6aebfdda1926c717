"""The public pages of this room."""

from relations.views.agreements import AgreementDetail, AgreementList
from relations.views.history import ItemHistory
from relations.views.relationships import RelationshipDetail, RelationshipList, SectionDetail
from relations.views.statistics import StatisticDetail, StatisticList

__all__ = [
    "AgreementDetail",
    "AgreementList",
    "ItemHistory",
    "RelationshipDetail",
    "RelationshipList",
    "SectionDetail",
    "StatisticDetail",
    "StatisticList",
]
