/** What the page asks of the worker that reads recorded runs, and its answers. Types only. */
import type { ParameterLayout } from '../core/model/layout.ts';
import type { RecordedLosses } from '../core/recorded.ts';
import type { ArmId, ExperimentSpec } from '../experiment/fields.ts';
import type { Arrangement } from '../formats/runs/order.ts';
import type { RecordedAnalysis } from '../run/recorded/analysis.ts';
import type { RecordedSettings } from '../run/recorded/settings.ts';

/** A file with its folders: 'run1/checkpoint-1000/model.safetensors'. */
export interface NamedFile {
  readonly path: string;
  readonly file: File;
}

export interface TensorSummary {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly used: boolean;
  /** Why it is not used. */
  readonly why: string | null;
}

/** What was read of files, and what is proposed to be done with them. */
export interface OpenedSummary {
  readonly arrangement: Arrangement;
  /** Names of the runs that are analysed, and the steps of the checkpoints that all of them have. */
  readonly runs: readonly string[];
  readonly steps: readonly number[];
  readonly tensors: readonly TensorSummary[];
  /** Number of weights of a checkpoint, of the tensors that are used. */
  readonly weights: number;
  readonly losses: readonly (RecordedLosses & { readonly run: string })[];
  /** What was guessed, a sentence each. */
  readonly notes: readonly string[];
  readonly settings: RecordedSettings;
  /** The experiment whose runs these are, if this page saved them: a link, still to be parsed. */
  readonly link: string | null;
}

export interface FarcastRequest {
  /** Index into the runs of the analysis. */
  readonly run: number;
  /** Step of the checkpoint that the forecast is made at. */
  readonly anchor: number;
  /** Steps ahead of it. */
  readonly horizon: number;
  readonly method: RecordedAnalysis['methods'][number];
}

export interface SavedFarcast {
  readonly blob: Blob;
  /** Tensors that could not be copied exactly. */
  readonly leftOut: readonly string[];
}

/** A run of an experiment as an archive of checkpoints, and what its analysis gives. */
export interface SavedRun {
  readonly archive: Blob;
  readonly settings: RecordedSettings;
  /** Null if it has too few checkpoints; then why. */
  readonly analysis: RecordedAnalysis | null;
  readonly problem: string | null;
}

/** Calls of the worker, by name. */
export interface RecordedCalls {
  /** Trains the experiment once more; `baseUrl` is where its data are. What is open stays open. */
  saveRun(spec: ExperimentSpec, arm: ArmId, baseUrl: string): Promise<SavedRun>;
  /** Weights [parameter] as a file of safetensors. */
  saveWeights(
    layout: ParameterLayout,
    weights: Float32Array,
    metadata: Readonly<Record<string, string>>,
  ): Promise<Blob>;
  open(files: readonly NamedFile[]): Promise<OpenedSummary>;
  rearrange(arrangement: Arrangement, filter: string): Promise<OpenedSummary>;
  analyse(settings: RecordedSettings): Promise<RecordedAnalysis>;
  farcast(settings: RecordedSettings, request: FarcastRequest): Promise<SavedFarcast>;
}

export type RecordedAsk = {
  [Name in keyof RecordedCalls]: {
    readonly call: Name;
    readonly id: number;
    readonly args: Parameters<RecordedCalls[Name]>;
  };
}[keyof RecordedCalls];

export type RecordedAnswer =
  | { readonly id: number; readonly phase: string; readonly share: number }
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly failure: string };
