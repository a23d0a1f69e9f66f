/** Deleted fields keep their values for thirty days; restoring brings back both, settings included. */
import { useMutation } from "@tanstack/react-query";
import { Button } from "antd";
import { RotateCcw } from "lucide-react";
import { useTranslation } from "react-i18next";
import { api } from "@/lib/api";
import { formatAgo } from "@/lib/dates";
import type { Field, FieldType, FormDefinition } from "@/lib/form-runtime/definition";
import { useLabel, useLocale } from "@/lib/i18n";
import { Section } from "@/ui/page";
import { useToast } from "@/ui/use-toast";
import { FieldIcon } from "../field-icons";
import { addField, columnAt, fieldAt, lastPlace, subformOf } from "../model/edit";
import { useDesigner } from "../model/context";
import type { Place, Tombstone } from "../model/types";
import styles from "../rules/rules.module.css";

/** The field as it was when it was last published: its options, its formula, its limits. */
async function lastPublished(path: string, stone: Tombstone): Promise<Field> {
  const { key, subform } = columnAt(stone.key);
  const { items } = await api.get<{ items: { n: number }[] }>(`${path}/versions`);
  for (const { n } of [...items].sort((a, b) => b.n - a.n)) {
    const { definition } = await api.get<{ definition: FormDefinition }>(`${path}/versions/${n}`);
    const found = fieldAt(definition, key, subform);
    if (found && found.type === stone.type) return found;
  }
  return { key, type: stone.type, label: stone.label } as Field;
}

export function DeletedFields() {
  const { t } = useTranslation("designer");
  const label = useLabel();
  const locale = useLocale();
  const toast = useToast();
  const { app, form, definition, draft, apply, select, setTab } = useDesigner();
  const gone = draft.server.tombstones.filter((stone) => {
    const { key, subform } = columnAt(stone.key);
    return !fieldAt(definition, key, subform) && (!subform || subformOf(definition, subform));
  });
  const restore = useMutation({
    mutationFn: (stone: Tombstone) => lastPublished(`/apps/${app}/forms/${form}`, stone),
    onSuccess: (field, stone) => {
      const { subform } = columnAt(stone.key);
      const place = (before: FormDefinition): Place =>
        subform ? { subform, index: subformOf(before, subform)?.fields.length ?? 0 } : lastPlace(before);
      apply("restore", (before) => addField(before, field, place(before)));
      setTab("fields");
      select({ kind: "field", key: field.key, ...(subform ? { subform } : {}) });
    },
    onError: toast.failed,
  });
  if (gone.length === 0) return null;
  return (
    <Section title={t("settings.deleted")} text={t("settings.deleted_text")}>
      {gone.map((stone) => {
        const { subform } = columnAt(stone.key);
        const owner = subform ? `${label(subformOf(definition, subform)?.label)} · ` : "";
        return (
          <div key={stone.key} className={styles.row}>
            <span className={styles.gone}>
              <FieldIcon type={stone.type as FieldType} />
              {owner}
              {label(stone.label) || stone.key}
              <span className={styles.faint}>{formatAgo(stone.deleted_at, locale)}</span>
            </span>
            <Button
              size="small"
              icon={<RotateCcw size={14} />}
              loading={restore.isPending && restore.variables.key === stone.key}
              onClick={() => restore.mutate(stone)}
            >
              {t("settings.restore")}
            </Button>
          </div>
        );
      })}
    </Section>
  );
}
