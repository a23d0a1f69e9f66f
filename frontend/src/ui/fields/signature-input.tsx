import { Button, Modal } from "antd";
import { Eraser, PenLine, Trash2 } from "lucide-react";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { SignatureField } from "@/lib/form-runtime/definition";
import { usePhone } from "@/lib/use-media";
import { SignaturePad, type Pad } from "./signature-pad";
import styles from "./signature.module.css";
import { ariaOf, type InputProps } from "./types";
import { useUploads } from "./use-uploads";
import { fileOf, Shown } from "./signature";

export function SignatureInput(props: InputProps<SignatureField>) {
  const { field, onChange, disabled, compact } = props;
  const { t } = useTranslation("form");
  const phone = usePhone();
  const pad = useRef<Pad>(null);
  const [open, setOpen] = useState(false);
  const [written, setWritten] = useState(false);
  const file = fileOf(props.value);
  // A new signature takes the old one's place.
  const uploads = useUploads(
    props.topic,
    { max_files: 1, max_mb: field.max_mb ?? 2, accept: ["image/png"] },
    [],
    (files) => onChange(files?.slice(-1) ?? null),
  );
  const running = uploads.running[0];
  const take = async () => {
    const picture = await pad.current?.picture();
    if (picture) uploads.add([new File([picture], "signature.png", { type: "image/png" })]);
    setOpen(false);
    setWritten(false);
  };
  return (
    <div className={styles.box} role="group" aria-label={props.label} onBlur={props.onBlur}>
      {file && <Shown file={file} compact={compact} />}
      <span className={styles.buttons}>
        <Button
          id={props.id}
          type={compact ? "text" : "default"}
          size={compact ? "small" : undefined}
          icon={<PenLine size={16} />}
          loading={!!running && running.problem === null}
          disabled={disabled}
          danger={props.invalid}
          onClick={() => setOpen(true)}
          {...ariaOf(props)}
        >
          {t(file ? "signature.again" : "signature.sign")}
        </Button>
        {file && !disabled && (
          <Button
            type="text"
            size={compact ? "small" : undefined}
            icon={<Trash2 size={16} />}
            aria-label={t("signature.remove")}
            onClick={() => onChange(null)}
          />
        )}
      </span>
      {running?.problem && (
        <span className={styles.problem} role="alert">
          {running.problem}
          <Button type="link" size="small" onClick={() => uploads.retry(running.key)}>
            {t("file.again")}
          </Button>
        </span>
      )}
      <Modal
        open={open}
        title={props.label}
        width={phone ? "100vw" : 640}
        className={phone ? styles.whole : undefined}
        destroyOnHidden
        okText={t("signature.ok")}
        okButtonProps={{ disabled: !written }}
        onCancel={() => setOpen(false)}
        onOk={() => void take()}
        footer={(buttons) => (
          <div className={styles.footer}>
            <Button
              icon={<Eraser size={16} />}
              disabled={!written}
              onClick={() => {
                pad.current?.clear();
                setWritten(false);
              }}
            >
              {t("signature.clear")}
            </Button>
            <span className={styles.buttons}>{buttons}</span>
          </div>
        )}
      >
        <SignaturePad ref={pad} label={t("signature.pad")} tall={phone} onWrite={() => setWritten(true)} />
      </Modal>
    </div>
  );
}
