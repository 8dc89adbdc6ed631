/** What happened to an arm's jumps in a run. The words describe the events, not the settings. */
import { armKind, considersJumps } from '../../experiment/arms.ts';
import type { ArmId } from '../../experiment/fields.ts';
import type { RecordedJump, RunHistory } from '../history.ts';
import { savingsOf } from '../evidence/pairs.ts';

export interface Course {
  /** Whether any of its replicas jumped. */
  readonly jumped: boolean;
  /** Why jumps cannot have caused its result, without a full stop; null if they can, and for an arm without jumps. */
  readonly words: string | null;
}

export function courseOf(history: RunHistory, arm: ArmId): Course {
  if (!considersJumps(arm) && armKind(arm) !== 'follows') return { jumped: false, words: null };
  const replicas = history.replicasOf(arm);
  const considered = replicas.flatMap((replica) => history.jumps[replica]!);
  const accepted = considered.filter((jump) => jump.accepted);
  if (accepted.length === 0) return { jumped: false, words: unjumped(history, considered) };
  return { jumped: true, words: tooLate(history, arm) ? late : null };
}

const late = 'Nothing could be saved: every seed reached the target before its first jump';

/** Why no replica jumped. If only the regime prevented a jump, no candidate was tried. */
function unjumped({ spec, steps }: RunHistory, considered: readonly RecordedJump[]): string {
  if (considered.length === 0)
    return spec.warmup >= spec.steps
      ? `No jump was made: the first forecast would be at step ${spec.warmup}, but the budget ends at ${spec.steps}`
      : steps < spec.warmup
        ? `No jump was made: it is too early for a forecast`
        : 'No jump was made: every replica had stopped before its first forecast';
  const tried = considered.filter(({ lossAfter }) => !Number.isNaN(lossAfter)).length;
  const refused = considered.length - tried;
  if (tried === 0)
    return spec.regime === 'stable'
      ? `No jump was made: the regime was stable at none of ${considered.length} forecasts`
      : `No jump was accepted: no forecast of ${considered.length} had a finite validation loss`;
  const why =
    spec.gate === 'strict' ? 'the validation loss fell at none of' : 'the acceptance rule passed none of';
  const rest =
    refused === 0 || spec.regime !== 'stable' ? '' : `, ${refused} more were outside a stable regime`;
  return `No jump was accepted: ${why} ${tried} forecasts tried${rest}`;
}

/** Whether all of its pairs reached the target by their first accepted jump, and so cost the same as the control. */
function tooLate(history: RunHistory, arm: ArmId): boolean {
  const { savings } = savingsOf(history, arm);
  const judged = history
    .replicasOf(arm)
    .map((replica, i) => ({ saving: savings[i] ?? null, jumps: history.jumps[replica]! }))
    .filter(({ saving }) => saving !== null);
  return (
    judged.length > 0 &&
    judged.every(({ saving, jumps }) => {
      const first = jumps.find(({ accepted }) => accepted);
      return first === undefined || saving!.cost <= first.step;
    })
  );
}
