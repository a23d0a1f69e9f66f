import { Alert } from "antd";
import { Copyable } from "./copyable";

/** A secret that is told this once. */
export function RevealedSecret({ title, label, secret }: { title: string; label: string; secret: string }) {
  return <Alert type="success" title={title} description={<Copyable label={label} text={secret} />} />;
}
