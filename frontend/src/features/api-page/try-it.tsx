import { useMutation } from "@tanstack/react-query";
import { Button, Input } from "antd";
import { Play } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { growing } from "@/lib/growing";
import { ScrollRegion } from "@/ui/scroll-region";
import { problemText } from "@/lib/problem-text";
import type { Document, Operation } from "./openapi";
import { bodyExample, send } from "./request";
import styles from "./api-page.module.css";

/** Fills in and sends the call with the viewer's own rights. It is real: what it creates or deletes is so. */
export function TryIt({ document, operation }: { document: Document; operation: Operation }) {
  const { t } = useTranslation("api");
  const [values, setValues] = useState<Record<string, string>>({});
  const [body, setBody] = useState(() => bodyExample(document, operation));
  const call = useMutation({ mutationFn: () => send(document, operation, values, body) });
  const missing = operation.parameters.some((parameter) => parameter.required && !values[parameter.name]);
  return (
    <section className={styles.block}>
      <h3>{t("try")}</h3>
      <p className={styles.description}>{operation.method === "GET" ? t("try_read") : t("try_write")}</p>
      <div className={styles.inputs}>
        {operation.parameters.map((parameter) => (
          <label key={parameter.name} className={styles.input}>
            <code>
              {parameter.name}
              {parameter.required ? " *" : ""}
            </code>
            <Input
              value={values[parameter.name] ?? ""}
              onChange={(event) => setValues({ ...values, [parameter.name]: event.target.value })}
            />
          </label>
        ))}
      </div>
      {operation.body && (
        <Input.TextArea
          className="dg-mono"
          aria-label={t("body")}
          spellCheck={false}
          styles={{ textarea: growing(4, 20) }}
          value={body}
          onChange={(event) => setBody(event.target.value)}
          style={{ marginBottom: 8 }}
        />
      )}
      <Button
        icon={<Play size={16} />}
        loading={call.isPending}
        disabled={missing}
        onClick={() => call.mutate()}
      >
        {t("send")}
      </Button>
      {call.isError && <p role="alert">{problemText(call.error)}</p>}
      {call.data && (
        <div role="status">
          <p className={styles.status}>
            <strong className={call.data.status < 400 ? styles.good : styles.bad}>{call.data.status}</strong>{" "}
            {t("took", { ms: call.data.ms })}
          </p>
          <ScrollRegion as="pre" className={styles.code} label={t("answer")}>
            {call.data.text}
          </ScrollRegion>
        </div>
      )}
    </section>
  );
}
