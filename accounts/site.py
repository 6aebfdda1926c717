"""How an admin site lets people in."""

from functools import partial

from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.auth.views import PasswordChangeView
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from accounts.forms import ChangePasswordForm, SignInForm
from accounts.roles import is_staff
from accounts.second_factor import note_sign_in, owes_code


class GuardedAdminSite(AdminSite):
    """An admin site whose sign-in is limited, and leads on to the second factor."""

    login_form = SignInForm

    def has_permission(self, request):
        return is_staff(request.user)

    def login(self, request, extra_context=None):
        if request.method == "GET" and owes_code(request.signed_in_user):
            target = request.GET.get("next") or reverse("admin:index")
            return redirect(f"{reverse('second-factor')}?{urlencode({'next': target})}")
        context = {
            "local_passwords": settings.LOCAL_PASSWORDS,
            "oidc_name": settings.OIDC_NAME if settings.OIDC_RP_CLIENT_ID else "",
            **(extra_context or {}),
        }
        response = super().login(request, context)
        if request.method == "POST" and response.status_code == 302:
            note_sign_in(request)
        return with_throttle_status(response)

    def password_change(self, request, extra_context=None):
        """Do what Django's site does, with a form whose tries are limited."""
        view = PasswordChangeView.as_view(
            form_class=partial(ChangePasswordForm, request),
            success_url=reverse("admin:password_change_done", current_app=self.name),
            extra_context={**self.each_context(request), **(extra_context or {})},
        )
        request.current_app = self.name
        return with_throttle_status(view(request))


def with_throttle_status(response: HttpResponseBase) -> HttpResponseBase:
    """Return a page, as the 429 that it is where its form was throttled."""
    form = (getattr(response, "context_data", None) or {}).get("form")
    if wait := getattr(form, "retry_after", 0):
        response.status_code = 429
        response["Retry-After"] = str(wait)
    return response
