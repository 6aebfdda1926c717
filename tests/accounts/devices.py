"""An authenticator app in the hand of a person."""

from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice


def enroll(user) -> TOTPDevice:
    return TOTPDevice.objects.create(user=user, name="app", confirmed=True)


def code_of(device: TOTPDevice, offset: int = 0) -> str:
    """What the app shows now, or `offset` steps of half a minute from now."""
    return f"{totp(device.bin_key, step=device.step, drift=offset):06}"
