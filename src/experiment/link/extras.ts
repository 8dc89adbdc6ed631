/**
 * What a link can carry beside its experiment: a recorded result, a line of the sender's, a talk, and how the page shows
 * it. Owns the keys and which texts they accept; `record/shared` and `store/scenes` decode them. None of it affects a
 * computation.
 */
import { shortened } from './text.ts';
import type { UnknownKeys } from './link.ts';

/** Parts of the page that `view` can name, alone or joined by commas; `stage` is the whole page for an audience. */
export const viewParts = [
  ...(['verdict', 'loss', 'weights', 'error', 'difference', 'bench'] as const),
  ...(['evidence', 'network', 'maps', 'sweep', 'compare', 'lab'] as const),
] as const;
export type ViewPart = (typeof viewParts)[number];

const anyPart = viewParts.join('|');

/** Key -> accepted texts, and how a person reads them. In the order of links. */
const accepted = {
  view: [new RegExp(`^(?:stage|(?:${anyPart})(?:,(?:${anyPart})){0,3})$`), `stage, ${viewParts.join(', ')}`],
  theme: [/^(?:light|dark)$/, 'light, dark'],
  controls: [
    /^(?:(?:none|play)(?:,script)?(?:,slides)?|script(?:,slides)?|slides)$/,
    'none, play, script, slides',
  ],
  autoplay: [/^(?:visible|click)$/, 'visible, click'],
  scale: [/^(?:0\.[5-9]\d?|[1-3](?:\.\d\d?)?|4)$/, '0.5 to 4'],
  result: [/^\d[\w;.,:-]{0,1000}$/, 'a recorded result'],
  picture: [/^\d[\w;.,:-]{0,4000}$/, 'a recorded picture'],
  note: [
    /^(?=.*\S)[^\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]{1,200}$/u,
    'one line of at most 200 letters',
  ],
  scene: [/^(?:[1-9]\d?|notes)$/, 'the number of a scene, or notes'],
  talk: [/^\d[\w-]{0,7900}$/, 'a talk'],
} as const satisfies Record<string, readonly [pattern: RegExp, words: string]>;

export type ExtraKey = keyof typeof accepted;
/** Texts by key; an absent key leaves the page as it is. */
export type LinkExtras = Readonly<Partial<Record<ExtraKey, string>>>;

const extraKeys = Object.keys(accepted) as ExtraKey[];

/** Removes the extras from the extra keys of a link; texts that are not accepted are listed and left out. */
export function takeExtras(keys: UnknownKeys): {
  readonly extras: LinkExtras;
  readonly others: UnknownKeys;
  readonly corrections: readonly string[];
} {
  const extras: Partial<Record<ExtraKey, string>> = {};
  const corrections: string[] = [];
  const others = keys.filter(([key, text]) => {
    if (!Object.hasOwn(accepted, key)) return true;
    const [pattern, words] = accepted[key as ExtraKey];
    if (pattern.test(text)) extras[key as ExtraKey] = text;
    else corrections.push(`“${key}=${shortened(text)}” was left out: it can be ${words}.`);
    return false;
  });
  return { extras, others, corrections };
}

/** The keys that a link carries in addition to its experiment. */
export const withExtras = (keys: UnknownKeys, extras: LinkExtras): UnknownKeys => [
  ...extraKeys.flatMap((key): [string, string][] => {
    const text = extras[key];
    return text === undefined ? [] : [[key, text]];
  }),
  ...keys,
];

/** The extras of another experiment: a recorded result and a sender's line belong to the one they came with. */
export const withoutRecords = ({ result: _, picture: __, note: ___, ...rest }: LinkExtras): LinkExtras =>
  rest;

/** The extras of the whole page. */
export const withoutView = ({ view: _, scene: __, ...rest }: LinkExtras): LinkExtras => rest;

export const withoutTalk = ({ talk: _, ...rest }: LinkExtras): LinkExtras => rest;

export const partsOf = (view: string | undefined): readonly ViewPart[] =>
  view === undefined || view === 'stage' ? [] : (view.split(',') as ViewPart[]);
