"""What every type of item shares in the admin."""

from publishing.admin.forms import Bilingual, WorkingCopyForm, both
from publishing.admin.items import PublishableAdmin
from publishing.admin.states import StateFilter

__all__ = ["Bilingual", "PublishableAdmin", "StateFilter", "WorkingCopyForm", "both"]
