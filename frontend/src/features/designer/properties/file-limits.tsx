/** How many files, and how large each. */
import { useTranslation } from "react-i18next";
import type { AttachmentField, ImageField } from "@/lib/form-runtime/definition";
import { NumberProperty, Pair } from "@/ui/property/property";
import type { TypeProps } from "./use-field-patch";

type Props = Pick<TypeProps<AttachmentField | ImageField>, "field" | "patch">;

export function FileLimits({ field, patch }: Props) {
  const { t } = useTranslation("designer");
  return (
    <Pair>
      <NumberProperty
        label={t("property.max_files")}
        min={1}
        max={100}
        placeholder="9"
        value={field.max_files}
        onChange={(max_files) => patch({ max_files })}
      />
      <NumberProperty
        label={t("property.max_mb")}
        min={1}
        max={2000}
        placeholder="20"
        suffix="MB"
        value={field.max_mb}
        onChange={(max_mb) => patch({ max_mb })}
      />
    </Pair>
  );
}
