"""An alert on a figure nobody tells would never ring."""

import re
from dataclasses import replace
from pathlib import Path

from flask import Flask

from portal.config import ROOT, Backups
from portal.kernel import metrics
from portal.telemetry.figures import all_figures

ALERTS = (ROOT / "deploy" / "prometheus" / "portal-alerts.yml").read_text(encoding="utf-8")
RUNBOOK = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")


def told() -> set[str]:
    counters = (metrics.REQUESTS, metrics.FAULTS, metrics.MESSAGES, metrics.PROVIDERS)
    names = {f"{next(iter(metric.describe())).name}_total" for metric in counters}
    names |= {
        f"{next(iter(metrics.REQUEST_SECONDS.describe())).name}_bucket",
        "portal_database_up",
        "portal_pages_up",
    }
    return names | {f"portal_{figure.name}" for figure in all_figures()}


def test_every_alert_listens_to_a_figure_that_is_told(app: Flask, tmp_path: Path) -> None:
    app.extensions["portal.config"] = replace(
        app.extensions["portal.config"], backups=Backups(folder=tmp_path)
    )
    heard = set(re.findall(r"\bportal_[a-z_]+", ALERTS))

    assert heard
    assert heard <= told()


def test_every_alert_leads_to_what_to_do() -> None:
    titles = re.findall(r"“([^”]+)”", ALERTS)

    assert len(titles) == ALERTS.count("- alert:")
    for title in titles:
        assert f"### {title}\n" in RUNBOOK, title
