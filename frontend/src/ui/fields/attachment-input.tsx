import { Button, Progress } from "antd";
import { Paperclip, Upload } from "lucide-react";
import { useRef, useState, type DragEvent } from "react";
import { useTranslation } from "react-i18next";
import type { AttachmentField } from "@/lib/form-runtime/definition";
import styles from "./attachment.module.css";
import { FileList } from "./file-list";
import { ariaOf, type InputProps } from "./types";
import { UploadButtons } from "./upload-buttons";
import { useUploads } from "./use-uploads";
import { filesOf } from "./attachment";

export function AttachmentInput(props: InputProps<AttachmentField>) {
  const { field, onChange } = props;
  const { t } = useTranslation("form");
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const files = filesOf(props.value);
  const uploads = useUploads(props.topic, field, files, onChange);
  const full = files.length >= (field.max_files ?? 9);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    uploads.add([...event.dataTransfer.files]);
  };
  return (
    <div
      className={styles.box}
      data-over={over || undefined}
      data-invalid={props.invalid || undefined}
      role="group"
      aria-label={props.label}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
      onBlur={props.onBlur}
      onPaste={(event) => uploads.add([...event.clipboardData.files])}
    >
      <FileList
        files={files}
        compact={props.compact}
        onRemove={
          props.disabled
            ? undefined
            : (id) => {
                const rest = files.filter((file) => file.id !== id);
                onChange(rest.length ? rest : null);
              }
        }
      />
      {uploads.running.map((upload) => (
        <div key={upload.key} className={styles.upload}>
          <Paperclip size={16} aria-hidden />
          <span className={styles.name}>{upload.file.name}</span>
          {upload.problem === null ? (
            <Progress className={styles.progress} percent={Math.round(upload.fraction * 100)} size="small" />
          ) : (
            <span className={styles.problem} role="alert">
              {upload.problem}
            </span>
          )}
          <UploadButtons upload={upload} uploads={uploads} />
        </div>
      ))}
      {!full && (
        <Button
          id={props.id}
          type={props.compact ? "text" : "default"}
          size={props.compact ? "small" : undefined}
          icon={<Upload size={16} />}
          disabled={props.disabled}
          aria-label={props.compact ? `${t("file.add")} ${props.label}` : undefined}
          onClick={() => input.current?.click()}
          {...ariaOf(props)}
        >
          {t("file.add")}
        </Button>
      )}
      {!props.compact && (
        <span className={styles.hint}>
          {t("file.limits", { count: field.max_files ?? 9, size: field.max_mb ?? 20 })}
        </span>
      )}
      <input
        ref={input}
        type="file"
        hidden
        multiple={(field.max_files ?? 9) > 1}
        accept={field.accept?.join(",")}
        aria-label={props.label}
        onChange={(event) => {
          uploads.add([...(event.target.files ?? [])]);
          event.target.value = "";
        }}
      />
    </div>
  );
}
