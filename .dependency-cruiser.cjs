// Who may import whom, as ARCHITECTURE.md says. The compiler's project references hold the coarse
// walls already (and stay right when a rule here is edited); these are the finer ones.
const rooms =
  'catalogue|checkout|payment|voucher|ledger|receipt|shift|staff|credit|onboarding|reports|settlement|sync';
const inRoom = `^main/(${rooms})/`;

/** `from` may import what `to` matches and nothing else of ours. */
const only = (name, from, to, comment) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from },
  to: { path: '^(shared|platform|main|renderer|sandbox|build|tests)/', pathNot: to },
});

module.exports = {
  forbidden: [
    {
      name: 'no-circles',
      comment: 'two files may know each other’s types; neither may need the other to load',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'nothing-imports-tests',
      severity: 'error',
      from: { pathNot: '^tests/' },
      to: { path: '^tests/' },
    },
    {
      name: 'build-is-for-build-and-tests',
      severity: 'error',
      from: { pathNot: '^(build|tests)/' },
      to: { path: '^build/' },
    },
    only('shared-is-alone', '^shared/', '^shared/', 'vocabulary only'),
    {
      name: 'shared-has-no-machine',
      comment: 'no I/O, no DOM, no Node, no Electron',
      severity: 'error',
      from: { path: '^shared/' },
      to: { dependencyTypes: ['core'] },
    },
    only('renderer-sees-shared', '^renderer/', '^(renderer|shared)/', 'window.till is its only way out'),
    {
      name: 'renderer-has-no-machine',
      severity: 'error',
      from: { path: '^renderer/' },
      to: { dependencyTypes: ['core'] },
    },
    only(
      'platform-knows-no-trade',
      '^platform/',
      '^(platform|shared)/',
      'what till and scheme both need from Node',
    ),
    only(
      'sandbox-is-another-party',
      '^sandbox/',
      '^(sandbox|platform|shared)/',
      'the scheme never sees the till',
    ),
    only(
      'rules-are-pure',
      `^main/(${rooms})/rules\\.ts$`,
      `^shared/|${inRoom}`,
      '(state, input, now) → outcome',
    ),
    {
      name: 'rules-do-no-work',
      comment: 'no files, no clock, no network in a decision',
      severity: 'error',
      from: { path: `^main/(${rooms})/rules\\.ts$` },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'rooms-never-each-other',
      comment: 'only flow/ joins rooms',
      severity: 'error',
      from: { path: inRoom },
      to: { path: inRoom, pathNot: '^main/$1/' },
    },
    only('rooms-know-store-and-shared', inRoom, `^(shared|platform|main/store)/|${inRoom}`, ''),
    only('store-is-below-the-rooms', '^main/store/', '^(shared|platform|main/store)/', ''),
    only('devices-are-below-the-rooms', '^main/devices/', '^(shared|platform|main/devices)/', ''),
    only('scheme-is-below-the-rooms', '^main/scheme/', '^(shared|platform|main/scheme)/', ''),
    only(
      'code-wallet-is-below-the-rooms',
      '^main/code-wallet/',
      '^(shared|platform|main/code-wallet)/|^main/scheme/(exchange|kept-answer|outcome)\\.ts$',
      'it speaks to another party than the scheme, by the same way out of the till',
    ),
    only(
      'flow-joins-rooms',
      '^main/flow/',
      `^(shared|platform|main/store|main/scheme|main/code-wallet|main/devices|main/flow)/|${inRoom}`,
      'never the shell, the command line or the entry points',
    ),
    only('shell-knows-no-trade', '^main/shell/', '^(shared|platform|main/shell)/', ''),
    {
      name: 'electron-stays-in-the-shell',
      severity: 'error',
      from: { pathNot: '^(main/shell/|main/main\\.ts$|tests/|build/)' },
      to: { path: 'node_modules/electron/' },
    },
    {
      name: 'core-side-of-the-shell-has-no-electron',
      comment: 'serve.ts and serve-display.ts run inside the core',
      severity: 'error',
      from: { path: '^main/shell/(serve|serve-display|messages)\\.ts$' },
      to: { path: 'node_modules/electron/' },
    },
    {
      name: 'core-enters-the-shell-by-its-doors',
      severity: 'error',
      from: { path: '^main/', pathNot: '^main/(shell/|main\\.ts$)' },
      to: { path: '^main/shell/', pathNot: '^main/shell/(serve|serve-display|messages)\\.ts$' },
    },
    {
      name: 'no-unlisted-package',
      severity: 'error',
      from: { pathNot: '^build/default-app/' },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'product-needs-no-build-package',
      severity: 'error',
      from: { path: '^(shared|platform|main|renderer|sandbox)/' },
      to: {
        dependencyTypes: ['npm-dev'],
        pathNot: 'node_modules/(electron|@types)/',
        dependencyTypesNot: ['type-only'],
      },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.js', '.cjs', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'types', 'default'],
    },
  },
};
