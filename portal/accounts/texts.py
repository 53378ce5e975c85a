"""The messages of signing in: no accents, under 160 letters, no name, no link, no health word."""

_CODE = {
    "vi": "Ma OTP: {code}. Dung trong 5 phut. Khong dua ma nay cho bat ky ai.",
    "en": "Code: {code}. Valid 5 minutes. Never share it.",
}
_NEW_DEVICE = {
    "vi": "Tai khoan vua dang nhap tren may moi luc {at}. Khong phai minh? Goi Tram Y te {phone}.",
    "en": "Your account was opened on a new device at {at}. Not you? Call the station {phone}.",
}
_FACTOR = {
    "vi": "Cach dang nhap vua thay doi luc {at}. Khong phai minh? Goi Tram Y te {phone}.",
    "en": "The way you sign in changed at {at}. Not you? Call the station {phone}.",
}


def code(language: str, digits: str, host: str) -> str:
    """Return the message that carries a code; its last line lets browsers fill it in (WebOTP)."""
    return _CODE[language].format(code=digits) + f"\n@{host} #{digits}"


def new_device(language: str, at: str, phone: str) -> str:
    """Return the message that tells of a sign-in on a device seen for the first time."""
    return _NEW_DEVICE[language].format(at=at, phone=phone)


def factor_changed(language: str, at: str, phone: str) -> str:
    """Return the message that tells of a changed personal code or authenticator app."""
    return _FACTOR[language].format(at=at, phone=phone)
