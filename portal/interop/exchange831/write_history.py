"""Part B of a record as elements: the reverse of `history`."""

from collections.abc import Mapping

from lxml import etree

from portal.interop.exchange831 import tags
from portal.interop.exchange831.elements import put
from portal.interop.values.health_record import Answered, AnswerValue, HealthRecordValue

_STATES = {Answered.YES: "1", Answered.NO: "0", Answered.NOT_ASKED: ""}
_HABITS = {"never": "0", "current": "1", "regular": "2"}
_DELIVERIES = {"normal": "0", "caesarean": "1"}
_NOT_ASKED = AnswerValue(item="")


class _Answers:
    """The answers of one record, by item."""

    def __init__(self, record: HealthRecordValue) -> None:
        self._by_item: dict[str, list[AnswerValue]] = {}
        for answer in record.answers:
            self._by_item.setdefault(answer.item, []).append(answer)

    def all(self, item: str) -> list[AnswerValue]:
        return self._by_item.get(item, [])

    def one(self, item: str) -> AnswerValue:
        return next(iter(self.all(item)), _NOT_ASKED)

    def texts(self, fields: Mapping[str, str]) -> dict[str, str]:
        return {tag: self.one(item).text for item, tag in fields.items()}

    def numbers(self, fields: Mapping[str, str]) -> dict[str, str]:
        return {tag: _figure(self.one(item)) for item, tag in fields.items()}


def _figure(answer: AnswerValue) -> str:
    return "" if answer.number is None else str(answer.number)


def history(parent: etree._Element, record: HealthRecordValue) -> None:
    """Add the elements of B1 to B8."""
    answers = _Answers(record)
    _birth(etree.SubElement(parent, "TINHTRANG_LUCSINH"), answers)
    _risks(etree.SubElement(parent, "YEUTO_SUCKHOE"), answers)
    own = etree.SubElement(parent, "TIENSU_BANTHAN")
    _allergies(own, answers, "allergy_")
    _diseases(own, answers, tags.DISEASES)
    disabilities = etree.SubElement(parent, "DSKHUYETTAT")
    for number, item in tags.DISABILITIES.items():
        answer = answers.one(item)
        row = etree.SubElement(disabilities, "KHUYETTAT")
        put(row, {"LOAI": number, "TRANGTHAI": _STATES[answer.state], "MOTA": answer.text})
    put(parent, {"TIENSU_PHAUTHUAT": answers.one("surgical_history").text})
    family = etree.SubElement(parent, "TIENSU_GIADINH")
    _allergies(family, answers, "fam_allergy_")
    _diseases(family, answers, tags.FAMILY_DISEASES)
    reproductive = etree.SubElement(parent, "SUCKHOE_SINHSAN")
    put(reproductive, answers.texts(tags.REPRODUCTIVE_TEXTS))
    put(reproductive, answers.numbers(tags.REPRODUCTIVE_NUMBERS))
    put(parent, {"VANDEKHAC": answers.one("other_issue").text})


def _birth(parent: etree._Element, answers: _Answers) -> None:
    put(parent, {"LOAIDE": _DELIVERIES.get(answers.one("delivery_type").choice, "")})
    for item, tag in tags.BIRTH_YES_NO.items():
        put(parent, {tag: _STATES[answers.one(item).state]})
    put(parent, answers.numbers(tags.BIRTH_NUMBERS))
    put(parent, answers.texts(tags.BIRTH_TEXTS))


def _risks(parent: etree._Element, answers: _Answers) -> None:
    """Add habits as TRANGTHAI and DABO; a question not asked has neither."""
    listed = etree.SubElement(parent, "DSYEUTO")
    for number, item in tags.HABITS.items():
        choice = answers.one(item).choice
        glasses = _figure(answers.one(tags.GLASSES)) if item == "alcohol_status" else ""
        put(
            etree.SubElement(listed, "YEUTO"),
            {
                "LOAI": number,
                "TRANGTHAI": _HABITS.get(choice, ""),
                "DABO": "1" if choice == "former" else "",
                "SOLUONG": glasses,
            },
        )
    put(parent, answers.texts(tags.RISK_TEXTS))
    toilet = answers.one("toilet_type")
    put(parent, {tags.TOILET_TAG: tags.TOILETS.get(toilet.choice, toilet.text)})


def _allergies(parent: etree._Element, answers: _Answers, prefix: str) -> None:
    listed = etree.SubElement(parent, "DSDIUNG")
    for number, kind in tags.ALLERGIES.items():
        for answer in answers.all(prefix + kind) or [_NOT_ASKED]:
            put(
                etree.SubElement(listed, "DIUNG"),
                {
                    "LOAI": number,
                    "MASO": "",
                    "TRANGTHAI": _STATES[answer.state],
                    "TEN": answer.text,
                    "MOTA": answer.reaction,
                    "NGUOIMAC": answer.relative,
                },
            )


def _diseases(parent: etree._Element, answers: _Answers, items: Mapping[str, str]) -> None:
    listed = etree.SubElement(parent, "DSBENHTAT")
    for number, item in items.items():
        answer = answers.one(item)
        put(
            etree.SubElement(listed, "BENHTAT"),
            {
                "LOAIBENH": number,
                "TRANGTHAI": _STATES[answer.state],
                "MOTA": answer.text,
                "NGUOIMAC": answer.relative,
            },
        )
