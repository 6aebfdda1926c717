"""Working copies, which staff edit, and editions, which readers see."""

from publishing.models.edition import (
    Edition,
    EditionQuerySet,
    FrozenEditionError,
    Significance,
    Withdrawal,
)
from publishing.models.records import (
    Act,
    AuditEntry,
    DraftSave,
    FormerAddress,
    NoteCorrection,
    record,
)
from publishing.models.working_copy import PERMISSIONS, WorkingCopy

__all__ = [
    "PERMISSIONS",
    "Act",
    "AuditEntry",
    "DraftSave",
    "Edition",
    "EditionQuerySet",
    "FormerAddress",
    "FrozenEditionError",
    "NoteCorrection",
    "Significance",
    "Withdrawal",
    "WorkingCopy",
    "record",
]
