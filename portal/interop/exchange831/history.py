"""Part B of the record: every answer, and no answer where nothing was asked."""

from collections.abc import Iterator, Mapping

from portal.interop.cells.numbers import plain_number
from portal.interop.exchange831 import tags
from portal.interop.exchange831.nodes import Node
from portal.interop.values.health_record import Answered, AnswerValue
from portal.kernel.text import fold

_STATES = {"0": Answered.NO, "1": Answered.YES, "2": Answered.YES}
_HABITS = {"0": "never", "1": "current", "2": "regular"}
_TOILETS = {fold(words): choice for choice, words in tags.TOILETS.items()}
_DELIVERIES = {"0": "normal", "1": "caesarean"}


def answers(record: Node) -> Iterator[AnswerValue]:
    """Yield the answers of B1 to B8; an empty tag is not an answer."""
    yield from _birth(record.child("TINHTRANG_LUCSINH"))
    yield from _risks(record.child("YEUTO_SUCKHOE"))
    own = record.child("TIENSU_BANTHAN")
    yield from _allergies(own, "allergy_")
    yield from _diseases(own, tags.DISEASES)
    yield from _disabilities(record)
    yield from _texts(record, {"surgical_history": "TIENSU_PHAUTHUAT"})
    family = record.child("TIENSU_GIADINH")
    yield from _allergies(family, "fam_allergy_")
    yield from _diseases(family, tags.FAMILY_DISEASES)
    reproductive = record.child("SUCKHOE_SINHSAN")
    yield from _texts(reproductive, tags.REPRODUCTIVE_TEXTS)
    yield from _numbers(reproductive, tags.REPRODUCTIVE_NUMBERS)
    yield from _texts(record, {"other_issue": "VANDEKHAC"})


def _texts(node: Node, fields: Mapping[str, str]) -> Iterator[AnswerValue]:
    for item, tag in fields.items():
        if text := node.get(tag):
            yield AnswerValue(item=item, state=Answered.YES, text=text)


def _numbers(node: Node, fields: Mapping[str, str]) -> Iterator[AnswerValue]:
    for item, tag in fields.items():
        number = plain_number(node.get(tag))
        if number is not None:
            yield AnswerValue(item=item, state=Answered.YES, number=number)


def _birth(node: Node) -> Iterator[AnswerValue]:
    delivery = _DELIVERIES.get(node.get("LOAIDE"))
    if delivery:
        yield AnswerValue(item="delivery_type", state=Answered.YES, choice=delivery)
    for item, tag in tags.BIRTH_YES_NO.items():
        if state := _STATES.get(node.get(tag)):
            yield AnswerValue(item=item, state=state)
    yield from _numbers(node, tags.BIRTH_NUMBERS)
    yield from _texts(node, tags.BIRTH_TEXTS)


def _risks(node: Node) -> Iterator[AnswerValue]:
    """Yield habits: TRANGTHAI 0/1/2 and DABO 1 (has stopped) become one choice.

    DABO 0 says nothing: taking it for "no", as one implementation does, loses data.
    """
    for factor in node.items("DSYEUTO"):
        item = tags.HABITS.get(factor.get("LOAI"))
        choice = "former" if factor.get("DABO") == "1" else _HABITS.get(factor.get("TRANGTHAI"))
        if item is None or choice is None:
            continue
        state = Answered.NO if choice == "never" else Answered.YES
        yield AnswerValue(item=item, state=state, choice=choice)
        glasses = plain_number(factor.get("SOLUONG"))
        if item == "alcohol_status" and glasses is not None:
            yield AnswerValue(item=tags.GLASSES, state=Answered.YES, number=glasses)
    yield from _texts(node, tags.RISK_TEXTS)
    toilet = node.get(tags.TOILET_TAG)
    if toilet:
        choice = _TOILETS.get(fold(toilet), "")
        yield AnswerValue(
            item="toilet_type", state=Answered.YES, choice=choice, text="" if choice else toilet
        )


def _allergies(node: Node, prefix: str) -> Iterator[AnswerValue]:
    rows: dict[str, int] = {}
    for allergy in node.items("DSDIUNG"):
        kind = tags.ALLERGIES.get(allergy.get("LOAI"))
        name, words = allergy.get("TEN"), allergy.get("MOTA")
        denied = allergy.get("TRANGTHAI") == "0"
        if kind is None or not (name or words or denied):
            continue
        row = rows.setdefault(kind, 0)
        rows[kind] += 1
        yield AnswerValue(
            item=prefix + kind,
            row=row,
            state=Answered.NO if denied else Answered.YES,
            text=name or words,
            reaction=words if name else "",
            relative=allergy.get("NGUOIMAC"),
        )


def _diseases(node: Node, items: Mapping[str, str]) -> Iterator[AnswerValue]:
    for disease in node.items("DSBENHTAT"):
        item = items.get(disease.get("LOAIBENH"))
        state = _STATES.get(disease.get("TRANGTHAI"))
        if item is not None and state is not None:
            yield AnswerValue(
                item=item,
                state=state,
                text=disease.get("MOTA"),
                relative=disease.get("NGUOIMAC"),
            )


def _disabilities(node: Node) -> Iterator[AnswerValue]:
    for disability in node.items("DSKHUYETTAT"):
        item = tags.DISABILITIES.get(disability.get("LOAI"))
        words = disability.get("MOTA")
        denied = disability.get("TRANGTHAI") == "0"
        if item is not None and (words or denied):
            yield AnswerValue(item=item, state=Answered.NO if denied else Answered.YES, text=words)
