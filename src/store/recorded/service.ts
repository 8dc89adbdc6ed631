/** What the page asks of the worker that reads recorded runs. Types only. */
import type { RecordedLosses } from '../../core/recorded.ts';
import type { Arrangement } from '../../formats/runs/order.ts';
import type { RecordedAnalysis } from '../../run/recorded/analysis.ts';
import type { RecordedSettings } from '../../run/recorded/settings.ts';

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

/** Every call rejects with a sentence for a person, and then leaves what was open as it was. One call at a time. */
export interface RecordedService {
  /** Reads headers of files and proposes an order. */
  open(files: readonly NamedFile[]): Promise<OpenedSummary>;
  /** `filter`: names of tensors, with * for anything; empty: all. */
  rearrange(arrangement: Arrangement, filter: string): Promise<OpenedSummary>;
  analyse(settings: RecordedSettings): Promise<RecordedAnalysis>;
  /** The forecast weights as a safetensors file. */
  farcast(request: FarcastRequest): Promise<Blob>;
  /** Called with what is being done and the fraction of it that is done. */
  progress: (listener: (phase: string, share: number) => void) => void;
  /** The call in progress rejects. */
  cancel(): void;
}
