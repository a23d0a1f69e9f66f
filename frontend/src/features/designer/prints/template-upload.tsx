/** A template that is a file: uploaded, and what is written into it. */
import { Button, Upload } from "antd";
import { Upload as UploadIcon } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { readTemplate } from "@/lib/printing/queries";
import type { Print, UploadedKind } from "@/lib/printing/types";
import { Property } from "@/ui/property/property";
import { useToast } from "@/ui/use-toast";
import { useDesigner } from "../model/context";
import styles from "./prints.module.css";

/** What is written into a file, as it is written. */
const SIGNS: Record<UploadedKind, Record<string, string>> = {
  docx: {
    field: "{{customer}}",
    formula: "{{CNYUPPER(total)}}",
    loop: "{{#lines}} … {{/lines}}",
    condition: "{{#if amount > 0}} … {{/if}}",
    media: "{{image: photo}} {{qr: no}} {{barcode: no}}",
  },
  xlsx: {
    field: "{{customer}}",
    formula: "{{CNYUPPER(total)}}",
    loop: "{{#lines}} … {{/lines}}",
    sum: "=SUM(D5)",
    condition: "{{#if amount > 0}} … {{/if}}",
  },
};

interface Props {
  kind: UploadedKind;
  template: Print;
  onChange: (change: Partial<Print>) => void;
}

export function TemplateUpload({ kind, template, onChange }: Props) {
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
    <Property label={t(`upload.${kind}.file`)} help={t(`upload.${kind}.help`)}>
      <div className={styles.settings}>
        {template.file && <strong>{template.file.name}</strong>}
        <Upload
          accept={`.${kind}`}
          showUploadList={false}
          beforeUpload={(file) => {
            void take(file);
            return false;
          }}
        >
          <Button icon={<UploadIcon size={16} />} loading={busy} disabled={!published}>
            {t(template.file ? "upload.replace" : "upload.upload")}
          </Button>
        </Upload>
      </div>
      <dl className={styles.signs}>
        {Object.entries(SIGNS[kind]).map(([name, sign]) => (
          <div key={name}>
            <dt>
              <code>{sign}</code>
            </dt>
            <dd>{t(`upload.${kind}.sign.${name}`)}</dd>
          </div>
        ))}
      </dl>
    </Property>
  );
}
