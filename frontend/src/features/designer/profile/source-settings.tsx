/** Which records a figure, a list or a kind of the timeline is about: the form, the ways here, a condition. */
import { Button, Select } from "antd";
import { Plus } from "lucide-react";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLabel } from "@/lib/i18n";
import type { Source } from "@/lib/profile/types";
import { ConditionBuilder } from "@/ui/condition-builder/condition-builder";
import { Property } from "@/ui/property/property";
import { RemoveButton } from "@/ui/remove-button";
import { useDesigner } from "../model/context";
import { inWords, type Definitions, type Way } from "./paths";
import styles from "./profile.module.css";

interface Props {
  source: Source;
  forms: Definitions;
  ways: Way[];
  onChange: (change: Partial<Source>) => void;
}

export function SourceSettings({ source, forms, ways, onChange }: Props) {
  const { t } = useTranslation("profiledesign");
  const label = useLabel();
  const { app, form, definition } = useDesigner();
  const paths = useId();
  const [open, setOpen] = useState(!!source.filter);
  const offered = ways.filter(({ form }) => form === source.form).map(({ path }) => path);
  const all = [...new Set([...offered, ...source.paths])];
  const words = (path: string) => inWords(path, source.form, forms, (field) => label(field.label));
  const fields = forms.get(source.form)?.fields ?? [];
  return (
    <>
      <Property
        label={t("paths")}
        htmlFor={paths}
        help={t("paths_help")}
        problem={source.paths.length === 0 ? t("paths_missing") : null}
      >
        <Select
          id={paths}
          mode="multiple"
          className={styles.full}
          value={source.paths}
          options={all.map((path) => ({ value: path, label: words(path) }))}
          onChange={(next: string[]) => next.length > 0 && next.length <= 4 && onChange({ paths: next })}
        />
      </Property>
      <Property label={t("filter")}>
        {open ? (
          <div className={styles.filter}>
            <ConditionBuilder
              fields={fields}
              place={{
                app,
                form: source.form,
                definition: source.form === form ? definition : undefined,
                scope: "filter",
                expect: "boolean",
              }}
              label={t("filter")}
              value={source.filter ?? ""}
              onChange={(filter) => onChange({ filter: filter || undefined })}
            />
            <RemoveButton
              label={t("filter_remove")}
              onClick={() => {
                setOpen(false);
                onChange({ filter: undefined });
              }}
            />
          </div>
        ) : (
          <Button size="small" icon={<Plus size={14} />} onClick={() => setOpen(true)}>
            {t("filter_add")}
          </Button>
        )}
      </Property>
    </>
  );
}
