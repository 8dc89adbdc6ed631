/** Makes the jumps of one round: searches on the validation split, decides, adopts, and applies placebos. */
import { basisSize } from '../../core/forecast/basis.ts';
import { displacementSums } from '../../core/forecast/quality.ts';
import { randomStream } from '../../core/rng.ts';
import type { SnapshotId, Trainer, Trajectory } from '../../engine/engine.ts';
import { armRecords, subjectArm } from '../../experiment/arms.ts';
import type { Arm } from '../../experiment/arms/record.ts';
import { accepts, best, candidatesOf } from './decide.ts';
import type { JumpOutcome } from '../events.ts';
import { jumpTerms, staying } from '../forecast/forecast-terms.ts';
import type { ForecastRound } from '../forecast/forecast-round.ts';
import { among, basisOver, mixOf, type TensorTerms } from '../mixes.ts';
import type { RunPlan } from '../plan/plan.ts';
import { requireRecipe } from '../forecast/recipes.ts';

/** What a replica does at an anchor; the coefficients refer to the round's sources. */
interface Move {
  readonly outcome: JumpOutcome;
  readonly terms: TensorTerms;
}

/** Considers a jump for every replica marked in `eligible`; placebos act when their farcaster jumps. */
export async function makeJumps(
  round: ForecastRound,
  engine: Trainer,
  plan: RunPlan,
  eligible: readonly boolean[],
  turn: number,
): Promise<JumpOutcome[]> {
  const moves = await decideMoves(round, engine, plan, eligible, turn);
  const followers = followersOf(plan, eligible, moves);
  const noise = followers.some(({ does }) => does === 'random')
    ? await loadNoise(round, engine, plan, followers, moves)
    : null;
  adopt(round, engine, plan, moves, followers, noise);
  if (noise !== null) engine.release(noise);
  const followed = await outcomesOf(round, engine, plan, followers);
  return [...moves.map(({ outcome }) => outcome), ...followed].sort((a, b) => a.replica - b.replica);
}

async function decideMoves(
  round: ForecastRound,
  engine: Trainer,
  plan: RunPlan,
  eligible: readonly boolean[],
  turn: number,
): Promise<Move[]> {
  const { spec, replicas, forecast, layout } = plan;
  const { horizons, windowSteps } = forecast;
  const jumping = replicas.map(({ arm }, r) => eligible[r] === true && armRecords[arm].jumps !== null);
  if (!jumping.includes(true)) return [];
  const triedBy = new Map(
    spec.arms.map((arm) => {
      const { recipe } = requireRecipe(layout, arm);
      return [arm, candidatesOf(recipe, spec, horizons, windowSteps, turn, plan.anchors.length)];
    }),
  );
  const tried = replicas.map(({ arm }) => triedBy.get(arm)!);
  const stay = staying(plan);
  const terms = (r: number, horizon: number): TensorTerms => jumpTerms(round.termsOf(r, horizon), plan);
  // Only rows that some replica tries; the last row is persistence.
  const rows = [...new Set(tried.filter((_, r) => jumping[r] === true).flat())].sort((a, b) => a - b);
  const mix = round.mix(rows.length + 1, (row, r) =>
    jumping[r] !== true ? null : row < rows.length ? terms(r, rows[row]!) : stay,
  );
  const losses = await engine.lossOf(mix, 'guard', jumping);
  const rowOf = horizons.map((_, horizon) => rows.indexOf(horizon));
  return replicas.flatMap(({ arm }, replica): Move[] => {
    if (jumping[replica] !== true) return [];
    const lossAt = (horizon: number): number => losses[rowOf[horizon]! * replicas.length + replica]!;
    const chosen = best(tried[replica]!, lossAt);
    const lossBefore = losses[rows.length * replicas.length + replica]!;
    const lossAfter = lossAt(chosen);
    const accepted = accepts(lossBefore, lossAfter, spec);
    return [
      {
        outcome: {
          replica,
          horizon: horizons[chosen]!,
          accepted,
          lossBefore,
          lossAfter,
          cost: plan.jumpCosts[arm],
        },
        terms: terms(replica, chosen),
      },
    ];
  });
}

interface Follower {
  readonly replica: number;
  readonly does: NonNullable<Arm['follows']>;
  readonly leader: JumpOutcome;
}

function followersOf(plan: RunPlan, eligible: readonly boolean[], moves: readonly Move[]): Follower[] {
  return plan.replicas.flatMap(({ arm, seed, point }, replica): Follower[] => {
    const { follows } = armRecords[arm];
    if (follows === null || eligible[replica] !== true) return [];
    const leader = moves.find(({ outcome }) => {
      const label = plan.replicas[outcome.replica]!;
      const isOwn = label.arm === subjectArm && label.seed === seed && label.point === point;
      return outcome.accepted && isOwn;
    });
    return leader === undefined ? [] : [{ replica, does: follows, leader: leader.outcome }];
  });
}

/** A random displacement for every random placebo, as long as its farcaster's jump: [replica, parameter]. */
async function loadNoise(
  round: ForecastRound,
  trajectory: Trajectory,
  plan: RunPlan,
  followers: readonly Follower[],
  moves: readonly Move[],
): Promise<SnapshotId> {
  const { count: parameterCount, tensors } = plan.setup.model.parameters;
  const columns = plan.layout.sources.length;
  const size = basisSize(columns) ** 2;
  const sources = round.sources.slice(0, columns);
  // The anchor is passed in place of the target, which is not used.
  const leaders = followers.map(({ leader }) => leader.replica);
  const gram = await trajectory.gram(
    basisOver(sources, sources[columns - 1]!),
    among(leaders, plan.replicas.length),
  );
  const noise = new Float32Array(plan.replicas.length * parameterCount);
  for (const { replica, does, leader } of followers) {
    if (does !== 'random') continue;
    const { terms } = moves.find(({ outcome }) => outcome === leader)!;
    const width = plan.sourceCount + 1;
    const square = tensors.reduce((sum, _, tensor) => {
      const at = (leader.replica * tensors.length + tensor) * size;
      const own = Float64Array.from(
        { length: columns + 1 },
        (_unused, c) => terms[tensor * width + (c === columns ? plan.sourceCount : c)]!,
      );
      return sum + displacementSums(gram, columns, own, at).forecast;
    }, 0);
    const random = randomStream(plan.replicas[replica]!.seed, 'placebo', round.anchor);
    const direction = Float64Array.from({ length: parameterCount }, () => random.normal());
    const length = Math.sqrt(direction.reduce((sum, value) => sum + value * value, 0));
    const scale = Math.sqrt(Math.max(0, square)) / length;
    direction.forEach((value, p) => {
      noise[replica * parameterCount + p] = scale * value;
    });
  }
  return trajectory.load(noise);
}

function adopt(
  round: ForecastRound,
  engine: Trainer,
  plan: RunPlan,
  moves: readonly Move[],
  followers: readonly Follower[],
  noise: SnapshotId | null,
): void {
  const { replicas, layout, spec } = plan;
  const accepted = new Map(
    moves.filter(({ outcome }) => outcome.accepted).map((move) => [move.outcome.replica, move]),
  );
  const following = new Map(followers.map((follower) => [follower.replica, follower]));
  if (accepted.size === 0) return;
  const stay = staying(plan);
  const termsOf = (_row: number, r: number): TensorTerms => {
    const terms = accepted.get(r)?.terms ?? stay;
    return noise === null ? terms : withNoise(terms, plan.sourceCount, following.get(r)?.does === 'random');
  };
  const snapshots = noise === null ? round.sources : [...round.sources, noise];
  engine.adopt(
    mixOf(snapshots, 1, replicas.length, layout.groupOf.length, termsOf),
    replicas.map((_, r) => accepted.has(r) || following.has(r)),
    {
      state: spec.state,
      advance: spec.clock === 'step' ? null : replicas.map((_, r) => accepted.get(r)?.outcome.horizon ?? 0),
    },
  );
}

/** Coefficients over one more source, the noise, which is added or not. */
function withNoise(terms: TensorTerms, sources: number, added: boolean): TensorTerms {
  const tensors = terms.length / (sources + 1);
  const all = new Float64Array(tensors * (sources + 2));
  for (let tensor = 0; tensor < tensors; tensor += 1) {
    all.set(terms.subarray(tensor * (sources + 1), tensor * (sources + 1) + sources), tensor * (sources + 2));
    all[tensor * (sources + 2) + sources] = added ? 1 : 0;
    all[tensor * (sources + 2) + sources + 1] = terms[tensor * (sources + 1) + sources]!;
  }
  return all;
}

/** The validation loss after a placebo's action; a placebo is not charged. */
async function outcomesOf(
  round: ForecastRound,
  engine: Trainer,
  plan: RunPlan,
  followers: readonly Follower[],
): Promise<JumpOutcome[]> {
  if (followers.length === 0) return [];
  const active = plan.replicas.map((_, r) => followers.some(({ replica }) => replica === r));
  const stay = staying(plan);
  const [before, after] = await Promise.all([
    engine.lossOf(
      round.mix(1, (_, r) => (active[r] === true ? stay : null)),
      'guard',
      active,
    ),
    engine.score('guard'),
  ]);
  return followers.map(({ replica, leader }) => ({
    replica,
    horizon: leader.horizon,
    accepted: true,
    lossBefore: before[replica]!,
    lossAfter: after.loss[replica]!,
    cost: 0,
  }));
}
