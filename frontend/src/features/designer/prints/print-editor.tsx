/** One template: its settings and blocks, and beside them the paper. */
import { Button, Input, Upload } from "antd";
import { ArrowLeft, Upload as UploadIcon } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { readTemplate } from "@/lib/printing/queries";
import type { Print } from "@/lib/printing/types";
import { LabelInput } from "@/ui/label-input";
import { Property, Toggle } from "@/ui/property/property";
import { useToast } from "@/ui/use-toast";
import { useDesigner } from "../model/context";
import { BlockList } from "./block-list";
import { BLOCKS, INNER_BLOCKS } from "./new-print";
import { PaperSettings } from "./paper-settings";
import { PrintAudience } from "./print-audience";
import { PrintPreview } from "./print-preview";
import styles from "./prints.module.css";
import { WordsInput } from "./words-input";

/** What is written into a Word file, as it is written. */
const SIGNS = {
  field: "{{customer}}",
  formula: "{{CNYUPPER(total)}}",
  loop: "{{#lines}} … {{/lines}}",
  condition: "{{#if amount > 0}} … {{/if}}",
  media: "{{image: photo}} {{qr: no}} {{barcode: no}}",
} as const;

interface Props {
  template: Print;
  onChange: (change: Partial<Print>) => void;
  onBack: () => void;
}

export function PrintEditor({ template, onChange: patch, onBack }: Props) {
  const { t } = useTranslation("prints");
  const kind = template.kind ?? "page";
  return (
    <div className={styles.editor}>
      <div className={styles.side}>
        <Button type="text" icon={<ArrowLeft size={16} />} onClick={onBack}>
          {t("back")}
        </Button>
        <Property label={t("name")}>
          <LabelInput value={template.label} aria-label={t("name")} onChange={(label) => patch({ label })} />
        </Property>
        <PrintAudience template={template} onChange={patch} />
        {kind === "docx" ? (
          <WordFile template={template} onChange={patch} />
        ) : (
          <>
            <PaperSettings template={template} onChange={patch} />
            {kind === "page" && (
              <Property label={t("header")}>
                <WordsInput
                  rows={1}
                  label={t("header")}
                  value={template.header}
                  onChange={(header) => patch({ header })}
                />
              </Property>
            )}
            <h3>{t("blocks")}</h3>
            <BlockList
              blocks={template.blocks ?? []}
              types={kind === "page" ? BLOCKS : [...INNER_BLOCKS, "row"]}
              onChange={(blocks) => patch({ blocks })}
            />
            {kind === "page" && (
              <>
                <Property label={t("footer")}>
                  <WordsInput
                    rows={1}
                    label={t("footer")}
                    value={template.footer}
                    onChange={(footer) => patch({ footer })}
                  />
                </Property>
                <Toggle
                  label={t("page_numbers")}
                  value={template.page_numbers ?? true}
                  onChange={(page_numbers) => patch({ page_numbers })}
                />
              </>
            )}
          </>
        )}
        <Property label={t("file_name")} help={t("file_name_help")}>
          <Input
            value={template.file_name ?? ""}
            aria-label={t("file_name")}
            maxLength={200}
            onChange={(event) => patch({ file_name: event.target.value || undefined })}
          />
        </Property>
      </div>
      <PrintPreview template={template} />
    </div>
  );
}

function WordFile({ template, onChange }: Omit<Props, "onBack">) {
  const { t } = useTranslation("prints");
  const { app, form, published } = useDesigner();
  const toast = useToast();
  const [busy, setBusy] = useState(false);
  const take = async (file: File) => {
    setBusy(true);
    try {
      onChange({ file: await readTemplate(app, form, file) });
    } catch (error) {
      toast.failed(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Property label={t("word.file")} help={t("word.help")}>
      <div className={styles.settings}>
        {template.file && <strong>{template.file.name}</strong>}
        <Upload
          accept=".docx"
          showUploadList={false}
          beforeUpload={(file) => {
            void take(file);
            return false;
          }}
        >
          <Button icon={<UploadIcon size={16} />} loading={busy} disabled={!published}>
            {t(template.file ? "word.replace" : "word.upload")}
          </Button>
        </Upload>
      </div>
      <dl className={styles.signs}>
        {Object.entries(SIGNS).map(([name, sign]) => (
          <div key={name}>
            <dt>
              <code>{sign}</code>
            </dt>
            <dd>{t(`word.sign.${name}`)}</dd>
          </div>
        ))}
      </dl>
    </Property>
  );
}
