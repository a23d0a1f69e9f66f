import { Fail, LIMIT } from "./values";

/** The budget of steps is used up; IFERROR doesn't catch it. */
export class BudgetExceeded extends Fail {
  constructor() {
    super(LIMIT);
  }
}
