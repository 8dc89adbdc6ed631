/** Puts the coefficients of a file into the experiment on screen, as one change that can be undone; or says why not. */
import { fields, type ArmId, type ExperimentSpec } from '../../experiment/fields.ts';
import { frozenWidth, groupCount } from '../../experiment/frozen.ts';
import type { App } from '../state.ts';
import {
  readCoefficients,
  type CoefficientFile,
  maxFileLength,
  tooLong,
  losesDigits,
  shortSingle,
} from './coefficient-file.ts';

type Frozen = Pick<ExperimentSpec, 'source' | 'groups' | 'frozen'>;

export type FrozenOf =
  | { readonly ok: true; readonly values: Frozen; readonly notes: readonly string[] }
  | { readonly ok: false; readonly problem: string };

/** The fields that turn the coefficients of a file into those of an experiment, and corrections. */
export function frozenOf(file: CoefficientFile, spec: ExperimentSpec): FrozenOf {
  const problem = misfit(file, spec);
  if (problem !== null) return { ok: false, problem };
  const { horizons, sets, groups } = file;
  const frozen = horizons.flatMap((horizon, h) =>
    sets.flatMap(({ values }) => [horizon, ...values[h]!.map((value) => shortSingle(value) + 0)]),
  );
  return { ok: true, values: { source: 'frozen', groups, frozen }, notes: notesOf(file, spec) };
}

function misfit(
  { inputs, horizons, window, groups, sets }: CoefficientFile,
  spec: ExperimentSpec,
): string | null {
  if (inputs.length !== 2 || inputs[0] !== 0)
    return `They are for the snapshots ${inputs.join(', ')} of a window; frozen ones can only be for its first and its last.`;
  if (window !== spec.window)
    return `They are for a window of ${window} snapshots; the window of this experiment has ${spec.window}.`;
  const layers = groupCount({ ...spec, groups });
  if (sets.length !== layers)
    return `They are for the ${sets.length} layers of another network; this one has ${layers}.`;
  const count = frozenWidth * horizons.length * sets.length;
  const { maxCount } = fields.frozen;
  return count > maxCount
    ? `With ${horizons.length} horizons for ${sets.length} ${sets.length === 1 ? 'group' : 'groups'} of weights they are ${count} numbers; a link carries ${maxCount}.`
    : null;
}

function notesOf({ sets, stride, from }: CoefficientFile, spec: ExperimentSpec): string[] {
  const numbers = sets.flatMap(({ values }) => values.flat());
  const rounded = numbers.filter(losesDigits).length;
  const armName = (arm: string): string =>
    Object.hasOwn(fields.arms.options, arm) ? fields.arms.options[arm as ArmId] : arm;
  return [
    ...(from === undefined
      ? []
      : [
          `They come from experiment ${from.experiment}, arm ${armName(from.arm)}, seed ${from.seed}, step ${from.step}.`,
        ]),
    ...(rounded === 0
      ? []
      : [
          `${rounded} of ${numbers.length} numbers had more digits than single precision holds, in which runs compute; the link has them rounded to that.`,
        ]),
    ...(stride === spec.stride
      ? []
      : [
          `They are for snapshots ${stride} steps apart; here they are ${spec.stride} apart, and horizons count snapshots.`,
        ]),
  ];
}

/** Null when the coefficients are in the experiment and its link; else what is wrong, and nothing was changed. */
export function openCoefficients(
  { store, actions }: Pick<App, 'store' | 'actions'>,
  text: string,
): string | null {
  const read = readCoefficients(text);
  if (!read.ok) return read.problem;
  const { draft } = store.getState();
  const fitting = frozenOf(read.file, draft);
  if (!fitting.ok) return fitting.problem;
  const before = actions.link();
  const after = actions.linkTo({ ...draft, ...fitting.values });
  if (after === null) return 'With them the link would be too long to open.';
  actions.change(fitting.values);
  const title =
    before === after
      ? 'These coefficients are the ones in use.'
      : 'The coefficients of the file are in use, and in the link.';
  store.setState({ notice: { tone: 'info', title, lines: fitting.notes, action: null } });
  return null;
}

/** Opens a file of coefficients, or returns in one line why not. */
export async function openFile(app: App, file: File): Promise<string | null> {
  const take = async (): Promise<string | null> =>
    file.size > maxFileLength ? tooLong(file.size) : openCoefficients(app, await file.text());
  const wrong = await take().catch(() => 'It could not be read.');
  return wrong === null ? null : `“${file.name}” was not opened. ${wrong}`;
}
