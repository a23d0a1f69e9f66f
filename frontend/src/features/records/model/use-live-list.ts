/** A list that stands open shows others' changes by itself, without moving what is selected or being written. */
import { useEffect, useRef } from "react";
import { watchList } from "@/lib/flow/watched";
import type { RowSource } from "./row-source";

/** Many changes come as one: rows are asked for again no oftener than this. */
const REST_MS = 1500;

/** `held`: a cell is being written; what is new waits until it is saved or given up. */
export function useLiveList(app: string, form: string, source: RowSource, held: boolean): void {
  const now = useRef({ source, held });
  const waiting = useRef(false);
  const timer = useRef<number | undefined>(undefined);
  useEffect(() => {
    now.current = { source, held };
    if (held || !waiting.current) return;
    waiting.current = false;
    source.refresh();
  }, [source, held]);
  useEffect(() => {
    const end = watchList({
      app,
      form,
      onNews: () => {
        timer.current ??= window.setTimeout(() => {
          timer.current = undefined;
          if (now.current.held) waiting.current = true;
          else now.current.source.refresh();
        }, REST_MS);
      },
    });
    return () => {
      window.clearTimeout(timer.current);
      timer.current = undefined;
      end();
    };
  }, [app, form]);
}
