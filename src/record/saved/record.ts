/**
 * Makes the small record of a finished run that is saved: thinned curves, verdict, and the changes since the previous
 * run.
 */
import {
  defaultSpec,
  fieldOf,
  fields,
  type ExperimentSpec,
  type FieldName,
} from '../../experiment/fields.ts';
import { formatValue } from '../../experiment/kinds.ts';
import { readLink, writeLink } from '../../experiment/link/link.ts';
import { changedFields } from '../../experiment/spec.ts';
import { mostPoints, type SavedCurve, type SavedEnds, type KeptRun } from './saved-run.ts';
import type { RunHistory } from '../history.ts';
import { costOf } from '../cost.ts';
import { verdictView } from '../judgement/verdict.ts';

/** Maximum number of changed fields that are named; beyond that only their number is given. */
const maxNamed = 5;

export function keptRunOf(
  history: RunHistory,
  experimentId: string,
  before: Pick<KeptRun, 'link'> | null,
  keptAt: number,
): KeptRun {
  const { spec, engine } = history;
  return {
    id: `${experimentId}-${engine.name}`,
    experimentId,
    name: '',
    link: writeLink(spec),
    keptAt,
    difference: differenceText(before === null ? null : specOf(before), spec),
    verdict: verdictView(history).sentence,
    seeds: spec.seeds.length,
    centre: 'median',
    engine: engine.name,
    digest: null,
    ends: endsOf(history),
    curves: curvesOf(history),
  };
}

/** The experiment of a saved run; null if its link can no longer be read. */
export function specOf({ link }: Pick<KeptRun, 'link'>): ExperimentSpec | null {
  const read = readLink(link);
  return read.ok ? read.spec : null;
}

/** "learning rate 0.3 → 0.1, arms + rate × 2"; against the defaults if there is no previous run. */
export function differenceText(before: ExperimentSpec | null, after: ExperimentSpec): string {
  const from = before ?? defaultSpec;
  const changed = changedFields(from, after).filter(
    (name) => name !== 'engine' && fields[name].group !== 'sweep',
  );
  if (changed.length === 0) return before === null ? 'the default experiment' : 'the same experiment';
  const named = changed.slice(0, maxNamed).map((name) => changeText(name, from, after));
  const more = changed.length - named.length;
  return [...named, ...(more > 0 ? [`and ${more} more`] : [])].join(', ');
}

function changeText(name: FieldName, from: ExperimentSpec, to: ExperimentSpec): string {
  const field = fieldOf(name);
  const short = field.label.replace(/,.*$/, '');
  const label = /^[A-Z][a-z]/.test(short) ? short.charAt(0).toLowerCase() + short.slice(1) : short;
  if (field.kind === 'set') {
    const [a, b] = [from[name], to[name]] as readonly (readonly string[])[] as [string[], string[]];
    const added = b.filter((item) => !a.includes(item)).map((item) => `+ ${field.options[item] ?? item}`);
    const gone = a.filter((item) => !b.includes(item)).map((item) => `− ${field.options[item] ?? item}`);
    return `${label} ${[...added, ...gone].join(' ')}`;
  }
  const words = (spec: ExperimentSpec): string => {
    const text = formatValue(field, spec[name]);
    return field.kind === 'choice' ? (field.options[text] ?? text) : text;
  };
  return `${label} ${words(from)} → ${words(to)}`;
}

function curvesOf(history: RunHistory): SavedCurve[] {
  const known = history.knownLosses;
  const count = Math.min(mostPoints, known);
  const steps = Array.from({ length: count }, (_, i) =>
    count === 1 ? 0 : Math.round((i * (known - 1)) / (count - 1)),
  );
  return history.statistics.flatMap(({ arm, median, going, seeds }): SavedCurve[] => {
    const finite = steps.filter((step) => Number.isFinite(median[step]!));
    if (finite.length === 0) return [];
    const cost = costOf(history, arm, 'ledger');
    return [
      {
        arm,
        stopped: seeds - going[known - 1]!,
        steps: finite,
        ledger: finite.map((step) => Number(cost(step).toPrecision(7))),
        loss: finite.map((step) => Number(median[step]!.toPrecision(5))),
      },
    ];
  });
}

function endsOf(history: RunHistory): SavedEnds[] {
  const { spec, prepared, smoothed, replicaCount, divergences, knownLosses } = history;
  const end = (replica: number): number | null => {
    const loss = smoothed[(knownLosses - 1) * replicaCount + replica]!;
    return divergences[replica] === null && Number.isFinite(loss) ? loss : null;
  };
  return spec.arms.map((arm) => {
    const replicas = history.replicasOf(arm);
    return { arm, seeds: replicas.map((r) => prepared.replicas[r]!.seed), loss: replicas.map(end) };
  });
}
