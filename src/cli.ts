/** What `bin/run.js` loads: oclif's entry, bundled so that a start reads one file instead of forty packages. */
export {execute} from '@oclif/core/execute'
