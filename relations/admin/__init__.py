"""The nouns of a relationship, in the admin."""

from relations.admin import agreement, picture, reference, relationship, statistic

__all__ = ["agreement", "picture", "reference", "relationship", "statistic"]
