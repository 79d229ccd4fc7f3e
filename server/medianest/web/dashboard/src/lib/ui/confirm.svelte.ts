interface Question {
  title: string;
  body: string;
  yes: string;
  no?: string;
  /** Something to tick that goes with a yes. */
  option?: string;
}

/** The one question that stands before something cannot be undone. */
class Confirmation {
  question = $state.raw<Question | null>(null);
  /** Whether the option was ticked when the answer was given. */
  ticked = $state(false);
  #resolve: (answer: boolean) => void = () => {};

  ask(question: Question): Promise<boolean> {
    this.answer(false);
    this.ticked = false;
    this.question = question;
    return new Promise((resolve) => (this.#resolve = resolve));
  }

  answer(answer: boolean): void {
    this.question = null;
    this.#resolve(answer);
  }
}

export const confirmation = new Confirmation();
