/** What the name of a file says: what it contains, which run it is of, at which step. Nothing is opened. */

/** Files that are not weights, by their names in lower case, and why they are left out. The first that fits counts. */
const others: readonly (readonly [RegExp, string])[] = [
  [/(^|\/)(\.(?!\.?\/)|__macosx\/)/, 'A hidden file'],
  [
    /(^|\/)(manifest\.ocdbt|ocdbt\.process_|_?(checkpoint_)?metadata$|_sharding$)/,
    orNot('Orbax checkpoints'),
  ],
  [/(\.(index|meta)|\.data-\d+-of-\d+|(^|\/)checkpoint)$/, orNot('TensorFlow checkpoints')],
  [/\.(msgpack|onnx|gguf|ggml|tflite|pb|mlmodel)$/, orNot('Files of this kind')],
  [/tfevents/, 'Events of TensorBoard are not read'],
  [
    /(^|\/)(optimi[sz]er|optim\b|scheduler|scaler|rng_state|random_states?|training_args)|optim_states/,
    'Not weights: the state of an optimizer, a schedule or random numbers',
  ],
  [
    /(^|\/)(tokenizer|vocab|merges|special_tokens|added_tokens|spiece|sentencepiece)/,
    'Not weights: part of a tokenizer',
  ],
  [/\.(jsonl?|ya?ml|toml|txt|md|py|sh|log|ini|cfg)$/, 'Not weights: settings or text'],
];

function orNot(what: string): string {
  return `${what} are not read: save the weights as safetensors`;
}

const EXTENSIONS = /(\.(safetensors|pth?|bin|ckpt|np[yz]|h5|hdf5|keras|pkl|pickle|tar|zip|weights))+$/;
const LOSSES = /(^|\/)trainer_state\.json$|\.(csv|tsv)$|(loss|metric|history|log)[^/]*\.jsonl?$/;
const SHARD = /(-\d{5}-of-\d{5}(?=\.(safetensors|bin)$)|\.index(?=\.json$))/;

export type FileRole = 'weights' | 'losses' | { readonly ignored: string };

export function fileRole(name: string): FileRole {
  const text = name.toLowerCase();
  const ignored = others.find(([pattern]) => pattern.test(text));
  if (ignored && ignored === others[0]) return { ignored: ignored[1] };
  if (LOSSES.test(text)) return 'losses';
  if (SHARD.test(text)) return 'weights';
  if (ignored) return { ignored: ignored[1] };
  if (EXTENSIONS.test(text)) return 'weights';
  const base = text.slice(text.lastIndexOf('/') + 1);
  return !base.includes('.') && marksIn(base).length > 0 ? 'weights' : { ignored: 'Not weights by its name' };
}

/**
 * The name that the parts of one checkpoint share: that of its index without 'index.json'. Arrays in a file each are one
 * if their folder has a number and their names have no step.
 */
export const checkpointName = (name: string): string =>
  arraysOf(name) ??
  name
    .replace(/-\d{5}-of-\d{5}(?=\.(safetensors|bin)$)/i, '')
    .replace(/\.(safetensors|bin)\.index\.json$/i, '.$1');

function arraysOf(name: string): string | null {
  const [, folder, base] = /^(.*)\/([^/]*\.npy)$/.exec(name.toLowerCase()) ?? [];
  if (folder === undefined || base === undefined || marksIn(base).length > 0) return null;
  return /(^|\/)\d+$/.test(folder) || marksIn(folder.slice(folder.lastIndexOf('/') + 1)).length > 0
    ? `${name.slice(0, folder.length)}/model.npy`
    : null;
}

/** Words before or after a number that say that it is a step. The first of them that a run's names have counts. */
export const kinds = ['step', 'iteration', 'checkpoint', 'epoch'] as const;
export type Kind = (typeof kinds)[number];
const spellings: Readonly<Record<Kind, string>> = {
  step: '(?:global[-_ ]?)?steps?',
  iteration: 'iterations?|iters?|(?<![a-z])it|(?<![a-z])updates?',
  checkpoint: 'checkpoints?|ckpts?|snapshots?',
  epoch: 'epochs?|(?<![a-z])ep',
};
/** Decimals count only before k or M: the rest of "0.35" or "07.h5" is something else. */
const NUMBER = '(\\d+(?:\\.\\d+(?=[km](?![a-z])))?)([km](?![a-z]))?';
const patterns = kinds.flatMap((kind) => [
  [kind, new RegExp(`(?:${spellings[kind]})[-_=. ]{0,2}${NUMBER}(?!\\d)`, 'g')] as const,
  [
    kind,
    new RegExp(`(?<![\\d.])${NUMBER}[-_ ]?(?:${spellings[kind]})(?![a-z]|[-_=. ]{0,2}\\d)`, 'g'),
  ] as const,
]);

interface Mark {
  readonly kind: Kind;
  readonly value: number;
  readonly from: number;
  readonly to: number;
}

/** All numbers of a text in lower case that a word says are steps, in the order of the kinds, then as they stand. */
function marksIn(text: string): Mark[] {
  return patterns.flatMap(([kind, pattern]) =>
    [...text.matchAll(pattern)].flatMap((found): Mark[] => {
      const value = valueOf(found[1]!, found[2]);
      const from = found.index;
      return Number.isSafeInteger(value) ? [{ kind, value, from, to: from + found[0].length }] : [];
    }),
  );
}

const valueOf = (digits: string, suffix: string | undefined): number =>
  Math.round(Number(digits) * (suffix === 'k' ? 1e3 : suffix === 'm' ? 1e6 : 1));

/** Numbers that say which of several runs, and so no step; losses in the name of a checkpoint, which name no run. */
const RUN = '(?<![a-z])(?:seed|run|trial|fold|replica|rep)s?[-_=. ]?\\d+';
const LOSS =
  '[-_. ]?(?:(?:val|valid|validation|train|test|eval)[-_ ]?)?(?:loss|acc|accuracy|ppl|perplexity|score|f1)[-_=]?\\d+(?:\\.\\d+)?';
const losses = new RegExp(LOSS, 'g');
const run = new RegExp(RUN, 'i');
/** Whether a name says which of several runs it is of. */
export const isOneRun = (name: string): boolean => run.test(name);
const tokens = new RegExp(`${RUN}|(${LOSS})|(\\d+\\.\\d+(?![km\\d]))|${NUMBER}(?![a-z\\d])`, 'g');
/** Words that the name of every checkpoint may have: they name no run. */
const COMMON =
  /^(pytorch|tf|flax|diffusion|adapter|model|weights|params|parameters|states?|dict|net|network|checkpoints?|ckpts?|snapshots?|best|last|latest|final|init|initial|start|steps?|global|iter|epochs?|default|main)?$/i;

/** What is left of a name without steps, and without words that say nothing. May be empty. */
export const runName = (text: string): string =>
  text
    .split('/')
    .filter((part) => !part.split(/[-_=. ]+/).every((word) => COMMON.test(word)))
    .map((part) => part.replace(/^[-_=. ]+|[-_=. ]+$/g, ''))
    .join('/');

/** What a name says about its checkpoint. */
export interface Reading {
  /** What the checkpoints of its run have in common, if `marks` give the step. */
  readonly run: string;
  /** The last number of each kind that a word says is a step. */
  readonly marks: ReadonlyMap<Kind, number>;
  /** Whole numbers without such a word, as they stand and as they count, and the text before, between and after them. */
  readonly numbers: readonly { readonly text: string; readonly value: number }[];
  readonly between: readonly string[];
}

export function readName(name: string): Reading {
  const lower = name.toLowerCase();
  // A letter may be longer in lower case, which would shift all that is behind it.
  const text = (lower.length === name.length ? lower : name).replace(EXTENSIONS, '');
  const spelt = name.slice(0, text.length);
  const marks = marksIn(text);
  const cuts = [...text.matchAll(losses)].map(({ index, 0: { length } }) => ({
    from: index,
    to: index + length,
  }));
  return {
    run: runName(without(spelt, [...marks, ...cuts])),
    marks: new Map([...marks].sort((a, b) => a.from - b.from).map(({ kind, value }) => [kind, value])),
    ...numbersIn(spelt, text),
  };
}

function without(text: string, cuts: readonly Pick<Mark, 'from' | 'to'>[]): string {
  let left = '';
  let at = 0;
  for (const { from, to } of [...cuts].sort((a, b) => a.from - b.from)) {
    if (from > at) left += text.slice(at, from);
    at = Math.max(at, to);
  }
  return left + text.slice(at);
}

function numbersIn(spelt: string, text: string): Pick<Reading, 'numbers' | 'between'> {
  const numbers: { text: string; value: number }[] = [];
  const between: string[] = [];
  const base = text.lastIndexOf('/');
  let before = '';
  let at = 0;
  for (const found of text.matchAll(tokens)) {
    const [token, , decimal, digits, suffix] = found;
    const isLoss = found[1] !== undefined;
    before += spelt.slice(at, found.index);
    at = found.index + token.length;
    const value = digits === undefined ? NaN : valueOf(digits, suffix);
    if (Number.isSafeInteger(value)) {
      numbers.push({ text: token, value });
      between.push(before);
      before = '';
    } else if (!isLoss && (decimal === undefined || found.index < base))
      before += spelt.slice(found.index, at);
  }
  return { numbers, between: [...between, before + spelt.slice(at)] };
}
