"""The messages about a reset: no accents, one message long, no name, no link, no health word.

Each says who does what, and three ways to stop it: an answer, a code for the sign-in page, a
call.
"""

from portal.resets.models import Recipient

_STOP = {
    "vi": "Khong yeu cau? Tra loi CHAN, hoac go ma {code} o trang dang nhap, hoac goi {phone}",
    "en": "Not asked for? Answer CHAN, or type {code} on the sign-in page, or call {phone}",
}
_ALLOWED = {
    ("vi", Recipient.OLD_PHONE): "Tram Y te dang chuyen tai khoan sang dien thoai khac.",
    ("vi", Recipient.NEW_PHONE): "Tram Y te dang chuyen mot tai khoan sang so nay.",
    ("vi", Recipient.TRUSTED): "Tram Y te dang doi dien thoai cua nguoi minh dai dien.",
    ("en", Recipient.OLD_PHONE): "The station is moving your account to another phone.",
    ("en", Recipient.NEW_PHONE): "The station is moving an account to this phone.",
    ("en", Recipient.TRUSTED): "The station changes the phone of whom you act for.",
}
_USED = {
    ("vi", Recipient.OLD_PHONE): "Tai khoan da chuyen sang dien thoai khac ngay {day}.",
    ("vi", Recipient.NEW_PHONE): "Mot tai khoan da chuyen sang so nay ngay {day}.",
    ("vi", Recipient.TRUSTED): "Nguoi minh dai dien da doi dien thoai ngay {day}.",
    ("en", Recipient.OLD_PHONE): "Your account moved to another phone on {day}.",
    ("en", Recipient.NEW_PHONE): "An account moved to this phone on {day}.",
    ("en", Recipient.TRUSTED): "Whom you act for changed phones on {day}.",
}
_STOPPED = {
    "vi": "Viec doi dien thoai da bi chan, tai khoan tam khoa. Chu tai khoan den Tram Y te,"
    " mang the can cuoc. Hoi: {phone}",
    "en": "The change of phone was stopped, the account is locked. Its owner comes to the"
    " station with the identity card. Questions: {phone}",
}


def allowed(language: str, recipient: Recipient, code: str, phone: str) -> str:
    """Return the message that a reset was allowed."""
    return f"{_ALLOWED[language, recipient]} {_STOP[language].format(code=code, phone=phone)}"


def used(language: str, recipient: Recipient, day: str, code: str, phone: str) -> str:
    """Return the message some days after the new phone took over."""
    begins = _USED[language, recipient].format(day=day)
    return f"{begins} {_STOP[language].format(code=code, phone=phone)}"


def stopped(language: str, phone: str) -> str:
    """Return the message that somebody stopped a reset."""
    return _STOPPED[language].format(phone=phone)
