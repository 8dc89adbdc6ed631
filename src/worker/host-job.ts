/**
 * What a hosted run is made of: what it is asked to do, what it is given to do it with, the job that it does, and
 * what it tells once it is prepared. How it goes is host-run.ts's.
 */
import type { LabelledImages } from '../core/data/fashion-mnist.ts';
import type { Engine, EngineFactory, EngineIdentity, EngineSetup, GpuState } from '../engine/engine.ts';
import type { ExperimentSpec } from '../experiment/fields.ts';
import { conduct, initialWatched } from '../run/conduct.ts';
import type { RunEvent, Tuning } from '../run/events.ts';
import type { TransferSource } from '../run/forecast/pilot.ts';
import { mapGains } from '../run/jumps/gain-map.ts';
import type { RunPlan, Told } from '../run/plan.ts';
import type { HostPace } from './host-pace.ts';
import type { Chosen, RunRecords } from './host-record.ts';
import type { RunMessage } from './protocol.ts';

export interface HostServices {
  readonly chooseEngine: (
    setup: EngineSetup,
    wish: ExperimentSpec['engine'],
    told: {
      readonly report: (phase: string) => void;
      readonly onRecovered: (recovery: {
        readonly reason: string;
        readonly identity: EngineIdentity;
      }) => void;
    },
  ) => Promise<Chosen>;
  /** The engine that gives the same on every machine, whatever `chooseEngine` takes. */
  readonly startReference: EngineFactory;
  /** What WebGPU offers here, for runs whose engine did not have to know; left out: nobody looks. */
  readonly probe?: () => Promise<GpuState>;
  readonly loadImages: (baseUrl: string, report: (fraction: number) => void) => Promise<LabelledImages>;
  readonly emit: (message: RunMessage, transfer: Transferable[]) => void;
  /** Where runs are kept over visits; left out: nowhere. */
  readonly records?: RunRecords | undefined;
}

/** What is to be run: an experiment, at each of the rates. */
export interface Asked {
  readonly spec: ExperimentSpec;
  readonly rates: readonly number[];
  readonly baseUrl: string;
  readonly told: Told;
  /** Whether it is a run by itself: looked at how sensitive it is to rounding, and kept over visits. */
  readonly checked: boolean;
  /** Whether what was kept of it is repeated first, and then waits or goes on; 'start': that was no use. */
  readonly returning: 'offer' | 'go-on' | 'start' | undefined;
}

/** What is done with a prepared engine. */
export type Job = (
  plan: RunPlan,
  engine: Engine,
  pace: HostPace,
  emit: (event: RunEvent) => void,
  transfer: TransferSource | null,
) => Promise<'finished' | 'stopped'>;

export const conducted: Job = (plan, engine, pace, emit, transfer) =>
  conduct(plan, engine, pace, emit, transfer);

export const mapped: Job = (plan, engine, pace, emit, transfer) =>
  mapGains(plan, engine, transfer, emit, async () => (await pace.allowance(() => Promise.resolve())) > 0);

/** What is told of a run before its first step. */
export function prepared(plan: RunPlan, { engine, reason, gpu }: Chosen, tuning: Tuning | null): RunEvent {
  return {
    type: 'prepared',
    engine: { ...engine.identity, reason, ...(gpu === undefined ? {} : { gpu }) },
    replicas: plan.replicas.map(({ arm, seed }) => ({ arm, seed })),
    model: plan.setup.model,
    watched: plan.watched,
    initial: initialWatched(plan),
    horizons: plan.forecast.horizons,
    windowSteps: plan.forecast.windowSteps,
    inputs: plan.layout.farcaster,
    groups: plan.layout.groups,
    smoothing: plan.smoothing,
    ...(tuning === null ? {} : { tuning }),
  };
}
