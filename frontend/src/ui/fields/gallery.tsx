/** Small pictures that open large. */
import { Button, Image } from "antd";
import { Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import styles from "./image.module.css";
import { useFieldServices, type FileRef } from "./services";

interface GalleryProps {
  files: FileRef[];
  compact?: boolean;
  onRemove?: (id: string) => void;
}

export function Gallery({ files, compact, onRemove }: GalleryProps) {
  const { t } = useTranslation("form");
  const { fileUrl } = useFieldServices();
  const size = compact ? 28 : 96;
  return (
    <Image.PreviewGroup items={files.map((file) => ({ src: fileUrl(file.id, false), alt: file.name }))}>
      {files.map((file) => (
        <span key={file.id} className={styles.picture}>
          <Image
            className={styles.small}
            width={size}
            height={size}
            src={fileUrl(file.id, true)}
            alt={file.name}
            loading="lazy"
          />
          {onRemove && (
            <Button
              className={styles.remove}
              size="small"
              icon={<Trash2 size={14} />}
              aria-label={t("file.remove", { name: file.name })}
              onClick={() => onRemove(file.id)}
            />
          )}
        </span>
      ))}
    </Image.PreviewGroup>
  );
}
