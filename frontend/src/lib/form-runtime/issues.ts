/**
 * What is wrong with a place of a record. The page's own issues carry a code and parameters (the
 * sentence is in the `form` namespace); those of a check or of the server carry their own words.
 */
import type { Label } from "@/lib/types";

export interface Issue {
  code: string;
  level: "block" | "warn";
  params?: Record<string, string | number>;
  message?: Label;
}

export const issue = (code: string, params?: Record<string, string | number>): Issue =>
  params ? { code, level: "block", params } : { code, level: "block" };
