"""The public pages of this room."""

from relations.views.agreements import AgreementDetail, AgreementList, AgreementTwin
from relations.views.history import ItemHistory
from relations.views.relationships import (
    RelationshipDetail,
    RelationshipList,
    RelationshipTwin,
    SectionDetail,
)
from relations.views.statistics import StatisticDetail, StatisticList, StatisticTwin

__all__ = [
    "AgreementDetail",
    "AgreementList",
    "AgreementTwin",
    "ItemHistory",
    "RelationshipDetail",
    "RelationshipList",
    "RelationshipTwin",
    "SectionDetail",
    "StatisticDetail",
    "StatisticList",
    "StatisticTwin",
]
