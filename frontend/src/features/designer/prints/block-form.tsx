/** The settings of one block of a template. */
import { Button, Checkbox, Input, Segmented, Select } from "antd";
import { Plus } from "lucide-react";
import { useTranslation } from "react-i18next";
import { holdsFiles, isOneValue } from "@/lib/form-runtime/kinds";
import type { CodeBlock, ImageBlock, PrintBlock, SignBlock, TextBlock } from "@/lib/printing/types";
import { LabelInput } from "@/ui/label-input";
import { RemoveButton } from "@/ui/remove-button";
import { useDesigner } from "../model/context";
import { FieldsForm, LinesForm } from "./block-fields";
import { AlignInput, Size, useFieldOptions, type BlockProps } from "./block-parts";
import styles from "./prints.module.css";
import { WordsInput } from "./words-input";

function TextForm({ block, onChange }: BlockProps<TextBlock>) {
  const { t } = useTranslation("prints");
  return (
    <>
      <WordsInput
        value={block.html}
        label={t("block.text")}
        onChange={(html) => onChange({ ...block, html })}
      />
      <AlignInput value={block.align} onChange={(align) => onChange({ ...block, align })} />
    </>
  );
}

function ImageForm({ block, onChange }: BlockProps<ImageBlock>) {
  const { t } = useTranslation("prints");
  const options = useFieldOptions();
  const { definition } = useDesigner();
  return (
    <div className={styles.settings}>
      <Select
        aria-label={t("block.image")}
        className={styles.grow}
        value={block.field || null}
        options={options(definition.fields.filter((field) => holdsFiles(field.type)))}
        onChange={(field: string) => onChange({ ...block, field })}
      />
      <Size
        label={t("width")}
        value={block.width ?? 40}
        onChange={(width) => onChange({ ...block, width })}
      />
      <AlignInput value={block.align} onChange={(align) => onChange({ ...block, align })} />
    </div>
  );
}

function CodeForm({ block, onChange }: BlockProps<CodeBlock>) {
  const { t } = useTranslation("prints");
  const options = useFieldOptions();
  const { definition } = useDesigner();
  const plain = definition.fields.filter((field) => isOneValue(field) && !holdsFiles(field.type));
  return (
    <div className={styles.settings}>
      <Segmented<"qr" | "code128">
        size="small"
        aria-label={t("block.code")}
        value={block.kind ?? "qr"}
        options={[
          { value: "qr", label: t("code.qr") },
          { value: "code128", label: t("code.code128") },
        ]}
        onChange={(kind) => onChange({ ...block, kind })}
      />
      <Select
        aria-label={t("code.value")}
        className={styles.grow}
        value={block.value ?? ""}
        options={[{ value: "", label: t("code.address") }, ...options(plain)]}
        onChange={(value: string) => onChange({ ...block, value: value || undefined })}
      />
      <Size
        label={t("width")}
        value={block.size ?? 25}
        max={200}
        onChange={(size) => onChange({ ...block, size })}
      />
      <AlignInput value={block.align} onChange={(align) => onChange({ ...block, align })} />
      <Checkbox
        checked={block.caption ?? false}
        onChange={(event) => onChange({ ...block, caption: event.target.checked })}
      >
        {t("code.caption")}
      </Checkbox>
    </div>
  );
}

function SignForm({ block, onChange }: BlockProps<SignBlock>) {
  const { t } = useTranslation("prints");
  const put = (names: SignBlock["names"]) => onChange({ ...block, names });
  return (
    <>
      {block.names.map((name, at) => (
        <div key={at} className={styles.nameRow}>
          <LabelInput
            value={name}
            aria-label={t("sign.name", { number: at + 1 })}
            placeholder={t("sign.placeholder")}
            onChange={(next) => put(block.names.map((each, place) => (place === at ? next : each)))}
          />
          {block.names.length > 1 && (
            <RemoveButton
              label={t("sign.remove", { number: at + 1 })}
              onClick={() => put(block.names.filter((_, place) => place !== at))}
            />
          )}
        </div>
      ))}
      {block.names.length < 6 && (
        <Button size="small" icon={<Plus size={14} />} onClick={() => put([...block.names, ""])}>
          {t("sign.add")}
        </Button>
      )}
    </>
  );
}

export function BlockForm({ block, onChange }: BlockProps<PrintBlock>) {
  const { t } = useTranslation("prints");
  switch (block.type) {
    case "text":
      return <TextForm block={block} onChange={onChange} />;
    case "fields":
      return <FieldsForm block={block} onChange={onChange} />;
    case "lines":
      return <LinesForm block={block} onChange={onChange} />;
    case "image":
      return <ImageForm block={block} onChange={onChange} />;
    case "code":
      return <CodeForm block={block} onChange={onChange} />;
    case "sign":
      return <SignForm block={block} onChange={onChange} />;
    case "space":
      return (
        <Size
          label={t("height")}
          value={block.height ?? 5}
          max={200}
          onChange={(height) => onChange({ ...block, height })}
        />
      );
    default:
      return null;
  }
}

/** When a block is printed at all: any condition over the record. */
export function BlockWhen({ block, onChange }: BlockProps<PrintBlock>) {
  const { t } = useTranslation("prints");
  return (
    <Input
      size="small"
      value={block.when ?? ""}
      placeholder={t("when_placeholder")}
      aria-label={t("when")}
      onChange={(event) => onChange({ ...block, when: event.target.value || undefined })}
    />
  );
}
