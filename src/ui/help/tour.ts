/** The tour: what is pointed at, in order, and what is said of it. Words only; at most seven stops. */

export interface TourStop {
  /** What is pointed at, as a selector. */
  readonly target: string;
  readonly title: string;
  readonly text: string;
}

export const tour: readonly TourStop[] = [
  {
    target: '[data-tour="verdict"]',
    title: 'What was found',
    text: 'Small networks train here, each twice from the same start: once plainly, once with jumps to weights that were forecast. This sentence says what the jumps saved, with an interval over seeds; with rivals switched on, it names one that does as well.',
  },
  {
    target: '[data-tour="hero"]',
    title: 'Two controls to start with',
    text: 'How far ahead a jump may aim, and the learning rate. A higher rate makes plain training faster, too: the preset “Is it just a bigger learning rate?” shows how much of the gain that is. Every change starts the experiment anew.',
  },
  {
    target: 'figure[data-area="loss"]',
    title: 'The two curves',
    text: 'Loss with and without jumps, median and middle half of the seeds. Ticks mark jumps, rings the target, whose line can be dragged. Drag across to zoom in, double click to zoom out, press a name to switch its curve off.',
  },
  {
    target: 'figure[data-area="weights"]',
    title: 'What was forecast',
    text: 'Eight weights of one network: solid is what training did, dashed is what the forecast said from each dot on. The crosshair is shared by all charts.',
  },
  {
    target: 'figure[data-area="error"]',
    title: 'How good it was',
    text: 'Forecast error by horizon, beside staying put and going on in a straight line. A good forecast stays below both; jumps may pay where it does not, for bad ones are refused.',
  },
  {
    target: '[data-tour="arms"]',
    title: 'Against what?',
    text: 'Arms are what is compared: trivial rivals, other forecasters, and placebos that must not help. Add a few and see which of them the farcaster beats.',
  },
  {
    target: '[data-tour="presets"]',
    title: 'Where to go from here',
    text: 'Named experiments are here, keys 1 to 9. Share copies a link that reopens exactly this one. Charts have a “?”, their numbers and files. Below them wait the instruments: evidence, network, maps, sweeps, kept runs and a lab. The ? key lists all keys, and has this tour.',
  },
];
