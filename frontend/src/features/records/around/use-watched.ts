/** An open record stays as it is: others' changes and comments come in by themselves. */
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { watch } from "@/lib/flow/watched";
import { recordKey } from "../model/record-queries";
import { aroundKey } from "./queries";

/**
 * → whether somebody has changed the record while it is being edited here. What is being typed is left alone then, and
 * so is the version it began from: saving must show the difference instead of overwriting it.
 */
export function useWatched(app: string, form: string, id: string, editing: boolean): boolean {
  const client = useQueryClient();
  const [stale, setStale] = useState(false);
  const held = useRef(editing);
  const [before, setBefore] = useState(editing);
  if (before !== editing) {
    setBefore(editing);
    setStale(false);
  }
  useEffect(() => {
    held.current = editing;
  }, [editing]);
  useEffect(
    () =>
      watch({
        app,
        form,
        id,
        onNews: (topic) => {
          void client.invalidateQueries({ queryKey: aroundKey(app, form, id) });
          if (topic === "comments") return;
          if (held.current) setStale(true);
          else void client.invalidateQueries({ queryKey: recordKey(app, form, id) });
        },
      }),
    [client, app, form, id],
  );
  return stale;
}
