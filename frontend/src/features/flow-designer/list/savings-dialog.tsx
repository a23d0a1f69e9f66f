/** What an automatic step is worth, in minutes somebody would have needed by hand: reports count with it. */
import { InputNumber, Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ErrorState } from "@/ui/error-state";
import { ListSkeleton } from "@/ui/skeletons";
import { useToast } from "@/ui/use-toast";
import { useStepSavings } from "../model/queries";
import styles from "./list.module.css";

/** Not by `precision`, which would write «2.00». */
const hundredths = (minutes: number): number => Math.round(minutes * 100) / 100;

export function SavingsDialog({ app, onClose }: { app: string; onClose: () => void }) {
  const { t } = useTranslation(["flowdesign", "drawing"]);
  const toast = useToast();
  const { list, keep } = useStepSavings(app);
  const [own, setOwn] = useState<Record<string, number>>({});
  const items = list.data?.items ?? [];
  const save = () => {
    const minutes = Object.fromEntries(items.map((one) => [one.kind, own[one.kind] ?? one.minutes]));
    keep.mutate({ minutes }, { onSuccess: onClose, onError: toast.failed });
  };
  return (
    <Modal
      open
      title={t("savings.title")}
      okText={t("savings.save")}
      cancelText={t("common:action.cancel")}
      okButtonProps={{ loading: keep.isPending, disabled: !list.data }}
      onOk={save}
      onCancel={onClose}
    >
      <p className={styles.savingsText}>{t("savings.text")}</p>
      {list.isPending && <ListSkeleton rows={6} />}
      {list.isError && <ErrorState compact error={list.error} onRetry={() => void list.refetch()} />}
      {items.map((one) => {
        const name = t(`drawing:type.${one.kind}`, { defaultValue: one.kind });
        return (
          <label key={one.kind} className={styles.saving}>
            <span>{name}</span>
            <InputNumber<number>
              aria-label={t("savings.of", { name })}
              min={0}
              max={1440}
              controls={false}
              suffix={t("savings.minutes")}
              value={own[one.kind] ?? one.minutes}
              onChange={(next) =>
                setOwn({ ...own, [one.kind]: next === null ? one.usual : hundredths(next) })
              }
            />
          </label>
        );
      })}
    </Modal>
  );
}
