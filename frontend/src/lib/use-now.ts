import { useEffect, useState } from "react";

const MINUTE = 60_000;

/** This instant as ISO text, anew every minute: what is drawn around «today» turns at midnight by itself. */
export function useNow(): string {
  const [now, setNow] = useState(() => new Date().toISOString());
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date().toISOString()), MINUTE);
    return () => clearInterval(timer);
  }, []);
  return now;
}
