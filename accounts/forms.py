"""The forms of signing in."""

import logging
import re
import threading
from contextlib import contextmanager
from contextvars import copy_context
from functools import partial
from pathlib import Path

from django import forms
from django.conf import settings
from django.contrib.admin.forms import AdminAuthenticationForm, AdminPasswordChangeForm
from django.contrib.auth.forms import PasswordResetForm
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables

from accounts.access_log import note
from accounts.limits import SIGN_IN, TooManyTries, attempt, limit
from accounts.links import site_url
from accounts.models import AccessEntry
from accounts.roles import is_staff
from accounts.second_factor import check_code, confirm

logger = logging.getLogger(__name__)

NO_ROLE = _(
    "Your name and password are right, but this account has no role yet. Ask an administrator of "
    "this site for one."
)


class LimitedForm(forms.Form):
    """A form whose tries are limited; `retry_after` is the wait in seconds, or 0."""

    retry_after = 0
    required_css_class = "required"

    @contextmanager
    def throttling(self):
        """Raise ValidationError in place of TooManyTries, and note the wait."""
        try:
            yield
        except TooManyTries as error:
            self.retry_after = error.wait
            raise ValidationError(str(error), code="too_many_tries") from None


class SignInForm(LimitedForm, AdminAuthenticationForm):
    """Name and password."""

    @sensitive_variables()
    def clean(self):
        name, password = self.cleaned_data.get("username"), self.cleaned_data.get("password")
        if not name or not password:
            return self.cleaned_data
        refusals: list[ValidationError] = []
        check = partial(self._check, refusals)
        decoy = partial(make_password, password)  # as Django does for unknown names
        with self.throttling():
            attempt(self.request, SIGN_IN, name, check, decoy)
        if refusals:
            raise refusals[0]
        if not is_staff(self.user_cache):  # which only a right password finds out
            note(self.request, AccessEntry.Kind.SIGN_IN_REFUSED, name)
            raise ValidationError(NO_ROLE, code="no_role")
        return self.cleaned_data

    def confirm_login_allowed(self, user):
        """Let `clean` say what is missing, once the password is known to be right."""

    def _check(self, refusals: list[ValidationError]) -> bool:
        try:
            if not settings.LOCAL_PASSWORDS:
                raise self.get_invalid_login_error()
            super().clean()
        except ValidationError as refusal:
            refusals.append(refusal)
        return not refusals


class ChangePasswordForm(LimitedForm, AdminPasswordChangeForm):
    """A new password in place of the old one, whose tries count as those of signing in."""

    def __init__(self, request, *args, **kwargs):
        self.request = request
        super().__init__(*args, **kwargs)

    @sensitive_variables()
    def clean_old_password(self):
        old, name = self.cleaned_data["old_password"], self.user.get_username()
        check = partial(self.user.check_password, old)
        with self.throttling():
            right = attempt(self.request, SIGN_IN, name, check)
        if not right:
            message = self.error_messages["password_incorrect"]
            raise ValidationError(message, code="password_incorrect")
        return old


class CodeForm(LimitedForm):
    """A code of the second factor. `device` is the one that it belongs to, once it is checked."""

    code = forms.CharField(
        label=_("Code"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autofocus": True}),
    )

    def __init__(self, request, *args, **kwargs):
        self.request = request
        self.device = None
        super().__init__(*args, **kwargs)

    def clean_code(self) -> str:
        code = re.sub(r"[\s-]", "", self.cleaned_data["code"]).lower()
        with self.throttling():
            self.device = self.find_device(code)
        if not self.device:
            raise ValidationError(
                _("This code is not right, has run out or was used before. Wait for the next one.")
            )
        return code

    def find_device(self, code: str):
        return check_code(self.request, code)


class EnrollForm(CodeForm):
    """The first code of an authenticator, which confirms it."""

    def __init__(self, request, authenticator, *args, **kwargs):
        self.authenticator = authenticator
        super().__init__(request, *args, **kwargs)

    def find_device(self, code: str):
        name = str(self.authenticator.user_id)
        check = partial(confirm, self.authenticator, code)
        return attempt(self.request, "enroll", name, check) and self.authenticator


class ForgottenPasswordForm(LimitedForm, PasswordResetForm):
    """Asks for a link to choose a new password; the answer is the same whether one was sent."""

    def __init__(self, *args, request=None, **kwargs):
        self.request = request
        super().__init__(*args, **kwargs)

    def clean(self):
        if email := self.cleaned_data.get("email"):
            with self.throttling():
                limit(self.request, "reset", email)
        return self.cleaned_data

    def send_mail(
        self,
        subject_template_name,
        email_template_name,
        context,
        from_email,
        to_email,
        html_email_template_name=None,
    ):
        """Send in the background: how long it takes must not tell that somebody has an account.

        The link leads to SITE_URL, or to this machine, whatever host was asked.
        """
        context = {**context, "site_url": site_url()}
        subject = render_to_string(subject_template_name, context).strip()
        text = render_to_string(email_template_name, context)
        mail = EmailMessage(subject, text, from_email, [to_email])
        run = copy_context().run  # in which log lines have the id of the request
        threading.Thread(target=run, args=(_deliver, mail), name="mail").start()


def _deliver(mail: EmailMessage) -> None:
    try:
        if settings.EMAIL_FILE_PATH:
            Path(settings.EMAIL_FILE_PATH).mkdir(mode=0o700, parents=True, exist_ok=True)
        mail.send()
    except Exception:  # whatever a mail server or a disk may do
        logger.exception("A mail could not be sent")
