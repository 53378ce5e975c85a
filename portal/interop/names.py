"""How a name is stored when a list typed it in capitals, or without any."""

from portal.kernel.text import clean


def stored_name(name: str) -> str:
    """Return "Lò Thị Ví Dụ" for "LÒ THỊ VÍ DỤ" and "lò thị ví dụ"; mixed case is kept."""
    text = clean(name)
    return text.title() if text.isupper() or text.islower() else text
