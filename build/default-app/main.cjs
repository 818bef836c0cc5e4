// A borrowed Electron has no default app, so it would ignore the application named on its command
// line. This one does what Electron's own does: it loads the modules given with `-r`, then the first
// argument that is not an option.
const { resolve } = require('node:path');
const { app } = require('electron');

const asked = process.argv.indexOf('-r');
if (asked > 0) require(resolve(process.argv[asked + 1]));

const given = process.argv.slice(1).find((word) => !word.startsWith('-'));
if (given) {
  const folder = resolve(given);
  const { name, version } = require(resolve(folder, 'package.json'));
  app.setAppPath(folder);
  app.setName(name);
  app.setVersion(version);
  require(folder);
} else {
  process.stderr.write('name the folder of an application\n');
  app.exit(1);
}
