import { Button, Progress } from "antd";
import { Camera, ImagePlus } from "lucide-react";
import { useRef, useState, type DragEvent } from "react";
import { useTranslation } from "react-i18next";
import type { ImageField } from "@/lib/form-runtime/definition";
import { useMedia } from "@/lib/use-media";
import styles from "./image.module.css";
import { ariaOf, type InputProps } from "./types";
import { UploadButtons } from "./upload-buttons";
import { useUploads } from "./use-uploads";
import { Gallery } from "./gallery";
import { filesOf } from "./image";

const PICTURES = ["image/jpeg", "image/png", "image/webp", "image/gif", "image/bmp"];

const MOST = 9;

export function ImageInput(props: InputProps<ImageField>) {
  const { field, onChange, disabled, compact } = props;
  const { t } = useTranslation("form");
  const chosen = useRef<HTMLInputElement>(null);
  const taken = useRef<HTMLInputElement>(null);
  const touch = useMedia("(pointer: coarse)");
  const [over, setOver] = useState(false);
  const files = filesOf(props.value);
  const accept = field.accept?.length ? field.accept : PICTURES;
  const uploads = useUploads(props.topic, { ...field, accept }, files, onChange);
  const most = field.max_files ?? MOST;
  const full = files.length >= most;
  const remove = (id: string) => {
    const rest = files.filter((file) => file.id !== id);
    onChange(rest.length ? rest : null);
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    if (!field.camera) uploads.add([...event.dataTransfer.files]);
  };
  const pick = (capture: boolean) => (
    <input
      ref={capture ? taken : chosen}
      type="file"
      hidden
      multiple={most > 1 && !capture}
      accept={accept.join(",")}
      capture={capture ? "environment" : undefined}
      aria-label={props.label}
      onChange={(event) => {
        uploads.add([...(event.target.files ?? [])]);
        event.target.value = "";
      }}
    />
  );
  return (
    <div
      className={compact ? styles.compact : styles.gallery}
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
      onPaste={(event) => !field.camera && uploads.add([...event.clipboardData.files])}
    >
      <Gallery files={files} compact={compact} onRemove={disabled ? undefined : remove} />
      {uploads.running.map((upload) => (
        <span key={upload.key} className={styles.waiting} title={upload.file.name}>
          {upload.problem === null ? (
            <Progress
              type="circle"
              size={40}
              percent={Math.round(upload.fraction * 100)}
              aria-label={upload.file.name}
            />
          ) : (
            <>
              <span className={styles.problem} role="alert">
                {upload.problem}
              </span>
              <span>
                <UploadButtons upload={upload} uploads={uploads} />
              </span>
            </>
          )}
        </span>
      ))}
      {!full && !(field.camera && touch) && (
        <Button
          id={props.id}
          className={compact ? undefined : styles.add}
          type={compact ? "text" : "dashed"}
          size={compact ? "small" : undefined}
          icon={<ImagePlus size={compact ? 16 : 20} />}
          disabled={disabled}
          aria-label={`${t("image.add")} ${props.label}`}
          onClick={() => chosen.current?.click()}
          {...ariaOf(props)}
        >
          {compact ? null : t("image.add")}
        </Button>
      )}
      {!full && touch && (
        <Button
          id={field.camera ? props.id : undefined}
          className={compact ? undefined : styles.add}
          type={compact ? "text" : "dashed"}
          size={compact ? "small" : undefined}
          icon={<Camera size={compact ? 16 : 20} />}
          disabled={disabled}
          aria-label={`${t("image.camera")} ${props.label}`}
          onClick={() => taken.current?.click()}
        >
          {compact ? null : t("image.camera")}
        </Button>
      )}
      {pick(false)}
      {pick(true)}
    </div>
  );
}
