/** Who wants to know: as many as like, each until they take themselves off again. */
export class Listeners {
  private readonly all = new Set<() => void>();

  add = (listener: () => void): (() => void) => {
    this.all.add(listener);
    return () => this.all.delete(listener);
  };

  tell(): void {
    for (const listener of this.all) listener();
  }
}
