"""The field types: one file per type, registered here (and in `columns.py`), nowhere else.

`FIELD_TYPES` maps the `type` of a definition to the object that knows how such values behave;
`AnyField` is the union of their models. docs/adding-a-field-type.md tells how to add one.
"""

from collections.abc import Mapping
from typing import Annotated, Any, TypeAlias

from pydantic import Field

from engines.form.fields._rows import RowsField
from engines.form.fields.address import AddressType
from engines.form.fields.attachment import AttachmentType
from engines.form.fields.barcode import BarcodeType
from engines.form.fields.base import GROUPS, FieldModel, FieldType, Group, Option
from engines.form.fields.boolean import BooleanType
from engines.form.fields.button import ButtonField, ButtonType
from engines.form.fields.cascade import CascadeType
from engines.form.fields.columns import ColumnField
from engines.form.fields.date import DateType
from engines.form.fields.datetime import DateTimeType
from engines.form.fields.department import DepartmentType
from engines.form.fields.duration import DurationType
from engines.form.fields.email import EmailType
from engines.form.fields.encrypted import EncryptedField, EncryptedType
from engines.form.fields.formula import FormulaType
from engines.form.fields.image import ImageType
from engines.form.fields.link import LinkType
from engines.form.fields.location import LocationType
from engines.form.fields.long_text import LongTextType
from engines.form.fields.lookup import LookupType
from engines.form.fields.matrix import MatrixField, MatrixType
from engines.form.fields.member import MemberType
from engines.form.fields.money import MoneyType
from engines.form.fields.multi_select import MultiSelectType
from engines.form.fields.number import NumberType
from engines.form.fields.percent import PercentType
from engines.form.fields.phone import PhoneType
from engines.form.fields.ranking import RankingType
from engines.form.fields.rating import RatingType
from engines.form.fields.rich_text import RichTextField, RichTextType
from engines.form.fields.rollup import RollupField, RollupType
from engines.form.fields.select import SelectType
from engines.form.fields.series import SeriesType
from engines.form.fields.signature import SignatureType
from engines.form.fields.slider import SliderType
from engines.form.fields.subform import SubformField, SubformType
from engines.form.fields.tags import TagsType
from engines.form.fields.text import TextType
from engines.form.fields.time import TimeType
from engines.form.fields.url import UrlType

AnyField: TypeAlias = Annotated[
    ColumnField | RollupField | SubformField | RichTextField | MatrixField | EncryptedField | ButtonField,
    Field(discriminator="type"),
]

FIELD_TYPES: Mapping[str, FieldType[Any]] = {
    field_type.key: field_type
    for field_type in (
        TextType(),
        LongTextType(),
        NumberType(),
        MoneyType(),
        PercentType(),
        BooleanType(),
        DateType(),
        DateTimeType(),
        SelectType(),
        MultiSelectType(),
        PhoneType(),
        EmailType(),
        UrlType(),
        MemberType(),
        DepartmentType(),
        LinkType(),
        FormulaType(),
        LookupType(),
        RollupType(),
        SeriesType(),
        AttachmentType(),
        CascadeType(),
        AddressType(),
        LocationType(),
        ImageType(),
        SignatureType(),
        BarcodeType(),
        SubformType(),
        RichTextType(),
        TimeType(),
        DurationType(),
        TagsType(),
        RatingType(),
        SliderType(),
        RankingType(),
        MatrixType(),
        EncryptedType(),
        ButtonType(),
    )
}


def type_of(field: FieldModel) -> FieldType[Any]:
    """The behaviour that belongs to a field of a definition."""
    return FIELD_TYPES[field.type]


__all__ = [
    "FIELD_TYPES",
    "GROUPS",
    "AnyField",
    "ColumnField",
    "FieldModel",
    "FieldType",
    "Group",
    "Option",
    "RowsField",
    "SubformField",
    "type_of",
]
