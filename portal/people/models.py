"""Persons, their numbers, phones, family ties and administrative facts."""

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, MappedAsDataclass, mapped_column

from portal.kernel.db import Base, Moment, Sealed, text_enum
from portal.kernel.keys_of_rows import new_key
from portal.kernel.partial_date import PartialDate, Precision
from portal.people.kinds import (
    IdentifierSystem,
    PhoneKind,
    Relation,
    Sensitivity,
    Sex,
    Source,
    TieKind,
)

SOURCE = text_enum(Source, "source")
SENSITIVITY = text_enum(Sensitivity, "sensitivity")


class Recorded(MappedAsDataclass, kw_only=True):
    """Where a fact came from and how old it is; `import_id` names the file's run."""

    source: Mapped[Source] = mapped_column(SOURCE)
    recorded_on: Mapped[date]
    recorded_by: Mapped[str | None] = mapped_column(default=None)
    import_id: Mapped[UUID | None] = mapped_column(default=None)


class Person(Base):
    """One human being; the public id is random and says nothing.

    An entry that proved to be of somebody known names the one it was `merged_into`. The
    `commune` is that of the household somebody lives in; the database keeps it, by triggers.
    """

    __tablename__ = "person"
    __table_args__ = (
        Index("ix_person_search", "name_folded", "birth_date"),
        Index("ix_person_merged_into", "merged_into"),
        Index("ix_person_commune", "commune", "name_folded", "birth_date"),
        CheckConstraint("deceased_on IS NULL OR deceased_on >= birth_date", name="death"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default_factory=new_key)
    full_name: Mapped[str]
    name_folded: Mapped[str]
    sex: Mapped[Sex] = mapped_column(text_enum(Sex, "sex"))
    birth_date: Mapped[date]
    birth_precision: Mapped[Precision] = mapped_column(text_enum(Precision, "birth_precision"))
    deceased_on: Mapped[date | None] = mapped_column(default=None)
    created_at: Mapped[datetime] = mapped_column(Moment)
    merged_into: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"), default=None)
    commune: Mapped[str | None] = mapped_column(init=False, default=None)

    @property
    def born(self) -> PartialDate:
        return PartialDate(self.birth_date, self.birth_precision)


class Identifier(Base):
    """One number a person has or had; unique among those in force.

    `scope` is the facility code where a number is only known there (a hospital's own
    patient number), otherwise empty.
    """

    __tablename__ = "identifier"
    __table_args__ = (
        Index(
            "uq_identifier_active",
            "system",
            "scope",
            "value_index",
            unique=True,
            sqlite_where=sa.text("active"),
            postgresql_where=sa.text("active"),
        ),
        Index("ix_identifier_person_id", "person_id", "system"),
        Index("ix_identifier_value_index", "value_index"),
        Index(
            "ix_identifier_ended",
            "value_index",
            sqlite_where=sa.text("NOT active"),
            postgresql_where=sa.text("NOT active"),
        ),
        CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="period"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    system: Mapped[IdentifierSystem] = mapped_column(text_enum(IdentifierSystem, "system"))
    scope: Mapped[str] = mapped_column(default="")
    value: Mapped[str] = mapped_column(Sealed("identifier.value"))
    value_index: Mapped[bytes]
    valid_from: Mapped[date | None] = mapped_column(default=None)
    valid_to: Mapped[date | None] = mapped_column(default=None)
    active: Mapped[bool] = mapped_column(default=True)
    source: Mapped[Source] = mapped_column(SOURCE)
    recorded_on: Mapped[date]


class Phone(Base):
    """A delivery address, never an identity: one number may serve several people."""

    __tablename__ = "phone"
    __table_args__ = (
        UniqueConstraint("person_id", "number_index"),
        Index("ix_phone_number_index", "number_index"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[PhoneKind] = mapped_column(text_enum(PhoneKind, "phone_kind"))
    number: Mapped[str] = mapped_column(Sealed("phone.number"))
    number_index: Mapped[bytes]
    active: Mapped[bool] = mapped_column(default=True)
    source: Mapped[Source] = mapped_column(SOURCE)
    recorded_on: Mapped[date]


class FamilyTie(Base):
    """A mother, father or main caregiver as form QĐ 831 part A names them.

    `relative_id` is set when that relative is a known person. `represents` is true
    only when the station's list names this relative as the person's representative.
    """

    __tablename__ = "family_tie"
    __table_args__ = (
        UniqueConstraint("person_id", "kind"),
        Index("ix_family_tie_relative_id", "relative_id"),
        Index(
            "uq_family_tie_one_representative",
            "person_id",
            unique=True,
            sqlite_where=sa.text("represents"),
            postgresql_where=sa.text("represents"),
        ),
        CheckConstraint("NOT represents OR relative_id IS NOT NULL", name="known_representative"),
        CheckConstraint("relative_id IS NULL OR relative_id <> person_id", name="not_oneself"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[TieKind] = mapped_column(text_enum(TieKind, "tie_kind"))
    name: Mapped[str]
    relative_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"), default=None)
    relation_text: Mapped[str | None] = mapped_column(default=None)
    phone: Mapped[str | None] = mapped_column(Sealed("family_tie.phone"), default=None)
    represents: Mapped[bool] = mapped_column(default=False)
    source: Mapped[Source] = mapped_column(SOURCE)
    recorded_on: Mapped[date]


class Administrative(Recorded, Base):
    """Part A of form QĐ 831 as it was known on one day.

    Rows are never overwritten: a change is a new row, and the old one gets
    `replaced_at`. Ethnicity and religion are sensitive personal data (NĐ 356/2025,
    article 4) and are shown to the person alone.
    """

    __tablename__ = "administrative"
    __table_args__ = (
        Index(
            "uq_administrative_current",
            "person_id",
            unique=True,
            sqlite_where=sa.text("replaced_at IS NULL"),
            postgresql_where=sa.text("replaced_at IS NULL"),
        ),
        Index("ix_administrative_person_id", "person_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    content_hash: Mapped[bytes]
    ethnicity: Mapped[str | None] = mapped_column(default=None)
    religion: Mapped[str | None] = mapped_column(default=None)
    nationality: Mapped[str | None] = mapped_column(default=None)
    occupation: Mapped[str | None] = mapped_column(default=None)
    education: Mapped[str | None] = mapped_column(default=None)
    workplace: Mapped[str | None] = mapped_column(default=None)
    blood_abo: Mapped[str | None] = mapped_column(default=None)
    blood_rh: Mapped[str | None] = mapped_column(default=None)
    birth_registration_province: Mapped[str | None] = mapped_column(default=None)
    id_issued_on: Mapped[date | None] = mapped_column(default=None)
    id_issued_by: Mapped[str | None] = mapped_column(default=None)
    insurance_until: Mapped[date | None] = mapped_column(default=None)
    permanent_address: Mapped[str | None] = mapped_column(
        Sealed("administrative.permanent_address"), default=None
    )
    permanent_village: Mapped[str | None] = mapped_column(default=None)
    permanent_ward: Mapped[str | None] = mapped_column(default=None)
    permanent_district: Mapped[str | None] = mapped_column(default=None)
    permanent_province: Mapped[str | None] = mapped_column(default=None)
    current_address: Mapped[str | None] = mapped_column(
        Sealed("administrative.current_address"), default=None
    )
    current_village: Mapped[str | None] = mapped_column(default=None)
    current_ward: Mapped[str | None] = mapped_column(default=None)
    current_district: Mapped[str | None] = mapped_column(default=None)
    current_province: Mapped[str | None] = mapped_column(default=None)
    email: Mapped[str | None] = mapped_column(Sealed("administrative.email"), default=None)
    remarks: Mapped[str | None] = mapped_column(default=None)
    replaced_at: Mapped[datetime | None] = mapped_column(Moment, default=None)


class Membership(Base):
    """A person's place in a household, from one day until another."""

    __tablename__ = "membership"
    __table_args__ = (
        Index("ix_membership_household_id", "household_id", "position", "id"),
        Index("ix_membership_person_id", "person_id"),
        Index(
            "uq_membership_current",
            "person_id",
            unique=True,
            sqlite_where=sa.text("left_on IS NULL"),
            postgresql_where=sa.text("left_on IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    household_id: Mapped[UUID] = mapped_column(ForeignKey("household.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    position: Mapped[int] = mapped_column(default=0)
    relation: Mapped[Relation] = mapped_column(text_enum(Relation, "relation"))
    relation_text: Mapped[str | None] = mapped_column(default=None)
    joined_on: Mapped[date]
    left_on: Mapped[date | None] = mapped_column(default=None)
