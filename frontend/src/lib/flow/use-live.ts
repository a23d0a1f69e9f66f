import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { apiUrl } from "../api";
import { LiveStream, type Source } from "./live";
import { renewFlows } from "./queries";
import { NOTIFICATIONS } from "./notifications";
import { onWatched, tellNewsAround, watched, watchedList } from "./watched";

/** A hidden tab gives its line back after this long: browsers allow a handful per server. */
const HIDDEN_MS = 60_000;

/** A browser has few lines to spare: with an open record or list the page still has one. */
function streamUrl(): string {
  const record = watched();
  const list = watchedList();
  if (!record && list) return apiUrl(`/apps/${list.app}/forms/${list.form}/records:stream`);
  if (!record) return apiUrl("/me/stream");
  return apiUrl(`/apps/${record.app}/forms/${record.form}/records/${record.id}/stream`);
}

/** Keeps tasks, flows and messages of every page up to date; once, in the shell. */
export function useLive(): void {
  const client = useQueryClient();
  useEffect(() => {
    const stream = new LiveStream(
      {
        open: () => new EventSource(streamUrl()) as unknown as Source,
        later: (ms, run) => {
          const timer = window.setTimeout(run, ms);
          return () => window.clearTimeout(timer);
        },
      },
      (topic) => {
        if (topic === "list") {
          watchedList()?.onNews();
          return;
        }
        if (topic === "around") {
          tellNewsAround();
          return;
        }
        if (topic === "record" || topic === "comments") {
          watched()?.onNews(topic);
          return;
        }
        if (topic === "notifications") void client.invalidateQueries({ queryKey: NOTIFICATIONS });
        void renewFlows(client);
      },
    );
    let hiding: number | undefined;
    const look = () => {
      window.clearTimeout(hiding);
      if (document.visibilityState === "visible") stream.start();
      else hiding = window.setTimeout(() => stream.stop(), HIDDEN_MS);
    };
    look();
    document.addEventListener("visibilitychange", look);
    const forget = onWatched(() => stream.renew());
    return () => {
      document.removeEventListener("visibilitychange", look);
      window.clearTimeout(hiding);
      forget();
      stream.stop();
    };
  }, [client]);
}
