import { Button, Drawer, Form, type FormInstance } from "antd";
import { useEffect, useEffectEvent, useId, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { problemsByField, problemText } from "@/lib/problem-text";
import { kept } from "@/lib/use-begun";
import { usePhone } from "@/lib/use-media";
import { DrawerFooter } from "./drawer-footer";
import styles from "./form-drawer.module.css";

interface Props<Values extends object> {
  open: boolean;
  title: string;
  form: FormInstance<Values>;
  initial: Partial<Values>;
  submit: string;
  width?: number;
  onClose: () => void;
  /** Throws what the server refused; a problem of a field is shown beside it, the rest on top. */
  onSubmit: (values: Values) => Promise<unknown>;
  children: ReactNode;
}

/** Create and edit at the side of a list; full screen on the phone. Stays open until the server has agreed. */
export function FormDrawer<Values extends object>(props: Props<Values>) {
  const { open, title, form, initial, submit, width = 480, onClose, onSubmit, children } = props;
  const { t } = useTranslation("common");
  const phone = usePhone();
  // Ids of inputs begin with it: another form may stand behind the drawer.
  const id = useId();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const [typed, setTyped] = useState(false);

  // Only opening fills the form: a list refreshed behind it must not overwrite what is being typed.
  const fill = useEffectEvent(() => {
    form.resetFields();
    form.setFieldsValue(initial as Parameters<typeof form.setFieldsValue>[0]);
  });
  useEffect(() => {
    if (open) fill();
  }, [open]);

  const close = () => {
    setProblem(null);
    setTyped(false);
    onClose();
  };
  const finish = async (values: Values) => {
    setBusy(true);
    setProblem(null);
    try {
      await onSubmit(values);
      close();
    } catch (error) {
      const fields = problemsByField(error);
      const names = Object.keys(form.getFieldsValue(true) as object);
      const known = Object.entries(fields).filter(
        ([name]) => names.includes(name) || form.getFieldInstance(name),
      );
      form.setFields(known.map(([name, message]) => ({ name: name as never, errors: [message] })));
      if (known.length === 0) setProblem(problemText(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Drawer
      open={open}
      title={title}
      // A click beside it, or Escape, must not throw away what was typed.
      {...kept(typed)}
      onClose={close}
      size={phone ? "100%" : width}
      destroyOnHidden
      closable={{ "aria-label": t("action.close") }}
      footer={
        <DrawerFooter>
          <Button onClick={close}>{t("action.cancel")}</Button>
          <Button type="primary" loading={busy} onClick={() => form.submit()}>
            {submit}
          </Button>
        </DrawerFooter>
      }
    >
      <Form<Values>
        form={form}
        name={id}
        layout="vertical"
        onValuesChange={() => setTyped(true)}
        onFinish={(values) => void finish(values)}
        scrollToFirstError={{ focus: true }}
      >
        {problem && (
          <p className={styles.problem} role="alert">
            {problem}
          </p>
        )}
        {children}
        <button type="submit" hidden />
      </Form>
    </Drawer>
  );
}
