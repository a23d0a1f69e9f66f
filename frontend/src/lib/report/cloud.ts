/** Sizes and order of the words of a cloud. */

const SMALLEST = 13;
const LARGEST = 40;
export const MOST_WORDS = 120;

/** The first 120 words; the area of a word follows its value, the largest stands in the middle of the order. */
export function cloudOf<W extends { word: string; value: number }>(
  words: readonly W[],
): (W & { size: number; rank: number })[] {
  const shown = words.slice(0, MOST_WORDS);
  const high = Math.sqrt(Math.max(...shown.map((word) => word.value), 0));
  const low = Math.sqrt(Math.min(...shown.map((word) => word.value), high * high));
  const sized = shown.map((word, rank) => {
    const part = high === low ? 0.4 : (Math.sqrt(word.value) - low) / (high - low);
    return { ...word, rank, size: Math.round(SMALLEST + part * (LARGEST - SMALLEST)) };
  });
  const left = sized.filter((_, at) => at % 2 === 1).reverse();
  return [...left, ...sized.filter((_, at) => at % 2 === 0)];
}
