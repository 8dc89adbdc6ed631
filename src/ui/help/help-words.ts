/** What the help sheet says. Words only. */
export interface Explained {
  readonly term: string;
  readonly text: string;
}

export const chartsExplained: readonly Explained[] = [
  {
    term: 'Loss, with and without jumps',
    text: 'Every seed trains twice from the same weights, on the same batches: once plainly, once with jumps. Lines are means over seeds, bands their 95 % intervals, ticks at the bottom mark jumps (taller: more seeds jumped). Rings show where each arm reaches the target.',
  },
  {
    term: 'Weights: actual and forecast',
    text: 'Eight weights of one network. Solid is what training did, dashed is what the forecast said from each anchor on. The darker shade is the window the newest forecast saw, the lighter one the span it speaks of.',
  },
  {
    term: 'Forecast error by horizon',
    text: 'How far the forecast was from what the weights then did, against two simple rivals: staying put and going on in a straight line. Below both is good.',
  },
  {
    term: 'Paired difference',
    text: 'With jumps minus without, seed by seed, in powers of ten of the loss. Below zero is good.',
  },
];

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
    term: 'guard',
    text: 'Examples set aside to choose how far to jump and whether to jump at all: never those that the result is measured on.',
  },
  {
    term: 'ledger',
    text: 'Cost in gradient-step equivalents. Fitting, forecasting and every look at the guard are charged, so a jump has to pay for itself.',
  },
];
