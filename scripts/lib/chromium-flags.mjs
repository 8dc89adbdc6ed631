// Owns how Chromium is started for tests, shared by Vitest, Playwright and the adapter probe.
// SwiftShader is asked for by name so that every machine, with a GPU or without, tests the same adapter.

export const chromiumArgs = [
  '--no-sandbox',
  '--enable-unsafe-webgpu',
  '--use-webgpu-adapter=swiftshader',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

/** The browser to test with: set by `npm test`, else the usual place on Debian. */
export const chromiumPath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
