"""The messages of opened accounts and of slips: no accents, under 160 letters, no name, no link."""


def account_opened(station_phone: str) -> str:
    """Tell a phone on file that codes come to it from now on."""
    return (
        "Tram Y te da mo tai khoan cho nguoi dung so nay. Dang nhap bang so can cuoc, ma gui ve"
        f" may nay. Khong phai minh? Goi {station_phone}."
    )


def slip_allowed(station_phone: str) -> str:
    """Tell a phone on file that a slip was printed in place of the code that comes to it."""
    return (
        "Tram Y te in phieu dang nhap cho nguoi dung so nay. Vao bang phieu: 24 gio dau chi xem."
        f" Khong phai minh? Goi ngay {station_phone}."
    )
