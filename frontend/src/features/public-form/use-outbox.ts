/** Answers on their way: sent at once, or kept on the device and sent when there is a connection. */
import { useCallback, useEffect, useRef, useState } from "react";
import { ApiProblem } from "@/lib/api";
import { PublicFormClient, type Answer } from "@/lib/public-form/client";
import { forget, keep, waiting, type Queued } from "@/lib/public-form/queue";
import type { Reply } from "@/lib/public-form/types";
import { problemText } from "@/lib/problem-text";

/** How often somebody without an «online» event is tried again. */
const AGAIN_MS = 20_000;

const isOffline = (error: unknown): boolean =>
  error instanceof ApiProblem && (error.status === 0 || error.status === 503 || error.status === 429);

export interface Outbox {
  queued: Queued[];
  /** The reply, or null when the answer waits on the device. Throws what the server has against it. */
  send: (answer: Answer, key: string) => Promise<Reply | null>;
  /** Takes a refused answer back into the form. */
  withdraw: (key: string) => Promise<void>;
}

export function useOutbox(client: PublicFormClient, onSent: (reply: Reply, key: string) => void): Outbox {
  const [queued, setQueued] = useState<Queued[]>([]);
  const busy = useRef(false);
  const sent = useRef(onSent);
  useEffect(() => {
    sent.current = onSent;
  }, [onSent]);

  const flush = useCallback(async (): Promise<void> => {
    if (busy.current) return;
    busy.current = true;
    try {
      for (const each of await waiting(client.token)) {
        if (each.refused !== null) continue;
        try {
          const reply = await new PublicFormClient(each.token, each.recipient).send(each.answer, each.key);
          await forget(each.key);
          sent.current(reply, each.key);
        } catch (error) {
          if (isOffline(error)) break; // the others would not get through either
          await keep({ ...each, refused: problemText(error) });
        }
      }
      setQueued(await waiting(client.token));
    } finally {
      busy.current = false;
    }
  }, [client]);

  useEffect(() => {
    const look = () => void flush();
    look();
    window.addEventListener("online", look);
    const timer = window.setInterval(look, AGAIN_MS);
    return () => {
      window.removeEventListener("online", look);
      window.clearInterval(timer);
    };
  }, [flush]);

  return {
    queued,
    async send(answer, key) {
      const entry: Queued = {
        key,
        token: client.token,
        recipient: client.recipient,
        answer,
        at: new Date().toISOString(),
        refused: null,
      };
      try {
        return await client.send(answer, key);
      } catch (error) {
        if (!(error instanceof ApiProblem) || error.status !== 0) throw error;
        try {
          await keep(entry);
        } catch {
          throw error; // nowhere to keep it: the form stays open with everything in it
        }
        setQueued(await waiting(client.token));
        return null;
      }
    },
    async withdraw(key) {
      await forget(key);
      setQueued(await waiting(client.token));
    },
  };
}
