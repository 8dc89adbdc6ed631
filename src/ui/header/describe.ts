/** An experiment in a few words: which preset it is, and what it trains. */
import { modelFor } from '../../core/model/describe.ts';
import { fields, type ExperimentSpec } from '../../experiment/fields.ts';
import { presets, presetSpec } from '../../experiment/presets.ts';
import { changedFields } from '../../experiment/spec.ts';
import { taskName } from '../../experiment/tasks.ts';
import { grouped } from '../primitives/numbers.ts';

const presetSpecs = presets.map((preset) => ({ ...preset, spec: presetSpec(preset) }));

/** The preset that this is, on whatever engine; null when something was changed. */
export function presetOf(spec: ExperimentSpec): string | null {
  const isThis = (preset: ExperimentSpec): boolean =>
    changedFields(preset, spec).every((field) => field === 'engine');
  return presetSpecs.find((preset) => isThis(preset.spec))?.id ?? null;
}

export const presetLabel = (id: string | null): string =>
  presets.find((preset) => preset.id === id)?.label ?? 'Your own';

/** "moons · gradient descent · 130 weights"; networks other than perceptrons are named. */
export function describe(spec: ExperimentSpec): string {
  const method = fields.optimizer.options[spec.optimizer];
  const network = spec.network === 'mlp' ? '' : ` · ${fields.network.options[spec.network]}`;
  return `${taskName(spec.task)}${network} · ${method} · ${grouped(modelFor(spec).parameters.count)} weights`;
}
