"""A print shows what its reader may see, and leaves its line."""

import io
from datetime import date
from uuid import uuid4

import sqlalchemy as sa
from flask import Flask
from pypdf import PdfReader

from portal.audit.events import Event
from portal.audit.models import AuditLine
from portal.immunisation.models import Dose
from portal.kernel.db import session
from portal.kernel.partial_date import Precision
from portal.people.kinds import Sensitivity, Source
from portal.record.kinds import Answer
from portal.record.models import HistoryAnswer
from tests import cast
from tests.client import InspectingClient


def an_answer(member: cast.Member, item: str, detail: str, sensitivity: Sensitivity) -> None:
    session.add(
        HistoryAnswer(
            person_id=member.person_id,
            item=item,
            answer=Answer.YES,
            detail=detail,
            sensitivity=sensitivity,
            source=Source.STATION,
            recorded_on=date(2026, 9, 1),
        )
    )


def test_the_pdf_holds_the_parts_of_the_form_in_order(
    app: Flask, visitor: InspectingClient
) -> None:
    lan = cast.lan()
    an_answer(lan, "surgical_history", "Mổ ruột thừa 2010", Sensitivity.NONE)
    session.commit()

    answer = cast.sign_in(visitor, lan).get(f"/people/{lan.person_id}/record.pdf")

    assert answer.mimetype == "application/pdf"
    assert 'filename="ho-so.pdf"' in answer.headers["Content-Disposition"]
    assert answer.headers["Cache-Control"] == "no-store"
    text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.data)).pages)
    places = [text.index(words) for words in ("831/QĐ-BYT", "Hà Thị Lan", "Mổ ruột thừa 2010")]
    assert places == sorted(places)
    assert lan.personal_id not in text


def test_a_print_leaves_two_lines_a_look_and_a_print(app: Flask, visitor: InspectingClient) -> None:
    lan = cast.lan()
    session.commit()
    cast.sign_in(visitor, lan).get(f"/people/{lan.person_id}/record/print")

    events = session.scalars(
        sa.select(AuditLine.event)
        .where(AuditLine.person_id == lan.person_id)
        .order_by(AuditLine.seq)
    )
    assert list(events) == [Event.RECORD_SEEN, Event.RECORD_PRINTED]


def test_a_representative_prints_no_sensitive_fact(app: Flask, visitor: InspectingClient) -> None:
    lan = cast.lan()
    minh = cast.minh(lan)
    an_answer(minh, "disease_epilepsy", "từ nhỏ, kín", Sensitivity.MENTAL)
    an_answer(minh, "disease_asthma", "hen từ nhỏ", Sensitivity.NONE)
    session.commit()

    page = cast.sign_in(visitor, lan).get(f"/people/{minh.person_id}/record/print")

    assert "hen từ nhỏ" in page.text
    assert "từ nhỏ, kín" not in page.text


def test_the_confirmation_lists_every_dose_and_is_no_official_certificate(
    app: Flask, visitor: InspectingClient
) -> None:
    lan = cast.lan()
    minh = cast.minh(lan)
    session.add(
        Dose(
            id=uuid4(),
            person_id=minh.person_id,
            vaccine_key="bcg",
            vaccine_code="bcg",
            vaccine_name="BCG",
            given_on=date(2026, 6, 21),
            given_precision=Precision.DAY,
            facility_name="Trạm Y tế xã Đồng Sen",
            source=Source.IMMUNISATION_REGISTRY,
            recorded_on=date(2026, 9, 1),
        )
    )
    session.commit()

    path = f"/people/{minh.person_id}/immunisations/certificate.pdf"
    answer = cast.sign_in(visitor, lan).get(path)

    text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.data)).pages)
    assert "21/06/2026" in text
    assert "Trạm Y tế xã Đồng Sen" in text
    assert "không phải" in text or "not an official" in text
