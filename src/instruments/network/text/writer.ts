/**
 * Has texts generated, one network after the other. A change of settings starts again; newer weights wait until the current
 * texts are complete, so that there is one to read during a run.
 */
import type { GenerateText, TextAnswer, TextRequest } from '../../../core/inspect/text.ts';

/** What is to be generated. */
export interface Wanted {
  /** Settings in one text: prompt, temperature, seed. */
  readonly settings: string;
  /** Step of the weights. */
  readonly step: number;
  /** Of each network. */
  readonly requests: readonly TextRequest[];
}

export interface Written {
  readonly step: number;
  /** Of each network; null if it has not begun. */
  readonly texts: readonly (TextAnswer | null)[];
}

export class TextWriter {
  readonly #generate: GenerateText;
  readonly #show: (written: Written) => void;
  #now: Wanted | null = null;
  #next: Wanted | null = null;
  #end: (() => void) | null = null;

  constructor(generate: GenerateText, show: (written: Written) => void) {
    this.#generate = generate;
    this.#show = show;
  }

  want(wanted: Wanted): void {
    const now = this.#now;
    if (now?.settings !== wanted.settings) this.#begin(wanted);
    else if (now.step !== wanted.step && this.#end === null) this.#begin(wanted);
    else this.#next = now.step === wanted.step ? null : wanted;
  }

  end(): void {
    this.#end?.();
    this.#end = null;
    this.#now = this.#next = null;
  }

  #begin(wanted: Wanted): void {
    this.end();
    this.#now = wanted;
    this.#go(wanted, []);
  }

  /** `done`: texts of the networks before. */
  #go(wanted: Wanted, done: readonly TextAnswer[]): void {
    const { requests, step } = wanted;
    const request = requests[done.length];
    if (request === undefined) {
      this.#end = null;
      if (this.#next !== null) this.#begin(this.#next);
      return;
    }
    this.#end = this.#generate(request, (answer) => {
      const texts = [...done, answer];
      this.#show({ step, texts: requests.map((_, at) => texts[at] ?? null) });
      if ('failure' in answer || answer.done) this.#go(wanted, texts);
    });
  }
}
