// Owns what code may say; which room may import which is .dependency-cruiser.cjs's.
// Every rule is an error: a warning nobody must act on is noise.
import js from '@eslint/js';
import reactHooks from 'eslint-plugin-react-hooks';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

const TESTS = ['src/**/*.test.{ts,tsx}', 'e2e/**/*.ts'];
const PURE = ['src/experiment/**/*.ts', 'src/core/**/*.ts', 'src/formats/**/*.ts', 'src/record/**/*.ts'];

/** @param {string} message @param {string[]} names */
const because = (message, ...names) => names.map((name) => ({ name, message }));

/** @param {{ name: string, message: string }[][]} lists @returns {['error', object]} */
const restrictedGlobals = (...lists) => [
  'error',
  { globals: lists.flat(), checkGlobalObject: true, globalObjects: ['globalThis', 'self', 'window'] },
];

const nodeOnly = because(
  'This code runs in a browser.',
  'process',
  'Buffer',
  'require',
  '__dirname',
  'global',
);
const messaging = because(
  'Only src/worker talks to workers, and frame-messages.ts, browser-runs.ts and notes-channel.ts to other pages.',
  'Worker',
  'SharedWorker',
  'postMessage',
  'onmessage',
  'BroadcastChannel',
);
const device = because(
  'Only src/engine touches the graphics device.',
  'GPUDevice',
  'GPUAdapter',
  'GPUBuffer',
);
const address = because('Only page-address.ts touches the address.', 'location', 'history');
const storage = because(
  'Only browser-storage.ts touches what the browser keeps.',
  'localStorage',
  'sessionStorage',
  'indexedDB',
);
const impure = because(
  'experiment, core and the reference engine are pure: pass time, input and output in.',
  ...['Date', 'performance', 'setTimeout', 'setInterval', 'queueMicrotask', 'requestAnimationFrame'],
  ...['console', 'document', 'window', 'navigator', 'fetch', 'crypto'],
);

const mathRandom = {
  object: 'Math',
  property: 'random',
  message: 'Draw from the seeded generator in src/core: every run must repeat from its seed.',
};
const inexactMath = [
  ...['exp', 'expm1', 'log', 'log1p', 'log2', 'log10', 'pow', 'cbrt', 'hypot'],
  ...[
    'sin',
    'cos',
    'tan',
    'asin',
    'acos',
    'atan',
    'atan2',
    'sinh',
    'cosh',
    'tanh',
    'asinh',
    'acosh',
    'atanh',
  ],
].map((property) => ({
  object: 'Math',
  property,
  message: 'Its last bits differ between browsers: use the deterministic one of src/core.',
}));

/** Turns a shared config's warnings into errors. @param {Record<string, any>} rules */
const asErrors = (rules) =>
  Object.fromEntries(
    Object.entries(rules).map(([name, entry]) => {
      const [level, ...options] = Array.isArray(entry) ? entry : [entry];
      return [name, [level === 'off' || level === 0 ? 'off' : 'error', ...options]];
    }),
  );

export default defineConfig([
  globalIgnores([
    'dist/',
    'dist-cli*/',
    'node_modules/',
    'public/*',
    '!public/start.js',
    '!public/farcast.mjs',
  ]),
  js.configs.recommended,
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: {
        project: ['tsconfig.json', 'tsconfig.node.json'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      eqeqeq: 'error',
      'no-console': ['error', { allow: ['warn', 'error'] }],
      'max-lines': ['error', { max: 400, skipBlankLines: true, skipComments: true }],
      'no-restricted-properties': ['error', mathRandom],
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: '^\\.\\.?/(?!.*\\.(?:tsx?|mjs|js(?=\\?)|css|json|wasm|svg|md|cff)(?:\\?.*)?$)',
              message: "Write the file's extension.",
            },
          ],
        },
      ],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports' }],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true, requireDefaultForNonUnion: false },
      ],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      '@typescript-eslint/no-unnecessary-condition': [
        'error',
        { allowConstantLoopConditions: 'only-allowed-literals' },
      ],
      // A synchronous implementation of an asynchronous interface still has to reject rather than throw.
      '@typescript-eslint/require-await': 'off',
      // A type parameter used once can still say what a function is for.
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
    },
  },
  {
    files: ['src/**/*.{ts,tsx}'],
    languageOptions: { globals: { window: 'readonly', self: 'readonly' } },
    rules: {
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
      'no-restricted-globals': restrictedGlobals(nodeOnly, messaging, device, address, storage),
    },
  },
  {
    files: ['src/worker/**/*.ts'],
    rules: { 'no-restricted-globals': restrictedGlobals(nodeOnly, device, address, storage) },
  },
  {
    files: ['src/cli/**/*.ts'],
    rules: { 'no-restricted-globals': restrictedGlobals(messaging, device, address, storage) },
  },
  {
    files: ['src/engine/**/*.ts'],
    rules: { 'no-restricted-globals': restrictedGlobals(nodeOnly, messaging, address, storage) },
  },
  {
    files: ['src/engine/reference/**/*.ts'],
    rules: {
      'no-restricted-globals': restrictedGlobals(nodeOnly, messaging, device, address, storage, impure),
    },
  },
  {
    files: ['src/**/page-address.ts'],
    rules: { 'no-restricted-globals': restrictedGlobals(nodeOnly, messaging, device, storage) },
  },
  {
    files: ['src/**/browser-storage.ts'],
    rules: { 'no-restricted-globals': restrictedGlobals(nodeOnly, messaging, device, address) },
  },
  {
    files: ['src/**/frame-messages.ts', 'src/**/browser-runs.ts', 'src/**/notes-channel.ts'],
    rules: { 'no-restricted-globals': restrictedGlobals(nodeOnly, device, address, storage) },
  },
  {
    files: PURE,
    rules: {
      'no-restricted-globals': restrictedGlobals(nodeOnly, messaging, device, address, storage, impure),
    },
  },
  {
    // Arithmetic whose every bit has to come out alike in every browser. Only pixels come of what is left out.
    files: ['src/**/*.ts'],
    ignores: ['src/ui/**', 'src/instruments/**/*-scale.ts'],
    rules: {
      'no-restricted-properties': ['error', mathRandom, ...inexactMath],
      'no-restricted-syntax': [
        'error',
        {
          selector:
            "BinaryExpression[operator='**']:not([left.type='Literal'][right.type=/^(Literal|UnaryExpression)$/]):not([right.value=2]), AssignmentExpression[operator='**=']",
          message: '** of variables is Math.pow, whose last bits differ between browsers: multiply.',
        },
      ],
    },
  },
  {
    // Loops over typed arrays index within bounds they have just computed; `!` is the free way to say so.
    files: [
      'src/core/**/*.ts',
      'src/formats/**/*.ts',
      'src/record/**/*.ts',
      'src/engine/**/*.ts',
      'src/run/**/*.ts',
      'src/cli/**/*.ts',
      'src/store/**/*.ts',
      'src/ui/charts/**/*.{ts,tsx}',
      'src/instruments/**/*.{ts,tsx}',
      'bench/**/*.ts',
      ...TESTS,
    ],
    rules: { '@typescript-eslint/no-non-null-assertion': 'off' },
  },
  {
    files: ['src/**/*.tsx'],
    extends: [reactHooks.configs.flat.recommended],
    rules: {
      ...asErrors(reactHooks.configs.flat.recommended.rules),
      'no-restricted-syntax': [
        'error',
        {
          selector: "JSXOpeningElement[name.name='a']:not(:has(JSXAttribute[name.name='rel']))",
          message: 'Say in rel what the other page may know of this one.',
        },
      ],
      'max-lines-per-function': ['error', { max: 120, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    files: TESTS,
    rules: {
      'max-lines-per-function': 'off',
      'no-restricted-globals': 'off',
      'no-restricted-syntax': 'off',
      'no-restricted-properties': ['error', mathRandom],
    },
  },
  {
    // Browsers of any age are to understand it.
    files: ['public/start.js'],
    languageOptions: { ecmaVersion: 5, sourceType: 'script' },
  },
  {
    // The type checker knows which names exist here.
    files: ['**/*.{js,mjs,cjs}'],
    rules: { 'no-undef': 'off' },
  },
]);
