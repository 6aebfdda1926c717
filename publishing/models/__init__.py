"""Working copies, which staff edit, and editions, which readers see."""

from publishing.models.edition import (
    Edition,
    EditionQuerySet,
    FrozenEditionError,
    Significance,
    Withdrawal,
)
from publishing.models.log import (
    Act,
    AuditEntry,
    DraftSave,
    FormerAddress,
    NoteCorrection,
    log_act,
)
from publishing.models.working_copy import PERMISSIONS, WorkingCopy
