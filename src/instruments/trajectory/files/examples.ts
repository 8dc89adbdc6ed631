/** Recorded runs that come with the page. */

export interface Example {
  readonly title: string;
  readonly words: string;
  /** From the page's address: one file, such as a zip of checkpoints. */
  readonly path: string;
}

export const examples: readonly Example[] = [];
