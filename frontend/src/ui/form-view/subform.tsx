/** Line items: an editable table on a wide screen, cards on the phone. */
import type { SubformField } from "@/lib/form-runtime/definition";
import { usePhone } from "@/lib/use-media";
import { placeId } from "./place-id";
import { SubformCards } from "./subform-cards";
import { SubformTable } from "./subform-table";

interface Props {
  field: SubformField;
  /** The subform's place: in the record, or in a row of another. */
  path: string;
  name: string;
  invalid: boolean;
}

export function Subform({ field, path, name, invalid }: Props) {
  const phone = usePhone();
  return (
    <div id={placeId(path)} role="group" aria-label={name} tabIndex={-1} data-invalid={invalid || undefined}>
      {phone ? (
        <SubformCards field={field} path={path} />
      ) : (
        <SubformTable field={field} path={path} name={name} />
      )}
    </div>
  );
}
