"""What a clinician does to open a record in an emergency."""

from uuid import UUID

from werkzeug.test import TestResponse

from tests.cast import StaffCast
from tests.client import InspectingClient

WHY = "Người bệnh ngất giữa chợ, không có người nhà"


def address(person_id: UUID, page: str = "") -> str:
    return f"/clinic/patients/{person_id}/emergency{page}"


def opens(
    client: InspectingClient, member: StaffCast, person_id: UUID, **other: str
) -> TestResponse:
    fields = {"reason": "unconscious", "explanation": WHY, "code": member.code} | other
    return client.submit(address(person_id), fields)


def presses(client: InspectingClient, person_id: UUID, page: str) -> TestResponse:
    """Press a button on the card."""
    return client.submit(address(person_id, "/card"), to=address(person_id, page))
