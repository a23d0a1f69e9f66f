import { Input, Space } from "antd";
import { CopyButton } from "./copy-button";

/** A text to take along: an address, a secret. */
export function Copyable({ label, text }: { label: string; text: string }) {
  return (
    <Space.Compact block>
      <Input readOnly className="dg-mono" aria-label={label} value={text} />
      <CopyButton text={text} />
    </Space.Compact>
  );
}
