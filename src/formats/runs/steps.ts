/** The steps of one run's checkpoints: what the files say, else their names, else their order. */
import { kinds, type Kind, type Reading } from './names.ts';

/** A checkpoint before its run and step are known. */
export interface Candidate extends Reading {
  readonly name: string;
  readonly files: readonly string[];
  /** The step that the file itself names. */
  readonly own: number | null;
  /** The number that is taken as its step although no word says so. */
  readonly number: Reading['numbers'][number] | null;
}

export interface Steps {
  /** Steps ascending, each once. */
  readonly found: readonly { readonly candidate: Candidate; readonly step: number }[];
  readonly ignored: readonly { readonly name: string; readonly why: string }[];
  /** What was guessed, in a sentence. */
  readonly note: string | null;
}

const guesses: Readonly<Record<Kind, string | null>> = {
  step: null,
  iteration: null,
  checkpoint: 'The numbers after “checkpoint” in the names are taken as steps',
  epoch: 'Epochs are taken as steps',
};

export function stepsOf(candidates: readonly Candidate[]): Steps {
  const own = candidates.flatMap((candidate) =>
    candidate.own === null ? [] : [{ candidate, step: candidate.own }],
  );
  const named = byName(candidates);
  if (own.length < candidates.length || new Set(own.map(({ step }) => step)).size < own.length) return named;
  const before = new Map(named.found.map(({ candidate, step }) => [candidate, step]));
  const differs = !named.isPosition && own.some(({ candidate, step }) => before.get(candidate) !== step);
  const note = differs ? 'The steps are those that the files name themselves; their names say others' : null;
  return { found: ascending(own), ignored: [], note };
}

function byName(candidates: readonly Candidate[]): Steps & { readonly isPosition: boolean } {
  const numbered = candidates.flatMap((candidate) =>
    candidate.number === null ? [] : [{ candidate, step: candidate.number.value }],
  );
  const [first] = candidates;
  if (first?.number) {
    const note = `Numbers in the names are taken as steps: ${first.number.text} in “${first.name}”`;
    return { ...once(numbered), note, isPosition: false };
  }
  const kind = kindOf(candidates);
  if (kind === null)
    return positions(
      candidates.toSorted((a, b) => naturally(a.name, b.name)),
      'Nothing says at which steps the checkpoints were saved: positions in natural order, 0, 1, 2 …, are taken as steps',
    );
  const marked = candidates.filter(({ marks }) => marks.has(kind));
  const without = candidates.filter(({ marks }) => !marks.has(kind));
  const epochs = marked.toSorted(
    (a, b) => a.marks.get('epoch')! - b.marks.get('epoch')! || a.marks.get(kind)! - b.marks.get(kind)!,
  );
  const restarts = epochs.some((candidate, index) => {
    const [now, before] = [candidate.marks, epochs[index - 1]?.marks];
    return (
      before !== undefined && now.get('epoch')! > before.get('epoch')! && now.get(kind)! <= before.get(kind)!
    );
  });
  if (restarts)
    return positions(
      epochs,
      'The numbers in the names start again in each epoch: positions, 0, 1, 2 …, are taken as steps',
    );
  const { found, ignored } = once(
    marked.map((candidate) => ({ candidate, step: candidate.marks.get(kind)! })),
  );
  const why = 'Its name has no step, unlike those of other checkpoints';
  return {
    found,
    ignored: [...without.map(({ name }) => ({ name, why })), ...ignored],
    note: guesses[kind],
    isPosition: false,
  };
}

/** The first kind of number that all names have, else the one that most have. */
function kindOf(candidates: readonly Candidate[]): Kind | null {
  const having = (kind: Kind): number => candidates.filter(({ marks }) => marks.has(kind)).length;
  const counts = kinds.map(having);
  const most = Math.max(...counts);
  return most === 0 ? null : kinds[counts.indexOf(most)]!;
}

interface Placed {
  readonly candidate: Candidate;
  readonly step: number;
}

const ascending = (steps: readonly Placed[]): Placed[] => steps.toSorted((a, b) => a.step - b.step);

const positions = (candidates: readonly Candidate[], note: string) => ({
  found: candidates.map((candidate, step) => ({ candidate, step })),
  ignored: [],
  note: candidates.length > 1 ? note : null,
  isPosition: true,
});

/** Of several files at one step the one that is most likely the model, rather than a part of it or another format. */
function once(steps: readonly Placed[]): Pick<Steps, 'found' | 'ignored'> {
  const rank = ({ candidate: { name } }: Placed): number =>
    (/\.safetensors$/i.test(name) ? 0 : 2) + (/(^|\/)(pytorch_)?model\.[^/]*$/i.test(name) ? 0 : 1);
  const sorted = steps.toSorted(
    (a, b) => a.step - b.step || rank(a) - rank(b) || naturally(a.candidate.name, b.candidate.name),
  );
  const found: Placed[] = [];
  const ignored: { name: string; why: string }[] = [];
  for (const placed of sorted) {
    const before = found.at(-1);
    if (before?.step !== placed.step) found.push(placed);
    else ignored.push({ name: placed.candidate.name, why: `“${before.candidate.name}” is of the same step` });
  }
  return { found, ignored };
}

const order = new Intl.Collator('en', { numeric: true });
export const naturally = (a: string, b: string): number =>
  order.compare(a, b) || (a < b ? -1 : Number(a > b));
