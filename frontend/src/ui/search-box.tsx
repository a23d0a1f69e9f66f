import { Input, type InputRef } from "antd";
import { Search } from "lucide-react";
import { useEffect, useEffectEvent, useState, type Ref } from "react";
import { useDebounced } from "@/lib/use-debounced";

interface Props {
  label: string;
  /** What is searched for now; taken back elsewhere, it empties the box. */
  text: string;
  onSearch: (text: string) => void;
  inputRef: Ref<InputRef>;
  className?: string;
}

/** What is typed asks once it rests; what the address says comes back in. */
export function SearchBox({ label, text, onSearch, inputRef, className }: Props) {
  const [typed, setTyped] = useState(text);
  const [from, setFrom] = useState(text);
  if (from !== text) {
    setFrom(text);
    if (text !== typed.trim()) setTyped(text);
  }
  const rested = useDebounced(typed.trim(), 300);
  // Only rest makes a search; the address changing behind it must not.
  const search = useEffectEvent((words: string) => {
    if (words === typed.trim() && words !== text) onSearch(words);
  });
  useEffect(() => search(rested), [rested]);
  return (
    <Input
      ref={inputRef}
      className={className}
      allowClear
      prefix={<Search size={16} aria-hidden />}
      placeholder={label}
      aria-label={label}
      value={typed}
      onChange={(event) => setTyped(event.target.value)}
    />
  );
}
