// Owns `npm run check`: all checks that take seconds, with caches and without a browser or a build.
import { requireInstalled } from './lib/install.mjs';
import { runStages, vitestStage } from './lib/stages.mjs';

await requireInstalled();
const quick = ['format', 'types', 'lint', 'boundaries', 'dead-code'].map((script) => ({ script }));
process.exit((await runStages([...quick, vitestStage('unit')])) ? 0 : 1);
