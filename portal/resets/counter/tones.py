"""The colour each state of a reset is shown in."""

from portal.resets.states import State

TONES = {
    State.WAITS_FOR_VOUCHER: "due",
    State.ASKED: "due",
    State.ALLOWED: "info",
    State.USED: "ok",
    State.FROZEN: "bad",
    State.SETTLING: "warn",
    State.REFUSED: "cannot",
    State.WITHDRAWN: "plain",
    State.LAPSED: "plain",
    State.CANCELLED: "plain",
    State.CONFIRMED: "ok",
    State.REVERSED: "ok",
}
