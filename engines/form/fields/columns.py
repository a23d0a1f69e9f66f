"""The field models that may stand in a subform: all but the subform itself and what needs the width of a page."""

from typing import Annotated, TypeAlias

from pydantic import Field

from engines.form.fields.address import AddressField
from engines.form.fields.attachment import AttachmentField
from engines.form.fields.barcode import BarcodeField
from engines.form.fields.boolean import BooleanField
from engines.form.fields.cascade import CascadeField
from engines.form.fields.date import DateField
from engines.form.fields.datetime import DateTimeField
from engines.form.fields.department import DepartmentField
from engines.form.fields.duration import DurationField
from engines.form.fields.email import EmailField
from engines.form.fields.formula import FormulaField
from engines.form.fields.image import ImageField
from engines.form.fields.link import LinkField
from engines.form.fields.location import LocationField
from engines.form.fields.long_text import LongTextField
from engines.form.fields.lookup import LookupField
from engines.form.fields.member import MemberField
from engines.form.fields.money import MoneyField
from engines.form.fields.multi_select import MultiSelectField
from engines.form.fields.number import NumberField
from engines.form.fields.percent import PercentField
from engines.form.fields.phone import PhoneField
from engines.form.fields.ranking import RankingField
from engines.form.fields.rating import RatingField
from engines.form.fields.select import SelectField
from engines.form.fields.series import SeriesField
from engines.form.fields.signature import SignatureField
from engines.form.fields.slider import SliderField
from engines.form.fields.tags import TagsField
from engines.form.fields.text import TextField
from engines.form.fields.time import TimeField
from engines.form.fields.url import UrlField

ColumnField: TypeAlias = Annotated[
    TextField
    | LongTextField
    | NumberField
    | MoneyField
    | PercentField
    | BooleanField
    | DateField
    | DateTimeField
    | SelectField
    | MultiSelectField
    | PhoneField
    | EmailField
    | UrlField
    | MemberField
    | DepartmentField
    | LinkField
    | FormulaField
    | LookupField
    | SeriesField
    | AttachmentField
    | CascadeField
    | AddressField
    | LocationField
    | ImageField
    | SignatureField
    | BarcodeField
    | TimeField
    | DurationField
    | TagsField
    | RatingField
    | SliderField
    | RankingField,
    Field(discriminator="type"),
]
