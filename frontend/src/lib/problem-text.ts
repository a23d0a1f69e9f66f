import i18next from "i18next";
import { ApiProblem } from "./api";

/** One sentence for a person: the server's own when it sent one, else ours. */
export function problemText(error: unknown): string {
  const t = i18next.getFixedT(null, "common");
  if (!(error instanceof ApiProblem)) return t("problem.unexpected");
  if (error.status === 0) return t("problem.network");
  if (error.status === 429) return t("problem.too_often", { seconds: error.retryAfter ?? 60 });
  const sentence = error.message.startsWith("HTTP ") ? "" : error.message;
  if (error.errors.length > 0) {
    const details = [...new Set(error.errors.map((problem) => problem.message))].join(" ");
    return sentence && sentence !== details ? `${sentence} ${details}` : details;
  }
  if (sentence) return sentence;
  return error.status >= 500 ? t("problem.server") : t("problem.refused", { status: error.status });
}

/** What went wrong per field key, for a form to show beside its inputs. */
export function problemsByField(error: unknown): Record<string, string> {
  if (!(error instanceof ApiProblem)) return {};
  const found: Record<string, string> = {};
  for (const problem of error.errors) {
    const key = problem.field ?? problem.path?.join(".");
    if (key !== undefined) found[key] ??= problem.message;
  }
  return found;
}
