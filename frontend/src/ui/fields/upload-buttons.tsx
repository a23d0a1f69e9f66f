import { Button } from "antd";
import { RotateCcw, Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Running, useUploads } from "./use-uploads";

interface Props {
  upload: Running;
  uploads: Pick<ReturnType<typeof useUploads>, "retry" | "drop">;
}

/** What can be done with one file on its way: another try where it may help, and giving up. */
export function UploadButtons({ upload, uploads }: Props) {
  const { t } = useTranslation("form");
  return (
    <>
      {upload.problem !== null && upload.again && (
        <Button
          type="text"
          size="small"
          icon={<RotateCcw size={14} />}
          aria-label={t("file.again")}
          onClick={() => uploads.retry(upload.key)}
        />
      )}
      <Button
        type="text"
        size="small"
        icon={<Trash2 size={14} />}
        aria-label={t("file.remove", { name: upload.file.name })}
        onClick={() => uploads.drop(upload.key)}
      />
    </>
  );
}
