// Owns which room may import which. `npm run boundaries` runs it and fails when it saw no module.

const TEST_FILE = '\\.test\\.tsx?$';
/** Tests, and what they share. */
const TESTING = '^src/.+/testing/';
const TEST = `(${TEST_FILE}|${TESTING})`;

/** What a room may import: paths of ours, and packages. Everything else of ours or of npm is forbidden. */
const room = (name, from, { ours, types = [], packages = [], node = false }) => [
  {
    name: `${name}-imports`,
    comment: `${name} may import ${ours.join(', ') || 'nothing of ours'}`,
    severity: 'error',
    from: { path: from, pathNot: TEST },
    to: { path: '^src/', pathNot: [...ours, ...types] },
  },
  ...types.map((path) => ({
    name: `${name}-types-only`,
    comment: `${name} may import types, and nothing else, from ${path}`,
    severity: 'error',
    from: { path: from, pathNot: TEST },
    to: { path, pathNot: ours, dependencyTypesNot: ['type-only'] },
  })),
  {
    name: `${name}-packages`,
    comment: `${name} may use ${packages.join(', ') || 'no package'}`,
    severity: 'error',
    from: { path: from, pathNot: TEST },
    to: {
      dependencyTypes: [
        ...['npm', 'npm-dev', 'npm-peer', 'npm-optional', 'npm-no-pkg', 'npm-unknown'],
        ...(node ? [] : ['core']),
      ],
      pathNot: packages.map((p) => `^node_modules/(@types/)?${p}(/|$)`),
    },
  },
];

const EXPERIMENT = '^src/experiment/';
const CORE = '^src/core/';
const FORMATS = '^src/formats/';
const ENGINE = '^src/engine/';
const ENGINE_INTERFACE = '^src/engine/engine\\.ts$';
const RUN = '^src/run/';
const EVENT_SHAPES = '^src/run/event-shapes\\.ts$';
const PROTOCOL = '^src/worker/protocol[^/]*\\.ts$';
const CLIENT = '^src/worker/client/';
const HOST = '^src/worker/host/';
const WORKER = '^src/worker/';
const RECORD = '^src/record/';
const REMOTE = '^src/worker/remote/';
/** What the worker of recorded runs and the command line share. */
const RECORDED = '^src/worker/recorded/';
const CLI = '^src/cli/';
const STORE = '^src/store/';
const UI = '^src/ui/';
const INSTRUMENTS = '^src/instruments/';
/** Where the page is put together. */
const SHELL = '^src/ui/(app/Page\\.tsx|workbench/benches\\.ts|scenes/scene-figures\\.ts)$';

module.exports = {
  forbidden: [
    ...room('experiment', EXPERIMENT, { ours: [EXPERIMENT], packages: ['valibot'] }),
    ...room('core', CORE, { ours: [CORE, EXPERIMENT], packages: ['valibot', '@noble/hashes'] }),
    ...room('formats', FORMATS, { ours: [FORMATS, CORE], packages: ['valibot', '@zip.js/zip.js', 'h5wasm'] }),
    ...room('engine', ENGINE, { ours: [ENGINE, CORE, EXPERIMENT], packages: ['@tensorflow'] }),
    ...room('run', RUN, { ours: [RUN, CORE, EXPERIMENT, ENGINE_INTERFACE] }),
    ...room('record', RECORD, {
      ours: [RECORD, CORE, EXPERIMENT, EVENT_SHAPES],
      types: [RUN],
      packages: ['valibot'],
    }),
    ...room('protocol', PROTOCOL, {
      ours: [PROTOCOL, CORE, EXPERIMENT],
      types: [RUN, FORMATS],
      packages: ['valibot'],
    }),
    ...room('client', CLIENT, { ours: [CLIENT, PROTOCOL, CORE, EXPERIMENT] }),
    ...room('host', HOST, { ours: [HOST, PROTOCOL, RUN, CORE, EXPERIMENT], types: [ENGINE_INTERFACE] }),
    ...room('worker', WORKER, {
      ours: [WORKER, RUN, ENGINE, FORMATS, CORE, EXPERIMENT],
      packages: ['valibot', 'idb'],
    }),
    ...room('cli', CLI, {
      ours: [CLI, RECORD, RUN, ENGINE, FORMATS, REMOTE, RECORDED, CORE, EXPERIMENT],
      types: [PROTOCOL],
      node: true,
    }),
    ...room('store', STORE, {
      ours: [STORE, RECORD, PROTOCOL, CORE, EXPERIMENT, EVENT_SHAPES],
      types: [RUN, FORMATS, CLIENT],
      packages: ['zustand', 'valibot', 'idb', '@zip.js/zip.js'],
    }),
    ...room('ui', `(?!${SHELL})${UI}`, {
      ours: [UI, STORE, RECORD, CORE, EXPERIMENT],
      packages: ['react', 'react-dom', 'recharts', 'zustand', 'qrcode-generator'],
    }),
    ...room('shell', SHELL, { ours: [INSTRUMENTS, UI, STORE, EXPERIMENT], packages: ['react'] }),
    ...room('instruments', INSTRUMENTS, {
      ours: [INSTRUMENTS, UI, STORE, RECORD, CORE, EXPERIMENT, EVENT_SHAPES],
      types: [RUN, FORMATS],
      packages: ['react', 'react-dom', 'zustand'],
    }),
    {
      name: 'instruments-stand-alone',
      comment: 'what two instruments share lives in ui or store',
      severity: 'error',
      from: { path: '^src/instruments/([^/]+)/', pathNot: TEST },
      to: { path: INSTRUMENTS, pathNot: '^src/instruments/$1/' },
    },
    {
      name: 'main-composes',
      comment: 'main starts the worker through its client and knows no engine',
      severity: 'error',
      from: { path: '^src/main\\.tsx$' },
      to: { path: [ENGINE, RUN, HOST] },
    },
    {
      name: 'reference-stands-alone',
      comment: 'the reference engine is what the others are checked against',
      severity: 'error',
      from: { path: '^src/engine/reference/', pathNot: TEST },
      to: { path: '^src/engine/(fused|tensorflow)/' },
    },
    {
      name: 'tensorflow-in-engine-only',
      comment: 'tests included',
      severity: 'error',
      from: { path: '^src/', pathNot: ENGINE },
      to: { path: '^node_modules/@tensorflow/' },
    },
    {
      name: 'react-in-instruments-ui-and-main-only',
      comment: 'tests included',
      severity: 'error',
      from: { path: '^src/', pathNot: [INSTRUMENTS, UI, '^src/main\\.tsx$'] },
      to: { path: '^node_modules/(@types/)?(react|react-dom|recharts)/' },
    },
    {
      name: 'bench-stays-outside',
      comment: 'the benchmark measures the app and is no part of it',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^bench/' },
    },
    {
      name: 'no-cycles',
      comment: 'type-only imports count too',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-orphans',
      comment: 'a module nothing imports is an entry or dead',
      severity: 'error',
      from: {
        orphan: true,
        path: '^src/',
        pathNot: [TEST, '\\.d\\.ts$', '^src/main\\.tsx$', '\\.worker\\.ts$'],
      },
      to: {},
    },
    {
      name: 'tests-are-leaves',
      comment: 'nothing imports a test, and only tests import what they share',
      severity: 'error',
      from: {},
      to: { path: TEST_FILE },
    },
    {
      name: 'testing-is-for-tests',
      comment: 'what tests share is in no bundle',
      severity: 'error',
      from: { path: '^src/', pathNot: TEST },
      to: { path: TESTING },
    },
    {
      name: 'entries-are-roots',
      comment: 'nothing imports an entry; the client starts the worker by its address',
      severity: 'error',
      from: {},
      to: { path: ['^src/main\\.tsx$', '\\.worker\\.ts$'] },
    },
    {
      name: 'resolvable',
      comment: 'every import leads somewhere',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'browser', 'default', 'types'],
      mainFields: ['module', 'main', 'types'],
    },
    cache: { folder: 'node_modules/.cache/dependency-cruiser', strategy: 'content' },
  },
};
