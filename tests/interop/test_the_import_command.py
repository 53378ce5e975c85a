"""`flask interop import`: what an operator and a machine are told."""

import json

from flask import Flask

from tests.interop.reading import DATA


def run(app: Flask, *arguments: str) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=["interop", "import", *arguments])
    return result.exit_code, result.output


def test_people_get_counts_and_the_lines_of_the_report(app: Flask) -> None:
    status, output = run(app, str(DATA / "population-list-messy.csv"))

    assert status == 0
    assert "population-list-messy.csv" in output
    assert "Số định danh/CCCD" in output
    assert "999094" not in output  # no identity number in a report


def test_machines_get_one_object_a_file(app: Flask) -> None:
    files = [str(DATA / "population-list.csv"), str(DATA / "claims-4210-two-visits.xml")]
    status, output = run(app, "--json", *files)
    first, second = (json.loads(line) for line in output.splitlines())

    assert status == 0
    assert (first["family"], first["new"], first["refused"]) == ("population", 8, 0)
    assert (second["family"], second["new"], second["held"]) == ("claims", 1, 1)


def test_a_refused_file_is_said_and_does_not_stop_the_next(app: Flask) -> None:
    files = [str(DATA / "README.md"), str(DATA / "population-list.csv")]
    status, output = run(app, "--json", *files)
    refused, taken = (json.loads(line) for line in output.splitlines())

    assert status == 1
    assert refused["refused"]
    assert taken["new"] == 8
