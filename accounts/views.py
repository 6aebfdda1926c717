"""The pages of the second factor, and of a forgotten password."""

import django_otp
import segno
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth import logout, views
from django.contrib.auth.views import redirect_to_login
from django.http import Http404
from django.middleware.csrf import rotate_token
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from django.views.generic.base import ContextMixin

from accounts.access_log import note
from accounts.forms import CodeForm, EnrollForm, ForgottenPasswordForm
from accounts.models import AccessEntry
from accounts.roles import is_staff
from accounts.second_factor import (
    authenticator_for,
    has_authenticator,
    new_authenticator,
    new_recovery_codes,
    owes_code,
    remove_second_factor,
)
from accounts.site import with_throttle_status

# The second factor


@never_cache
def second_factor(request):
    """Ask for what a person owes: a code, or to enroll; then show the state of the factor."""
    user = request.signed_in_user
    if not is_staff(user) and not owes_code(user):
        return redirect_to_login(request.get_full_path(), reverse("admin:login"))
    if not has_authenticator(user):
        return _enroll(request)
    return _enter_code(request) if owes_code(user) else _manage(request)


@require_POST
def sign_out(request):
    """Let somebody who has no code sign in as another person."""
    logout(request)
    return redirect("admin:login")


def _enroll(request):
    user, offer = request.signed_in_user, request.POST.get("offer", "")
    authenticator = authenticator_for(user, offer)
    if authenticator is None:
        authenticator, offer = new_authenticator(user)
    form = EnrollForm(request, authenticator, request.POST or None)
    if form.is_valid():
        _verify(request, authenticator)
        return _show_recovery_codes(request)
    picture = segno.make(authenticator.config_url, error="m")
    key = authenticator.config_url.partition("secret=")[2].partition("&")[0]
    return _page(
        request,
        "enroll",
        _("Set up the second factor"),
        form=form,
        offer=offer,
        required=settings.REQUIRE_SECOND_FACTOR,
        key=" ".join(key[start : start + 4] for start in range(0, len(key), 4)),
        # Black on white whatever the scheme, since apps read it; made of our own address alone.
        qr_code=mark_safe(picture.svg_inline(scale=4, light="#fff", lineclass=None, svgclass=None)),
    )


def _enter_code(request):
    form = CodeForm(request, request.POST or None)
    if form.is_valid():
        _verify(request, form.device)
        return redirect(_next_url(request))
    return _page(request, "code", _("Second factor"), form=form)


def _manage(request):
    """Everything here needs another code: a desk may have been left alone."""
    form = CodeForm(request, request.POST or None)
    if form.is_valid():
        if "remove" not in request.POST:
            return _show_recovery_codes(request)
        remove_second_factor(request.user)
        messages.success(request, gettext("The second factor is removed."))
        return redirect("admin:index")
    left = request.user.staticdevice_set.filter(token_set__isnull=False).count()
    return _page(request, "manage", _("Second factor"), form=form, codes_left=left)


def _verify(request, device) -> None:
    """Note in the session that a code was given; whoever knew the session before has it no more."""
    request.user = request.signed_in_user
    request.session.cycle_key()
    rotate_token(request)
    django_otp.login(request, device)
    note(request, AccessEntry.Kind.SIGNED_IN, request.user.get_username())


def _show_recovery_codes(request):
    codes = new_recovery_codes(request.signed_in_user)
    title = _("Recovery codes")
    return _page(request, "recovery_codes", title, codes=codes, next_url=_next_url(request))


def _next_url(request) -> str:
    url = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(url, {request.get_host()}, request.is_secure())
    return url if safe else reverse("admin:index")


def _page(request, template: str, title, **context):
    context |= {**admin.site.each_context(request), "title": title, "next": _next_url(request)}
    return with_throttle_status(
        TemplateResponse(request, f"admin/accounts/{template}.html", context),
    )


# A forgotten password


class PasswordPage(ContextMixin, View):
    """A page about a password of this site, where there are such."""

    @method_decorator(never_cache)
    def dispatch(self, request, *args, **kwargs):
        if not settings.LOCAL_PASSWORDS:
            raise Http404
        return with_throttle_status(super().dispatch(request, *args, **kwargs))

    def get_context_data(self, **kwargs):
        return {**admin.site.each_context(self.request), **super().get_context_data(**kwargs)}


class ForgottenPassword(PasswordPage, views.PasswordResetView):
    """Send a link to choose a new password."""

    form_class = ForgottenPasswordForm
    template_name = "admin/accounts/forgotten_password.html"
    email_template_name = "admin/accounts/forgotten_password_mail.txt"
    subject_template_name = "admin/accounts/forgotten_password_subject.txt"
    title = _("Forgotten password")

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "request": self.request}


class ForgottenPasswordSent(PasswordPage, views.PasswordResetDoneView):
    template_name = "admin/accounts/forgotten_password_sent.html"
    title = _("Forgotten password")


class NewPassword(PasswordPage, views.PasswordResetConfirmView):
    template_name = "admin/accounts/new_password.html"
    title = _("Choose a new password")
    success_url = reverse_lazy("admin:login")

    def form_valid(self, form):
        messages.success(self.request, gettext("Your password is changed. Sign in with it."))
        return super().form_valid(form)
