/** Line items: an editable table on a wide screen, cards on the phone. */
import type { SubformField } from "@/lib/form-runtime/definition";
import { usePhone } from "@/lib/use-media";
import { placeId } from "./place-id";
import { SubformCards } from "./subform-cards";
import { SubformTable } from "./subform-table";

export function Subform({ field, name, invalid }: { field: SubformField; name: string; invalid: boolean }) {
  const phone = usePhone();
  return (
    <div
      id={placeId(field.key)}
      role="group"
      aria-label={name}
      tabIndex={-1}
      data-invalid={invalid || undefined}
    >
      {phone ? <SubformCards field={field} /> : <SubformTable field={field} name={name} />}
    </div>
  );
}
