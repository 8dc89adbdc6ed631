/** Text that a decoder generates: every character is sampled from the network's prediction and read with the next one. */
import { exp } from '../numeric/functions.ts';
import { outputNode } from '../model/model.ts';
import { Pass } from '../model/pass.ts';
import { randomStream, type RandomStream } from '../rng.ts';
import type { NetworkState } from './boundary.ts';

export interface TextSampling {
  /** Numbers of the characters before the text: at least one. */
  readonly prompt: readonly number[];
  /** Positive. Below 1, likely characters become likelier; towards 0, always the likeliest one is taken. */
  readonly temperature: number;
  readonly random: RandomStream;
}

/**
 * The numbers of the characters, one after the other, without end; it ends where the network's outputs are not finite. A
 * network reads only the last characters that fit its context. Throws a RangeError without a prompt.
 */
export function* textFrom(
  { model, weights }: NetworkState,
  { prompt, temperature, random }: TextSampling,
): Generator<number, void> {
  if (prompt.length === 0) throw new RangeError('a text needs at least one character to begin with');
  const pass = new Pass(model, 1);
  const context = pass.features;
  const vocabulary = pass.predictions.width;
  const seen = prompt.slice(-context);
  for (;;) {
    // What follows the last character read has no effect: attention is causal.
    pass.inputs.fill(0);
    pass.inputs.set(seen);
    const outputs = pass.until(outputNode(model), weights, 1);
    const at = (seen.length - 1) * vocabulary;
    const next = drawn(outputs.subarray(at, at + vocabulary), temperature, random);
    if (next === null) return;
    yield next;
    seen.push(next);
    if (seen.length > context) seen.shift();
  }
}

/** What a text is generated from: the same request gives the same text. */
export interface TextRequest extends Pick<TextSampling, 'prompt' | 'temperature'> {
  readonly network: NetworkState;
  readonly seed: number;
  /** Number of the sample: others are independent of it. */
  readonly sample: number;
  /** Characters. */
  readonly length: number;
}

/** The text of a request, character by character. */
export function* requestedText({
  network,
  prompt,
  temperature,
  seed,
  sample,
  length,
}: TextRequest): Generator<number, void> {
  const characters = textFrom(network, { prompt, temperature, random: randomStream(seed, 'text', sample) });
  for (let at = 0; at < length; at += 1) {
    const { value } = characters.next();
    if (value === undefined) return;
    yield value;
  }
}

/** The numbers of the characters so far, and whether it is all; or why there will be none. */
export type TextAnswer =
  { readonly numbers: readonly number[]; readonly done: boolean } | { readonly failure: string };

/** Generates a text somewhere else, and reports its progress. Returns a function that ends it. */
export type GenerateText = (request: TextRequest, report: (answer: TextAnswer) => void) => () => void;

/** An index, with the probabilities softmax(outputs / temperature); null if they are not finite. */
function drawn(outputs: Float32Array, temperature: number, random: RandomStream): number | null {
  const largest = outputs.reduce((a, b) => Math.max(a, b));
  const shares = Array.from(outputs, (output) => exp((output - largest) / temperature));
  const total = shares.reduce((sum, share) => sum + share, 0);
  if (!Number.isFinite(total)) return null;
  let left = random.uniform() * total;
  for (const [index, share] of shares.entries()) {
    left -= share;
    if (left < 0) return index;
  }
  // Rounding may leave a trace.
  return shares.length - 1;
}
