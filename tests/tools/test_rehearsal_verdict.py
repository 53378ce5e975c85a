"""A rehearsal that found a fault has failed, whatever else it could not do."""

from deploy.rehearse.verdict import FAILED, PASSED, SKIPPED, Verdict


def test_nothing_found_has_passed() -> None:
    verdict = Verdict("scene")
    verdict.expect(True, "all is well")

    assert verdict.code == PASSED


def test_what_could_not_be_played_is_skipped() -> None:
    verdict = Verdict("scene", skipped="no such program")

    assert verdict.code == SKIPPED
    assert verdict.line().startswith("SKIP")
    assert "no such program" in verdict.line()


def test_a_skip_hides_no_fault() -> None:
    verdict = Verdict("scene", skipped="no such program")
    verdict.expect(False, "what was acknowledged is kept")

    assert verdict.code == FAILED
    assert verdict.line().startswith("FAIL")
    assert "NOT SO: what was acknowledged is kept" in verdict.line()
    assert "no such program" in verdict.line()
