/** Files of one form that are still on their way: saving waits for them, so that none is left behind. */
export class Uploads {
  private readonly running = new Set<Promise<boolean>>();

  /** `done` answers whether the file has arrived, and never throws. */
  add(done: Promise<boolean>): void {
    this.running.add(done);
    void done.then(() => this.running.delete(done));
  }

  /** Waits for all of them; false when one has failed meanwhile. */
  async arrived(): Promise<boolean> {
    let good = true;
    while (this.running.size > 0) good = (await Promise.all(this.running)).every(Boolean) && good;
    return good;
  }
}
