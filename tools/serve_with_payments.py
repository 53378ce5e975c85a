"""Serves the portal beside a VNPAY, a MoMo and a bank of this machine.

`PORTAL_DEMO_PAYMENTS=1 make run`. They are the processes the tests pay at; no money moves, and
nothing leaves the machine. The bank's page is printed: transfers typed there reach the portal.
"""

import os
import signal
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.fakes.own_process import ROOT, running

MERCHANT = {
    "PORTAL_VNPAY_TMN_CODE": "DEMOTMN1",
    "PORTAL_VNPAY_SECRET": "for trying only",
    "PORTAL_MOMO_PARTNER_CODE": "DEMO",
    "PORTAL_MOMO_ACCESS_KEY": "for trying only",
    "PORTAL_MOMO_SECRET_KEY": "for trying only",
    "PORTAL_SEPAY_SECRET": "for trying only",
}


def main() -> int:
    """Serve until interrupted; the providers end with the portal."""
    here = f"http://127.0.0.1:{os.environ.get('PORT') or 8000}"
    ipn = ("--ipn", f"{here}/fees/vnpay/ipn")
    vnpay = ("--tmn-code", "DEMOTMN1", "--secret", MERCHANT["PORTAL_VNPAY_SECRET"], *ipn)
    bank = ("--portal", here, "--sepay", MERCHANT["PORTAL_SEPAY_SECRET"])
    keys = (MERCHANT["PORTAL_MOMO_ACCESS_KEY"], "--secret-key", MERCHANT["PORTAL_MOMO_SECRET_KEY"])
    momo = ("--partner-code", "DEMO", "--access-key", *keys)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with (
        running("tests.fakes.vnpay", *vnpay) as vnpay_url,
        running("tests.fakes.momo", *momo) as momo_url,
        running("tests.fakes.banks", *bank) as bank_url,
    ):
        sys.stdout.write(f"Ngân hàng thử, để chuyển khoản: {bank_url}/\n")
        sys.stdout.flush()
        return serve(
            {
                **os.environ,
                **MERCHANT,
                "PORTAL_VNPAY_URL": f"{vnpay_url}/paymentv2/vpcpay.html",
                "PORTAL_VNPAY_QUERY_URL": f"{vnpay_url}/merchant_webapi/api/transaction",
                "PORTAL_MOMO_URL": momo_url,
            }
        )


def serve(environ: dict[str, str]) -> int:
    with subprocess.Popen([sys.executable, str(ROOT / "tools/serve.py")], env=environ) as portal:
        try:
            return portal.wait()
        except KeyboardInterrupt:
            portal.terminate()
            return portal.wait()


if __name__ == "__main__":
    sys.exit(main())
