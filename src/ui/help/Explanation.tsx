/** What a "?" of the first screen opens. */
import { explained, type ExplanationId } from './explained.ts';
import { ExplanationBody } from './ExplanationBody.tsx';
import { explanations } from './explanations.ts';

export default function Explanation({ what }: { readonly what: ExplanationId }) {
  return <ExplanationBody title={explained[what]} {...explanations[what]} />;
}
