/** The part of the panel that depends on the field's type: one entry per type. */
import type { ComponentType } from "react";
import type { Field, FieldType } from "@/lib/form-runtime/definition";
import { ButtonProperties } from "./button-type";
import { CascadeProperties } from "./cascade-type";
import { EncryptedProperties } from "./encrypted-type";
import {
  AddressProperties,
  BarcodeProperties,
  ImageProperties,
  LocationProperties,
  SignatureProperties,
} from "./place-types";
import {
  AttachmentProperties,
  DateProperties,
  PeopleProperties,
  PhoneProperties,
  SubformProperties,
} from "./simple-types";
import { FormulaProperties } from "./formula-type";
import { LinkProperties } from "./link-type";
import { LookupProperties } from "./lookup-type";
import { LongTextProperties, TextProperties } from "./text-types";
import { MoneyProperties, NumberProperties, PercentProperties } from "./number-types";
import { MatrixProperties } from "./matrix-type";
import { OptionsProperties } from "./options-type";
import { RollupProperties } from "./rollup-type";
import { SeriesProperties } from "./series-type";
import {
  DurationProperties,
  RatingProperties,
  RichTextProperties,
  SliderProperties,
  TimeProperties,
} from "./survey-types";
import styles from "./properties.module.css";
import type { TypeProps } from "./use-field-patch";

const BY_TYPE: { [T in FieldType]?: ComponentType<TypeProps<Extract<Field, { type: T }>>> } = {
  text: TextProperties,
  long_text: LongTextProperties,
  rich_text: RichTextProperties,
  time: TimeProperties,
  duration: DurationProperties,
  tags: OptionsProperties,
  rating: RatingProperties,
  slider: SliderProperties,
  ranking: OptionsProperties,
  matrix: MatrixProperties,
  number: NumberProperties,
  money: MoneyProperties,
  percent: PercentProperties,
  date: DateProperties,
  datetime: DateProperties,
  select: OptionsProperties,
  multi_select: OptionsProperties,
  phone: PhoneProperties,
  member: PeopleProperties,
  department: PeopleProperties,
  link: LinkProperties,
  formula: FormulaProperties,
  lookup: LookupProperties,
  rollup: RollupProperties,
  series: SeriesProperties,
  attachment: AttachmentProperties,
  cascade: CascadeProperties,
  address: AddressProperties,
  location: LocationProperties,
  image: ImageProperties,
  signature: SignatureProperties,
  barcode: BarcodeProperties,
  encrypted: EncryptedProperties,
  button: ButtonProperties,
  subform: SubformProperties,
};

export function TypeProperties(props: TypeProps) {
  const Part = BY_TYPE[props.field.type] as ComponentType<TypeProps> | undefined;
  if (!Part) return null;
  return (
    <div className={styles.group}>
      <Part {...props} />
    </div>
  );
}
