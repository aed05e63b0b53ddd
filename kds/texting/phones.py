"""Telephone numbers: what somebody types, what a gateway wants, and what people read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kds.errors import InvalidInput
from kds.texting.wrong import Wrong

if TYPE_CHECKING:
    from phonenumbers import PhoneNumber

MAX_CHARS = 40
"""The most characters in which anybody writes a number."""

_LETTER = re.compile(r"[^\W\d_]")


def parse(text: str, country: str) -> str:
    """Return a number as E.164 writes it (+358401234567), or raise InvalidInput with what is wrong.

    Without the code of a country it is a number of `country` (two letters: FI). Any valid number
    is taken, not only a mobile one: in many countries one cannot be told from the other, and some
    gateways text to landlines.
    """
    import phonenumbers
    from phonenumbers import ValidationResult

    text = " ".join(text[: 10 * MAX_CHARS].split())
    if not text:
        raise Wrong("phone", "Type a telephone number.")
    if len(text) > MAX_CHARS:
        raise Wrong("phone", "{phone} is too long for a telephone number.", phone=text[:MAX_CHARS])
    number = _read(text, country)
    match phonenumbers.is_possible_number_with_reason(number):
        case ValidationResult.TOO_SHORT | ValidationResult.IS_POSSIBLE_LOCAL_ONLY:
            raise Wrong("phone", "{phone} is too short for a telephone number.", phone=text)
        case ValidationResult.TOO_LONG:
            raise Wrong("phone", "{phone} is too long for a telephone number.", phone=text)
    if not phonenumbers.is_valid_number(number):
        where = phonenumbers.region_code_for_country_code(number.country_code or 0)
        raise Wrong(
            "phone",
            "{phone} is no number of {country}. One from abroad begins with + and its country.",
            phone=text,
            country=country if where in ("ZZ", "001") else where,
        )
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def normal(text: str, country: str) -> str | None:
    """Return a number as E.164 writes it, or None for what is none."""
    try:
        return parse(text, country)
    except InvalidInput:
        return None


def _read(text: str, country: str) -> PhoneNumber:
    import phonenumbers

    wrong = Wrong("phone", "{phone} is no telephone number.", phone=text)
    # A word can be dialled and a switchboard put through; a text reaches neither.
    if _LETTER.search(text) or not text.isprintable():
        raise wrong
    try:
        number = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException as error:
        if error.error_type == error.TOO_SHORT_NSN:
            short = "{phone} is too short for a telephone number."
            raise Wrong("phone", short, phone=text) from None
        raise wrong from None
    if number.extension:
        raise wrong
    return number


def shown(e164: str, country: str) -> str:
    """Return a number as people of `country` write it: their own nationally, others with +."""
    import phonenumbers
    from phonenumbers import PhoneNumberFormat

    try:
        number = phonenumbers.parse(e164)
    except phonenumbers.NumberParseException:
        return e164
    own = number.country_code == phonenumbers.country_code_for_region(country)
    form = PhoneNumberFormat.NATIONAL if own else PhoneNumberFormat.INTERNATIONAL
    return str(phonenumbers.format_number(number, form))
