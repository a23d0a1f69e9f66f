/**
 * Answers that could not be sent: kept on this device until there is a connection again. Each has the key it was first
 * sent with, so an answer whose receipt got lost does not become two.
 */
import type { Answer } from "./client";

export interface Queued {
  key: string;
  token: string;
  recipient: string | null;
  answer: Answer;
  at: string;
  /** What the server had against it; it waits for its sender then. */
  refused: string | null;
}

const NAME = "dougong-public-forms";
const STORE = "answers";

function database(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open(NAME, 1);
    opening.onupgradeneeded = () => {
      opening.result.createObjectStore(STORE, { keyPath: "key" }).createIndex("token", "token");
    };
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => reject(opening.error ?? new Error("no storage"));
  });
}

async function run<T>(mode: IDBTransactionMode, act: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const opened = await database();
  try {
    return await new Promise<T>((resolve, reject) => {
      const transaction = opened.transaction(STORE, mode);
      const request = act(transaction.objectStore(STORE));
      // Done only when it lies on the disk.
      transaction.oncomplete = () => resolve(request.result);
      transaction.onerror = () => reject(transaction.error ?? new Error("not kept"));
      transaction.onabort = () => reject(transaction.error ?? new Error("not kept"));
    });
  } finally {
    opened.close();
  }
}

export const keep = (queued: Queued): Promise<unknown> => run("readwrite", (store) => store.put(queued));

export const forget = (key: string): Promise<unknown> => run("readwrite", (store) => store.delete(key));

export async function waiting(token: string): Promise<Queued[]> {
  try {
    const found = await run<Queued[]>(
      "readonly",
      (store) => store.index("token").getAll(token) as IDBRequest<Queued[]>,
    );
    return found.sort((one, other) => one.at.localeCompare(other.at));
  } catch {
    return []; // no storage in this browser: nothing was kept either
  }
}
