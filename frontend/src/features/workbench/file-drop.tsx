import { Upload } from "antd";
import { FileUp } from "lucide-react";
import styles from "./workbench.module.css";

interface Props {
  accept: string;
  text: string;
  hint: string;
  disabled?: boolean;
  onFile: (file: File) => void;
}

/** A place to drop or choose one file; what happens with it is the caller's. */
export function FileDrop({ accept, text, hint, disabled, onFile }: Props) {
  return (
    <div className={styles.drop}>
      <Upload.Dragger
        accept={accept}
        maxCount={1}
        showUploadList={false}
        disabled={disabled}
        beforeUpload={(file) => {
          onFile(file);
          return false;
        }}
      >
        <p style={{ color: "var(--dg-accent-text)" }}>
          <FileUp size={28} aria-hidden />
        </p>
        <p style={{ fontWeight: 600 }}>{text}</p>
        <p style={{ color: "var(--dg-text-2)" }}>{hint}</p>
      </Upload.Dragger>
    </div>
  );
}
