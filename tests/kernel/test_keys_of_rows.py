"""Keys of rows sort by the moment they were made, whoever makes them at the same time."""

from concurrent.futures import ThreadPoolExecutor

from portal.kernel.keys_of_rows import new_key


def test_a_later_key_is_greater() -> None:
    keys = [new_key() for _ in range(10_000)]

    assert keys == sorted(keys)


def test_no_two_are_alike_however_many_make_them_at_once() -> None:
    with ThreadPoolExecutor(8) as makers:
        made = list(makers.map(lambda _: [new_key() for _ in range(1_000)], range(8)))

    assert len({key for keys in made for key in keys}) == 8_000


def test_half_of_it_is_left_to_chance() -> None:
    """Who knows a key cannot count on to the next one."""
    gaps = {
        later.int - earlier.int for earlier, later in ((new_key(), new_key()) for _ in range(99))
    }

    assert len(gaps) == 99
