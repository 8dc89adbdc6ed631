/** Reads files and proposes what they are: archives are unpacked, and steps that files name themselves are read. */
import { openWeights } from '../open-weights.ts';
import { FormatError, type ByteSource } from '../source.ts';
import { readZip, type Zip } from '../zip.ts';
import { fileRole } from './names.ts';
import { arrange, checkpointsOf, type Arrangement } from './order.ts';

export interface Proposal {
  readonly arrangement: Arrangement;
  /** The files that it names: those given, and those in archives. */
  readonly sources: readonly ByteSource[];
}

/** `progress` is called before each checkpoint is opened; what it throws stops everything. Rejects with nothing else. */
export async function proposeRuns(
  given: readonly ByteSource[],
  progress?: (opened: number, of: number) => void,
): Promise<Proposal> {
  const ignored: { name: string; why: string }[] = [];
  const sources = new Map<string, ByteSource>();
  for (const source of given) {
    const content = await unpacked(source);
    if (typeof content === 'string') ignored.push({ name: source.name, why: content });
    else
      for (const each of content) {
        if (sources.has(each.name)) ignored.push({ name: each.name, why: 'Another file has the same name' });
        else sources.set(each.name, each);
      }
  }
  const names = [...sources.keys()];
  const own = new Map<string, number>();
  const checkpoints = checkpointsOf(names);
  for (const [index, files] of checkpoints.entries()) {
    progress?.(index, checkpoints.length);
    const step = await stepOf(files.map((name) => sources.get(name)!));
    if (step !== null) own.set(files[0]!, step);
  }
  const arrangement = arrange(names, own);
  return {
    arrangement: { ...arrangement, ignored: [...arrangement.ignored, ...ignored] },
    sources: [...sources.values()],
  };
}

/** The step that a checkpoint itself names; what cannot be read is said when it is opened. */
async function stepOf(files: readonly ByteSource[]): Promise<number | null> {
  try {
    const { step } = await openWeights(files);
    return step !== null && Number.isSafeInteger(step) && step >= 0 ? step : null;
  } catch (error) {
    if (error instanceof FormatError) return null;
    throw error;
  }
}

async function startOf(source: ByteSource): Promise<string> {
  return String.fromCharCode(...(await source.read(0, Math.min(4, source.size))));
}

/**
 * The entries of an archive that contains checkpoints, or a file as it is: PyTorch, NumPy and Keras save archives too. A
 * sentence if the entries cannot be unpacked.
 */
async function unpacked(source: ByteSource): Promise<readonly ByteSource[] | string> {
  if ((await startOf(source).catch(() => '')) !== 'PK\x03\x04') return [source];
  const zip = await readZip(source).catch(orNull);
  const wanted = zip?.entries.filter(({ name }) => typeof fileRole(name) === 'string') ?? [];
  if (!zip || isCheckpoint(zip) || !wanted.some(({ name }) => fileRole(name) === 'weights')) return [source];
  try {
    const found: ByteSource[] = [];
    for (const entry of wanted) found.push(await zip.open(entry));
    return found;
  } catch (error) {
    if (error instanceof FormatError) return error.message;
    throw error;
  }
}

const orNull = (error: unknown): null => {
  if (error instanceof FormatError) return null;
  throw error;
};

const isCheckpoint = ({ entries }: Zip): boolean =>
  entries.every(({ name }) => /\.npy$/i.test(name)) ||
  entries.some(({ name }) => /(^|\/)data\.pkl$|^model\.weights\.h5$/.test(name));
