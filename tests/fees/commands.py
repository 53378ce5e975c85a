"""Running `flask fees …` in tests."""

from flask import Flask

from portal.fees.commands import group


def fees(app: Flask, *words: str, refused: bool = False) -> str:
    """Return what a command prints; it must succeed, or fail where it is `refused`."""
    result = app.test_cli_runner().invoke(group, words)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.output
    assert (result.exit_code != 0) is refused, result.output
    return result.output


def set_up(app: Flask, commune: str = "Xã Đồng Sen", prefix: str = "DS") -> None:
    """Enter a unit, its account and the terms of 2026 as an operator would."""
    name = f"UBND {commune.lower()}"
    fees(app, "unit", commune, "--name", name, "--prefix", prefix)
    fees(
        app, "account", commune, "--bin", "970436", "--bank", "Ngân hàng Mẫu",
        "--number", "0000000000", "--holder", name.upper(),
    )  # fmt: skip
    set_terms(app, commune=commune)


def set_terms(
    app: Flask, *more: str, year: int = 2026, amount: int = 1_000, commune: str = "Xã Đồng Sen"
) -> str:
    """Say what is asked for a year."""
    return fees(
        app, "terms", commune, str(year), "--amount", str(amount),
        "--decision", "12/QĐ-UBND", "--due", f"31/12/{year}", *more,
    )  # fmt: skip
