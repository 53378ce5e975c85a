"""A short text is read once; a long one is never kept."""

from portal.kernel.remembered import remembered


def test_only_short_texts_are_remembered() -> None:
    read: list[str] = []

    @remembered
    def length(text: str) -> int:
        read.append(text)
        return len(text)

    short, long = "x" * 64, "x" * 65

    assert [length(text) for text in (short, long, short, long)] == [64, 65, 64, 65]
    assert read == [short, long, long]
