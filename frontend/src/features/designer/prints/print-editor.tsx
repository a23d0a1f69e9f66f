/** One template: its settings and blocks, and beside them the paper. */
import { Button, Input } from "antd";
import { ArrowLeft } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Print } from "@/lib/printing/types";
import { LabelInput } from "@/ui/label-input";
import { Property, Toggle } from "@/ui/property/property";
import { BlockList } from "./block-list";
import { BLOCKS, INNER_BLOCKS } from "./new-print";
import { PaperSettings } from "./paper-settings";
import { PrintAudience } from "./print-audience";
import { PrintPreview } from "./print-preview";
import styles from "./prints.module.css";
import { TemplateUpload } from "./template-upload";
import { WordsInput } from "./words-input";

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
        {kind === "docx" || kind === "xlsx" ? (
          <TemplateUpload kind={kind} template={template} onChange={patch} />
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
