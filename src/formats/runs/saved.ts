/**
 * Trajectories that this page saves: a zip archive with a file of safetensors for each snapshot, 'ARM-seed-N/step-000050.safetensors',
 * whose metadata say what it is. What is read back is foreign: checked, never trusted.
 */
import type { ParameterLayout } from '../../core/model/layout.ts';
import { bytesFrom } from '../numbers.ts';
import { writeSafetensors } from '../safetensors.ts';
import { writeZip, type ZipInput } from '../zip-writer.ts';

/** What the metadata of a snapshot say. */
export interface SavedSnapshot {
  /** The experiment, as in the page's address. Foreign: only for the parser of links. */
  readonly link: string;
  readonly arm: string;
  readonly seed: number;
  readonly step: number;
  /**
   * Steps after whose snapshot the weights were changed by a jump, ascending, as far as they are known when this snapshot
   * is taken: the last one of a run has them all.
   */
  readonly jumps: readonly number[];
}

export interface Snapshot extends Omit<SavedSnapshot, 'link'> {
  /** [parameter] */
  readonly weights: Float32Array;
}

/** As metadata of safetensors; `step` is what other programs look for. */
const metadataOf = ({ link, arm, seed, step, jumps }: SavedSnapshot): Record<string, string> => ({
  format: 'pt',
  step: String(step),
  'farcast.link': link,
  'farcast.arm': arm,
  'farcast.seed': String(seed),
  'farcast.step': String(step),
  'farcast.jumps': jumps.join(','),
});

/** Characters. */
const maxLink = 20_000;
const maxJumps = 1_000_000;

/** Null if the metadata are not of a snapshot that this page saved, or damaged. */
export function savedSnapshot(metadata: Readonly<Record<string, string>>): SavedSnapshot | null {
  const text = (key: string): string => {
    const name = `farcast.${key}`;
    return Object.hasOwn(metadata, name) ? metadata[name]! : '';
  };
  const [link, arm, jumps] = [text('link'), text('arm'), text('jumps')];
  const [seed, step] = [wholeOf(text('seed')), wholeOf(text('step'))];
  if (!/^[\x21-\x7e]+$/.test(link) || link.length > maxLink || !/^[a-z0-9-]{1,40}$/i.test(arm)) return null;
  if (seed === null || step === null || jumps.length > 8 * maxJumps) return null;
  const at = jumps === '' ? [] : jumps.split(',').map(wholeOf);
  if (!at.every((jump, index) => jump !== null && (index === 0 || jump > (at[index - 1] ?? 0)))) return null;
  return { link, arm, seed, step, jumps: at as number[] };
}

const wholeOf = (text: string): number | null => (/^\d{1,15}$/.test(text) ? Number(text) : null);

/** Whether a file says that this page saved it, in metadata that may be damaged. */
export const claimsToBeSaved = (metadata: Readonly<Record<string, string>>): boolean =>
  Object.keys(metadata).some((key) => key.startsWith('farcast.'));

/** An archive, in pieces; one snapshot is in memory at a time. `link` is the experiment's. */
export const saveTrajectory = (
  layout: ParameterLayout,
  snapshots: AsyncIterable<Snapshot>,
  link: string,
): AsyncIterable<Uint8Array> => writeZip(filesOf(layout, snapshots, link));

async function* filesOf(
  layout: ParameterLayout,
  snapshots: AsyncIterable<Snapshot>,
  link: string,
): AsyncGenerator<ZipInput> {
  for await (const { weights, ...rest } of snapshots) {
    yield {
      name: `${rest.arm}-seed-${rest.seed}/step-${String(rest.step).padStart(6, '0')}.safetensors`,
      bytes: weightsFile(layout, weights, metadataOf({ link, ...rest })),
    };
  }
}

/** All weights [parameter] of one step as a file that other programs load. */
export const weightsFile = (
  { tensors }: ParameterLayout,
  weights: Float32Array,
  metadata: Readonly<Record<string, string>>,
): AsyncIterable<Uint8Array> =>
  writeSafetensors(
    tensors.map(({ name, shape, offset, length }) => ({
      ...{ name, shape, dtype: 'F32' },
      bytes: () => [bytesFrom(weights.subarray(offset, offset + length), 'F32')],
    })),
    metadata,
  );
