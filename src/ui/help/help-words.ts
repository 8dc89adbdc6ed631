/** The words explained in the help sheet. Text only. */
interface Explained {
  readonly term: string;
  readonly text: string;
}

export const wordsExplained: readonly Explained[] = [
  {
    term: 'arm',
    text: 'One treatment. The control is plain training; the farcaster also jumps to forecast weights.',
  },
  {
    term: 'window, anchor',
    text: 'The window is the span of past weight snapshots that a forecast can use. The anchor is its last step, where the forecast is made.',
  },
  {
    term: 'horizon',
    text: 'How many steps ahead of the anchor a forecast predicts, or a jump aims. It is not the number of steps saved.',
  },
  {
    term: 'validation split',
    text: 'Examples used to choose how far to jump and whether to accept the jump. Results are measured on other examples, unless you choose validation loss as the metric.',
  },
  {
    term: 'training cost',
    text: 'Counted in gradient-step equivalents: 1 is the work of one training step. Fitting, forecasting and every validation pass are charged, so a jump has to pay for itself.',
  },
];
