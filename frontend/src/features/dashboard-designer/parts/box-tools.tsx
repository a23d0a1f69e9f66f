import { Button } from "antd";
import { ArrowUp } from "lucide-react";
import { useTranslation } from "react-i18next";
import { RemoveButton } from "@/ui/remove-button";

interface Props {
  /** What is moved or removed. */
  part: string;
  /** Absent for the first. */
  onUp?: () => void;
  /** Absent where it must stay. */
  onRemove?: () => void;
}

/** What can be done with one of several dimensions or measures. */
export function BoxTools({ part, onUp, onRemove }: Props) {
  const { t } = useTranslation("dashdesign");
  return (
    <>
      {onUp && (
        <Button
          size="small"
          type="text"
          icon={<ArrowUp size={14} />}
          aria-label={t("dimension.up", { part })}
          onClick={onUp}
        />
      )}
      {onRemove && <RemoveButton label={t("dimension.remove", { part })} onClick={onRemove} />}
    </>
  );
}
