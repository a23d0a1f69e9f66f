/** People in a comment: `<@id>` for the server, `@name` for whoever reads or writes it. */
export interface Named {
  id: string;
  name: string;
}

const MENTION = /<@([0-9a-f-]{36})>/g;

/** What was typed, with the people who were picked as their ids. The longest name first: 张三 is not 张三丰. */
export function toServer(typed: string, picked: readonly Named[]): string {
  const byLength = [...picked].sort((one, other) => other.name.length - one.name.length);
  let text = typed;
  for (const { id, name } of byLength) text = text.split(`@${name}`).join(`<@${id}>`);
  return text.trim();
}

/** What stands in the box when a comment is changed, and whom it names. */
export function toBox(
  text: string,
  people: Record<string, string | null>,
): { typed: string; picked: Named[] } {
  const picked = Object.entries(people).map(([id, name]) => ({ id, name: name ?? id }));
  const names = new Map(picked.map(({ id, name }) => [id, name]));
  return { typed: text.replace(MENTION, (_all, id: string) => `@${names.get(id) ?? id}`), picked };
}

/** People of one name are told apart by their department, so that the one who was picked is the one who is told. */
export function distinct<P extends Named & { department: string | null }>(people: readonly P[]): P[] {
  const times = new Map<string, number>();
  for (const { name } of people) times.set(name, (times.get(name) ?? 0) + 1);
  return people.map((person) =>
    times.get(person.name) === 1
      ? person
      : { ...person, name: `${person.name}(${person.department ?? person.id.slice(-4)})` },
  );
}

export type Piece = { text: string } | { person: string };

/** A text in pieces, for showing. */
export function piecesOf(text: string): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const found of text.matchAll(MENTION)) {
    if (found.index > at) pieces.push({ text: text.slice(at, found.index) });
    pieces.push({ person: found[1] ?? "" });
    at = found.index + found[0].length;
  }
  if (at < text.length) pieces.push({ text: text.slice(at) });
  return pieces;
}
