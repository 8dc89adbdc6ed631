/** What all charts of recorded runs are given, and the charts with one plot: errors, coefficients, losses. */
import { useMemo } from 'react';
import { subjectArm } from '../../../experiment/arms.ts';
import { methodLabel, stepsText } from '../../../record/recorded/words.ts';
import type { Method } from '../../../record/recorded/report.ts';
import type { Analysed } from '../../../store/recorded/recorded.ts';
import type { FigureSubject } from '../../../ui/charts/export/figure-files.ts';
import { LinesFigure } from '../../../ui/charts/LinesFigure.tsx';
import type { Line } from '../../../ui/charts/drawing/lines.tsx';
import { GroupPick } from '../../../ui/charts/WhosePick.tsx';
import { ExplainPanel } from '../../../ui/help/ExplainPanel.tsx';
import { series } from '../../../ui/primitives/arms.ts';
import { constant } from '../../../ui/primitives/cell.ts';
import { fixed } from '../../../ui/primitives/numbers.ts';
import { coefficientsTable, errorTable, lossesTable } from '../view/tables.ts';
import { coefficientsView, errorView, type CoefficientsView, type LossesView } from '../view/view.ts';

export interface RunChartProps {
  readonly analysed: Analysed;
  /** What its files are named after. */
  readonly of: FigureSubject;
}

export const useSummary = (summary: string) => useMemo(() => constant({ summary }), [summary]);

const lookOf = (method: Method) => ({ ...series[method], label: methodLabel(method) });

const ahead = (horizon: number): string => `${stepsText(horizon)} steps ahead`;

export function ErrorChart({ analysed, of }: RunChartProps) {
  const view = useMemo(() => errorView(analysed), [analysed]);
  const { rows, methods, yDomain, summary } = view;
  const end = rows.at(-1)?.horizon ?? 1;
  const lines = methods.map((method) => ({
    ...lookOf(method),
    width: method === subjectArm ? 2.2 : 1.5,
    points: rows.map(({ horizon, mae }) => ({ x: horizon, y: mae[method] ?? NaN })),
  }));
  return (
    <LinesFigure
      title="Error by horizon"
      area="run-error"
      of={of}
      view={useSummary(summary)}
      help={<ExplainPanel what="run-error" />}
      lines={lines}
      axis={{ domain: [Math.min(0, end), end] }}
      unit="steps ahead"
      place={(at) => `${ahead(at)}, ${rows.find(({ horizon }) => horizon === at)?.forecasts ?? 0} forecasts`}
      isLastFirst
      idle="mean absolute error over all weights"
      empty={rows.length === 0 ? 'No forecast has a later checkpoint to compare with.' : null}
      table={() => errorTable(view)}
      allRows
      tall
      frame={{ yDomain, logY: true }}
    />
  );
}

interface CoefficientsChartProps extends RunChartProps {
  readonly group: number;
  readonly onGroup: (group: number) => void;
}

const { color } = series[subjectArm];

export function CoefficientsChart({ analysed, of, group, onGroup }: CoefficientsChartProps) {
  const view = useMemo(() => coefficientsView(analysed, group), [analysed, group]);
  const { groups, closed, yDomain, summary } = view;
  return (
    <LinesFigure
      title="Coefficients"
      area="run-coefficients"
      of={of}
      view={useSummary(summary)}
      help={<ExplainPanel what="run-coefficients" />}
      picks={
        <GroupPick
          groups={groups.map((name) => ({ name }))}
          group={groups[group]}
          what="coefficients are drawn"
          onGroup={onGroup}
        />
      }
      lines={useMemo(() => coefficientLines(view), [view])}
      axis={{ domain: [0, view.rows.at(-1)?.horizonSteps ?? 1] }}
      unit="steps ahead"
      text={(value) => fixed(value, 4)}
      place={ahead}
      idle={
        closed === null
          ? 'medians over forecasts'
          : `dashed: closed form, r ≈ ${fixed(closed.rate, 5)} a step`
      }
      table={() => coefficientsTable(view)}
      allRows
      frame={{ yDomain }}
    />
  );
}

const byRate = { color: 'var(--ink)', dash: '3 3', width: 1.2, end: null, isSilent: true };

/** Medians, in a band where it means something, beside what one rate gives. */
function coefficientLines({ rows, lines, closed }: CoefficientsView): Line[] {
  const fitted = lines.map(({ name: label, of: valueOf, closed: closedOf }): Line => {
    const points = rows.map(({ horizonSteps, median, low, high }) => ({
      ...{ x: horizonSteps, y: valueOf(median) },
      band: closedOf === null ? null : ([valueOf(low), valueOf(high)] as const),
    }));
    return { label, color, points };
  });
  const given = lines.flatMap(({ name: label, closed: closedOf }): Line[] => {
    if (closedOf === null || closed === null) return [];
    const points = closed.rows.map((form, i) => ({ x: rows[i]!.horizonSteps, y: closedOf(form) }));
    return [{ ...byRate, label, points }];
  });
  return [...fitted, ...given];
}

/** Colours of runs: ink for the first, lighter for further ones. */
const shadeOf = (run: number): string => ['var(--ink)', 'var(--ink-soft)', 'var(--ink-faint)'][run % 3]!;

/** Runs that are named at the ends of their curves, and letters of a name there. */
const [mostNamed, letters] = [6, 16];

const shortened = (name: string): string => (name.length > letters ? `…${name.slice(1 - letters)}` : name);

export function LossesChart({ view, of }: { readonly view: LossesView; readonly of: FigureSubject }) {
  const { curves, xDomain, yDomain, logarithmic, summary } = view;
  const lines = curves.map(({ name: label, run, isValidation, points }, index) => ({
    ...{ label, color: shadeOf(run), dash: isValidation ? '5 3' : null, width: 1.4 },
    end: index < mostNamed ? shortened(label) : null,
    points: points.map(([x, y]) => ({ x, y })),
  }));
  return (
    <LinesFigure
      title="Recorded losses"
      area="run-losses"
      of={of}
      view={useSummary(summary)}
      help={<ExplainPanel what="run-losses" />}
      lines={lines}
      axis={{ domain: xDomain }}
      unit="steps"
      place={(at) => `step ${stepsText(at)}`}
      idle="as they came with the files"
      table={() => lossesTable(view)}
      frame={{ yDomain, logY: logarithmic }}
    />
  );
}
