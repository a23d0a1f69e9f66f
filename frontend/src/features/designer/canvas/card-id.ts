/** DOM id of a field's card, so that focus and the problems panel find it. */
export const cardId = (key: string, subform?: string): string => `card-${subform ? `${subform}-` : ""}${key}`;
