/**
 * Mocha loads a reporter by require(). This reads the TypeScript one without registering tsx's CommonJS hook, which would
 * give test files another copy of a module than a dynamic import() in the sources gets.
 */
const tsx = require('tsx/cjs/api')

module.exports = tsx.require('./reporter.ts', module.filename).default
