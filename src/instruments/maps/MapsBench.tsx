/** The maps instrument: where along a run, and how far ahead, forecasts hold and jumps pay. */
import { useActions } from '../../ui/app/ui-context.ts';
import buttons from '../../ui/primitives/buttons.module.css';
import { CoefficientMap } from './CoefficientMap.tsx';
import { ErrorMap } from './ErrorMap.tsx';
import { GainMap } from './gain/GainMap.tsx';
import css from './maps.module.css';
import { useFocus } from './use-maps.ts';

export default function MapsBench() {
  return (
    <div className={css['bench']}>
      <Focused />
      <div className={css['maps']}>
        <ErrorMap />
        <CoefficientMap />
        <GainMap />
      </div>
    </div>
  );
}

/** Which forecast the weights show, and the way back. */
function Focused() {
  const { setView } = useActions();
  const focus = useFocus();
  return (
    <p className={css['note']} role="status">
      {focus === null ? (
        'Click a cell, or press Enter on it, to see its forecast among the weights above.'
      ) : (
        <>
          The weights above show the forecast made at step {focus}.{' '}
          <button
            type="button"
            className={buttons['link']}
            onClick={() =>
              document.querySelector('[data-area="weights"]')?.scrollIntoView({ block: 'center' })
            }
          >
            Go there
          </button>{' '}
          <button type="button" className={buttons['link']} onClick={() => setView({ focusAnchor: null })}>
            Back to the newest
          </button>
        </>
      )}
    </p>
  );
}
