/* What the shell needs of this domain to pick and show events, in one place to load it from. */
export {recordingLog} from '../cassette/recording-log.js'
export {localSelectionOf, selectionOf} from '../query/selection.js'
export {choosePrinter} from './chosen-printer.js'
