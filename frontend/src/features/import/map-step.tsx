/** Where the file goes: sheet and header, the form, a field for every column, how rows meet what is there. */
import { Alert, Button } from "antd";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { formatInstant } from "@/lib/dates";
import { useFormRuntime } from "@/lib/queries/form-runtime";
import type { FormCard } from "@/lib/types";
import { Section } from "@/ui/page";
import styles from "./import.module.css";
import { MappingTable } from "./mapping-table";
import { ModeChoice } from "./mode-choice";
import { asNewFields, formName, gapOf, matched, targetsOf, withHeader } from "./plan";
import { SheetPreview } from "./sheet-preview";
import { TargetChoice } from "./target-choice";
import type { Draft, Upload } from "./types";

interface Props {
  app: string;
  upload: Upload;
  forms: FormCard[];
  canDesign: boolean;
  /** The form the import was started from. */
  wanted: string | null;
  draft: Draft | null;
  onBack: () => void;
  onReady: (draft: Draft) => void;
}

function firstDraft({ upload, forms, canDesign, wanted, draft }: Props): Draft {
  if (draft) return draft;
  const at = Math.max(
    0,
    upload.sheets.findIndex((sheet) => sheet.rows > 0),
  );
  const sheet = upload.sheets[at];
  const known = forms.find((form) => form.key === wanted)?.key;
  const form = known ?? (canDesign ? null : (forms[0]?.key ?? null));
  const newLabel = sheet ? formName(upload, sheet) : "";
  const shared = { choices: {}, mode: "insert", loosely: false, onError: "skip" } as const;
  return { ...shared, match: [], sheet: at, headerRow: sheet?.header_row ?? 0, form, newLabel };
}

export function MapStep(props: Props) {
  const { app, upload, forms, canDesign, onBack, onReady } = props;
  const { t, i18n } = useTranslation("import");
  const [draft, setDraft] = useState(() => firstDraft(props));
  const runtime = useFormRuntime(app, draft.form ?? "");
  const raw = upload.sheets[draft.sheet];
  const sheet = useMemo(() => (raw ? withHeader(raw, draft.headerRow) : null), [raw, draft.headerRow]);
  const fields = useMemo(
    () =>
      draft.form !== null && runtime.data
        ? targetsOf(runtime.data.definition, runtime.data.fields, Boolean(upload.files))
        : [],
    [draft.form, runtime.data, upload.files],
  );
  const change = (changes: Partial<Draft>) => setDraft((before) => ({ ...before, ...changes }));

  const ready = draft.form === null || runtime.data !== undefined;
  const untouched = Object.keys(draft.choices).length === 0;
  if (sheet && ready && untouched && sheet.columns.length > 0) {
    const unnamed = (index: number) => t("map.column", { number: index + 1 });
    change({ choices: draft.form === null ? asNewFields(sheet, unnamed) : matched(sheet, fields) });
  }

  if (!sheet)
    return (
      <Alert
        type="warning"
        showIcon
        title={t("map.empty_file")}
        action={<Button onClick={onBack}>{t("back")}</Button>}
      />
    );
  const gap = gapOf(draft);
  const size = [t("map.rows", { count: sheet.rows })];
  if (upload.files) size.push(t("map.files", { count: upload.files }));
  const mapped = Object.values(draft.choices).filter((choice) => choice.kind !== "skip").length;
  return (
    <>
      {upload.same_as && (
        <Alert
          type="warning"
          showIcon
          style={{ marginBottom: 16 }}
          title={t("map.same", { at: formatInstant(upload.same_as.at, i18n.language) })}
        />
      )}
      <Section title={t("map.file", { name: upload.name })} text={size.join(" · ")}>
        <SheetPreview
          upload={upload}
          draft={draft}
          onChange={(changes) => {
            const next = upload.sheets[changes.sheet ?? draft.sheet]!;
            const label = changes.sheet === undefined ? draft.newLabel : formName(upload, next);
            change({ ...changes, newLabel: label, choices: {} });
          }}
        />
      </Section>
      <Section title={t("map.target")}>
        <TargetChoice forms={forms} canDesign={canDesign} draft={draft} onChange={change} />
      </Section>
      <Section title={t("map.columns")} text={t("map.mapped", { mapped, count: sheet.columns.length })}>
        <MappingTable
          app={app}
          canDesign={canDesign}
          sheet={sheet}
          fields={draft.form === null ? null : fields}
          choices={draft.choices}
          onChange={(index, choice) => change({ choices: { ...draft.choices, [index]: choice } })}
        />
      </Section>
      {draft.form !== null && (
        <Section title={t("mode.title")}>
          <ModeChoice fields={fields} draft={draft} onChange={change} />
        </Section>
      )}
      <footer className={styles.foot}>
        {gap && <span className={styles.faint}>{t(`gap.${gap}`)}</span>}
        <Button onClick={onBack}>{t("back")}</Button>
        <Button type="primary" disabled={gap !== null || !ready} onClick={() => onReady(draft)}>
          {t("map.check")}
        </Button>
      </footer>
    </>
  );
}
