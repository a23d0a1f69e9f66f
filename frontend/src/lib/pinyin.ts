/**
 * Finding Chinese texts by the first letters of their pinyin («khmc» finds 客户名称) without a dictionary:
 * the browser's collation orders characters by pinyin, so a character's letter is that of the last
 * boundary character before it.
 */
const LETTERS = "abcdefghjklmnopqrstwxyz";
/** The first character of each letter in pinyin order. */
const BOUNDARIES = "阿八嚓哒妸发旮哈讥咔垃痳拏噢妑七呥扨它穵夕丫帀";
const collator = new Intl.Collator("zh-Hans-CN-u-co-pinyin");
const cache = new Map<string, string>();

function initialOf(char: string): string {
  if (!/\p{Script=Han}/u.test(char)) return char.toLowerCase();
  const known = cache.get(char);
  if (known) return known;
  let letter = "";
  [...BOUNDARIES].forEach((boundary, at) => {
    if (collator.compare(char, boundary) >= 0) letter = LETTERS[at]!;
  });
  cache.set(char, letter);
  return letter;
}

/** «客户名称» → «khmc». */
export const initials = (text: string): string => [...text].map(initialOf).join("");

/** Whether a text is what somebody looks for: by part of it, or by the initials of its pinyin. */
export function matchesText(search: string, text: string, ...others: string[]): boolean {
  const wanted = search.trim().toLowerCase();
  if (wanted === "") return true;
  return (
    text.toLowerCase().includes(wanted) ||
    initials(text).includes(wanted) ||
    others.some((other) => other.toLowerCase().includes(wanted))
  );
}
