#!/usr/bin/env node
// Owns `npm run farcast` and the command `farcast`: runs the built command line.
import { importBuilt } from './lib/command-line.mjs';

try {
  await importBuilt('farcast');
} catch (error) {
  const message = (error instanceof Error ? error.message : String(error)).replaceAll(/\s+/g, ' ');
  console.error(
    `farcast: the program could not be built: ${message.slice(0, 300)}. Was "npm ci" run in its folder, and can you write there?`,
  );
  process.exitCode = 1;
}
