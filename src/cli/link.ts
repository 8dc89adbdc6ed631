/** The experiment of a link, read as the page would: repaired where that is certain, with a list of corrections. */
import { readMangledLink } from '../experiment/link/repair.ts';
import { shortened } from '../experiment/link/text.ts';
import { isClean, readPageLink } from '../experiment/link/page-link.ts';
import type { EngineName, ExperimentSpec } from '../experiment/fields.ts';
import { UsageError } from './commands.ts';

export interface LinkRead {
  readonly spec: ExperimentSpec;
  /** What was repaired, corrected or unknown, one sentence each. */
  readonly corrections: readonly string[];
}

/** The experiment itself: its sweep is left out. Throws a UsageError like `readSweep`. */
export function readExperiment(text: string, engine: EngineName | null): LinkRead {
  const { spec, corrections } = readSweep(text, engine);
  const sweeps =
    spec.sweep === 'none'
      ? []
      : ['Its sweep is left out: the experiment itself is run, once; "farcast sweep" runs all of it.'];
  return { spec, corrections: [...corrections, ...sweeps] };
}

/** Throws a UsageError with the page's own words, or if nothing here can train it. */
export function readSweep(text: string, engine: EngineName | null): LinkRead {
  const link = text.trim();
  if (link === '')
    throw new UsageError('The link is empty: give one in quotes, or "-" and one on standard input.');
  if (link.includes('\0')) throw new UsageError('The link is not valid text: save it in UTF-8.');
  const asIs = readPageLink(link);
  const read = isClean(link, asIs) ? asIs : readMangledLink(link);
  if (!read.ok) throw new UsageError(read.reason);
  if (read.unknown.length > 0 && !link.includes('='))
    throw new UsageError(`"${shortened(link)}" is not a link of the page: copy one with Share in the page`);
  const wish = engine ?? read.spec.engine;
  if (wish === 'tensorflow')
    throw new UsageError(
      `The engine "${wish}" needs a browser: add --engine simd or --engine reference, which train the same experiment on the processor, or --engine fused where there is a graphics device`,
    );
  const spec = engine === null ? read.spec : { ...read.spec, engine };
  return { spec, corrections: read.corrections };
}
