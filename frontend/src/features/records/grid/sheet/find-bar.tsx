/** Find in the grid: the server looks through all records of the list, the grid goes to them one after the other. */
import { Button, InputNumber, type InputRef } from "antd";
import { ChevronDown, ChevronUp, X } from "lucide-react";
import { useEffect, useEffectEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/lib/api";
import { SearchBox } from "@/ui/search-box";
import { useToast } from "@/ui/use-toast";
import type { PageAnswer } from "../../model/row-source";
import { recordsPath } from "../../model/use-rows";
import { single } from "./range";
import type { Sheet } from "./sheet";
import styles from "./sheet.module.css";

/** As many finds as are walked through; who has more wants a narrower word. */
const MOST_FOUND = 1000;

interface Props {
  sheet: Sheet;
  question: { app: string; form: string; filter: string; search: string; sort: string[] };
  onClose: () => void;
}

interface Found {
  text: string;
  ids: string[];
  more: boolean;
}

export function FindBar({ sheet, question, onClose }: Props) {
  const { t } = useTranslation("records");
  const toast = useToast();
  const [text, setText] = useState("");
  const [found, setFound] = useState<Found | null>(null);
  const [at, setAt] = useState(-1);
  const box = useRef<InputRef>(null);
  const bar = useRef<HTMLDivElement>(null);
  const { app, form, filter, search, sort } = question;
  const path = recordsPath(app, form);
  const key = JSON.stringify([path, filter, search, sort]);
  useEffect(() => box.current?.focus(), []);
  const look = useEffectEvent(async (signal: AbortSignal): Promise<Found | null> => {
    const query = { filter, search: text, sort, fields: "id", limit: MOST_FOUND };
    try {
      const page = await api.get<PageAnswer>(path, { query, signal });
      return { text, ids: page.items.map(({ id }) => id), more: page.next !== null };
    } catch (error) {
      if (!signal.aborted) toast.failed(error);
      return null;
    }
  });
  useEffect(() => {
    if (text === "") return undefined;
    const controller = new AbortController();
    void look(controller.signal).then((next) => {
      if (!next) return;
      setFound(next);
      setAt(-1);
    });
    return () => controller.abort();
  }, [text, key]);
  const go = async (next: number) => {
    const id = found?.ids[next];
    if (id === undefined) return;
    setAt(next);
    try {
      const known = sheet.around.source.indexOf(id);
      const query = { id, filter, search, sort };
      const row = known >= 0 ? known : (await api.get<{ at: number }>(`${path}:place`, { query })).at;
      show(row);
    } catch (error) {
      toast.failed(error);
    }
  };
  const show = (row: number) => {
    sheet.select(single({ row, column: sheet.range?.anchor.column ?? 0 }));
    sheet.goTo(row);
  };
  const total = found?.ids.length ?? 0;
  const step = (by: number) => void go((at + by + total) % total);
  const onKeyDown = useEffectEvent((event: KeyboardEvent) => {
    if (event.key === "Escape") onClose();
    else if (event.key === "Enter" && total > 0) {
      event.preventDefault();
      if (at < 0) void go(event.shiftKey ? total - 1 : 0);
      else step(event.shiftKey ? -1 : 1);
    }
  });
  useEffect(() => {
    const element = bar.current;
    const listen = (event: KeyboardEvent) => onKeyDown(event);
    element?.addEventListener("keydown", listen);
    return () => element?.removeEventListener("keydown", listen);
  }, []);
  return (
    <div ref={bar} role="search" aria-label={t("sheet.find.label")} className={styles.find}>
      <SearchBox label={t("sheet.find.text")} text={text} onSearch={setText} inputRef={box} />
      <span className={styles.found} role="status">
        {text === "" || !found
          ? ""
          : total === 0
            ? t("sheet.find.none")
            : t(found.more ? "sheet.find.many" : "sheet.find.place", { at: at + 1, total })}
      </span>
      <Button
        size="small"
        icon={<ChevronUp size={16} />}
        disabled={total === 0}
        aria-label={t("sheet.find.previous")}
        onClick={() => (at < 0 ? void go(total - 1) : step(-1))}
      />
      <Button
        size="small"
        icon={<ChevronDown size={16} />}
        disabled={total === 0}
        aria-label={t("sheet.find.next")}
        onClick={() => (at < 0 ? void go(0) : step(1))}
      />
      <label className={styles.goto}>
        {t("sheet.find.goto")}
        <InputNumber<number>
          size="small"
          min={1}
          max={Math.max(1, sheet.around.source.length)}
          precision={0}
          controls={false}
          onPressEnter={(event) => {
            event.stopPropagation();
            const row = Number((event.target as HTMLInputElement).value);
            if (row >= 1) show(Math.min(row, sheet.around.source.length) - 1);
          }}
        />
        {t("sheet.find.row")}
      </label>
      <Button
        size="small"
        type="text"
        icon={<X size={16} />}
        aria-label={t("sheet.find.close")}
        onClick={onClose}
      />
    </div>
  );
}
