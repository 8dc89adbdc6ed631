/**
 * Measured engine speeds, by adapter and shape of the experiment, so that an engine need not be measured again. They
 * last as long as this worker; the caller may store them longer.
 */
import type { Model } from '../core/model/model.ts';
import type { EngineName } from '../experiment/fields.ts';
import type { EngineSetup } from './engine.ts';

/** Replica-steps per second. */
export interface EngineRate {
  readonly engine: EngineName;
  readonly rate: number;
}

export interface Calibration {
  /** As returned by `shapeOf`. */
  readonly shape: string;
  /** Fastest first. */
  readonly rates: readonly EngineRate[];
}

export class CalibrationMemory {
  readonly #tell: (calibration: Calibration) => void;
  readonly #rates = new Map<string, readonly EngineRate[]>();

  /** `tell` is called with every new calibration, so that it can be stored elsewhere. */
  constructor(tell: (calibration: Calibration) => void = () => undefined) {
    this.#tell = tell;
  }

  /** Adds calibrations that were stored elsewhere. */
  recall(calibrations: readonly Calibration[]): void {
    for (const { shape, rates } of calibrations) this.#rates.set(shape, rates);
  }

  /** Measured rates for experiments of this shape, or null. */
  find(shape: string): readonly EngineRate[] | null {
    return this.#rates.get(shape) ?? null;
  }

  keep(calibration: Calibration): void {
    this.#rates.set(calibration.shape, calibration.rates);
    this.#tell(calibration);
  }
}

/** A short text for a model: "2-8x2-tanh-2x8-linear". */
const wordOf = ({ input, nodes, parameters: { tensors } }: Model): string =>
  [
    input.join('x'),
    ...nodes.map((node) => {
      if (node.op === 'activate') return node.activation;
      const [first] = node.tensors;
      const extents = first === undefined ? '' : tensors[first]!.shape.join('x');
      return node.op === 'dense' ? extents : `${node.op} ${extents}`;
    }),
  ].join('-');

/** Maximum length: the description comes from the adapter. */
const longestName = 60;

/** Experiments of one shape cost the same on one adapter. */
export function shapeOf(
  { model, replicas, batch, data, optimizer }: EngineSetup,
  { vendor, architecture, description }: Pick<GPUAdapterInfo, 'vendor' | 'architecture' | 'description'>,
): string {
  const examples = batch === 0 ? data.sets[0]!.train.count : batch;
  return [
    ...[vendor, architecture, description].map((name) => name.slice(0, longestName)),
    ...[
      wordOf(model),
      optimizer.clip > 0 ? `${optimizer.name} clipped` : optimizer.name,
      `batch ${examples}`,
    ],
    `replicas ${replicas.length}`,
  ].join('|');
}
