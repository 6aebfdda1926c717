"""The public pages of this room."""

from relations.views.agreements import AgreementDetail, AgreementExport, AgreementList
from relations.views.history import ItemHistory
from relations.views.relationships import (
    RelationshipDetail,
    RelationshipExport,
    RelationshipList,
    SectionDetail,
)
from relations.views.statistics import StatisticDetail, StatisticExport, StatisticList

__all__ = [
    "AgreementDetail",
    "AgreementExport",
    "AgreementList",
    "ItemHistory",
    "RelationshipDetail",
    "RelationshipExport",
    "RelationshipList",
    "SectionDetail",
    "StatisticDetail",
    "StatisticExport",
    "StatisticList",
]
