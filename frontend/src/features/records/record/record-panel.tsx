/** `records/:id`: at the side of the list on the desk, the whole screen on the phone. */
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate, useParams } from "react-router";
import { usePhone } from "@/lib/use-media";
import { ErrorState } from "@/ui/error-state";
import { ListSkeleton } from "@/ui/skeletons";
import { useKept } from "@/lib/kept";
import { useRecord } from "../model/record-queries";
import { isTyping } from "../use-page-keys";
import { useRecordPlace } from "./place";
import { RecordDetail } from "./record-detail";
import styles from "./record.module.css";

export function RecordPanel() {
  const { id = "" } = useParams();
  const { t } = useTranslation("records");
  const phone = usePhone();
  const navigate = useNavigate();
  const place = useRecordPlace();
  const [around, setAround] = useKept("dougong.record.around", false);
  const [wide, setWide] = useKept("dougong.record.wide", false);
  const record = useRecord(place.app, place.form, id);
  const panel = useRef<HTMLElement>(null);
  const close = () => void navigate(place.listPath);

  useEffect(() => {
    // A screen reader starts at the record; coming from the grid by arrow keys one stays there.
    if (!document.activeElement?.closest("[role=grid]")) panel.current?.focus({ preventScroll: true });
  }, [id]);
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.key !== "Escape" || event.defaultPrevented || isTyping(event.target)) return;
      if (
        document.querySelector(".ant-modal-wrap:not([style*='none']),.ant-popover:not(.ant-popover-hidden)")
      )
        return;
      if ((event.target as HTMLElement).closest("[role=grid]")) return;
      void navigate(place.listPath);
    };
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  }, [navigate, place.listPath]);

  return (
    <aside
      ref={panel}
      tabIndex={-1}
      aria-label={t("record.label")}
      className={styles.panel}
      data-phone={phone || undefined}
      data-around={(around && !phone) || undefined}
      data-wide={(wide && !phone) || undefined}
    >
      {record.isPending ? (
        <div className={styles.wait}>
          <ListSkeleton rows={8} />
        </div>
      ) : record.isError ? (
        <div className={styles.wait}>
          <ErrorState error={record.error} compact onRetry={() => void record.refetch()} />
          <p className={styles.center}>
            <button type="button" className={styles.textButton} onClick={close}>
              {t("record.to_list")}
            </button>
          </p>
        </div>
      ) : (
        <RecordDetail
          key={id}
          record={record.data}
          wide={wide}
          around={around}
          onAround={setAround}
          onWide={phone ? null : () => setWide(!wide)}
          onClose={close}
        />
      )}
    </aside>
  );
}
