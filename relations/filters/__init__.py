"""What a visitor may ask of each list of this room."""

from relations.filters.agreement import AgreementFilter
from relations.filters.relationship import RelationshipFilter
from relations.filters.statistic import StatisticFilter

__all__ = ["AgreementFilter", "RelationshipFilter", "StatisticFilter"]
