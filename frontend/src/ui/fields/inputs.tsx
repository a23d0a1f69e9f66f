/** The control of each field type. A new type: one file here, one line below. */
import type { ComponentType } from "react";
import type { FieldType } from "@/lib/form-runtime/definition";
import { AddressInput as PostalInput } from "./address-input";
import { AttachmentInput } from "./attachment-input";
import { BarcodeInput } from "./barcode-input";
import { BooleanInput } from "./boolean-input";
import { Face as ButtonInput } from "./button-input";
import { CascadeInput } from "./cascade-input";
import { PickerInput } from "./choice-picker-input";
import { Computed, ElsewhereInput } from "./computed-input";
import { DateInput } from "./date-input";
import { DurationInput } from "./duration-input";
import { AddressInput } from "./email-input";
import { EncryptedInput } from "./encrypted-input";
import { ImageInput } from "./image-input";
import { LocationInput } from "./location-input";
import { LongTextInput } from "./long-text-input";
import { MatrixInput } from "./matrix-input";
import { MoneyInput } from "./money-input";
import { NumberInput } from "./number-input";
import { PercentInput } from "./percent-input";
import { PhoneInput } from "./phone-input";
import { RankingInput } from "./ranking-input";
import { RatingInput } from "./rating-input";
import { RichTextInput } from "./rich-text-input";
import { SelectInput } from "./select-input";
import { SignatureInput } from "./signature-input";
import { SliderInput } from "./slider-input";
import { TagsInput } from "./tags-input";
import { TextInput } from "./text-input";
import { TimeInput } from "./time-input";
import type { InputProps } from "./types";

/** A subform is drawn by the form itself: its cells are fields. */
const INPUTS = {
  text: TextInput,
  long_text: LongTextInput,
  rich_text: RichTextInput,
  time: TimeInput,
  duration: DurationInput,
  tags: TagsInput,
  rating: RatingInput,
  slider: SliderInput,
  ranking: RankingInput,
  matrix: MatrixInput,
  number: NumberInput,
  money: MoneyInput,
  percent: PercentInput,
  boolean: BooleanInput,
  date: DateInput,
  datetime: DateInput,
  select: SelectInput,
  multi_select: SelectInput,
  phone: PhoneInput,
  email: AddressInput,
  url: AddressInput,
  member: PickerInput,
  department: PickerInput,
  link: PickerInput,
  formula: Computed,
  lookup: ElsewhereInput,
  rollup: ElsewhereInput,
  series: Computed,
  attachment: AttachmentInput,
  cascade: CascadeInput,
  address: PostalInput,
  location: LocationInput,
  image: ImageInput,
  signature: SignatureInput,
  barcode: BarcodeInput,
  encrypted: EncryptedInput,
  button: ButtonInput,
} as unknown as Record<Exclude<FieldType, "subform">, ComponentType<InputProps>>;

/** The control that changes a field's value. */
export function FieldInput(props: InputProps) {
  const { type } = props.field;
  if (type === "subform") return null;
  const Input = INPUTS[type];
  return <Input {...props} />;
}
