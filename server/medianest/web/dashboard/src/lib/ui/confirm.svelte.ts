interface Question {
  title: string;
  body: string;
  yes: string;
  no?: string;
}

/** The one question that stands before something cannot be undone. */
class Confirmation {
  question = $state.raw<Question | null>(null);
  #resolve: (answer: boolean) => void = () => {};

  ask(question: Question): Promise<boolean> {
    this.answer(false);
    this.question = question;
    return new Promise((resolve) => (this.#resolve = resolve));
  }

  answer(answer: boolean): void {
    this.question = null;
    this.#resolve(answer);
  }
}

export const confirmation = new Confirmation();
