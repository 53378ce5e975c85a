"""How often a code may be sent and a factor tried: pure decisions.

No limit ever locks an account: known devices have budgets of their own that a stranger's tries
cannot use up, and a code from the counter is always compared.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from portal.config import Limits

QUARTER_HOUR = timedelta(minutes=15)
TEN_MINUTES = timedelta(minutes=10)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
PASSED_LASTS = timedelta(minutes=10)  # from a right code to the personal code

# Three of a million codes of an authenticator app are right at any time: so many wrong ones a
# day stay below a chance in ten thousand. Anybody can spend them, so more do not shut the app
# out: from then on two codes in a row are wanted (as RFC 4226 section 7.4 does to find a lost
# counter). Of the five tries of a sign-in four follow another, so it passes with a chance below
# 4 * (3e-6)**2, or 4e-11. At a thousand requests a second for a day, six a sign-in, that is one
# in a thousand, with FAILED_IN_ALL ringing all day and the personal code still to come.
# Codes from the counter have no such number, for anybody could spend it. One of 31**8 (8.5e11)
# is right, and a code lives a day: at a thousand tries a second for all of it the chance is one
# in ten thousand. Five tries take a sign-in of their own, and an attack shows in FAILED_IN_ALL.
APP_FAILURES_PER_DAY = 30

# Guessing spread over many accounts shows only in the sum of them all.
ATTACK_WINDOW = timedelta(minutes=5)
ATTACK_FAILURES = 200
ATTACK_SHARE = 0.3


class Bucket(StrEnum):
    """What is counted."""

    ASKED = "asked"  # by source address; the detail is the typed number's index
    SENT = "sent"  # to a typed number, from unknown devices
    SENT_KNOWN = "sent_known"  # to a typed number, from a device its owner is remembered on
    SENT_IN_ALL = "sent_in_all"  # messages that cost money
    FAILED_IN_ALL = "failed_in_all"  # of all accounts together: the mark of a spread attack
    PASSED_IN_ALL = "passed_in_all"
    NOT_SENT = "not_sent"  # written in place of another row, so that work is equal
    CODE_FAILED = "code_failed"
    CODE_FAILED_KNOWN = "code_failed_known"
    APP_FAILED = "app_failed"
    APP_FAILED_KNOWN = "app_failed_known"
    PIN_FAILED = "pin_failed"
    PIN_FAILED_SIGNED_IN = "pin_failed_signed_in"
    STAFF_FAILED = "staff_failed"  # by typed staff name, from sources not known for it
    STAFF_FAILED_KNOWN = "staff_failed_known"  # by name and source, where it signed in before
    STAFF_FAILED_SOURCE = "staff_failed_source"
    STAFF_PASSED = "staff_passed"  # by name; the detail is the source it signed in from
    STAFF_CODE_FAILED = "staff_code_failed"  # by session, activation, or colleague at a computer
    STAFF_RECOVERY_FAILED = "staff_recovery_failed"  # by name, and source where known for it
    NAMING_FAILED = "naming_failed"  # by account: a number and a name that are not one person
    STAFF_SEARCHED = "staff_searched"  # by member of staff
    SHARING_CODE_FAILED = "sharing_code_failed"  # by member of staff: codes of patients
    RECORD_ASKED = "record_asked"  # messages by patient, and by patient and member of staff
    SLIP_TRIED = "slip_tried"  # by source: numbers and letters of slips
    SLIP_SENT = "slip_sent"  # by slip: codes to the new phone
    ANSWERED = "answered"  # by answer to a message: each counts once
    STOP_FAILED = "stop_failed"  # by source, and in all: wrong codes of eight digits
    MOTHER_NOT_FOUND = "mother_not_found"  # by member of staff: numbers typed for newborns
    RESET_CARD = "reset_card"  # by person: days of issue typed at the counter
    RESET_ANSWERS = "reset_answers"  # by person: sets of three answers


@dataclass(frozen=True, kw_only=True)
class Sends:
    """How much was sent already, counted in the windows of the limits."""

    lately: int
    quarter_hour: int
    day: int
    known_day: int
    source_ten_minutes: int
    source_other_ids: int
    in_all_day: int
    failed_lately: int
    passed_lately: int


def may_send(sends: Sends, limits: Limits, *, known_device: bool) -> bool:
    """Say whether one more code may leave the house.

    A known device has its own daily budget and passes all others: nobody can use it up
    for its owner.
    """
    if known_device:
        return sends.known_day < limits.sends_per_day_known_device
    return (
        sends.lately < 1
        and sends.quarter_hour < limits.sends_per_quarter_hour
        and sends.day < limits.sends_per_day
        and sends.source_ten_minutes < limits.sends_per_source_ten_minutes
        and sends.source_other_ids < limits.ids_per_source_hour
        and sends.in_all_day < limits.sends_in_all_per_day
        and not under_attack(sends)
    )


def under_attack(sends: Sends) -> bool:
    """Say whether so many codes fail in all that somebody must be guessing.

    Unknown devices then wait; known ones, apps and counter codes pass.
    """
    tried = sends.failed_lately + sends.passed_lately
    return sends.failed_lately > ATTACK_FAILURES and sends.failed_lately > ATTACK_SHARE * tried


def failures_allowed(bucket: Bucket, limits: Limits) -> int:
    """Return how many failures a bucket takes in a day."""
    if bucket in (Bucket.CODE_FAILED, Bucket.CODE_FAILED_KNOWN):
        return limits.failures_per_day
    if bucket in (Bucket.PIN_FAILED, Bucket.PIN_FAILED_SIGNED_IN):
        return limits.pin_tries_per_day
    return APP_FAILURES_PER_DAY


def resend_from(sent_at: datetime, limits: Limits) -> datetime:
    """Return when the same browser may ask for the next code."""
    return sent_at + limits.resend_after
