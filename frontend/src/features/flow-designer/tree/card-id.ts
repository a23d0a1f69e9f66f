/** DOM id of a card: the keyboard goes there. */
export const cardId = (node: string): string => `flow-card-${node}`;
