import { App, Button } from "antd";
import { useTranslation } from "react-i18next";
import { problemText } from "@/lib/problem-text";

/** Short words at the edge of the page: success, and every refusal that has no better place. Said twice, shown once. */
export function useToast() {
  const { message } = App.useApp();
  return {
    done: (text: string) => void message.success({ key: `done:${text}`, content: text }),
    warned: (text: string) => void message.warning({ key: `warned:${text}`, content: text, duration: 8 }),
    failed: (error: unknown) => {
      const text = problemText(error);
      void message.error({ key: `failed:${text}`, content: text, duration: 6 });
    },
  };
}

/** What was removed can be brought back for eight seconds; nobody is asked beforehand. */
export function useUndoToast() {
  const { message } = App.useApp();
  const { t } = useTranslation("common");
  return (text: string, undo: () => Promise<unknown>) => {
    const close = message.success({
      duration: 8,
      content: (
        <>
          {text}
          <Button
            type="link"
            size="small"
            onClick={() => {
              close();
              undo().catch((error: unknown) => void message.error(problemText(error)));
            }}
          >
            {t("action.undo")}
          </Button>
        </>
      ),
    });
  };
}
