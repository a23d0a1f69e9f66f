/** A flow from a BPMN file. What the file doesn't say well enough is listed: element, line, reason. */
import { Alert, Button, Upload } from "antd";
import { FileUp } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { ApiProblem } from "@/lib/api";
import { problemText } from "@/lib/problem-text";
import { useFlowActs } from "../model/queries";
import styles from "./list.module.css";

interface Props {
  app: string;
  form: string | null;
  onClose: () => void;
}

interface Told {
  element: string;
  line: number;
  message: string;
}

const MOST = 20;

export function FromBpmn({ app, form, onClose }: Props) {
  const { t } = useTranslation("flowdesign");
  const navigate = useNavigate();
  const { bring } = useFlowActs(app);
  const design = (key: string): void => {
    onClose();
    void navigate(`/apps/${app}/flows/${key}/design`);
  };
  const made = bring.data;
  const refused = bring.error instanceof ApiProblem ? bring.error : null;
  return (
    <div className={styles.bpmn}>
      <Upload
        accept=".bpmn,.xml"
        maxCount={1}
        showUploadList={false}
        beforeUpload={(file) => {
          bring.mutate(
            { file, form },
            {
              onSuccess: ({ key, bpmn }) => {
                if (bpmn.problems.length === 0) design(key);
              },
            },
          );
          return false;
        }}
      >
        <Button type="text" icon={<FileUp size={16} />} loading={bring.isPending}>
          {t("new.bpmn")}
        </Button>
      </Upload>
      {bring.isError && (
        <Alert
          type="error"
          title={refused && refused.errors.length > 0 ? refused.message : problemText(bring.error)}
          description={
            <Problems
              told={(refused?.errors ?? []).map((one) => ({
                element: one.field ?? "",
                line: Number(one.path?.[0] ?? 0),
                message: one.message,
              }))}
            />
          }
        />
      )}
      {made && (
        <Alert
          type="warning"
          title={t("new.bpmn_told", { count: made.bpmn.problems.length })}
          description={
            <>
              <Problems told={made.bpmn.problems} />
              <Button className={styles.open} type="primary" onClick={() => design(made.key)}>
                {t("new.bpmn_open")}
              </Button>
            </>
          }
        />
      )}
    </div>
  );
}

function Problems({ told }: { told: Told[] }) {
  const { t } = useTranslation("flowdesign");
  if (told.length === 0) return null;
  return (
    <ul className={styles.told}>
      {told.slice(0, MOST).map((one, at) => (
        <li key={at}>
          {one.message}
          <small>
            {[one.element, one.line > 0 ? t("new.bpmn_line", { line: one.line }) : ""]
              .filter(Boolean)
              .join(" · ")}
          </small>
        </li>
      ))}
      {told.length > MOST && <li>{t("new.bpmn_more", { count: told.length - MOST })}</li>}
    </ul>
  );
}
