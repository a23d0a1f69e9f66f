/**
 * What widgets need from outside: people, departments and records to choose from, files to keep, the zone.
 * The pages give the server's; a test gives its own.
 */
import { createContext, useContext } from "react";
import type { LinkedRecord } from "@/lib/form-runtime/engine-types";
import type { Given } from "@/lib/form-runtime/offers";
import type { NameStore } from "./names";
import type { Uploads } from "./uploads";

export interface Choice {
  id: string;
  title: string;
  subtitle?: string | null;
}

export interface FileRef {
  id: string;
  name: string;
  size: number;
  type: string;
}

/** What choices of a link hang on: values beside it, or the record that is stored. */
export interface Around {
  given: Given;
  record?: string;
}

export type ChoiceKind = "member" | "department" | "link";

export interface FieldServices {
  /** Choices that match a text; `field` is the topic of the link field (`customer`, `lines.product`). */
  search(
    kind: ChoiceKind,
    field: string,
    text: string,
    signal: AbortSignal,
    around?: Around | null,
  ): Promise<Choice[]>;
  /** Those of the chosen records that may be chosen beside these values. */
  fitting(field: string, ids: string[], given: Given, signal: AbortSignal): Promise<string[]>;
  upload(
    field: string,
    file: File,
    progress: (fraction: number) => void,
    signal: AbortSignal,
  ): Promise<FileRef>;
  uploads: Uploads;
  fileUrl(id: string, preview: boolean): string;
  /** The record a link points to, as far as the viewer may read it; null when not at all. */
  linked(field: string, id: string): Promise<LinkedRecord | null>;
  /** A page that shows a linked record, or null. */
  linkUrl(field: string, id: string): string | null;
  names: NameStore;
  zone: string;
}

const Context = createContext<FieldServices | null>(null);

export const FieldServicesProvider = Context.Provider;

export function useFieldServices(): FieldServices {
  const services = useContext(Context);
  if (!services) throw new Error("a field widget outside FieldServicesProvider");
  return services;
}
