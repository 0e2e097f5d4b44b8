/** What `bin/run.js` loads: oclif's entry and what catches strays, bundled so that a start reads one file instead of forty packages. */
export {execute} from '@oclif/core/execute'
export {tellStray} from './lib/cli/stray-failure.js'
