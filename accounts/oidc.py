"""Signing in with an organization's account, by OpenID Connect.

A person is who the provider's `sub` says, and nobody else: an account of this site is never found
by an e-mail address or a name. Who is unknown gets an account without any right; the groups that
the provider names are those of this site, by name.
"""

import logging
import re

import jwt
import requests
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import SuspiciousOperation
from django.db import DataError, IntegrityError, connection, transaction
from django.http import Http404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.crypto import get_random_string
from django.utils.translation import gettext
from django.views import View
from mozilla_django_oidc.auth import OIDCAuthenticationBackend
from mozilla_django_oidc.views import (
    OIDCAuthenticationCallbackView,
    OIDCAuthenticationRequestView,
)

from accounts.access_log import note
from accounts.links import site_url
from accounts.models import AccessEntry, Identity
from accounts.second_factor import note_sign_in
from delivery.locks import wait_in_line

# What a provider may do wrong, or somebody in its place, and what is said of it in one line.
REFUSALS = (requests.RequestException, jwt.PyJWTError, SuspiciousOperation)
# What nonsense of a provider causes, or a fault of this site: a traceback tells which.
FAULTS = (DataError, IntegrityError, AttributeError, KeyError, TypeError, ValueError)

BEGUN_SECONDS = 3600  # in which a person must come back from the provider

logger = logging.getLogger(__name__)


class ProviderBackend(OIDCAuthenticationBackend):
    """Knows people by the provider's `sub`; checks what mozilla-django-oidc leaves unchecked."""

    def authenticate(self, request, nonce=None, **kwargs):
        # Only the callback has a nonce: nobody gets in by adding a code to the address of a form.
        if not nonce:
            return None
        try:
            return super().authenticate(request, nonce=nonce, **kwargs)
        except REFUSALS as error:
            logger.warning("Signing in at the provider failed: %s", error)
        except FAULTS:
            logger.exception("Signing in at the provider failed")
        return None

    def get_token(self, payload):
        return super().get_token({**payload, "redirect_uri": callback_url()})

    def verify_token(self, token, **kwargs):
        payload = super().verify_token(token, **kwargs)
        named, client = payload.get("aud"), settings.OIDC_RP_CLIENT_ID
        audience = named if isinstance(named, list) else [named]
        if (
            payload.get("iss") != settings.OIDC_ISSUER
            or client not in audience
            or "exp" not in payload
        ):
            raise SuspiciousOperation("The token was not issued for this site.")
        if payload.get("azp", client) != client:
            raise SuspiciousOperation("The token was issued for another site.")
        return payload

    def get_userinfo(self, access_token, id_token, payload):
        info = super().get_userinfo(access_token, id_token, payload)
        if not payload.get("sub") or info.get("sub") != payload["sub"]:
            raise SuspiciousOperation("The provider speaks of two persons.")
        return {**payload, **info}

    def verify_claims(self, claims):
        return True  # those that matter are verified above

    def filter_users_by_claims(self, claims):
        return self.UserModel.objects.filter(
            identity__issuer=settings.OIDC_ISSUER, identity__subject=claims["sub"]
        )

    @transaction.atomic
    def create_user(self, claims):
        user = self.UserModel.objects.create_user(_free_name(claims), _verified_email(claims))
        Identity.objects.create(user=user, issuer=settings.OIDC_ISSUER, subject=claims["sub"])
        return self.update_user(user, claims)

    def update_user(self, user, claims):
        """Give the rights that the provider names, and take those that it names no longer."""
        if not settings.OIDC_GROUPS_CLAIM:
            return user
        names = claims.get(settings.OIDC_GROUPS_CLAIM) or []
        names = [names] if isinstance(names, str) else names
        user.groups.set(Group.objects.filter(name__in=names))
        return user

    def get_user(self, user_id):
        user = super().get_user(user_id)
        return user if user and self.user_can_authenticate(user) else None


class ProviderPage(View):
    """A page of signing in at the provider, where there is one."""

    def dispatch(self, request, *args, **kwargs):
        if not settings.OIDC_RP_CLIENT_ID:
            raise Http404
        return super().dispatch(request, *args, **kwargs)


class ProviderSignIn(ProviderPage, OIDCAuthenticationRequestView):
    """Send a person to the provider: by a page, since our policy lets no form lead to another site,
    and some browsers apply it to redirects.

    What was begun stands in a session, which is kept for an hour if nobody signs in.
    """

    http_method_names = ("post",)

    def post(self, request):
        if not request.signed_in_user.is_authenticated:
            request.session.set_expiry(BEGUN_SECONDS)
        provider_url = super().get(request).url
        request.session.clear_expired()
        context = {
            **admin.site.each_context(request),
            "title": gettext("Sign in"),
            "oidc_name": settings.OIDC_NAME,
            "provider_url": provider_url,
        }
        return TemplateResponse(request, "admin/accounts/to_provider.html", context)

    def get_extra_params(self, request):
        return {**super().get_extra_params(request), "redirect_uri": callback_url()}


class ProviderCallback(ProviderPage, OIDCAuthenticationCallbackView):
    """Receive a person from the provider."""

    def get(self, request):
        # What was not begun here, in this browser, changes nothing; it does not even sign out.
        begun = request.session.get("oidc_states", {})
        if request.GET.get("state") not in begun:
            return self.back_to_sign_in()
        # It writes like a form that is sent, though the provider makes it a GET.
        with connection.execute_wrapper(wait_in_line):
            return super().get(request)

    def login_success(self):
        self.request.session.set_expiry(None)  # as that of everybody who has signed in
        response = super().login_success()
        note_sign_in(self.request)
        return response

    def login_failure(self):
        note(self.request, AccessEntry.Kind.SIGN_IN_REFUSED, "")  # nobody knows who it was
        return self.back_to_sign_in()

    def back_to_sign_in(self):
        text = gettext("Signing in with your organization’s account did not succeed. Try again.")
        messages.error(self.request, text)
        target = self.request.session.get("oidc_login_next") or reverse("admin:index")
        return redirect_to_login(target, reverse("admin:login"))


def callback_url() -> str:
    """Return where the provider sends people back to; it is registered there."""
    return site_url() + reverse("oidc_authentication_callback")


def _free_name(claims) -> str:
    """Return a name that no account has yet, preferably the one of the provider."""
    user_model = get_user_model()
    wanted = str(claims.get("preferred_username") or claims["sub"])
    wanted = re.sub(r"[^\w.@+-]", "-", wanted)[:130]
    taken = user_model._default_manager.filter(username__iexact=wanted).exists()
    return f"{wanted}-{get_random_string(6)}" if taken else wanted


def _verified_email(claims) -> str:
    return claims.get("email", "") if claims.get("email_verified") is True else ""
