/** oclif's own help command: `okta-ops help login`. */
import {commands} from '@oclif/plugin-help'

export default commands.help
