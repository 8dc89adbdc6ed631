/** The tour: what it points at, in order, and its texts. Text only; at most seven stops. */

export interface TourStop {
  /** CSS selector of the element it points at. */
  readonly target: string;
  readonly title: string;
  readonly text: string;
}

export const tour: readonly TourStop[] = [
  {
    target: '[data-tour="verdict"]',
    title: 'The result',
    text: 'Small networks train here, each from the same start with and without jumps to forecast weights. This sentence says what the jumps saved, with an interval over seeds, and which simpler rival does as well or better.',
  },
  {
    target: '[data-tour="hero"]',
    title: 'Two controls to start with',
    text: 'How far ahead a jump may aim, and the learning rate. A higher rate also speeds up plain training: the preset “Is it just a bigger learning rate?” shows how much of the gain that explains. Every change restarts the experiment.',
  },
  {
    target: 'figure[data-area="loss"]',
    title: 'The two curves',
    text: 'Loss with and without jumps: median and middle half of the seeds. Ticks mark jumps; rings mark where the target loss is reached, and its line can be dragged. Drag across to zoom in, double-click to zoom out, press a name to hide its curve.',
  },
  {
    target: 'figure[data-area="weights"]',
    title: 'The forecasts',
    text: 'Eight weights of one network. Solid: actual weights. Dashed: the forecast from each dot on. All charts share one crosshair.',
  },
  {
    target: 'figure[data-area="error"]',
    title: 'Forecast quality',
    text: 'Forecast error by horizon, with two baselines: the persistence forecast (“stay”: no change) and a straight line. A good forecast lies below both. Jumps can pay off even if it does not, because bad jumps are rejected.',
  },
  {
    target: '[data-tour="arms"]',
    title: 'Compared with what?',
    text: 'Arms are the treatments compared: trivial rivals, other forecasters, and placebos that should not help. Add a few and see which of them the farcaster beats.',
  },
  {
    target: '[data-tour="presets"]',
    title: 'Where to go from here',
    text: 'Presets are here, keys 1 to 9. Share copies a link that reopens exactly this experiment. Each chart has a “?” and exports its data. Below are the instruments: evidence, network, maps, sweeps, saved runs and a lab. The ? key lists all keys and opens this tour again.',
  },
];
