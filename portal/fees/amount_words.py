"""An amount in Vietnamese words, as a receipt writes it under the figure.

The groups of three digits are read with the words of receipts: "không trăm", "linh", "mốt",
"lăm" (Decree 123/2020/NĐ-CP asks for the amount in words; the reading is common usage). The
library num2words reads 1.010 as "một nghìn lẻ mười", which no cashier accepts.
"""

_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_GROUPS = ("", "nghìn", "triệu", "tỷ")
MOST = 10**12 - 1


def in_words(amount: int) -> str:
    """4000 -> "Bốn nghìn đồng"; raise ValueError below 0 and from a thousand billion on."""
    if not 0 <= amount <= MOST:
        raise ValueError("an amount on a receipt is between 0 and 999.999.999.999 đ")
    words = " ".join(_groups(amount)) or _DIGITS[0]
    return f"{words[0].upper()}{words[1:]} đồng"


def _groups(amount: int) -> list[str]:
    words: list[str] = []
    for power in range(len(_GROUPS) - 1, -1, -1):
        group = amount // 1000**power % 1000
        if group:
            words += _three(group, first=not words)
            words += [_GROUPS[power]] if _GROUPS[power] else []
    return words


def _three(group: int, *, first: bool) -> list[str]:
    hundreds, rest = divmod(group, 100)
    words = [_DIGITS[hundreds], "trăm"] if hundreds or not first else []
    if 0 < rest < 10:
        return words + (["linh"] if words else []) + [_DIGITS[rest]]
    return words + _two(*divmod(rest, 10))


def _two(tens: int, ones: int) -> list[str]:
    if tens == 0:
        return []
    words = ["mười"] if tens == 1 else [_DIGITS[tens], "mươi"]
    if ones == 0:
        return words
    if ones == 5:
        return [*words, "lăm"]
    if tens > 1 and ones == 1:
        return [*words, "mốt"]
    return [*words, _DIGITS[ones]]
