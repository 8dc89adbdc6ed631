/** What the help sheet says. Words only. */
interface Explained {
  readonly term: string;
  readonly text: string;
}

export const wordsExplained: readonly Explained[] = [
  { term: 'arm', text: 'One treatment. The control trains plainly; the farcaster also jumps.' },
  {
    term: 'window, anchor',
    text: 'The snapshots of the weights that a forecast may look back at, and the step it is made at.',
  },
  {
    term: 'horizon',
    text: 'How many steps ahead of the anchor a forecast speaks of, or a jump lands. It is not the number of steps saved.',
  },
  {
    term: 'validation split',
    text: 'Examples set aside to choose how far to jump and whether to jump at all. The result is measured on others, unless a reader asks for validation loss.',
  },
  {
    term: 'ledger',
    text: 'Cost in gradient-step equivalents. Fitting, forecasting and every look at the validation split are charged, so a jump has to pay for itself.',
  },
];
