import styles from "./person-avatar.module.css";

const TONES = 6;

function toneOf(id: string): number {
  let sum = 0;
  for (const letter of id) sum = (sum * 31 + letter.charCodeAt(0)) % 9973;
  return sum % TONES;
}

/** 张建国 → 建国 ; Ada Lovelace → AL */
export function initials(name: string): string {
  const trimmed = name.trim();
  if (/[\u3400-\u9fff]/.test(trimmed)) return trimmed.slice(-2);
  const words = trimmed.split(/\s+/).filter(Boolean);
  return (words.length > 1 ? `${words[0]?.[0]}${words.at(-1)?.[0]}` : trimmed.slice(0, 2)).toUpperCase();
}

/** The colour follows the id, so that a person keeps it when renamed. The name itself stands beside it. */
export function PersonAvatar({ id, name, size = 24 }: { id: string; name: string; size?: number }) {
  return (
    <span
      aria-hidden
      className={`${styles.avatar} ${styles[`tone${toneOf(id)}`]}`}
      style={{ width: size, height: size, fontSize: Math.round(size * 0.42) }}
    >
      {initials(name)}
    </span>
  );
}
