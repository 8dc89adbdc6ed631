// Owns `npm run check`: what can be known in seconds, through caches and without a browser or a build.
import { requireInstalled } from './lib/install.mjs';
import { runStages, vitestStage } from './lib/stages.mjs';

await requireInstalled();
const quick = ['format', 'types', 'lint', 'boundaries', 'dead-code'].map((script) => ({ script }));
process.exit((await runStages([...quick, vitestStage('unit')])) ? 0 : 1);
