"""Working copies, which staff edit, and editions, which readers see."""

from publishing.changes.models import Act, Change, Hour, Touched
from publishing.models.abbreviated import NAME_COLUMNS, Abbreviated
from publishing.models.edition import (
    Edition,
    EditionQuerySet,
    FrozenEditionError,
    Significance,
    Withdrawal,
    editions_sealed,
)
from publishing.models.log import DraftSave, FormerAddress, NoteCorrection
from publishing.models.working_copy import PERMISSIONS, WorkingCopy
