"""The second factor: a code from an authenticator app, or a recovery code.

Whoever has signed in and owes a code is nobody yet: `request.user` is anonymous at every address,
and only the pages of the second factor know who is meant, by `request.signed_in_user`.
"""

import time
from functools import partial

import django_otp
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.core import signing
from django.db import transaction
from django.utils.crypto import get_random_string
from django.utils.functional import SimpleLazyObject
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice
from django_otp.util import random_hex

from accounts.access_log import note
from accounts.limits import attempt
from accounts.models import AccessEntry
from accounts.roles import is_staff

OFFER = "accounts.offer"
OFFER_SECONDS = 3600
RECOVERY_CODES = 10
LEGIBLE = "abcdefghjkmnpqrstuvwxyz23456789"  # no characters that look alike


class SecondFactorMiddleware:
    """Sets `request.signed_in_user`, and keeps it from being `request.user` while a code is owed.

    It stands after the OTPMiddleware, which says whether a session has given its code.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.signed_in_user = request.user
        request.user = SimpleLazyObject(partial(_verified_user, request.user))
        return self.get_response(request)


def _verified_user(user):
    return AnonymousUser() if owes_code(user) else user


def owes_code(user) -> bool:
    """Whether a person has signed in and must give a code, or enroll, before anything else.

    This causes a query for who has given none. Whoever has enrolled gives one in any case.
    """
    return user.is_authenticated and not user.is_verified() and needs_code(user)


def needs_code(user) -> bool:
    return (settings.REQUIRE_SECOND_FACTOR and is_staff(user)) or has_authenticator(user)


def note_sign_in(request) -> None:
    """Note who has just signed in by a password or at a provider, and whether they owe a code."""
    kinds = AccessEntry.Kind
    kind = kinds.CODE_OWED if needs_code(request.user) else kinds.SIGNED_IN
    note(request, kind, request.user.get_username())


def has_authenticator(user) -> bool:
    return TOTPDevice.objects.filter(user_id=user.pk, confirmed=True).exists()


def check_code(request, code: str):
    """Return the device of the person that a code belongs to, or None; no code works twice.

    Raises TooManyTries.
    """
    user = request.signed_in_user
    return attempt(request, "code", str(user.pk), partial(django_otp.match_token, user, code))


def new_authenticator(user) -> tuple[TOTPDevice, str]:
    """Return an authenticator with a new key for a person, not saved, and its sealed key, which a
    form carries to and fro: nothing is stored until a code of it was given."""
    device = TOTPDevice(user_id=user.pk, name="app", key=random_hex())
    return device, signing.dumps([user.pk, device.key], salt=OFFER)


def authenticator_for(user, offer: str) -> TOTPDevice | None:
    """Return the authenticator, not saved yet, whose sealed key a person was offered within the
    hour; None for any other."""
    try:
        person, key = signing.loads(offer, salt=OFFER, max_age=OFFER_SECONDS)
    except signing.BadSignature:
        return None
    return TOTPDevice(user_id=user.pk, name="app", key=key) if person == user.pk else None


@transaction.atomic
def confirm(device: TOTPDevice, code: str) -> bool:
    """Whether a code is one of an authenticator that is not saved yet. It is saved then, and the
    code does not work again. A person has one authenticator: no other is confirmed beside it."""
    if has_authenticator(_lock(device.user_id)):
        return False
    totp = TOTP(device.bin_key, device.step, device.t0, device.digits, device.drift)
    totp.time = time.time()
    if not (code.isascii() and code.isdecimal() and totp.verify(int(code), device.tolerance)):
        return False
    device.last_t = totp.t()
    device.save()
    return True


@transaction.atomic
def new_recovery_codes(user) -> list[str]:
    """Make recovery codes in place of those that a person has, and return them."""
    _lock(user.pk)
    StaticDevice.objects.filter(user_id=user.pk).delete()
    device = StaticDevice.objects.create(user_id=user.pk, name="recovery")
    codes = [get_random_string(10, LEGIBLE) for _code in range(RECOVERY_CODES)]
    for code in codes:
        device.token_set.create(token=code)
    return [f"{code[:5]}-{code[5:]}" for code in codes]


@transaction.atomic
def remove_second_factor(user) -> None:
    _lock(user.pk)
    for model in (TOTPDevice, StaticDevice):
        model.objects.filter(user_id=user.pk).delete()


def _lock(user_id: int):
    """Return a person whose second factor nobody else changes before the transaction ends."""
    return get_user_model().objects.select_for_update().get(pk=user_id)
