/** Where a file comes from: the experiment, how it ran, its digest and the link that repeats it. */
import { formatValue } from '../../../experiment/kinds.ts';
import { fields, type ExperimentSpec } from '../../../experiment/fields.ts';
import { digestInSlices } from '../../../store/automation-work.ts';
import type { PictureWords } from '../../../store/files/picture-metadata.ts';
import type { App } from '../../../store/state.ts';
import type { Origins } from '../../../record/files/csv.ts';
import { describe } from '../../header/describe.ts';
import { versionOnScreen } from '../../app/builds.ts';
import type { FigureSubject } from './figure-files.ts';

export interface Provenance {
  /** Part of the names of files; null before an experiment is prepared. */
  readonly id: string | null;
  readonly about: string;
  readonly seeds: string | null;
  readonly engine: string | null;
  /** Null if it is finished; else how far it is. */
  readonly unfinished: string | null;
  readonly software: string;
  readonly digest: string | null;
  readonly link: string | null;
}

export async function provenanceOf(app: App, of?: FigureSubject): Promise<Provenance> {
  const { run, draft } = app.store.getState();
  const software = `Farcast Playground ${versionOnScreen()}`;
  if (of !== undefined) {
    const link = of.spec === undefined ? app.actions.link() : of.spec && app.actions.linkTo(of.spec);
    return {
      ...{ id: of.id, about: of.words, software, link },
      ...{ seeds: seedsOf(of.spec ?? null), engine: null, unfinished: null, digest: null },
    };
  }
  const history = app.recorded();
  const isFinished = run?.lifecycle === 'finished';
  const spec = run?.spec ?? draft;
  return {
    id: run?.experimentId ?? null,
    about: `${run === null ? '' : `Experiment ${run.experimentId} · `}${describe(spec)}`,
    seeds: seedsOf(spec),
    engine: run?.engine?.name ?? null,
    unfinished: isFinished || history === null ? null : `step ${history.steps} of ${spec.steps}`,
    software,
    digest: isFinished ? await digestInSlices(app) : null,
    link: app.actions.link(),
  };
}

const seedsOf = (spec: ExperimentSpec | null): string | null => {
  if (spec === null) return null;
  const { length } = spec.seeds;
  const which = formatValue(fields.seeds, spec.seeds);
  return `${length} ${length === 1 ? 'seed' : 'paired seeds'}${which === String(length) ? '' : ` (${which})`}`;
};

/** What intervals are unless a figure says otherwise. */
const intervals = 'intervals 95 %';

/** Under a figure. */
export const captionOf = (of: Provenance): string =>
  [
    of.about,
    ...(of.seeds === null ? [] : [of.seeds, intervals]),
    ...(of.engine === null ? [] : [`engine ${of.engine}`]),
    ...(of.unfinished === null ? [] : [`unfinished, ${of.unfinished}`]),
    of.software,
    ...(of.digest === null ? [] : [`digest ${of.digest.slice(0, 12)}`]),
    ...(of.link === null ? [] : [of.link]),
  ].join(' · ');

/** In the comment lines of a table, always the same keys. */
export const originsOf = (of: Provenance, table: string): Origins => ({
  table,
  about: of.about,
  seeds: of.seeds ?? 'none',
  statistics: `each column names its own, ${intervals} over paired seeds; rows with a seed are single measurements`,
  state: of.unfinished ?? 'finished',
  engine: of.engine ?? 'none',
  software: of.software,
  digest: of.digest ?? 'none',
  link: of.link ?? 'none',
});

export const pictureWords = (of: Provenance, title: string): PictureWords => ({
  title,
  description: captionOf(of),
  software: of.software,
  link: of.link,
  digest: of.digest,
});

export const fileName = ({ id }: Pick<Provenance, 'id'>, area: string): string =>
  ['farcast', ...(id === null ? [] : [id]), area].join('-');
