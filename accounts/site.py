"""How an admin site lets people in."""

from django.conf import settings
from django.contrib.admin import AdminSite
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from accounts.forms import SignInForm
from accounts.second_factor import owes_code


class GuardedAdminSite(AdminSite):
    """An admin site whose sign-in is limited, and leads on to the second factor."""

    login_form = SignInForm

    def login(self, request, extra_context=None):
        if request.method == "GET" and owes_code(request.signed_in_user):
            target = request.GET.get("next") or reverse("admin:index")
            return redirect(f"{reverse('second-factor')}?{urlencode({'next': target})}")
        context = {
            "local_passwords": settings.LOCAL_PASSWORDS,
            "oidc_name": settings.OIDC_NAME if settings.OIDC_RP_CLIENT_ID else "",
            **(extra_context or {}),
        }
        return answer_early(super().login(request, context))


def answer_early(response: HttpResponseBase) -> HttpResponseBase:
    """Make a page with a form that was sent too early the 429 that it is."""
    form = (getattr(response, "context_data", None) or {}).get("form")
    if wait := getattr(form, "retry_after", 0):
        response.status_code = 429
        response["Retry-After"] = str(wait)
    return response
