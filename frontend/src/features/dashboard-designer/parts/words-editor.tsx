/** The text of a text tile, the picture of a picture tile. */
import { useMutation } from "@tanstack/react-query";
import { Button, Input, Segmented, Upload } from "antd";
import { ImageUp } from "lucide-react";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/lib/api";
import { useLocale } from "@/lib/i18n";
import { labelText, LOCALES } from "@/lib/locale";
import type { Chart } from "@/lib/report/definition";
import type { Label, Locale } from "@/lib/types";
import { growing } from "@/lib/growing";
import { LabelInput } from "@/ui/label-input";
import { Property } from "@/ui/property/property";
import { useToast } from "@/ui/use-toast";
import { useDesigner } from "../model/context";
import styles from "./parts.module.css";

interface Props {
  chart: Chart;
  onChange: (chart: Chart) => void;
}

/** One text for everybody, or one per language. */
function LongLabel({ value, onChange }: { value: Label; onChange: (value: Label) => void }) {
  const { t } = useTranslation("dashdesign");
  const id = useId();
  const own = useLocale();
  const [language, setLanguage] = useState<Locale>(own);
  const both = typeof value === "object";
  const text = both ? (value[language] ?? "") : value;
  const write = (next: string): void => onChange(both ? { ...value, [language]: next } : next);
  return (
    <Property label={t("words.text")} htmlFor={id} help={t("words.help")}>
      <Input.TextArea
        id={id}
        styles={{ textarea: growing(4, 16) }}
        maxLength={500}
        value={text}
        onChange={(event) => write(event.target.value)}
      />
      {both ? (
        <Segmented<Locale>
          size="small"
          aria-label={t("words.language")}
          value={language}
          options={LOCALES.map((locale) => ({ value: locale, label: t(`common:language.${locale}`) }))}
          onChange={setLanguage}
        />
      ) : (
        <Button
          size="small"
          type="text"
          className={styles.add}
          onClick={() => onChange({ [own]: labelText(value, own) })}
        >
          {t("words.translate")}
        </Button>
      )}
    </Property>
  );
}

export function WordsEditor({ chart, onChange }: Props) {
  const { t } = useTranslation("dashdesign");
  const { app } = useDesigner();
  const id = useId();
  const toast = useToast();
  const upload = useMutation({
    mutationFn: (file: File) => api.upload<{ id: string; name: string }>("/files", { file, app }),
    onSuccess: (file) => onChange({ ...(chart as Extract<Chart, { type: "image" }>), file: file.id }),
    onError: toast.failed,
  });
  if (chart.type === "text")
    return <LongLabel value={chart.text} onChange={(text) => onChange({ ...chart, text })} />;
  if (chart.type !== "image") return null;
  return (
    <>
      <Upload
        accept="image/png,image/jpeg,image/gif,image/webp"
        showUploadList={false}
        beforeUpload={(file) => {
          upload.mutate(file);
          return false;
        }}
      >
        <Button icon={<ImageUp size={16} />} loading={upload.isPending}>
          {t(chart.file ? "words.replace" : "words.upload")}
        </Button>
      </Upload>
      <Property label={t("words.alt")} htmlFor={id} help={t("words.alt_help")}>
        <LabelInput
          id={id}
          value={chart.alt}
          maxLength={200}
          onChange={(alt) => onChange({ ...chart, alt })}
        />
      </Property>
    </>
  );
}
