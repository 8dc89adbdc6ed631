/** The "?" of a panel in an instrument: its words come with the instrument, not with the page. */
import { ExplainButton } from './Explain.tsx';
import { ExplanationBody } from './ExplanationBody.tsx';
import { panelExplanations, type PanelId } from './panel-explanations.ts';

export function ExplainPanel({ what }: { readonly what: PanelId }) {
  const explanation = panelExplanations[what];
  return (
    <ExplainButton title={explanation.title}>{() => <ExplanationBody {...explanation} />}</ExplainButton>
  );
}
