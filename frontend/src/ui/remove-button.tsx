import { Button } from "antd";
import { Trash2 } from "lucide-react";

interface Props {
  /** What is removed, for those who hear the page. */
  label: string;
  onClick: () => void;
}

/** The small bin at the end of a line of what is being built. */
export function RemoveButton({ label, onClick }: Props) {
  return <Button type="text" size="small" icon={<Trash2 size={14} />} aria-label={label} onClick={onClick} />;
}
