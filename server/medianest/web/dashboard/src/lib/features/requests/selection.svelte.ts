/** Which of the things shown are chosen; rows are chosen one by one or from one to the other. */
export class Selection {
  chosen = $state.raw<ReadonlySet<string>>(new Set());
  #last: string | null = null;

  get count(): number {
    return this.chosen.size;
  }

  has(id: string): boolean {
    return this.chosen.has(id);
  }

  toggle(id: string): void {
    const chosen = new Set(this.chosen);
    if (!chosen.delete(id)) chosen.add(id);
    this.chosen = chosen;
    this.#last = id;
  }

  /** Chooses everything between the row that was last touched and this one. */
  extend(id: string, order: readonly string[]): void {
    const from = this.#last === null ? -1 : order.indexOf(this.#last);
    const to = order.indexOf(id);
    if (from < 0) return this.toggle(id);
    const between = order.slice(Math.min(from, to), Math.max(from, to) + 1);
    this.chosen = new Set([...this.chosen, ...between]);
    this.#last = id;
  }

  all(order: readonly string[]): void {
    this.chosen = new Set(order);
  }

  clear(): void {
    this.chosen = new Set();
    this.#last = null;
  }

  /** Forgets what is no longer shown. */
  keepOnly(order: readonly string[]): void {
    const kept = order.filter((id) => this.chosen.has(id));
    if (kept.length < this.chosen.size) this.chosen = new Set(kept);
  }
}
