/** Files of a record: pictures by their preview, others by name; a picture opens large in place. */
import { Button, Image } from "antd";
import { Download, Paperclip, Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { formatBytes } from "@/lib/form-runtime/format";
import styles from "./attachment.module.css";
import { useFieldServices, type FileRef } from "./services";

interface Props {
  files: FileRef[];
  compact?: boolean;
  onRemove?: (id: string) => void;
}

const isPicture = (file: FileRef): boolean => /^image\/(png|jpe?g|gif|webp)$/.test(file.type);

export function FileList({ files, compact, onRemove }: Props) {
  const { t } = useTranslation("form");
  const { fileUrl } = useFieldServices();
  if (files.length === 0) return null;
  return (
    <ul className={compact ? styles.compactList : styles.list}>
      {files.map((file) => (
        <li key={file.id} className={styles.file}>
          {isPicture(file) ? (
            <Image
              className={styles.picture}
              width={compact ? 24 : 40}
              height={compact ? 24 : 40}
              src={fileUrl(file.id, true)}
              alt={file.name}
              preview={{ src: fileUrl(file.id, false) }}
            />
          ) : (
            <Paperclip size={16} aria-hidden />
          )}
          <a className={styles.name} href={fileUrl(file.id, false)} download={file.name} title={file.name}>
            {file.name}
          </a>
          {!compact && <span className={styles.size}>{formatBytes(file.size)}</span>}
          {!compact && !onRemove && (
            <a
              href={fileUrl(file.id, false)}
              download={file.name}
              aria-label={t("file.download", { name: file.name })}
            >
              <Download size={14} aria-hidden />
            </a>
          )}
          {onRemove && (
            <Button
              type="text"
              size="small"
              icon={<Trash2 size={14} />}
              aria-label={t("file.remove", { name: file.name })}
              onClick={() => onRemove(file.id)}
            />
          )}
        </li>
      ))}
    </ul>
  );
}
